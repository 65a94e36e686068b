"""The second step: what a person accepted comes into the lexicon, and nothing else changes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kgraph.errors import InputError
from kgraph.reconcile.accept import accept_candidates
from kgraph.reconcile.collect import collect_candidates
from kgraph.reconcile.entries import read_entries, write_ids
from kgraph.reconcile.review import COLUMNS
from tests.reconcile.conftest import Server

PARSING = 'Task,"parsing, ""deep""",,hand'
LEXICON = (
    "label,name,aliases,source\nMethod,Adam,ADAM|adam optimizer,hand\n"
    f"{PARSING}\n\nConcept,Grokking,,hand\n"
)
HEADER = ",".join(COLUMNS) + "\n"


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "lexicon.csv"
    path.write_text(LEXICON)
    return path


def review(lexicon: Path, *lines: str) -> None:
    lexicon.with_name("lexicon.review.csv").write_text(
        HEADER + "".join(f"{line}\n" for line in lines)
    )


def test_what_is_accepted_comes_into_the_lexicon(lexicon: Path) -> None:
    review(
        lexicon,
        "Method,Adam,wikidata,Q1,Adam,an optimizer,100.0,true,Yes ",
        "Method,Adam,wikidata,Q2,Adam,a man,90.0,false,no",
        "Method,Adam,cso,118-X,Adam,,90.0,false,yes",
        'Task,"parsing, ""deep""",wikidata,wikidata:Q3,,,,,yes',
        "Concept,Grokking,wikidata,Q4,Grokking,,90.0,true,",
    )
    assert accept_candidates(lexicon) == (3, 0)
    assert lexicon.read_text().splitlines() == [
        "label,name,aliases,source,ids",
        "Method,Adam,ADAM|adam optimizer,hand,wikidata:Q1|cso:118-X",
        f"{PARSING},wikidata:Q3",
        "",
        "Concept,Grokking,,hand,",
    ]
    before = lexicon.stat()
    assert accept_candidates(lexicon) == (0, 3)
    assert lexicon.stat().st_mtime_ns == before.st_mtime_ns


def test_other_cells_their_order_and_the_file_stay_as_they_are(
    lexicon: Path, tmp_path: Path
) -> None:
    text = (
        "\ufeffids , broader,name,label\r\ncso:1,x|y,Adam,Method\r\n, ,Short\r\n"
        ",, Grokking ,Concept,more,\r\n"
    )
    real = tmp_path / "real.csv"
    real.write_bytes(text.replace("Short", "Short,Task").encode())
    real.chmod(0o640)
    lexicon.unlink()
    lexicon.symlink_to(real)
    review(lexicon, "Method,Adam,wikidata,Q1,,,,,yes", "Concept,Grokking,wikidata,Q2,,,,,yes")
    assert accept_candidates(lexicon) == (2, 0)
    expected = text.replace("cso:1,", "cso:1|wikidata:Q1,").replace(
        "\r\n,, G", "\r\nwikidata:Q2,, G"
    )
    assert real.read_bytes().decode() == expected.replace("Short", "Short,Task")
    assert lexicon.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert {path.name for path in tmp_path.iterdir()} == {
        "real.csv",
        "lexicon.csv",
        "lexicon.review.csv",
    }


def test_everything_that_is_wrong_is_said_and_nothing_written(lexicon: Path) -> None:
    lexicon.write_text(
        "label,name,ids\nMethod,Adam,\nTask,Parsing,wikidata:Q9\nConcept,Grokking,\n"
    )
    before = lexicon.read_bytes()
    review(
        lexicon,
        "Method,Adam,wikidata,Q1,,,,,yes",
        "Method,Adam,wikidata,Q2,,,,,yes",
        "Method,Adam,wikidata,Q1,,,,,yes",
        "Task,Parsing,wikidata,Q3,,,,,yes",
        "Task,Grokking,wikidata,Q4,,,,,yes",
        "Concept,Grokking,wikidata,,,,,,yes",
        "Concept,Grokking,wikidata,Q 5,,,,,yes",
        "Concept,Grokking,mine,5,,,,,yes",
        "Concept,Grokking,wikidata,Q6,,,,,maybe",
    )
    with pytest.raises(
        InputError, match="nothing was accepted, because 7 lines are invalid"
    ) as caught:
        accept_candidates(lexicon)
    lines = [line.split(".csv:")[1] for line in str(caught.value).splitlines()[1:]]
    rest = "accepted or in the lexicon; keep one of the two"
    assert lines == [
        f"3: Method 'Adam' already has wikidata:Q1, {rest}",
        f"5: Task 'Parsing' already has wikidata:Q9, {rest}",
        "6: the lexicon has no Task 'Grokking'; remove the line or correct its name",
        "7: the candidate '' is not a wikidata id; accept another line, or correct the id",
        "8: the candidate 'Q 5' is not a wikidata id; accept another line, or correct the id",
        "9: the prefix 'mine' is unknown; use one of wikidata, cso",
        "10: accept is 'maybe'; write 'yes', 'no' or nothing",
    ]
    assert lexicon.read_bytes() == before


def test_a_long_list_of_problems_is_cut(lexicon: Path) -> None:
    review(lexicon, *["Method,Adam,wikidata,Q1,,,,,perhaps"] * 30)
    with pytest.raises(InputError, match=r"and 10 more$"):
        accept_candidates(lexicon)


def test_without_a_review_file_the_first_step_is_named(lexicon: Path) -> None:
    with pytest.raises(
        InputError, match=r"no such file. Run `kgraph reconcile` without --accept first"
    ):
        accept_candidates(lexicon)


def test_a_lexicon_that_cannot_be_written_is_left_whole(lexicon: Path) -> None:
    review(lexicon, "Method,Adam,wikidata,Q1,,,,,yes")
    lexicon.with_name(".lexicon.csv.new").mkdir()  # in the way, for root as well
    with pytest.raises(InputError, match=r"lexicon.csv: cannot be written \(Is a directory\)"):
        accept_candidates(lexicon)
    assert lexicon.read_text() == LEXICON


def test_from_the_service_to_the_lexicon_and_back(server: Server, url: str, lexicon: Path) -> None:
    done = collect_candidates(lexicon, service=url, rate=1000)
    text = done.review.read_text()
    done.review.write_text(text.replace(",true,\n", ",true,yes\n"))
    assert accept_candidates(lexicon) == (3, 0)
    assert [entry.ids for entry in read_entries(lexicon)[1]] == [
        ("wikidata:Q41",),
        ("wikidata:Q151",),
        ("wikidata:Q81",),
    ]
    done.review.unlink()
    assert collect_candidates(lexicon, service=url, rate=1000)[1:4] == (0, 0, 3)


def test_the_lexicon_of_kgraph_keeps_all_its_other_bytes(tmp_path: Path) -> None:
    from kgraph.extract.lexicon import LEXICON as OURS

    path = tmp_path / "lexicon.csv"
    path.write_bytes(OURS.read_bytes())
    table, entries = read_entries(path)
    chosen = next(entry for entry in entries if not entry.ids)
    write_ids(table, entries, {chosen.key: ["wikidata:Q1"]})
    assert path.read_text().count("wikidata:Q1") == 1 + OURS.read_text().count("wikidata:Q1")
    with OURS.open(newline="") as before, path.open(newline="") as after:
        for old, new in zip(csv.DictReader(before), csv.DictReader(after), strict=True):
            assert {**new, "ids": ""} == {**old, "ids": ""}
    again = path.read_bytes()
    write_ids(*read_entries(path), {})
    assert path.read_bytes() == again


def test_what_was_accepted_is_read_as_an_id(lexicon: Path) -> None:
    from kgraph.extract.lexicon import read_lexicon

    lexicon.write_text("label,name,aliases\nMethod,Adam,ADAM\n")
    review(lexicon, "Method,Adam,wikidata,Q1,,,,,yes", "Method,Adam,cso,adam_optimizer,,,,,yes")
    assert accept_candidates(lexicon) == (2, 0)
    assert read_lexicon(lexicon)[0].ids == (
        "http://www.wikidata.org/entity/Q1",
        "https://cso.kmi.open.ac.uk/topics/adam_optimizer",
    )


def test_every_prefix_is_one_that_the_lexicon_knows() -> None:
    from kgraph.extract import lexicon as reader
    from kgraph.reconcile.protocol import PREFIXES, is_id

    assert set(PREFIXES.values()) == set(reader.PREFIXES)
    assert {space: PREFIXES[space] for space in reader.PREFIXES.values()} == {
        space: prefix for prefix, space in reader.PREFIXES.items()
    }
    assert [is_id("wikidata", text) for text in ("Q42", "Q042", "P31", "Q", "Q4|Q2", "Q4\n")] == [
        True
    ] + [False] * 5


def test_the_second_step_loads_no_http_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys, kgraph.reconcile.accept; "
        "print('requests' in sys.modules, 'spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"

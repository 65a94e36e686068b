"""Reading files and folders: each problem is reported, and the valid records around it are read."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

import kgraph
from kgraph.errors import InputError, StrictError
from kgraph.read.papers import read_papers
from kgraph.types import Author, InputFormat, Reading
from tests.conftest import SHARED, needs_shared

ABSTRACT = (
    "We study how wide networks learn. "
    + "They behave like kernels in the limit of infinite width. " * 5
)


def codes(reading: Reading) -> list[tuple[str, int]]:
    return [(problem.code, problem.source.line) for problem in reading.problems]


def titles(reading: Reading) -> set[str]:
    return {paper.title for paper in reading}


def write(path: Path, *rows: object) -> Path:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    )
    return path


def test_jsonl_columns_are_read_and_unknown_ones_reported(tmp_path: Path) -> None:
    row = {
        "title": "Wide Networks", "abstract": ABSTRACT, "id": "x7", "year": 2018,
        "authors": ["A B", {"name": "C D"}],
        "url": "https://arxiv.org/abs/1806.07572", "venue": "NeurIPS", "stars": 3,
    }  # fmt: skip
    reading = read_papers(write(tmp_path / "a.jsonl", row))
    (paper,) = reading.papers
    assert (paper.id, paper.record_id, paper.year) == ("arxiv-1806.07572", "x7", 2018)
    assert (paper.authors, paper.venue, paper.abstract) == (
        (Author("A B"), Author("C D")),
        "NeurIPS",
        ABSTRACT,
    )
    assert str(paper.sources[0]) == "a.jsonl:1"
    assert codes(reading) == [("unknown-column", 1)]


def test_a_broken_line_in_the_middle_loses_nothing_else(tmp_path: Path) -> None:
    good = [{"title": f"Paper {i}", "abstract": ABSTRACT} for i in range(2)]
    reading = read_papers(
        write(tmp_path / "a.jsonl", good[0], '{"title": ', "[1]", "{" + '"a":[' * 9999, good[1])
    )
    assert titles(reading) == {"Paper 0", "Paper 1"}
    assert codes(reading) == [
        ("few-records", 1),
        ("broken-json", 2),
        ("broken-json", 3),
        ("broken-json", 4),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_read_with_their_delimiter(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Title", "Abstract", "Published", "Stars"],
        ["Wide", '"Two\nlines, here; or not."', "2018-06-20", "4"],
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(delimiter.join(row) for row in rows))
    reading = read_papers(path)
    (paper,) = reading.papers
    assert (paper.abstract, paper.year, reading.files[0].format) == (
        "Two\nlines, here; or not.",
        2018,
        "csv",
    )
    assert codes(reading) == [("unknown-column", 1)]


def test_uneven_rows_and_missing_titles_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,abstract\nWide,Text.,extra\n\n,Text.\nSmall\n")
    reading = read_papers(path)
    assert titles(reading) == {"Wide", "Small"}
    assert codes(reading) == [
        ("uneven-row", 2),
        ("no-title", 4),
        ("no-abstract", 5),
        ("uneven-row", 5),
    ]


def test_a_table_without_a_title_column_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "good.jsonl", {"title": "Wide", "abstract": ABSTRACT})
    (tmp_path / "bad.csv").write_text("name,text\na,b\n")
    reading = read_papers(tmp_path)
    assert [problem.code for problem in reading.problems] == ["no-title"]


def test_byte_order_marks_are_no_text(tmp_path: Path) -> None:
    for number, encoding in enumerate(("utf-8-sig", "utf-16")):
        (tmp_path / f"{number}.txt").write_bytes(
            f"Wide {number} Ünits\n{ABSTRACT}".encode(encoding)
        )
    reading = read_papers(tmp_path)
    assert titles(reading) == {"Wide 0 Ünits", "Wide 1 Ünits"}
    assert reading.problems == ()


def test_a_line_in_another_encoding_is_read_and_reported(tmp_path: Path) -> None:
    lines = [
        "Poincaré Maps".encode("cp1252"),
        ABSTRACT.encode(),
        "Über Width".encode(),
        ABSTRACT.encode(),
    ]
    (tmp_path / "a.txt").write_bytes(b"\n".join(lines))
    reading = read_papers(tmp_path / "a.txt")
    assert titles(reading) == {"Poincaré Maps", "Über Width"}
    assert codes(reading) == [("wrong-encoding", 1)]


def test_nul_bytes_become_spaces_and_keep_the_offsets(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"title": "Wi\x00de", "abstract": "A\ud800B." + ABSTRACT})
    (paper,) = read_papers(path).papers
    assert (paper.title, paper.abstract[:4]) == ("Wi de", "A B.")
    (tmp_path / "b.txt").write_bytes(b"Wi\x00de\n" + ABSTRACT.encode())
    assert codes(read_papers(tmp_path / "b.txt")) == [("control-characters", 1)]


def test_empty_and_binary_files_are_reported_beside_good_ones(tmp_path: Path) -> None:
    write(tmp_path / "good.jsonl", {"title": "Wide", "abstract": ABSTRACT})
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "random.csv").write_bytes(os.urandom(5000))
    (tmp_path / "paper.txt").write_bytes(b"%PDF-1.7\n" + b"plain " * 900)
    (tmp_path / "wide.txt").write_bytes("Wide".encode("utf-32"))
    (tmp_path / ".hidden").write_text("Not read\n")
    reading = read_papers(tmp_path)
    assert titles(reading) == {"Wide"}
    assert {problem.source.file.split("/")[1]: problem.code for problem in reading.problems} == {
        "empty.txt": "no-papers",
        "random.csv": "binary-file",
        "paper.txt": "binary-file",
        "wide.txt": "binary-file",
    }


@pytest.mark.parametrize("format", ["listing", "json", "csv"])
def test_a_file_without_lines_is_no_error_in_any_format(
    tmp_path: Path, format: InputFormat
) -> None:
    for content in (b"", b"\n\n", bytes(5000)):
        (tmp_path / "a.txt").write_bytes(content)
        with pytest.raises(InputError, match="no paper was found"):
            read_papers(tmp_path / "a.txt", format=format)


def test_a_folder_is_read_without_builds_and_unknown_files(tmp_path: Path) -> None:
    write(tmp_path / "good.list", "Wide", ABSTRACT)
    write(tmp_path / "notes.org", "Small", ABSTRACT)
    (tmp_path / "out" / "deep").mkdir(parents=True)
    write(tmp_path / "out" / "manifest.json", {"kgraph": "1.0"})
    write(tmp_path / "out" / "deep" / "papers.jsonl", {"title": "Built"})
    reading = read_papers(tmp_path)
    assert titles(reading) == {"Wide"}
    assert [(p.source.file.split("/", 1)[1], p.level, p.code) for p in reading.problems] == [
        ("notes.org", "problem", "unknown-format"),
        ("out", "note", "skipped"),
    ]
    assert titles(read_papers(tmp_path / "notes.org")) == {"Small"}
    with pytest.raises(InputError, match="the folder is a build of kgraph"):
        read_papers(tmp_path / "out")


def test_files_of_one_name_are_told_apart_in_any_order(tmp_path: Path) -> None:
    paths = [tmp_path / parent / "x.txt" for parent in ("a/one", "b/one", "b/two")]
    for number, path in enumerate(paths):
        path.parent.mkdir(parents=True)
        write(path, f"Title {number}", ABSTRACT)
    reading = read_papers(*paths)
    assert [file.name for file in reading.files] == ["a/one/x.txt", "b/one/x.txt", "two/x.txt"]
    assert read_papers(*reversed(paths), paths[0]) == reading


def test_a_table_of_titles_with_an_unclosed_quote_loses_none(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('title\n"Open, wide\n"Quoted, too"\n"Open again\nLast\n')
    reading = read_papers(tmp_path / "a.csv")
    assert titles(reading) == {"Open, wide", "Quoted, too", "Open again", "Last"}
    assert {code for code in codes(reading) if code[0] != "no-abstract"} == {
        ("few-abstracts", 1),
        ("unclosed-quote", 2),
        ("unclosed-quote", 4),
    }


def test_text_around_json_objects_in_an_array_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[1, {"title": "Wide", "abstract": "Text."}] more')
    reading = read_papers(tmp_path / "a.json")
    assert titles(reading) == {"Wide"}
    assert codes(reading) == [("few-records", 1), ("broken-json", 1), ("broken-json", 1)]
    (tmp_path / "a.json").write_text('[{"title": "Wide", "abstract": "Text."},\n{"title": "Wi')
    assert codes(read_papers(tmp_path / "a.json")) == [("broken-json", 2)]


def test_json_arrays_are_read_as_records(tmp_path: Path) -> None:
    rows = [{"title": f"Paper {i}", "abstract": ABSTRACT} for i in range(3)]
    (tmp_path / "one.json").write_text(json.dumps(rows))
    (tmp_path / "wide.txt").write_text(
        json.dumps(rows, indent=2).replace('"title": "Paper 1"', '"title" "Paper 1"')
    )
    assert titles(read_papers(tmp_path / "one.json")) == {"Paper 0", "Paper 1", "Paper 2"}
    reading = read_papers(tmp_path / "wide.txt")
    assert [
        (paper.title, paper.sources[0].line) for paper in sorted(reading, key=lambda p: p.title)
    ] == [
        ("Paper 0", 2),
        ("Paper 2", 10),
    ]
    assert codes(reading) == [("broken-json", 6)]


def test_the_records_of_an_answer_are_read(tmp_path: Path) -> None:
    text = json.dumps({"count": 1, "papers": [{"title": "Wide", "abstract": ABSTRACT}]}, indent=1)
    (tmp_path / "a.json").write_text(text)
    assert titles(read_papers(tmp_path / "a.json")) == {"Wide"}


def test_json_that_holds_no_records_is_skipped_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{\n"title": \n"Wi')
    with pytest.raises(InputError, match="write one object per line"):
        read_papers(tmp_path / "a.json")


def test_a_title_in_brackets_is_no_json(tmp_path: Path) -> None:
    assert titles(read_papers(write(tmp_path / "a.txt", "[Re] Wide Networks", ABSTRACT))) == {
        "[Re] Wide Networks"
    }


def test_an_abstract_of_fifty_megabytes_is_left_out_and_its_title_kept(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"title": "Wide", "abstract": ABSTRACT},
        {"title": "x", "abstract": "y" * 50_000_000},
    )
    reading = read_papers(path)
    assert titles(reading) == {"Wide", "x"}
    assert codes(reading) == [("too-long", 2)]


def test_a_title_that_is_too_long_itself_is_left_out(tmp_path: Path) -> None:
    rows = [{"title": "Wide", "abstract": ABSTRACT}, {"title": "x" * 900, "abstract": "Short."}]
    reading = read_papers(write(tmp_path / "a.jsonl", *rows), max_chars=800)
    assert titles(reading) == {"Wide"}
    assert codes(reading) == [("too-long", 2)]


@pytest.mark.parametrize("content", [None, "", "\n\n \n"])
def test_a_folder_without_papers_is_an_error(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "a.txt").write_text(content)
    with pytest.raises(InputError, match="no paper was found"):
        read_papers(tmp_path)


def test_a_missing_input_and_an_unknown_format_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere: no such file or folder\. Name a file"):
        read_papers(tmp_path / "nowhere")
    with pytest.raises(InputError, match="'pdf' is not a format"):
        read_papers(tmp_path, format="pdf")  # type: ignore[arg-type]


def test_strict_raises_at_a_problem_but_not_at_a_note(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"title": "Wide", "abstract": ABSTRACT, "stars": 1})
    assert len(read_papers(path, strict=True)) == 1
    write(path, {"title": "Wide"})
    with pytest.raises(StrictError, match=r"a\.jsonl:1: error: few-abstracts"):
        read_papers(path, strict=True)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"Wide\n{ABSTRACT}".encode())))
    assert [str(paper.sources[0]) for paper in read_papers("-")] == ["stdin:1"]


def test_one_paper_in_several_listings_keeps_every_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Wide Networks\n{ABSTRACT}")
    (tmp_path / "b.txt").write_text(f"new\nWIDE NETWORKS.\n{ABSTRACT}")
    reading = read_papers(tmp_path)
    (paper,) = reading.papers
    assert [source.line for source in paper.sources] == [1, 2]
    assert codes(reading) == [("duplicate", 2)]
    files = (tmp_path / "a.txt", tmp_path / "b.txt")
    assert read_papers(*files).papers == read_papers(*reversed(files)).papers


def test_a_record_with_an_id_and_one_without_are_one_paper(tmp_path: Path) -> None:
    rows = [
        {"title": "Wide Networks", "abstract": ABSTRACT},
        {
            "title": "Wide networks",
            "abstract": "Short.",
            "url": "https://arxiv.org/abs/1806.07572",
            "year": "2018",
        },
    ]
    reading = read_papers(write(tmp_path / "a.jsonl", *rows))
    (paper,) = reading.papers
    assert (paper.id, paper.year, paper.abstract) == ("arxiv-1806.07572", 2018, ABSTRACT)
    assert codes(reading) == [("other-abstract", 2)]


def test_papers_of_one_title_with_two_arxiv_ids_are_two(tmp_path: Path) -> None:
    rows = [{"title": "A Survey", "abstract": ABSTRACT, "id": f"2001.0000{i}"} for i in range(2)]
    assert len(read_papers(write(tmp_path / "a.jsonl", *rows))) == 2


def test_reading_is_the_same_from_another_folder(tmp_path: Path) -> None:
    readings = []
    for parent in ("one", "two"):
        folder = tmp_path / parent / "listing"
        folder.mkdir(parents=True)
        write(folder / "a.jsonl", {"title": "Wide", "abstract": ABSTRACT})
        readings.append(read_papers(folder))
    assert readings[0] == readings[1]


def test_values_of_odd_types_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [
        {"title": "Wide", "abstract": ["One.", "Two."], "year": 2018.0},
        {"title": {"en": "Deep"}, "abstract": ABSTRACT},
        {"title": 1984, "abstract": True, "year": "soon"},
        {
            "title": "Small",
            "abstract": "",
            "summary": "Kept.",
            "authors": [None, {"given": "A", "family": "B"}, 3],
        },
        {"title": None, "abstract": ABSTRACT},
    ]
    reading = read_papers(write(tmp_path / "a.jsonl", *rows))
    by_title = {paper.title: paper for paper in reading}
    assert set(by_title) == {"Wide", "1984", "Small"}
    assert (by_title["Wide"].abstract, by_title["Wide"].year) == ("One. Two.", 2018)
    assert (by_title["Small"].abstract, by_title["Small"].authors) == ("Kept.", (Author("A B"),))
    assert codes(reading) == [
        ("invalid-value", 1), ("invalid-value", 2), ("no-title", 2), ("invalid-value", 3),
        ("invalid-value", 3), ("no-abstract", 3), ("invalid-value", 4), ("no-title", 5),
    ]  # fmt: skip


def test_every_column_with_an_id_is_searched(tmp_path: Path) -> None:
    row = {"title": "Wide", "abstract": ABSTRACT, "id": "x", "arxiv_id": "1806.00010"}
    (paper,) = read_papers(write(tmp_path / "a.jsonl", row))
    assert (paper.id, paper.record_id) == ("arxiv-1806.00010", "x")


@pytest.mark.parametrize(
    "second", ["Second,We use transformers", 'Second,"We use transformers"', 'Second,"a\nb"']
)
def test_an_unclosed_quote_takes_no_other_record_with_it(tmp_path: Path, second: str) -> None:
    (tmp_path / "a.csv").write_text(
        'title,abstract\nFirst,"We use CNN. Good\n' + second + "\nThird,fine\n"
    )
    reading = read_papers(tmp_path / "a.csv")
    assert titles(reading) == {"First", "Second", "Third"}
    assert codes(reading) == [("unclosed-quote", 2)]


def test_a_quoted_abstract_over_lines_stays_one_cell(tmp_path: Path) -> None:
    abstract = "One, two\nthree, four\n\n5,000 more"
    (tmp_path / "a.csv").write_text(
        f'title,abstract\nFirst,"{abstract}"\nSecond,"Open to the end\nof the file'
    )
    reading = read_papers(tmp_path / "a.csv")
    assert {paper.title: paper.abstract for paper in reading} == {
        "First": abstract,
        "Second": "Open to the end\nof the file",
    }
    assert codes(reading) == [("unclosed-quote", 6)]


def test_a_quote_that_is_not_doubled_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('title,abstract\nFirst,"The "best" one"\nSecond,fine\n')
    reading = read_papers(tmp_path / "a.csv")
    assert (titles(reading), codes(reading)) == ({"First", "Second"}, [("stray-quote", 2)])


def test_a_table_may_start_with_blank_lines_and_its_delimiter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n\nsep=;\ntitle;abstract\nWide;Some text.\n")
    (paper,) = read_papers(tmp_path / "a.csv")
    assert (paper.title, paper.abstract, paper.sources[0].line) == ("Wide", "Some text.", 5)


def test_a_table_of_titles_alone_keeps_their_commas(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('title\nWide, Deep and Small\n"Quoted, too"\n')
    assert titles(read_papers(tmp_path / "a.csv")) == {"Wide, Deep and Small", "Quoted, too"}


@needs_shared("seeds")
def test_the_listings_hold_470_records_of_384_papers() -> None:
    reading = kgraph.read_papers(SHARED / "seeds")
    assert (sum(file.records for file in reading.files), len(reading)) == (470, 384)
    assert "Generalization in Deep Learning" in titles(reading)
    assert sum(len(paper.sources) for paper in reading) == 470
    assert all(paper.abstract for paper in reading)
    assert [problem for problem in reading.problems if problem.level == "problem"] == []


@needs_shared("annotations")
def test_the_listings_are_read_to_the_letter() -> None:
    read = {paper.title: paper.abstract for paper in kgraph.read_papers(SHARED / "seeds")}
    rows = [
        json.loads(line) for line in (SHARED / "annotations" / "dev.jsonl").read_text().splitlines()
    ]
    assert all(read[row["title"]] == row["abstract"] for row in rows)

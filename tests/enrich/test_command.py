"""`kgraph enrich` fills papers from files, and asks a person about doubtful matches."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import kgraph
from tests.conftest import SAMPLE, run

LISTING = [
    {"title": "Wide Networks Learn Slow Features First", "abstract": "We study looms.", "id": "a1"},
    {"title": "Narrow Networks Forget", "abstract": "We study yarn.", "year": 2019},
    {"title": "Editorial", "abstract": "We introduce the issue."},
]
RECORDS = [
    {"title": "Wide networks learn slow features first", "year": 2020, "venue": "Looms",
     "authors": [{"name": "Ada Lovelace", "orcid": "0000-0002-1825-0097"}, "Zoë Ångström"],
     "doi": "10.1000/a", "keywords": ["yarn", "wool"], "id": "https://openalex.org/W1"},
    {"title": "Editorial", "year": 2001},
    {"title": "Deep Maps", "year": 2002},
]  # fmt: skip


def write(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    return write(tmp_path / "listing.jsonl", LISTING)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return write(tmp_path / "records.jsonl", RECORDS)


def read_review(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def mark(path: Path, word: str) -> None:
    rows = read_review(path)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "accept": word} for row in rows)


def test_the_output_is_read_as_it_was_filled(listing: Path, records: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = run("enrich", listing, "--from", records, "-o", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[0] == "1 of 3 papers matched (title 1)"
    assert "still missing: year 1, authors 2, venue 2, url 3, doi 2, arxiv_id 3" in done.stderr
    assert "1 doubtful matches were not taken. Write yes in column accept of" in done.stderr
    papers = {paper.title: paper for paper in kgraph.read_papers(out)}
    wide = papers["Wide Networks Learn Slow Features First"]
    assert (wide.year, wide.venue, wide.doi, wide.record_id) == (2020, "Looms", "10.1000/a", "a1")
    assert [(author.name, author.orcid) for author in wide.authors] == [
        ("Ada Lovelace", "0000-0002-1825-0097"),
        ("Zoë Ångström", ""),
    ]
    assert wide.keywords == ("yarn", "wool")
    assert papers["Narrow Networks Forget"].year == 2019
    assert papers["Editorial"].year is None


def test_the_same_input_gives_the_same_bytes(listing: Path, records: Path) -> None:
    first = run("enrich", listing, "--from", records).stdout
    assert run("enrich", listing, "--from", records).stdout == first
    assert len(first.splitlines()) == 3


def test_doubtful_matches_are_taken_if_they_are_accepted(
    listing: Path, records: Path, tmp_path: Path
) -> None:
    out, review = tmp_path / "out.jsonl", tmp_path / "out.review.csv"
    command = ("enrich", listing, "--from", records, "-o", out)
    run(*command)
    [row] = read_review(review)
    assert (row["title"], row["found title"], row["score"]) == ("Editorial", "Editorial", "1.00")
    assert (row["source"], row["year"], row["accept"]) == ("records.jsonl:2", "2001", "")
    assert row["reason"] == "the title is short, and authors are unknown"
    mark(review, "no")
    assert run(*command, "--accept", review).returncode == 0
    assert '"year": 2001' not in out.read_text()
    mark(review, "YES")
    before = review.read_bytes().replace(b"YES", b"yes")
    done = run(*command, "--accept", review)
    assert "doubtful" not in done.stderr
    assert '"year": 2001' in out.read_text()
    assert review.read_bytes() == before


def test_marks_are_never_lost(listing: Path, records: Path, tmp_path: Path) -> None:
    out, review = tmp_path / "out.jsonl", tmp_path / "out.review.csv"
    command = ("enrich", listing, "--from", records, "-o", out)
    run(*command)
    mark(review, "yes")
    before = review.read_bytes()
    done = run(*command)
    assert done.returncode == 2
    assert f"{review}: has marks in column accept, which would be lost." in done.stderr
    assert review.read_bytes() == before
    assert run(*command, "--review", tmp_path / "other.csv").returncode == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("paper,source,found,accept\na,b,c,maybe\n", "marks.csv:2: accept is 'maybe'. Write yes,"),
        ("title\nx\n", "marks.csv: is not a review file (column paper is missing)"),
        ("", "marks.csv: is empty"),
    ],
)
def test_a_wrong_review_file_is_an_error(
    text: str, message: str, listing: Path, records: Path, tmp_path: Path
) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text(text)
    done = run("enrich", listing, "--from", records, "--accept", marks)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_mark_that_fits_nothing_is_reported(listing: Path, records: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("paper,source,found,accept\nt-1,x.csv:1,t-2,yes\n")
    command = ("enrich", listing, "--from", records, "--accept", marks)
    done = run(*command)
    assert f"{marks}:2: ignored: it fits no doubtful match of this run" in done.stderr
    assert done.returncode == 0
    assert run(*command, "--strict").returncode == 1


def test_an_input_is_never_overwritten(listing: Path, records: Path) -> None:
    for path in (listing, records):
        done = run("enrich", listing, "--from", records, "-o", path)
        assert done.returncode == 2
        assert "is one of the inputs and would be overwritten" in done.stderr
    done = run("enrich", listing)
    assert (done.returncode, "--from" in done.stderr) == (2, True)
    done = run("enrich", listing, "--from", "nowhere.csv")
    assert (done.returncode, "nowhere.csv: no such file" in done.stderr) == (2, True)


def test_losses_in_the_records_are_reported(listing: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"title": "Deep Maps", "abstract": "x"}\n{"title"\n{"abstract": "y"}\n')
    done = run("enrich", listing, "--from", broken)
    assert "few-records" in done.stderr
    assert done.returncode == 1


def test_other_formats_fill_as_well(listing: Path, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text("@article{a, title={Narrow {N}etworks Forget}, author={Doe, A.}, year=2018}\n")
    done = run("enrich", listing, "--from", bib, "--from", SAMPLE)
    [line] = [json.loads(line) for line in done.stdout.splitlines() if "Narrow" in line]
    assert line["authors"] == ["A. Doe"]
    assert line["year"] == 2019

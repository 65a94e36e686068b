"""Abstracts: the columns that hold them, and one problem for a file of which most lack them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgraph.read.papers import read_papers
from kgraph.types import Author, Problem

ABSTRACT = "We study how wide networks learn. They behave like kernels. " * 5


def few_abstracts(path: Path) -> list[Problem]:
    return [problem for problem in read_papers(path).problems if problem.code == "few-abstracts"]


def write_rows(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize(
    "name", ["Summary", "Abstract Note", "abstractNote", "abstractText", "paper_abstract"]
)
def test_an_abstract_has_several_names(tmp_path: Path, name: str) -> None:
    reading = read_papers(write_rows(tmp_path / "a.jsonl", {"title": "Wide", name: ABSTRACT}))
    assert ([paper.abstract for paper in reading], reading.problems) == ([ABSTRACT], ())


@pytest.mark.parametrize(
    "text", ["[No abstract available]", "No abstract.", "N/A", "n/a", "NULL", " - ", "(none)"]
)
def test_what_stands_for_no_abstract_is_none(tmp_path: Path, text: str) -> None:
    reading = read_papers(write_rows(tmp_path / "a.jsonl", {"title": "Wide", "abstract": text}))
    assert [paper.abstract for paper in reading] == [""]
    assert "no-abstract" in {problem.code for problem in reading.problems}


def test_an_abstract_may_start_like_a_missing_one(tmp_path: Path) -> None:
    text = "None of the networks is wide."
    reading = read_papers(write_rows(tmp_path / "a.jsonl", {"title": "Wide", "abstract": text}))
    assert [paper.abstract for paper in reading] == [text]


def test_a_table_of_zotero_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '"Publication Year","Author","Title","Publication Title","Abstract Note"\n'
        '"2018","Doe, J.; Roe, R.","Wide Networks","A Journal","Some text."\n'
    )
    (paper,) = read_papers(path).papers
    assert (paper.title, paper.abstract) == ("Wide Networks", "Some text.")
    assert (paper.year, paper.venue, paper.authors) == (
        2018,
        "A Journal",
        (Author("J. Doe"), Author("R. Roe")),
    )


def test_an_index_of_positions_becomes_text(tmp_path: Path) -> None:
    index = {"wide": [1, 4], "Some": [0], "networks.": [5], "networks": [2], "like": [3]}
    rows = [
        {"title": "Wide", "abstract_inverted_index": index},
        {"title": "Small", "abstract_inverted_index": {"no": "positions"}},
    ]
    reading = read_papers(write_rows(tmp_path / "a.jsonl", *rows))
    abstracts = {paper.title: paper.abstract for paper in reading}
    assert abstracts == {"Wide": "Some wide networks like wide networks.", "Small": ""}
    assert [problem.code for problem in reading.problems] == ["invalid-value", "no-abstract"]


def test_a_file_without_abstracts_has_one_problem_that_names_its_columns(tmp_path: Path) -> None:
    rows = [{"title": f"Paper {i}", "body": ABSTRACT, "stars": i} for i in range(3)]
    rows.append({"title": "Paper 3", "abstract": ABSTRACT, "stars": 3})
    (problem,) = few_abstracts(write_rows(tmp_path / "a.jsonl", *rows))
    assert str(problem) == (
        "a.jsonl:1: error: few-abstracts: 3 of 4 papers have no abstract; long texts are in "
        "'body'; their titles were kept; name the column of the abstracts: --map abstract='body'"
    )
    lines = "".join(f"Paper {i},{i},x\n" for i in range(3))
    (tmp_path / "a.csv").write_text(f"title,stars,notes\n{lines}")
    (problem,) = few_abstracts(tmp_path / "a.csv")
    assert problem.detail.endswith(
        "3 of 3 papers have no abstract; other values are in 'notes', 'stars'"
    )


def test_a_listing_of_titles_has_one_problem_without_columns(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Wide Networks\nSmall Networks\nDeep Networks\n")
    (problem,) = few_abstracts(tmp_path / "a.txt")
    assert problem.detail == "3 of 3 papers have no abstract"
    assert problem.decision == "their titles were kept"


def test_few_papers_without_abstracts_are_no_problem_of_the_file(tmp_path: Path) -> None:
    without = [{"title": f"Paper {i}", "body": ABSTRACT} for i in range(3)]
    complete = [{"title": f"Wide {i}", "abstract": ABSTRACT} for i in range(3)]
    assert few_abstracts(write_rows(tmp_path / "a.jsonl", *without, *complete)) == []
    assert few_abstracts(write_rows(tmp_path / "b.jsonl", *without[:2])) != []

"""Papers are read from data frames, records and papers; anything else is a clear error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import kgraph
from kgraph.errors import InputError
from kgraph.read.values import read_values
from kgraph.types import Reading

READ = kgraph.load_settings().read
RECORDS = [
    {
        "title": "Wide Networks",
        "abstract": "We study the NTK.",
        "year": 2018,
        "authors": ["A. Doe"],
    },
    {"Title": "Small Networks", "abstract": None, "year": float("nan")},
]


def read(data: Any) -> Reading:
    return read_values(data, READ)


def facts(reading: Reading) -> set[tuple[str, str, int | None]]:
    return {(paper.title, paper.abstract, paper.year) for paper in reading}


WANTED = {("Wide Networks", "We study the NTK.", 2018), ("Small Networks", "", None)}


@pytest.mark.parametrize("wrap", [list, tuple, iter])
def test_records_are_read_as_those_of_a_file(wrap: Any) -> None:
    reading = read(wrap(RECORDS))
    assert facts(reading) == WANTED
    assert [str(paper.sources[0]) for paper in reading] == ["records:1", "records:2"]
    assert [(problem.source.line, problem.code) for problem in reading.problems] == [
        (2, "no-abstract")
    ]


@pytest.mark.parametrize("library", [pd, pl])
def test_data_frames_are_read_with_their_missing_values(library: Any) -> None:
    columns = {
        "Title": ["Wide Networks", "Small Networks"],
        "abstract": ["We study the NTK.", None],
        "year": [2018, None],
    }
    frame = library.DataFrame(columns)
    assert facts(read(frame)) == WANTED
    settings = READ.model_copy(update={"columns": {"abstract": "Title"}})
    assert {paper.abstract for paper in read_values(frame, settings)} == set(columns["Title"])


def test_files_papers_and_readings_are_taken_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("title,abstract\nWide Networks,We study the NTK.\n")
    for given in (file, str(file), [file], (str(tmp_path),)):
        assert [paper.title for paper in read(given)] == ["Wide Networks"]
    paper = kgraph.Paper(title="Wide Networks", abstract="Text.")
    assert list(read(paper)) == list(read([paper])) == [paper]
    assert list(read([])) == []
    assert read(sample := kgraph.sample()) is sample


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "papers cannot be read from NoneType. Give files or folders, a data frame"),
        (7, "papers cannot be read from int"),
        ([7, "a"], "papers cannot be read from list of int, str"),
        ("We study the NTK.\nIt is fixed.", "papers cannot be read from a text"),
        ("We study it. " * 40, "papers cannot be read from a text"),
        ([{"name": "Wide"}], "the records: no paper was found.*records:1: problem: no-title"),
        ("nowhere", "nowhere"),
        ({"nowhere"}, "nowhere"),
    ],
)
def test_what_cannot_be_read_is_named_and_what_is_wanted(data: object, message: str) -> None:
    with pytest.raises(InputError, match=f"(?s){message}"):
        read(data)


def test_a_build_warns_of_lost_abstracts_unless_it_gets_a_reading(
    recwarn: pytest.WarningsRecorder,
) -> None:
    titles = [{"title": f"Networks {i}"} for i in range(3)]
    with pytest.warns(kgraph.InputWarning, match="few-abstracts: 3 of 3 papers") as warned:
        kg = kgraph.build(titles)
    assert (len(kg), warned[0].filename) == (3, __file__)
    recwarn.clear()
    kgraph.build(read(titles))
    assert not recwarn

"""Plain text with an abstract in each paragraph, Parquet, and text that holds no papers."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from kgraph.errors import InputError
from kgraph.read.papers import read_papers

FIRST = "We study how wide networks learn."
REST = "They behave like kernels in the limit of infinite width, which is surprising. " * 4


@pytest.mark.parametrize("width", [0, 72])
def test_the_first_sentence_of_a_paragraph_is_its_title(tmp_path: Path, width: int) -> None:
    paragraphs = [f"{FIRST} {REST}", f"Small networks differ (a lot). {REST}"]
    if width:
        paragraphs = [textwrap.fill(text, width) for text in paragraphs]
    (tmp_path / "a.txt").write_text("\n\n".join(paragraphs) + "\n")
    reading = read_papers(tmp_path / "a.txt")
    assert {(paper.title, paper.abstract) for paper in reading} == {
        (FIRST, REST.strip()),
        ("Small networks differ (a lot).", REST.strip()),
    }
    assert [(p.level, p.code) for p in reading.problems] == [("note", "no-titles")]


@pytest.mark.parametrize(
    "text",
    [
        "import os\nimport sys\n\ndef run(x):\n    return os.path.join(x, 'a')\n",
        "1.0 2.0 3.0\n4.0 5.0 6.0\n",
        "2026-01-01 10:00:00,123 INFO [main] started in 0.123 s\n" * 5,
        "PMC-12: 1\nPMC-13: 2\nPMC-14: 3\n",
    ],
)
def test_what_does_not_look_like_a_listing_is_not_read_as_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(InputError, match="set --format listing to read it"):
        read_papers(tmp_path / "a.txt")
    assert len(read_papers(tmp_path / "a.txt", format="listing")) > 0


def test_a_broken_parquet_file_is_reported(tmp_path: Path) -> None:
    table = pyarrow.table({"title": ["Wide"], "abstract": [REST], "stars": [3]})
    parquet.write_table(table, tmp_path / "good.parquet")
    data = (tmp_path / "good.parquet").read_bytes()
    (tmp_path / "bad.parquet").write_bytes(data[:-9])
    reading = read_papers(tmp_path)
    assert [paper.title for paper in reading] == ["Wide"]
    assert {(p.source.file.split("/")[1], p.code) for p in reading.problems} == {
        ("bad.parquet", "broken-file"),
        ("bad.parquet", "few-records"),
        ("good.parquet", "unknown-column"),
    }

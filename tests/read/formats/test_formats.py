"""Every format: its file comes back whole; damaged, it gives no rubbish and says what is lost."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from kgraph.errors import InputError
from kgraph.read.papers import read_papers
from kgraph.types import Author, Paper, Reading
from tests.read.formats.papers import PAPERS

FILES = Path(__file__).with_name("files")
WITHOUT: dict[str, Collection[str]] = {
    "acl.xml": ("keywords",),
    "arxiv-oai.xml": ("arxiv_id", "keywords", "orcid", "venue"),
    "arxiv.atom": ("arxiv_id", "keywords", "orcid"),
    "dblp.xml": ("abstract", "keywords"),
    "endnote.xml": ("orcid",),
    "dimensions.csv": ("keywords", "orcid"),
    "lens.csv": ("orcid",),
    "papers.enw": ("orcid",),
    "papers.ris": ("orcid",),
    "scopus.csv": ("orcid",),
    "wos.csv": ("arxiv_id",),
    "zotero.csv": ("orcid",),
    "arxiv.jsonl": ("arxiv_id", "keywords", "orcid"),
    "crossref.json": ("doi", "keywords"),
    "crossref.jsonl": ("doi", "keywords"),
    "csl.json": ("orcid",),
    "huggingface.json": ("arxiv_id", "doi", "orcid", "venue"),
    "openreview.json": ("arxiv_id", "doi", "orcid"),
    "openreview.jsonl": ("arxiv_id", "doi", "orcid"),
    "semantic-scholar-search.json": ("keywords", "orcid"),
    "semantic-scholar.json": ("keywords", "orcid"),
    "semantic-scholar.jsonl": ("keywords", "orcid"),
    "zotero-better-bibtex.json": ("orcid",),
    "zotero.json": ("orcid",),
    "papers.md": ("authors", "venue", "keywords", "year"),
    "papers.parquet": ("orcid",),
}
"""What the format of a file has no place for: names of fields of `Paper`, or 'orcid'."""
BINARY = {".parquet"}
"""Suffixes of formats other than text: they have no encoding."""
UNENDED = {".md", ".txt"}
"""Suffixes of formats that have no mark of the end of a record: a cut cannot be seen in them."""

CASES = sorted(path for path in FILES.iterdir() if path.is_file())
TEXTS = [path for path in CASES if path.suffix not in BINARY]
_COMPARED = ("title", "abstract", "year", "authors", "venue", "arxiv_id", "doi", "keywords")


def fields(paper: Paper, name: str) -> dict[str, object]:
    without = WITHOUT.get(name, ())
    if "orcid" in without:
        paper = replace(paper, authors=tuple(Author(author.name) for author in paper.authors))
    return {field: getattr(paper, field) for field in _COMPARED if field not in without}


def problems(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems if problem.level != "note"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_papers_of_a_file_come_back(path: Path) -> None:
    reading = read_papers(path)
    lost = [text for text in problems(reading) if "-abstract" not in text]
    assert problems(reading) == [] or (lost == [] and "abstract" in WITHOUT[path.name])
    found = {paper.title: fields(paper, path.name) for paper in reading}
    assert found == {paper.title: fields(paper, path.name) for paper in PAPERS}


@pytest.mark.parametrize("share", [0.15, 0.4, 0.62, 0.9])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_truncated_file_gives_no_rubbish_and_is_reported(
    path: Path, share: float, tmp_path: Path
) -> None:
    data = path.read_bytes()
    cut = tmp_path / path.name
    cut.write_bytes(data[: int(len(data) * share)])
    with suppress(InputError):  # too little is left for one paper
        check_damaged(read_papers(cut), may_be_silent=path.suffix in UNENDED)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_file_in_another_encoding_gives_no_rubbish_and_is_reported(
    path: Path, tmp_path: Path
) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    other = tmp_path / path.name
    other.write_bytes(text.encode("cp1252", "replace"))
    check_damaged(read_papers(other))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_an_empty_file_is_an_error(path: Path, tmp_path: Path) -> None:
    empty = tmp_path / path.name
    empty.write_bytes(b"")
    with pytest.raises(InputError, match="no paper was found"):
        read_papers(empty)


def check_damaged(reading: Reading, *, may_be_silent: bool = False) -> None:
    """Check that titles are true ones or their starts, and that what is lost is reported."""
    starts = tuple(paper.title[:9] for paper in PAPERS)
    assert [paper.title for paper in reading if not paper.title.startswith(starts)] == []
    abstracts = {paper.abstract for paper in PAPERS}
    is_whole = abstracts <= {paper.abstract for paper in reading}
    assert is_whole or problems(reading) or may_be_silent

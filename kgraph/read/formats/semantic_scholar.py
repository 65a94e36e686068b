"""Read papers of Semantic Scholar: the answers of its API, or the lines of its datasets."""

from __future__ import annotations

from collections.abc import Mapping

from kgraph.read.formats.json import Object, at, objects

_CITATION = ("citedPaper", "citingPaper")
_PAGE = "https://www.semanticscholar.org/paper/"


def matches(record: Object) -> bool:
    """Return whether a record is a paper of Semantic Scholar, or a citation of it."""
    names = _paper(record).keys()
    return "paperId" in names or {"corpusid", "externalids"} <= names


def to_row(record: Object) -> Object:
    """Return the row of a paper. Its 'tldr' is not an abstract, and fields are not keywords."""
    paper = _paper(record)
    ids = _external_ids(paper)
    key = paper.get("paperId")
    return {
        "title": paper.get("title"),
        "abstract": paper.get("abstract"),
        "id": key or paper.get("corpusid"),
        "doi": ids.get("doi"),
        "arxiv_id": ids.get("arxiv"),
        "year": paper.get("year") or _date(paper),
        "authors": objects(paper.get("authors")),
        "venue": _venue(paper),
        "url": paper.get("url") or (f"{_PAGE}{key}" if key else ""),
    }


def _paper(record: Object) -> Object:
    """Return the paper of a citation, or the record itself."""
    papers = (record.get(name) for name in _CITATION)
    return next((paper for paper in papers if isinstance(paper, dict)), record)


def _external_ids(paper: Object) -> Mapping[str, object]:
    """Return the ids in other databases, by their names in lower case."""
    ids = paper.get("externalIds") or paper.get("externalids")
    return {name.casefold(): value for name, value in ids.items()} if isinstance(ids, dict) else {}


def _date(paper: Object) -> object:
    return paper.get("publicationDate") or paper.get("publicationdate")


def _venue(paper: Object) -> object:
    names = (
        paper.get("venue"),
        at(paper, "publicationVenue", "name"),
        at(paper, "journal", "name"),
    )
    return next((name for name in names if name), None)

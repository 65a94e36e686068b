"""Read works of Crossref: the answers of its API, or the lines of its public data file."""

from __future__ import annotations

from kgraph.read.formats.csl import authors_of, year_of
from kgraph.read.formats.json import Object, at

# Parts of a work, or what contains works.
_NOT_PAPERS = (
    "book-series", "book-set", "component", "grant", "journal", "journal-issue", "journal-volume",
    "peer-review", "proceedings-series", "report-series",
)  # fmt: skip


def matches(record: Object) -> bool:
    """Return whether a record is a work of Crossref."""
    work = _work(record)
    return "DOI" in work and (isinstance(work.get("title"), list) or "member" in work)


def to_row(record: Object) -> Object | None:
    """Return the row of a work, or None for a part of a work and for what contains works."""
    work = _work(record)
    if work.get("type") in _NOT_PAPERS:
        return None
    return {
        "title": _title(work),
        "abstract": work.get("abstract"),
        "id": work.get("DOI"),
        "doi": work.get("DOI"),
        "year": year_of(work),
        "authors": authors_of(work),
        "venue": _first(work, "container-title"),
        "url": work.get("URL"),
    }


def _work(record: Object) -> Object:
    """Return the work in the answer for one DOI, or the record itself."""
    message = record.get("message")
    return message if isinstance(message, dict) else record


def _first(work: Object, name: str) -> str:
    value = work.get(name)
    return str((at(value, 0) if isinstance(value, list) else value) or "")


def _title(work: Object) -> str:
    """Return the first title, with the subtitle unless the title contains it."""
    title, subtitle = _first(work, "title").strip(), _first(work, "subtitle").strip()
    return f"{title.rstrip(':')}: {subtitle}" if title and subtitle not in title else title

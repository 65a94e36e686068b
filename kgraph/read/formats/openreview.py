"""Read notes of OpenReview, in the form of either version of its API."""

from __future__ import annotations

from datetime import UTC, datetime

from kgraph.read.formats.json import Object, at

_FORUM = "https://openreview.net/forum?id="
_DATES = ("pdate", "cdate", "tcdate")


def matches(record: Object) -> bool:
    """Return whether a record is a note of OpenReview."""
    return isinstance(record.get("content"), dict) and not {"forum", "signatures"}.isdisjoint(
        record
    )


def to_row(record: Object) -> Object | None:
    """Return the row of a submission, or None for a reply to it, such as a review."""
    key, forum = record.get("id"), record.get("forum")
    if forum not in (key, None):
        return None
    return {
        "title": _value(record, "title"),
        "abstract": _value(record, "abstract"),
        "id": key,
        "doi": _value(record, "doi"),
        "year": _year(record),
        "authors": _authors(record),
        "venue": _value(record, "venue"),
        "keywords": _value(record, "keywords"),
        "url": f"{_FORUM}{key}" if key else _value(record, "html"),
    }


def _value(record: Object, name: str) -> object:
    """Return a value of the content, which the second version of the API wraps."""
    value = at(record, "content", name)
    return value.get("value") if isinstance(value, dict) else value


def _authors(record: Object) -> object:
    """Return the names of the authors, which newer notes have in objects."""
    authors = _value(record, "authors")
    if not isinstance(authors, list):
        return authors
    return [at(author, "fullname") or author for author in authors]


def _year(record: Object) -> int | None:
    """Return the year of the first date in milliseconds: of publication, otherwise of creation."""
    dates = (record.get(name) for name in _DATES)
    date = next((date for date in dates if isinstance(date, int)), None)
    try:
        return datetime.fromtimestamp(date / 1000, UTC).year if date else None
    except (OverflowError, OSError, ValueError):
        return None

"""Read the lines of the metadata snapshot of arXiv that Kaggle distributes."""

from __future__ import annotations

from kgraph.read.accents import decode_accents
from kgraph.read.formats.json import Object, at


def matches(record: Object) -> bool:
    """Return whether a record is a line of the snapshot."""
    return "authors_parsed" in record or {"journal-ref", "update_date"} <= record.keys()


def to_row(record: Object) -> Object:
    """Return the row of a line; its year is that of the first version."""
    key = record.get("id")
    return {
        "title": _text(record, "title"),
        "abstract": _text(record, "abstract"),
        "id": key,
        "doi": record.get("doi"),
        "year": at(record, "versions", 0, "created") or record.get("update_date"),
        "authors": _authors(record),
        "venue": _text(record, "journal-ref"),
        "url": f"https://arxiv.org/abs/{key}" if key else None,
    }


def _text(record: Object, name: str) -> object:
    value = record.get(name)
    return decode_accents(value) if isinstance(value, str) else value


def _authors(record: Object) -> object:
    """Return the names of the authors, each given as family name, given names and suffix."""
    parsed = record.get("authors_parsed")
    if not isinstance(parsed, list):
        return _text(record, "authors")
    return [_name(parts) for parts in parsed if isinstance(parts, list)]


def _name(parts: list[object]) -> str:
    family, given, suffix = (*map(str, parts[:3]), "", "", "")[:3]
    return " ".join(decode_accents(" ".join((given, family, suffix))).split())

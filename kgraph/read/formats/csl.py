"""Read CSL-JSON, as Zotero, Mendeley and pandoc write it."""

from __future__ import annotations

from kgraph.read.formats.json import Object, at, objects

_DATES = ("issued", "published", "published-print", "published-online", "posted")


def matches(record: Object) -> bool:
    """Return whether a record is an item of CSL-JSON."""
    has_names = any({"family", "literal"} & names.keys() for names in objects(record.get("author")))
    has_date = isinstance(record.get("issued"), dict)
    return "type" in record and (has_names or has_date or "container-title" in record)


def to_row(record: Object) -> Object:
    """Return the row of an item."""
    return {
        "title": record.get("title"),
        "abstract": record.get("abstract"),
        "id": record.get("id"),
        "doi": record.get("DOI"),
        # Zotero writes the arXiv id as the number of a preprint.
        "arxiv_id": record.get("number"),
        "year": year_of(record),
        "authors": authors_of(record),
        "venue": record.get("container-title") or record.get("event-title"),
        "keywords": record.get("keyword"),
        "url": record.get("URL"),
    }


def authors_of(record: Object) -> list[Object]:
    """Return the authors with their whole names and ORCIDs."""
    return [
        {"name": _name(names), "orcid": names.get("ORCID")}
        for names in objects(record.get("author"))
    ]


def _name(names: Object) -> str:
    """Return the name of a person, given names first, or of an organisation."""
    if whole := names.get("literal") or names.get("name"):
        return str(whole)
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return " ".join(str(names[part]) for part in parts if names.get(part))


def year_of(record: Object) -> object:
    """Return the year of the first date that has one; some programs write it as text."""
    dates = [record.get(name) for name in _DATES]
    years = [
        at(date, "date-parts", 0, 0) or at(date, "raw") or at(date, "literal") for date in dates
    ]
    return next((year for year in years if year), None)

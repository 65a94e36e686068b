"""Read works of OpenAlex: the lines of its snapshot, or the answers of its API."""

from __future__ import annotations

from kgraph.identity import find_arxiv_id
from kgraph.read.formats.json import Object, at, objects
from kgraph.read.record import from_positions

_WORK = "https://openalex.org/W"
# Columns of other files, such as those of `kgraph fetch`, that keep the ids of works.
_OWN_NAMES = frozenset({"abstract", "authors"})


def matches(record: Object) -> bool:
    """Return whether a record is a work of OpenAlex."""
    has_id = str(record.get("id")).startswith(_WORK)
    return "abstract_inverted_index" in record or (has_id and _OWN_NAMES.isdisjoint(record))


def to_row(record: Object) -> Object:
    """Return the row of a work."""
    return {
        "title": record.get("title") or record.get("display_name"),
        "abstract": _abstract(record),
        "id": record.get("id"),
        "doi": record.get("doi") or at(record, "ids", "doi"),
        "arxiv_id": _arxiv_id(record),
        "year": record.get("publication_year") or record.get("publication_date"),
        "authors": [_author(item) for item in objects(record.get("authorships"))],
        "venue": _venue(record),
        "keywords": _keywords(record),
        "url": at(record, "primary_location", "landing_page_url") or record.get("doi"),
    }


def _abstract(record: Object) -> object:
    """Return the text of the abstract, or the index itself if it is of another form."""
    index = record.get("abstract_inverted_index")
    return (from_positions(index) if isinstance(index, dict) else "") or index


def _author(authorship: Object) -> Object:
    name = at(authorship, "author", "display_name") or authorship.get("raw_author_name")
    return {"name": name, "orcid": at(authorship, "author", "orcid")}


def _locations(record: Object) -> list[Object]:
    first = objects([record.get("primary_location"), record.get("best_oa_location")])
    return first + objects(record.get("locations"))


def _arxiv_id(record: Object) -> str:
    addresses = (
        str(location.get(name) or "")
        for location in _locations(record)
        for name in ("landing_page_url", "pdf_url")
    )
    return find_arxiv_id(*addresses)


def _venue(record: Object) -> object:
    """Return the name of the source, which older snapshots have in `host_venue`."""
    location = record.get("primary_location")
    names = (
        at(location, "source", "display_name"),
        at(location, "raw_source_name"),
        at(record, "host_venue", "display_name"),
    )
    return next((name for name in names if name), None)


def _keywords(record: Object) -> list[object]:
    """Return the names of the keywords, which older snapshots call `keyword`."""
    keywords = objects(record.get("keywords"))
    return [item.get("display_name") or item.get("keyword") for item in keywords]

"""Read items of Zotero: the answers of its API, or the JSON of Better BibTeX."""

from __future__ import annotations

import re

from kgraph.read.formats.json import Object, at, objects

_NOT_PAPERS = ("annotation", "attachment", "note")
_VENUES = (
    "publicationTitle", "proceedingsTitle", "bookTitle", "conferenceName", "repository",
    "university", "institution",
)  # fmt: skip
_EXTRA = re.compile(r"^(DOI|arXiv):\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def matches(record: Object) -> bool:
    """Return whether a record is an item of Zotero."""
    return "itemType" in _item(record)


def to_row(record: Object) -> Object | None:
    """Return the row of an item, or None for an attachment, a note or an annotation."""
    item = _item(record)
    if item.get("itemType") in _NOT_PAPERS:
        return None
    extra = {name.casefold(): text for name, text in _EXTRA.findall(str(item.get("extra") or ""))}
    return {
        "title": item.get("title"),
        "abstract": item.get("abstractNote"),
        "id": item.get("key") or record.get("key") or item.get("citationKey"),
        "doi": item.get("DOI") or extra.get("doi"),
        "arxiv_id": item.get("archiveID") or extra.get("arxiv"),
        "year": item.get("date") or at(record, "meta", "parsedDate"),
        "authors": _authors(item),
        "venue": next((name for field in _VENUES if (name := item.get(field))), None),
        "keywords": _tags(item),
        "url": item.get("url"),
    }


def _item(record: Object) -> Object:
    """Return the data of an item of the API, or the record itself."""
    data = record.get("data")
    return data if isinstance(data, dict) else record


def _authors(item: Object) -> list[Object]:
    """Return the authors, whose names have one field or two."""
    creators = objects(item.get("creators"))
    return [creator for creator in creators if creator.get("creatorType") == "author"]


def _tags(item: Object) -> list[object]:
    tags = item.get("tags")
    return [at(tag, "tag") or tag for tag in tags] if isinstance(tags, list) else []

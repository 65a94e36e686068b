"""Read the XML of EndNote, which Zotero and Mendeley can also write."""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.identity import find_arxiv_id
from kgraph.read.formats.xml import Element, iter_rows, text_of, texts_of
from kgraph.read.record import Row
from kgraph.read.start import Start
from kgraph.read.text import InputText
from kgraph.types import Problem


def matches(start: Start) -> bool:
    """Return whether this is a library of EndNote."""
    return start.root == "records" or (
        start.root == "xml" and any("<records" in line for line in start.lines)
    )


def iter_endnote_xml(file: InputText) -> Iterator[Row | Problem]:
    """Return the records."""
    return iter_rows(file, ("record",), _to_row)


def _to_row(record: Element) -> dict[str, object]:
    addresses = texts_of(record, "urls/*/url")
    return {
        "title": text_of(record, "titles/title"),
        "abstract": text_of(record, "abstract"),
        "id": text_of(record, "rec-number"),
        "doi": text_of(record, "electronic-resource-num"),
        "arxiv_id": find_arxiv_id(*addresses, text_of(record, "electronic-resource-num")),
        "year": text_of(record, "dates/year"),
        "authors": texts_of(record, "contributors/authors/author"),
        "url": next(iter(addresses), ""),
        "venue": text_of(record, "periodical/full-title")
        or text_of(record, "titles/secondary-title"),
        "keywords": texts_of(record, "keywords/keyword"),
    }

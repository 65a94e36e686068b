"""Read the XML of DBLP, which has no abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgraph.identity import find_arxiv_id, find_doi
from kgraph.read.formats.xml import Element, attribute_of, iter_rows, text_of, texts_of
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_RECORDS = ("article", "inproceedings", "incollection", "phdthesis", "mastersthesis")
# The number of a person whose name several people have.
_NUMBER = re.compile(r" \d{4}$")


def iter_dblp(file: InputText) -> Iterator[Row | Problem]:
    """Return the papers and theses; not proceedings, books and home pages."""
    return iter_rows(file, _RECORDS, _to_row)


def _to_row(record: Element) -> dict[str, object]:
    addresses = texts_of(record, "ee")
    return {
        "title": text_of(record, "title").removesuffix("."),
        "id": attribute_of(record, "key"),
        "doi": find_doi(*addresses),
        "arxiv_id": find_arxiv_id(*addresses),
        "year": text_of(record, "year"),
        "authors": [
            {"name": _NUMBER.sub("", text_of(author)), "orcid": attribute_of(author, "orcid")}
            for author in record.findall("author")
        ],
        "url": next(iter(addresses), ""),
        "venue": text_of(record, "journal") or text_of(record, "booktitle"),
    }

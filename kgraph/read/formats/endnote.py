"""Read the refer format, as EndNote and others export it (`.enw`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgraph.identity import find_arxiv_id, find_doi
from kgraph.read.formats.tagged import all_of, iter_tagged, list_of, read_fields, text_of
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_START = re.compile(r"%0 ")
_TAG = re.compile(r"%(?P<tag>[0-9A-Z@!?&<>^~$*+])(?: (?P<text>.*)|$)")


def iter_endnote(file: InputText) -> Iterator[Row | Problem]:
    """Yield the records of a file, and a problem if it seems to be cut."""
    return iter_tagged(file, _to_row, _START)


def _to_row(lines: list[str]) -> dict[str, object] | None:
    fields = read_fields(lines, _TAG)
    if not fields:
        return None
    numbers = all_of(fields, "R", "U", "M")
    return {
        "title": text_of(fields, "T"),
        "abstract": text_of(fields, "X"),
        "id": text_of(fields, "F", "M"),
        "doi": find_doi(*numbers),
        "arxiv_id": find_arxiv_id(*numbers),
        "year": text_of(fields, "D", "8"),
        "authors": list_of(fields, "A"),
        "url": "".join(list_of(fields, "U")[:1]),
        "venue": text_of(fields, "J", "B"),
        "keywords": [part for line in list_of(fields, "K") for part in re.split("[;,]", line)],
    }

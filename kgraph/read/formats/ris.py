"""Read RIS, as reference managers and databases export it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgraph.identity import find_arxiv_id, find_doi
from kgraph.read.formats.tagged import Fields, all_of, iter_tagged, list_of, text_of
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

# Some programs write one space before the hyphen.
_TAG = re.compile(r"\s*([A-Z][A-Z0-9]) {1,2}-(?: +|$)")
_START = re.compile(r"\s*TY {1,2}-")
_END = re.compile(r"\s*ER {1,2}-")
_TAGS = (
    "TY", "TI", "T1", "T2", "CT", "BT", "AB", "N2", "ID", "DO", "M1", "M3", "L3", "N1", "AN", "IS",
    "UR", "LK", "PY", "Y1", "DA", "AU", "A1", "JF", "JO", "JA", "J2", "C3", "KW", "ER",
)  # fmt: skip


def iter_ris(file: InputText) -> Iterator[Row | Problem]:
    """Yield the records of a file, and a problem for each that has no end."""
    from rispy import RisParser

    parser = RisParser(
        mapping={tag: tag for tag in _TAGS},
        list_tags=list(_TAGS),
        delimiter_tags_mapping={},
        skip_unknown_tags=True,
    )

    def to_row(lines: list[str]) -> dict[str, object] | None:
        if not any(_TAG.match(line) for line in lines):
            return None
        body = [_TAG.sub(r"\1  - ", line) for line in lines if not _START.match(line)]
        (fields,) = parser.parse("\n".join(["TY  - GEN", *body, "ER  - "]))
        return _to_row(fields)

    return iter_tagged(file, to_row, _START, _END)


def _to_row(fields: Fields) -> dict[str, object]:
    numbers = all_of(fields, "DO", "M3", "L3", "N1")
    return {
        "title": text_of(fields, "TI", "T1", "CT", "BT"),
        "abstract": text_of(fields, "AB", "N2"),
        "id": text_of(fields, "ID"),
        "doi": find_doi(*numbers),
        "arxiv_id": find_arxiv_id(*all_of(fields, "UR", "AN", "M1", "IS", "T2"), *numbers),
        "year": text_of(fields, "PY", "Y1", "DA"),
        "authors": list_of(fields, "AU", "A1"),
        "url": "".join(list_of(fields, "UR", "LK")[:1]),
        "venue": text_of(fields, "T2", "JF", "JO", "BT", "C3", "JA", "J2"),
        "keywords": [part for line in list_of(fields, "KW") for part in line.split(";")],
    }

"""Read exports of Web of Science: plain text with a tag before each field, or tab-delimited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgraph.identity import find_arxiv_id
from kgraph.read.formats.tagged import Fields, all_of, iter_tagged, list_of, read_fields, text_of
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_START = re.compile(r"PT ")
_END = re.compile(r"ER\s*$")
_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: (?P<text>.*)|$)")


def iter_wos(file: InputText) -> Iterator[Row | Problem]:
    """Yield the records of a file."""
    first = next((line for line in file.iter_lines() if line.strip()), "")
    return _iter_table(file) if "\t" in first else iter_tagged(file, _read, _START, _END)


def _read(lines: list[str]) -> dict[str, object] | None:
    return _to_row(read_fields(lines, _TAG)) if _START.match(lines[0]) else None


def _iter_table(file: InputText) -> Iterator[Row | Problem]:
    rows = ((number, line) for number, line in enumerate(file.iter_lines(), 1) if line.strip())
    tags = next(rows)[1].rstrip("\t").split("\t")
    for number, line in rows:
        cells = line.split("\t")
        if len(cells) < len(tags):
            detail = f"the row has {len(cells)} cells and the header {len(tags)}"
            decision = "the cells were read in the order of the header"
            yield Problem(file.source(number), "problem", "uneven-row", detail, decision)
        yield (
            file.source(number),
            _to_row({tag: [cell] for tag, cell in zip(tags, cells, strict=False)}),
        )


def _to_row(fields: Fields) -> dict[str, object]:
    names = "; ".join(list_of(fields, "AF", "AU", "CA"))
    return {
        "title": text_of(fields, "TI"),
        "abstract": text_of(fields, "AB"),
        "id": text_of(fields, "UT"),
        "doi": text_of(fields, "DI", "D2"),
        "arxiv_id": find_arxiv_id(*all_of(fields, "AR", "DL")),
        "year": text_of(fields, "PY", "EY", "PD"),
        "authors": [name for name in names.split("; ") if name],
        "orcids": text_of(fields, "OI"),
        "url": text_of(fields, "DL"),
        "venue": text_of(fields, "SO", "CT"),
        "keywords": text_of(fields, "DE", "ID"),
    }

"""Read MEDLINE, the format of PubMed for reference managers (`.nbib`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kgraph.identity import find_arxiv_id, find_doi
from kgraph.read.formats.tagged import all_of, iter_tagged, list_of, read_fields, text_of
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_START = re.compile(r"PMID ?-")
_TAG = re.compile(r"(?P<tag>[A-Z]{2,4}) {0,2}-(?: (?P<text>.*)|$)")
_KIND = re.compile(r"\s*\[\w+\]$")


def iter_medline(file: InputText) -> Iterator[Row | Problem]:
    """Yield the records of a file, and a problem if it seems to be cut."""
    return iter_tagged(file, _to_row, _START)


def _to_row(lines: list[str]) -> dict[str, object] | None:
    if not _START.match(lines[0]):
        return None
    fields = read_fields(lines, _TAG)
    numbers = [_KIND.sub("", line) for line in all_of(fields, "LID", "AID")]
    return {
        "title": plain_title(text_of(fields, "TI", "BTI", "TT")),
        "abstract": text_of(fields, "AB", "OAB"),
        "id": text_of(fields, "PMID"),
        "doi": find_doi(*numbers),
        "arxiv_id": find_arxiv_id(*numbers),
        "year": text_of(fields, "DP", "DEP"),
        "authors": _read_authors(lines, "FAU" if "FAU" in fields else "AU"),
        "venue": text_of(fields, "JT", "TA", "CTI"),
        "keywords": [line.replace("*", "") for line in list_of(fields, "OT", "MH")],
    }


def plain_title(title: str) -> str:
    """Return a title without its final stop, and without the brackets of a translated title."""
    title = title.removesuffix(".")
    return title[1:-1].removesuffix(".") if re.fullmatch(r"\[[^\]]*\]", title) else title


def _read_authors(lines: Iterable[str], name_tag: str) -> list[dict[str, str]]:
    """Return the authors in order; a line with an ORCID follows that of its author."""
    authors: list[dict[str, str]] = []
    for match in filter(None, map(_TAG.match, lines)):
        text = match["text"] or ""
        if match["tag"] in (name_tag, "CN"):
            authors.append({"name": text})
        elif match["tag"] == "AUID" and authors and "orcid" in text.casefold():
            authors[-1]["orcid"] = text
    return authors

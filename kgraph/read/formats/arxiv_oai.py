"""Read answers of OAI-PMH in the formats arXiv, arXivRaw and oai_dc."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from kgraph.identity import find_arxiv_id, find_doi
from kgraph.read.formats.xml import Element, attribute_of, iter_elements, text_of, texts_of
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

# In arXivRaw: "Ada Lovelace (1), Marie Curie and Lise Meitner ((1) University of Nowhere)".
_AFFILIATION = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)")
_SEPARATOR = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


def iter_arxiv_oai(file: InputText) -> Iterator[Row | Problem]:
    """Yield the records; those that were deleted are noted."""
    for found in iter_elements(file, ("record",)):
        if isinstance(found, Problem):
            yield found
            continue
        line, record = found
        header, metadata = record.find("header"), record.find("metadata")
        inner = next(iter(metadata), None) if metadata is not None else None
        to_row = _FORMATS.get(str(inner.tag)) if inner is not None else None
        if inner is not None and to_row:
            yield file.source(line), to_row(inner)
        elif header is not None and attribute_of(header, "status") == "deleted":
            detail = f"the record {text_of(header, 'identifier')} was deleted"
            yield Problem(file.source(line), "note", "deleted-record", detail, "it was skipped")
        else:
            detail = "the record is in none of the formats arXiv, arXivRaw and oai_dc"
            yield Problem(file.source(line), "problem", "broken-record", detail, "it was skipped")


def _read_arxiv(record: Element) -> Mapping[str, object]:
    authors = [
        {
            "given": text_of(author, "forenames"),
            "family": " ".join((*texts_of(author, "keyname"), *texts_of(author, "suffix"))),
        }
        for author in record.findall("authors/author")
    ]
    return {
        **_read_common(record),
        "year": text_of(record, "created"),
        "authors": authors,
    }


def _read_raw(record: Element) -> Mapping[str, object]:
    return {
        **_read_common(record),
        "year": text_of(record, "version/date"),
        "authors": _SEPARATOR.split(_AFFILIATION.sub("", text_of(record, "authors"))),
    }


def _read_common(record: Element) -> Mapping[str, object]:
    return {
        "title": text_of(record, "title"),
        "abstract": text_of(record, "abstract"),
        "arxiv_id": text_of(record, "id"),
        "doi": text_of(record, "doi"),
        "venue": text_of(record, "journal-ref"),
    }


def _read_dublin_core(record: Element) -> Mapping[str, object]:
    identifiers = texts_of(record, "identifier")
    texts = [t for t in texts_of(record, "description") if not t.startswith("Comment:")]
    return {
        "title": text_of(record, "title"),
        "abstract": max(texts, key=len, default=""),
        "arxiv_id": find_arxiv_id(*identifiers),
        "doi": find_doi(*identifiers),
        "year": min(texts_of(record, "date"), default=""),
        "authors": texts_of(record, "creator"),
        "url": next((text for text in identifiers if text.startswith("http")), ""),
    }


_FORMATS: Mapping[str, Callable[[Element], Mapping[str, object]]] = {
    "arXiv": _read_arxiv,
    "arXivRaw": _read_raw,
    "dc": _read_dublin_core,
}

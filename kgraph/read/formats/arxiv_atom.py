"""Read feeds of the arXiv API."""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.read.formats.xml import iter_elements, text_of, texts_of
from kgraph.read.record import Row
from kgraph.read.start import Start
from kgraph.read.text import InputText
from kgraph.types import Problem


def matches(start: Start) -> bool:
    """Return whether this is a feed of arXiv."""
    return start.root == "feed" and any("arxiv.org/" in line for line in start.lines)


def iter_arxiv_atom(file: InputText) -> Iterator[Row | Problem]:
    """Yield the entries; the year is that of the first version."""
    for found in iter_elements(file, ("entry",)):
        if isinstance(found, Problem):
            yield found
            continue
        line, entry = found
        id_ = text_of(entry, "id")
        if "/api/errors" in id_:
            detail = f"arXiv answered with an error: {text_of(entry, 'summary')}"
            yield Problem(file.source(line), "problem", "broken-record", detail, "it was skipped")
            continue
        yield (
            file.source(line),
            {
                "title": text_of(entry, "title"),
                "abstract": text_of(entry, "summary"),
                "arxiv_id": id_,
                "doi": text_of(entry, "doi"),
                "year": text_of(entry, "published"),
                "authors": texts_of(entry, "author/name"),
                "venue": text_of(entry, "journal_ref"),
            },
        )

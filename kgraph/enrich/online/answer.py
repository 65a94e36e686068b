"""Read the answers of services with the readers of files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO

from kgraph.enrich.online.service import WebService
from kgraph.errors import OnlineError
from kgraph.read.columns import STANDARD
from kgraph.read.papers import Item
from kgraph.read.recognition import FORMATS
from kgraph.read.record import iter_records
from kgraph.read.text import InputText
from kgraph.types import Paper, Problem, Source

_MAX_CHARS = 100_000
# What a record of an answer lacks, or what is not one, is not reported.
_IRRELEVANT = ("no-abstract", "few-abstracts", "few-records", "not-a-paper", "null-record")


def read_answer(service: WebService, url: str, body: bytes) -> Iterator[Item]:
    """Yield the papers of an answer, and the problems of other records.

    The source of a paper is the address, with its number in the answer.

    Raises:
        OnlineError: The answer is an error.
    """
    file = InputText(url, lambda: closing(BytesIO(body)))
    rows = FORMATS[service.format].read(file) if body else ()
    items = list(iter_records(rows, STANDARD, _MAX_CHARS))
    for item in items:
        if isinstance(item, Problem) and item.code.startswith("broken-"):
            raise OnlineError(f"{url}: {item.detail}. Check the query.")
    papers = [item for item in items if isinstance(item, Paper)]
    for number, paper in enumerate(papers, 1):
        yield replace(paper, sources=(Source(url, number),))
    if papers:  # an answer without any is itself taken for a record without a title
        yield from (
            item for item in items if isinstance(item, Problem) and item.code not in _IRRELEVANT
        )

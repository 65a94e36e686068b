"""What a query's process does: refuse, give up every right, answer, and write the answer for the web."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgraph.errors import QueryError
from kgraph.sparql.child import evaluate, lock_down
from kgraph.sparql.formats import serialise
from kgraph.sparql.parameters import to_terms
from kgraph.sparql.question import fill, read_question
from kgraph.sparql.refusal import refuse_outside, refuse_updates
from kgraph.sparql.store import Export, open_export

if TYPE_CHECKING:
    from kgraph.sparql.formats import Results

_JSON, _XML, _TRIPLES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "application/n-triples",
)

ROWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{name: name for name in (_JSON, _XML, "text/csv", "text/tab-separated-values")},
        "application/json": _JSON,
        "application/xml": _XML,
    }
)
"""How SELECT and ASK are answered: the media types that may be asked for, the server's favourite first, and what each is in the standard."""

GRAPHS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
    }
)
"""How CONSTRUCT, DESCRIBE and linked data are answered, by media type, the server's favourite first."""


class FormatError(QueryError):
    """A query's answer cannot be written in any format that the client accepts."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query to answer, with values for the parameters that it declares.

    `rows` is the media type for SELECT and ASK, and `graph` that for CONSTRUCT and DESCRIBE; None
    if the client accepts none.
    """

    text: str
    rows: str | None
    graph: str | None
    parameters: Mapping[str, str] = field(default_factory=dict)


def load(path: Path) -> Export:
    """Load an export, and the parser that some queries need: a query's process can open no file.

    Raises:
        BuildError: The file cannot be read, or is not RDF.
    """
    import_module("rdflib.plugins.sparql.parser")
    return open_export(path)


def answer(
    export: Export, question: Question, *, memory_mb: int, seconds: float
) -> tuple[str, bytes]:
    """Answer a query, in a process that can do nothing else afterwards.

    Args:
        export: What to read.
        question: The query, its parameters and the formats that will do.
        memory_mb: MiB that the query may take.
        seconds: Seconds of processor time that it may take.

    Returns:
        The media type, and the answer in it.

    Raises: FormatError: There is no media type for what the query asks for. KgraphError: The query
        is wrong, reaches outside the export, changes data, or cannot be answered.
    """
    query = re.sub(r"\r\n?", "\n", question.text)
    refuse_updates(query)
    refuse_outside(query)
    lock_down(memory_mb, seconds)
    if question.parameters:
        bindings = read_question("the query", query).bind(question.parameters)
        query = fill(query, to_terms(export, bindings))
    results = evaluate(export, query)
    try:
        return _write(results, query, question, export.prefixes)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from None


def write_graph(
    triples: Iterable[ox.Triple], media_type: str, prefixes: Mapping[str, str]
) -> bytes:
    """Write triples in one of the formats of `GRAPHS`."""
    listed = list(triples)
    everything = " ".join(map(str, listed))
    used = {prefix: space for prefix, space in prefixes.items() if f"<{space}" in everything}
    return ox.serialize(listed, format=GRAPHS[media_type], prefixes=used) or b""


def _write(
    results: Results, query: str, question: Question, prefixes: Mapping[str, str]
) -> tuple[str, bytes]:
    is_graph = isinstance(results, ox.QueryTriples)
    media_type, offered = (
        (question.graph, tuple(GRAPHS)) if is_graph else (question.rows, tuple(ROWS))
    )
    if media_type is None:
        raise FormatError(f"what this query asks for comes as one of: {', '.join(offered)}")
    if media_type not in ("application/ld+json", "application/rdf+xml"):
        return media_type, serialise(
            results, query, (ROWS.get(media_type, media_type),), prefixes, 0
        )[1]
    _, lines = serialise(results, query, (_TRIPLES,), prefixes, 0)
    triples = (quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    return media_type, write_graph(triples, media_type, prefixes)

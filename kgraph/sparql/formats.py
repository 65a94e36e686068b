"""Answers in the formats of the SPARQL 1.1 and RDF 1.1 standards, and as a table for a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from kgraph.errors import QueryError
from kgraph.sparql.table import to_table

if TYPE_CHECKING:
    import pyoxigraph as ox

    Results: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

ResultFormat = Literal["table", "csv", "tsv", "json", "xml", "ttl", "nt"]
"""How a result is printed: rows as one of the first five, triples as one of the last two."""

MEDIA_TYPES: Final[Mapping[ResultFormat, str]] = MappingProxyType(
    {
        "table": "text/plain",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "ttl": "text/turtle",
        "nt": "application/n-triples",
    }
)
"""The media type of every format."""

_FORMATS: Final = {media_type: name for name, media_type in MEDIA_TYPES.items()}
_OF_TRIPLES: Final = ("ttl", "nt")
_HEAD = re.compile(rb'\{"head":\{"vars":(\[[^\]]*\])')
_SELECT_ALL = re.compile(
    r"(?:\s|#[^\n]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*+SELECT\s*(?:DISTINCT\s*|REDUCED\s*)?\*",
    re.IGNORECASE,
)


def find_format(media_type: str) -> ResultFormat:
    """Return the format that a media type means.

    Raises:
        QueryError: It means none.
    """
    if media_type not in _FORMATS:
        raise QueryError(f"no result format {media_type!r}: choose one of {', '.join(_FORMATS)}")
    return _FORMATS[media_type]


def serialise(
    results: Results, query: str, media_types: Sequence[str], names: Mapping[str, str], width: int
) -> tuple[str, bytes]:
    """Write an answer in the first format that fits it.

    Args:
        results: What the engine gives.
        query: The text of the query, which says in which order the variables of `SELECT *` appear.
        media_types: The formats that will do, best first.
        names: Namespace by prefix.
        width: Columns of text that a table may take.

    Returns: The media type chosen, and the text, which ends with a line feed unless the standard
        says otherwise.

    Raises:
        QueryError: No format fits: one for rows is asked for triples, or the other way round.
    """
    import pyoxigraph as ox

    formats = [find_format(media_type) for media_type in media_types]
    triples = isinstance(results, ox.QueryTriples)
    fitting = [form for form in formats if (form in _OF_TRIPLES) == triples]
    if not fitting:
        asked = ", ".join(formats)
        raise QueryError(
            f"CONSTRUCT and DESCRIBE give triples, which are written as ttl or nt, not as {asked}"
            if triples
            else f"SELECT and ASK give rows, which are written as table, csv, tsv, json or xml, not as {asked}"
        )
    form = fitting[0]
    if isinstance(results, ox.QueryTriples):
        return MEDIA_TYPES[form], _write_triples(results, form, names)
    return MEDIA_TYPES[form], _write_rows(results, query, form, names, width)


def _write_triples(results: ox.QueryTriples, form: ResultFormat, names: Mapping[str, str]) -> bytes:
    """Write triples, sorted as N-Triples are and each once; Turtle declares the prefixes it uses."""
    import pyoxigraph as ox

    by_line = {f"{triple} .\n": triple for triple in results}
    lines = sorted(by_line)
    if form == "nt":
        return "".join(lines).encode()
    everything = "".join(lines)
    used = {prefix: space for prefix, space in sorted(names.items()) if f"<{space}" in everything}
    turtle = (
        ox.serialize((by_line[line] for line in lines), format=ox.RdfFormat.TURTLE, prefixes=used)
        or b""
    )
    head, body = (
        turtle.splitlines(keepends=True)[: len(used)],
        turtle.splitlines(keepends=True)[len(used) :],
    )
    return b"".join((*sorted(head), *body))  # the engine declares prefixes in any order


def _write_rows(
    results: ox.QuerySolutions | ox.QueryBoolean,
    query: str,
    form: ResultFormat,
    names: Mapping[str, str],
    width: int,
) -> bytes:
    import pyoxigraph as ox

    if isinstance(results, ox.QuerySolutions) and _SELECT_ALL.match(query):
        results = _order_variables(results, query)
    if form == "table":
        return to_table(results, names, width).encode()
    engine_format = {
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
    }[form]
    text = results.serialize(format=engine_format) or b""
    return text if text.endswith(b"\n") else text + b"\n"


def _order_variables(results: ox.QuerySolutions, query: str) -> ox.QuerySolutions:
    """Put the variables of `SELECT *`, which the engine gives in any order, in that of their first appearance."""
    import pyoxigraph as ox

    standard = results.serialize(format=ox.QueryResultsFormat.JSON) or b""
    if head := _HEAD.match(standard):
        found = list(dict.fromkeys(re.findall(r"[?$](\w+)", query)))
        names = sorted(
            json.loads(head[1]), key=lambda name: found.index(name) if name in found else len(found)
        )
        ordered = json.dumps(names, ensure_ascii=False).encode()
        standard = standard[: head.start(1)] + ordered + standard[head.end(1) :]
    again = ox.parse_query_results(standard, format=ox.QueryResultsFormat.JSON)
    if not isinstance(again, ox.QuerySolutions):
        raise TypeError("rows were written and something else was read")
    return again

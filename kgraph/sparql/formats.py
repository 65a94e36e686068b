"""Answers in the formats of the SPARQL 1.1 and RDF 1.1 standards, and as a table for a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from kgraph.errors import QueryError
from kgraph.sparql.table import to_table

if TYPE_CHECKING:
    import pyoxigraph as ox

    Rows: TypeAlias = ox.QuerySolutions | ox.QueryBoolean
    Results: TypeAlias = Rows | ox.QueryTriples

ResultFormat = Literal["table", "csv", "tsv", "json", "xml", "ttl", "nt"]
"""How a result is printed: rows in one of the first five formats, triples in the last two."""

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
"""The media type of every format that can be printed."""

ROW_TYPES: Final = (
    *(MEDIA_TYPES["json"], MEDIA_TYPES["xml"], MEDIA_TYPES["csv"], MEDIA_TYPES["tsv"]),
    *("application/json", "application/xml"),
)
"""The media types of rows and of ASK on the web, in the server's order of preference."""

GRAPH_TYPES: Final = (
    *(MEDIA_TYPES["ttl"], MEDIA_TYPES["nt"]),
    *("application/ld+json", "application/rdf+xml"),
)
"""The media types of triples, in the server's order of preference."""

_NAMES: Final[Mapping[str, str]] = {media_type: name for name, media_type in MEDIA_TYPES.items()}
_HEAD = re.compile(rb'\{"head":\{"vars":(\[[^\]]*\])')
_SELECT_ALL = re.compile(
    r"(?:\s|#[^\n]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*+"
    r"SELECT\s*(?:DISTINCT\s*|REDUCED\s*)?\*",
    re.IGNORECASE,
)


class FormatError(QueryError):
    """A query's answer cannot be written in any of the formats asked for."""


def check_media_type(media_type: str) -> None:
    """Check that results can be printed as a media type.

    Raises:
        QueryError: They cannot.
    """
    if media_type not in _NAMES:
        raise QueryError(f"no result format {media_type!r}: choose one of {', '.join(_NAMES)}")


def write_results(
    results: Results,
    query: str,
    media_types: Sequence[str],
    prefixes: Mapping[str, str],
    width: int,
) -> tuple[str, bytes]:
    """Write an answer in the first format that fits it.

    Args:
        results: The engine's results.
        query: The text of the query, which gives the order of the variables of `SELECT *`.
        media_types: The acceptable formats, best first.
        prefixes: Namespace by prefix.
        width: Columns of text that a table may take.

    Returns:
        The media type chosen, and the answer. Triples are sorted, each once.

    Raises:
        FormatError: All formats are for rows and the results are triples, or vice versa.
    """
    import pyoxigraph as ox

    is_graph = isinstance(results, ox.QueryTriples)
    fitting = [media_type for media_type in media_types if (media_type in GRAPH_TYPES) == is_graph]
    if not fitting:
        raise FormatError(_misfit(is_graph, media_types))
    if isinstance(results, ox.QueryTriples):
        return fitting[0], write_triples(sorted(results, key=str), fitting[0], prefixes)
    return fitting[0], _write_rows(results, query, fitting[0], prefixes, width)


def write_triples(
    triples: Iterable[ox.Triple], media_type: str, prefixes: Mapping[str, str]
) -> bytes:
    """Write triples, each once, in their order, in one of `GRAPH_TYPES`.

    Only the prefixes that the triples use are declared, in alphabetical order.
    """
    import pyoxigraph as ox

    by_line = {f"{triple} .\n": triple for triple in triples}
    lines = "".join(by_line)
    if media_type == MEDIA_TYPES["nt"]:
        return lines.encode()
    form = ox.RdfFormat.from_media_type(media_type)
    used = {prefix: space for prefix, space in sorted(prefixes.items()) if f"<{space}" in lines}
    written = ox.serialize(by_line.values(), format=form, prefixes=used) or b""
    return _sort_head(written, len(used)) if media_type == MEDIA_TYPES["ttl"] else written


def _sort_head(turtle: bytes, count: int) -> bytes:
    """Sort the first lines of a Turtle file: the engine declares prefixes in a random order."""
    lines = turtle.splitlines(keepends=True)
    return b"".join((*sorted(lines[:count]), *lines[count:]))


def _misfit(is_graph: bool, media_types: Sequence[str]) -> str:
    asked = ", ".join(_NAMES.get(media_type, media_type) for media_type in media_types)
    if is_graph:
        return (
            f"CONSTRUCT and DESCRIBE give triples, which are written as ttl or nt, not as {asked}"
        )
    return (
        "SELECT and ASK give rows, which are written as table, csv, tsv, json or xml, "
        f"not as {asked}"
    )


def _write_rows(
    results: Rows, query: str, media_type: str, prefixes: Mapping[str, str], width: int
) -> bytes:
    import pyoxigraph as ox

    if isinstance(results, ox.QuerySolutions) and _SELECT_ALL.match(query):
        results = _order_variables(results, query)
    if media_type == MEDIA_TYPES["table"]:
        return to_table(results, prefixes, width).encode()
    formats = {
        MEDIA_TYPES["csv"]: ox.QueryResultsFormat.CSV,
        MEDIA_TYPES["tsv"]: ox.QueryResultsFormat.TSV,
        MEDIA_TYPES["xml"]: ox.QueryResultsFormat.XML,
        "application/xml": ox.QueryResultsFormat.XML,
    }
    text = results.serialize(format=formats.get(media_type, ox.QueryResultsFormat.JSON)) or b""
    return text if text.endswith(b"\n") else text + b"\n"


def _order_variables(results: ox.QuerySolutions, query: str) -> ox.QuerySolutions:
    """Put the variables of `SELECT *` in the order of their first appearance in the query.

    The engine gives them in a random order; a result cannot be reordered, but its JSON can.
    """
    import pyoxigraph as ox

    standard = results.serialize(format=ox.QueryResultsFormat.JSON) or b""
    if head := _HEAD.match(standard):
        order = list(dict.fromkeys(re.findall(r"[?$](\w+)", query)))
        variables = sorted(
            json.loads(head[1]),
            key=lambda name: order.index(name) if name in order else len(order),
        )
        ordered = json.dumps(variables, ensure_ascii=False).encode()
        standard = standard[: head.start(1)] + ordered + standard[head.end(1) :]
    reordered = ox.parse_query_results(standard, format=ox.QueryResultsFormat.JSON)
    if not isinstance(reordered, ox.QuerySolutions):
        raise TypeError("rows were written and something else was read")
    return reordered

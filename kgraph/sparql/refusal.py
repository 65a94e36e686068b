"""What a query may not do: change data, or reach outside the export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kgraph.errors import QueryError

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

_REACHES_OUTSIDE = re.compile(r"service|from|\\u", re.IGNORECASE)
_UPDATE = re.compile(
    r"(?:\s|#[^\n]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*+"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"https://[^\s<>\"{}|\\^`]+")


def check_services(services: Sequence[str]) -> None:
    """Refuse to allow what is no https address, written in full.

    Raises:
        QueryError: One of the addresses is none.
    """
    for service in services:
        if not _SERVICE.fullmatch(service):
            raise QueryError(
                f"{service!r} cannot be allowed as a SERVICE: give its whole address, https://…"
            )


def refuse_updates(query: str) -> None:
    """Say plainly that data cannot be changed; the engine would only call an update a syntax error.

    Raises:
        QueryError: The text is an update.
    """
    if found := _UPDATE.match(query):
        raise QueryError(
            f"{found[1].upper()} changes data, and a query only reads: use SELECT, ASK or CONSTRUCT"
        )


def refuse_outside(query: str, services: Sequence[str] = ()) -> None:
    """Refuse FROM, and SERVICE for any address but those allowed, wherever they stand in the query's syntax tree.

    Most queries hold neither word. The words may also stand in a string, a comment or a name, so it
    takes a parse to tell; a query that this parser cannot read is refused.

    Raises:
        QueryError: The query reaches outside the export, or cannot be checked.
    """
    if not _REACHES_OUTSIDE.search(query):
        return
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        nodes = list(_iter_nodes(parseQuery(query)))
    except Exception as error:  # noqa: BLE001 - whatever stops the parser, the query is not known to be safe
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise QueryError(
            "the query holds the word SERVICE or FROM, or a \\u escape, and cannot be checked for access to"
            f" other places ({reason}): write it without them"
        ) from None
    for node in nodes:
        if node.name == "ServiceGraphPattern":
            _refuse_service(node, services)
        if node.name == "DatasetClause":
            raise QueryError("FROM is not allowed: the export is the one graph that a query reads")


def _refuse_service(node: CompValue, services: Sequence[str]) -> None:
    """Refuse a SERVICE clause unless it names, as an IRI in full, an address that is allowed."""
    from rdflib import URIRef

    address = node.term
    if not isinstance(address, URIRef):
        raise QueryError(
            "SERVICE is not allowed for a variable or a prefixed name: write the address in full"
        )
    if str(address) not in services:
        allowed = (
            f"only {', '.join(services)} is"
            if services
            else "allow the address by name to let the query ask it"
        )
        raise QueryError(f"SERVICE is not allowed for <{address}>: {allowed}")


def _iter_nodes(tree: Any) -> Iterator[CompValue]:
    """Yield every node with a name in an rdflib parse tree."""
    from rdflib.plugins.sparql.parserutils import CompValue

    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, CompValue):
            yield node
            todo.extend(node.values())
        elif isinstance(node, Iterable) and not isinstance(node, str):
            todo.extend(node)

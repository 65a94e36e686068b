"""Why a query is refused: it changes data, reaches outside the export, or is not SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kgraph.errors import QueryError

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

# The words can also be spelled with escapes, so a query with an escape is parsed as well.
_REACHES_OUTSIDE = re.compile(r"service|from|\\u", re.IGNORECASE)
_UPDATE = re.compile(
    r"(?:\s|#[^\n]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*+"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"https://[^\s<>\"{}|\\^`]+")
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:The [a-z ]*SELECT|The SELECT|IRI|Prefix) [a-z][a-z ]+")


def check_services(services: Sequence[str]) -> None:
    """Check that each address that SERVICE may name is an https address, written in full.

    Raises:
        QueryError: An address is not.
    """
    for service in services:
        if not _SERVICE.fullmatch(service):
            raise QueryError(
                f"{service!r} cannot be allowed as a SERVICE: give its whole address, https://…"
            )


def refuse_updates(query: str) -> None:
    """Refuse an update by name; the engine would only call it a syntax error.

    Raises:
        QueryError: The text is an update.
    """
    if update := _UPDATE.match(query):
        raise QueryError(
            f"{update[1].upper()} changes data, and a query only reads: "
            "use SELECT, ASK or CONSTRUCT"
        )


def import_parser(query: str) -> None:
    """Import the parser that `refuse_outside` uses, if it has to parse the query."""
    if _REACHES_OUTSIDE.search(query):
        import_module("rdflib.plugins.sparql.parser")


def refuse_outside(query: str, services: Sequence[str] = ()) -> None:
    """Refuse FROM, and SERVICE for an address that is not allowed, anywhere in the query.

    Most queries contain neither word. The words can also occur in a string, a comment or a name,
    so the query is parsed to know; a query that the parser cannot read is refused.

    Raises:
        QueryError: The query reaches outside the export, or cannot be checked.
        MemoryError: The parser needs more memory than this process may have.
    """
    if not _REACHES_OUTSIDE.search(query):
        return
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        nodes = list(_iter_nodes(parseQuery(query)))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever stops the parser, the query may be unsafe
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise QueryError(
            "the query has the word SERVICE or FROM, or a \\u escape, and cannot be checked for "
            f"access to other places ({reason}): write it without them"
        ) from None
    for node in nodes:
        if node.name == "ServiceGraphPattern":
            _refuse_service(node, services)
        if node.name == "DatasetClause":
            raise QueryError("FROM is not allowed: the export is the one graph that a query reads")


def explain(message: str, query: str) -> str:
    """Make a syntax error of the engine readable.

    Returns:
        The line and column, what is wrong, and the line itself with a mark under the column.
    """
    error = _SYNTAX_ERROR.match(message)
    if not error:
        return f"the query is not SPARQL: {message}"
    line, column = int(error[1]), int(error[2])
    text = [*query.split("\n"), ""][line - 1]
    sentence = _SENTENCE.search(error[3])
    fault = sentence[0] if sentence else "not SPARQL from here on, or just before"
    if fault.startswith("Prefix"):
        used = re.search(r"([\w.-]*:)[\w.-]*\s*$", text[: column - 1])
        fault = f"prefix {used[1] if used else ''} is not declared"
    return f"line {line}, column {column}: {fault}\n  {text}\n  {' ' * (column - 1)}^"


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
            else "allow the address by name to let the query reach it"
        )
        raise QueryError(f"SERVICE is not allowed for <{address}>: {allowed}")


def _iter_nodes(tree: Any) -> Iterator[CompValue]:
    """Yield every node with a name in an rdflib parse tree.

    This keeps a stack of its own, because a query may be nested deeper than Python recurses.
    """
    from rdflib.plugins.sparql.parserutils import CompValue

    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, CompValue):
            yield node
            stack.extend(node.values())
        elif isinstance(node, Iterable) and not isinstance(node, str):
            stack.extend(node)

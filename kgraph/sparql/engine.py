"""The query engine: give up every right, check a query, answer it, and write the answer.

`answer` runs in a process of its own, which ends with the query: the rights are given up for good.
Two transports start one: `kgraph.sparql.child` a child process for each query, and
`kgraph.serve.template` a fork of a process that has loaded the export. Both send a `Query` as JSON
and pass the result of `respond` back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from kgraph.errors import NotFoundError, QueryError
from kgraph.sparql.formats import MEDIA_TYPES, FormatError, write_results
from kgraph.sparql.limits import Limits, lock_down
from kgraph.sparql.parameters import to_terms
from kgraph.sparql.question import fill, read_question
from kgraph.sparql.refusal import explain, import_parser, refuse_outside, refuse_updates
from kgraph.sparql.store import Export
from kgraph.sparql.table import warm_up

if TYPE_CHECKING:
    from kgraph.sparql.formats import Results

_ERRORS: Final = {error.__name__: error for error in (FormatError, NotFoundError, QueryError)}
_LONGEST_ERROR = 4000


@dataclass(frozen=True, slots=True)
class Query:
    """A query to answer.

    `media_types` are the acceptable formats, best first. `parameters` are the values of the
    parameters that the text declares, as a user writes them; if it is None, the text is run as it
    is. `services` are the addresses that SERVICE may name. `width` is the width of a table in
    columns of text, and `name` is the name of the query in errors.
    """

    text: str
    media_types: Sequence[str]
    parameters: Mapping[str, str] | None = None
    services: Sequence[str] = ()
    width: int = 200
    name: str = "the query"

    def to_bytes(self) -> bytes:
        """Write the query as JSON."""
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def from_bytes(data: bytes) -> Query:
        """Read a query that `to_bytes` wrote."""
        return Query(**json.loads(data))


@dataclass(frozen=True, slots=True)
class Head:
    """What precedes an answer: its media type and its size in bytes."""

    media_type: str
    size: int


def answer(export: Export, query: Query, limits: Limits) -> tuple[str, bytes]:
    """Answer a query in a process that can do nothing else afterwards.

    Args:
        export: The export, which was loaded while this process could still open files.
        query: The query.
        limits: What the query may take from now on.

    Returns:
        The media type, one of the query's, and the answer in it.

    Raises:
        FormatError: No format of the query fits its kind, rows or triples.
        NotFoundError: A parameter matches no paper or entity.
        QueryError: The query or a parameter is wrong, reaches outside the export or changes data,
            or the engine cannot answer it.
        MemoryError: The query needs more memory than it may have. The engine itself ends the
            process in this case.
    """
    text = re.sub(r"\r\n?", "\n", query.text)
    refuse_updates(text)
    # The locked process cannot open a module, so what the check and the table need comes first.
    import_parser(text)
    if MEDIA_TYPES["table"] in query.media_types:
        warm_up()
    lock_down(limits, connections=bool(query.services))
    refuse_outside(text, query.services)
    if query.parameters is not None:
        bindings = read_question(query.name, text).bind(query.parameters)
        text = fill(text, to_terms(export, bindings))
    results = evaluate(export, text)
    try:
        return write_results(results, text, query.media_types, export.prefixes, query.width)
    except (OSError, RuntimeError, ValueError) as error:  # the engine works while it is read
        raise QueryError(f"the query cannot be answered: {error}") from None


def evaluate(export: Export, text: str) -> Results:
    """Send a query to the engine, after it was checked.

    Raises:
        QueryError: The query is wrong, or the engine cannot answer it.
    """
    try:
        return export.store.query(text, prefixes=dict(export.prefixes))
    except SyntaxError as error:
        raise QueryError(explain(str(error), text)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from None


# -- between the processes
# ------------------------------------------------------------------------------------------------


def respond(export: Export, message: bytes, limits: Limits) -> bytes:
    """Answer a query that came as bytes: a line of JSON, the head or an error, and the answer.

    Raises:
        MemoryError: The query needs more memory than it may have.
    """
    try:
        media_type, body = answer(export, Query.from_bytes(message), limits)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent has to report it
        return _write_error(error)
    return json.dumps(asdict(Head(media_type, len(body)))).encode() + b"\n" + body


def read_head(line: bytes) -> Head:
    """Read the first line of a response.

    Raises:
        FormatError, NotFoundError, QueryError: The error that the line reports.
    """
    head = json.loads(line)
    if "error" in head:
        raise _ERRORS[head["error"]](head["message"])
    return Head(**head)


def _write_error(error: Exception) -> bytes:
    name = type(error).__name__
    message = str(error)
    if name not in _ERRORS:
        name, message = QueryError.__name__, f"the query cannot be answered: {error!r}"
    message = message.encode(errors="replace").decode()[:_LONGEST_ERROR]
    return json.dumps({"error": name, "message": message}).encode() + b"\n"

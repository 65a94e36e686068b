"""A SPARQL query over an export, answered by a child process that can open no file and no connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kgraph.errors import QueryError
from kgraph.lookup.builds import find_export
from kgraph.sparql.formats import MEDIA_TYPES, find_format
from kgraph.sparql.process import QueryTimeout, run_child
from kgraph.sparql.question import Parameter, Question, find_question, list_questions
from kgraph.sparql.refusal import check_services
from kgraph.sparql.request import DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT, Request
from kgraph.sparql.result import QueryResult, read_rows, read_triples

__all__ = [
    "Parameter",
    "QueryResult",
    "QueryTimeout",
    "Question",
    "answer",
    "list_questions",
    "query",
    "run_query",
]


def query(
    source: str | Path,
    question: str,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    memory_mb: int = DEFAULT_MEMORY_MB,
    allow_service: Sequence[str] = (),
    **parameters: object,
) -> QueryResult:
    """Answer a question from an export.

    The prefixes of an export (`kg:`, `dct:`, `paper:`, `method:` ...) are declared already; a query
    may declare them anew.

    Args: source: A build's folder, or a `.nt` or `.ttl` file. question: The name of a question that
        comes with kgraph (`list_questions` has them all), or SPARQL 1.1:
            SELECT, ASK, CONSTRUCT or DESCRIBE.
        timeout: Seconds that the query may take, above 0; loading the export is not counted.
        memory_mb: MiB that the query may take, above 0, on top of the loaded export.
        allow_service: The https addresses that SERVICE may name, each in full; none unless given.
        **parameters: The question's parameters, such as `entity="grokking"`.

    Returns:
        The answer.

    Raises:
        BuildError: There is no export at `source`, or it cannot be read.
        NotFoundError: A parameter names nothing that is in the export.
        QueryError: The query or a parameter is wrong, reaches outside the export or changes data.
        QueryTimeout: The query takes more time or memory than it may.

    Example:
        >>> query("exports/demo", "papers-by-entity", entity="grokking").variables
        ('paper', 'title', 'year')
    """
    media_type, body = run_query(
        source,
        question,
        (MEDIA_TYPES["json"], MEDIA_TYPES["nt"]),
        timeout=timeout,
        memory_mb=memory_mb,
        allow_service=allow_service,
        parameters=parameters,
    )
    return read_triples(body) if media_type == MEDIA_TYPES["nt"] else read_rows(body)


def answer(
    source: str | Path,
    text: str,
    media_type: str,
    *,
    timeout: float,
    memory_mb: int,
    allow_service: Sequence[str] = (),
) -> bytes:
    """Answer a question in one format; see `run_query`."""
    return run_query(
        source,
        text,
        (media_type,),
        timeout=timeout,
        memory_mb=memory_mb,
        allow_service=allow_service,
    )[1]


def run_query(
    source: str | Path,
    question: str,
    media_types: Sequence[str],
    *,
    timeout: float = DEFAULT_TIMEOUT,
    memory_mb: int = DEFAULT_MEMORY_MB,
    allow_service: Sequence[str] = (),
    parameters: Mapping[str, object] | None = None,
    width: int = 200,
) -> tuple[str, bytes]:
    """Answer a question in the first of several formats that fits rows or triples, whichever it asks for.

    Args:
        source: A build's folder, or a `.nt` or `.ttl` file.
        question: The name of a question that comes with kgraph, or SPARQL.
        media_types: Values of `MEDIA_TYPES`, best first.
        timeout: Seconds that the query may take, above 0; loading the export is not counted.
        memory_mb: MiB that the query may take, above 0, on top of the loaded export.
        allow_service: The https addresses that SERVICE may name, each in full.
        parameters: The question's parameters.
        width: Columns of text that a table may take; longer cells are folded.

    Returns:
        The media type chosen, and the answer.

    Raises: BuildError: There is no export at `source`, or it cannot be read. NotFoundError: A
        parameter names nothing that is in the export. QueryError: The query, a parameter or a
        format is wrong, reaches outside the export or changes data. QueryTimeout: The query takes
        more time or memory than it may.
    """
    _check_limits(timeout, memory_mb)
    check_services(allow_service)
    for media_type in media_types:
        find_format(media_type)
    found = find_question(question)
    bindings = found.bind(parameters or {})
    request = Request(found.text, media_types, timeout, memory_mb, bindings, allow_service, width)
    return run_child(find_export(source), request)


def _check_limits(timeout: float, memory_mb: int) -> None:
    if not (timeout > 0 and memory_mb > 0):
        raise QueryError(
            f"timeout = {timeout:g} s and memory = {memory_mb} MiB: give limits above 0"
        )

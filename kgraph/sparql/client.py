"""Query an export from Python: find the export, have a child process answer, return rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kgraph.lookup.builds import find_export
from kgraph.sparql.child import run_child
from kgraph.sparql.engine import Query
from kgraph.sparql.formats import MEDIA_TYPES, check_media_type
from kgraph.sparql.limits import QUERY_LIMITS, Limits
from kgraph.sparql.question import find_question
from kgraph.sparql.refusal import check_services
from kgraph.sparql.result import QueryResult, read_rows, read_triples
from kgraph.types import KnowledgeGraph


def query(
    source: str | Path | KnowledgeGraph,
    question: str,
    *,
    timeout: float = QUERY_LIMITS.seconds,
    memory_mb: int = QUERY_LIMITS.memory_mb,
    allow_service: Sequence[str] = (),
    **parameters: object,
) -> QueryResult:
    """Answer a question from an export.

    The prefixes of an export (`kg:`, `dct:`, `paper:`, `method:` ...) are declared already; a query
    may redefine them.

    Args:
        source: A build's folder, a `.nt`, `.ttl` or `.jsonld` file, or a graph, which is exported
            for the query.
        question: The name of a question that comes with kgraph (see `list_questions`), or
            SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE.
        timeout: Seconds that the query may take, above 0 and at most a day; loading the export is
            not counted.
        memory_mb: MiB that the query may take, from 1 to 16,777,216, in addition to the loaded
            export.
        allow_service: The https addresses that SERVICE may name, each in full; none by default.
        **parameters: The question's parameters, such as `entity="grokking"`.

    Returns:
        The answer.

    Raises:
        BuildError: There is no export at `source`, or it cannot be read.
        NotFoundError: A parameter matches no paper or entity of the export, or several papers.
        QueryError: The query or a parameter is wrong, reaches outside the export or changes data.
        QueryTimeout: The query exceeds a limit.

    Example:
        >>> query("exports/demo", "papers-by-entity", entity="grokking").variables
        ('paper', 'title', 'year')
    """
    media_type, body = run_query(
        source,
        question,
        (MEDIA_TYPES["json"], MEDIA_TYPES["nt"]),
        limits=Limits(timeout, memory_mb),
        allow_service=allow_service,
        parameters=parameters,
    )
    return read_triples(body) if media_type == MEDIA_TYPES["nt"] else read_rows(body)


def run_query(
    source: str | Path | KnowledgeGraph,
    question: str,
    media_types: Sequence[str],
    *,
    limits: Limits = QUERY_LIMITS,
    allow_service: Sequence[str] = (),
    parameters: Mapping[str, object] | None = None,
    width: int = 200,
) -> tuple[str, bytes]:
    """Answer a question in the first of several formats that fits rows or triples.

    Args:
        source: As for `query`.
        question: The name of a question that comes with kgraph, or SPARQL.
        media_types: Values of `MEDIA_TYPES`, best first.
        limits: What the query may take.
        allow_service: The https addresses that SERVICE may name, each in full.
        parameters: The question's parameters.
        width: Columns of text that a table may take; longer cells are folded.

    Returns:
        The media type chosen, and the answer.

    Raises:
        BuildError, NotFoundError, QueryTimeout: See `query`.
        QueryError: See `query`; or a format is unknown or does not fit.
    """
    check_services(allow_service)
    for media_type in media_types:
        check_media_type(media_type)
    template = find_question(question)
    values = {name: str(value) for name, value in (parameters or {}).items()}
    # The engine binds them again; here, an error is raised before the export is loaded.
    template.bind(values)
    request = Query(template.text, media_types, values, allow_service, width, name=template.name)
    if not isinstance(source, KnowledgeGraph):
        return run_child(find_export(source), request, limits)
    from kgraph.rdf.write import write_rdf

    with TemporaryDirectory(prefix="kgraph-") as folder:
        write_rdf(source, path := Path(folder) / "graph.nt", format="ntriples")
        return run_child(path, request, limits)

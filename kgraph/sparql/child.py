"""The child's side of a query: load the export, refuse what reaches outside, give up every right, and answer.

The child loads the export, says so, reads the request, refuses what is not allowed, gives up the
right to open anything, and only then looks at the export. What it writes is one line, the media
type or the sort of error, and the answer or the message.
"""

from __future__ import annotations

import math
import os
import re
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import BuildError, KgraphError, QueryError
from kgraph.sparql.formats import MEDIA_TYPES, serialise
from kgraph.sparql.mistakes import explain
from kgraph.sparql.parameters import to_terms
from kgraph.sparql.process import OUT_OF_MEMORY
from kgraph.sparql.question import fill
from kgraph.sparql.refusal import refuse_outside, refuse_updates
from kgraph.sparql.request import Request
from kgraph.sparql.store import Export, open_export
from kgraph.sparql.table import warm_up

if TYPE_CHECKING:
    from kgraph.sparql.formats import Results

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def main(path: str) -> None:
    """Load an export, then answer the one request that comes on standard input."""
    out = sys.stdout.buffer
    try:
        export = open_export(Path(path))
    except BuildError as error:
        out.write(_CONTROL.sub(" ", str(error)).encode() + b"\n")
        return
    out.write(b"ready\n")
    out.flush()
    request = Request.from_bytes(sys.stdin.buffer.read())
    try:
        head, body = _answer(export, request)
    except KgraphError as error:
        head, body = f"error {type(error).__name__}", str(error).encode(errors="replace")
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    out.write(head.encode() + b"\n" + body)


def lock_down(memory_mb: int, seconds: float, *, connections: bool = False) -> None:
    """Give up, for good, the right to open files and connections, and to take memory and processor time without end.

    Args: memory_mb: MiB that may be taken on top of what is (where the system keeps count, as Linux
        does). seconds: Seconds of processor time that may be taken on top of what was; the parent's
        clock stops sooner. connections: Whether to keep the right to open files and connections,
        which a SERVICE clause needs.
    """
    usage = Path("/proc/self/statm")
    if usage.exists():
        now = int(usage.read_text().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, now + (memory_mb << 20))
    _lower(
        resource.RLIMIT_CPU,
        math.ceil(resource.getrusage(resource.RUSAGE_SELF).ru_utime + seconds) + 2,
    )
    _lower(resource.RLIMIT_CORE, 0)
    if not connections:
        lowest = os.dup(0)
        os.close(lowest)
        _lower(resource.RLIMIT_NOFILE, lowest)


def evaluate(export: Export, query: str) -> Results:
    """Put a query, which has been checked, to the engine.

    Raises:
        QueryError: The query is wrong, or the engine cannot answer it.
    """
    try:
        return export.store.query(query, prefixes=dict(export.prefixes))
    except SyntaxError as error:
        raise QueryError(explain(str(error), query)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from None


def _lower(limit: int, value: int) -> None:
    """Set a limit, unless it is lower already."""
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def _answer(export: Export, request: Request) -> tuple[str, bytes]:
    query = re.sub(r"\r\n?", "\n", request.text)
    refuse_updates(query)
    refuse_outside(query, request.services)
    if MEDIA_TYPES["table"] in request.media_types:
        warm_up()
    lock_down(request.memory_mb, request.timeout, connections=bool(request.services))
    query = fill(query, to_terms(export, request.bindings))
    results = evaluate(export, query)
    try:
        return serialise(results, query, request.media_types, export.prefixes, request.width)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from None

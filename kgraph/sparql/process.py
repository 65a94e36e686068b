"""The parent's side of a query: start the child, hold it to its limits, and read its answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final, NoReturn

from kgraph.errors import BuildError, KgraphError, NotFoundError, QueryError
from kgraph.sparql.request import Request


class QueryTimeout(KgraphError):  # noqa: N818 - the name says which limit a query nearly always meets
    """A query was stopped at the limit of its time or its memory."""


OUT_OF_MEMORY: Final = 3
"""What the child exits with where Python, and not the engine, runs out of memory."""

_CHILD = "import sys; sys.path[:] = sys.argv[2:]; from kgraph.sparql.child import main; main(sys.argv[1])"
_ERRORS = {error.__name__: error for error in (NotFoundError, QueryError)}


def run_child(export: Path, request: Request) -> tuple[str, bytes]:
    """Let a child process answer a query, and stop it when its time is up.

    Args:
        export: A `.nt` or `.ttl` file.
        request: The query and its limits.

    Returns:
        The media type of the answer, and the answer.

    Raises:
        BuildError: The export cannot be read.
        NotFoundError: A parameter names nothing that is in the export.
        QueryError: The query is wrong, reaches outside the export or changes data.
        QueryTimeout: The query takes more time or memory than it may.
    """
    command = [sys.executable, "-I", "-c", _CHILD, str(export), *sys.path]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        try:
            _wait_until_loaded(child, export)
            return _converse(child, request)
        finally:
            child.kill()


def _wait_until_loaded(child: subprocess.Popen[bytes], export: Path) -> None:
    said = child.stdout.readline() if child.stdout else b""
    if said != b"ready\n":
        reason = (said or child.communicate()[1]).decode(errors="replace").strip()
        raise BuildError(reason or f"{export} cannot be read as RDF")


def _converse(child: subprocess.Popen[bytes], request: Request) -> tuple[str, bytes]:
    try:
        said, complaint = child.communicate(request.to_bytes(), request.timeout)
    except subprocess.TimeoutExpired:
        raise QueryTimeout(
            f"the query took longer than {request.timeout:g} s: make it narrower, add a LIMIT, or allow more time"
        ) from None
    if child.returncode:
        _raise_end(child.returncode, complaint, request)
    head, _, body = said.partition(b"\n")
    name, _, error = head.decode().partition(" ")
    if name == "error":
        raise _ERRORS[error](body.decode())
    return head.decode(), body


def _raise_end(code: int, complaint: bytes, request: Request) -> NoReturn:
    """Say why the child ended without an answer: a signal (the engine aborts, rather than raise, at its limits)."""
    if code < 0 or code == OUT_OF_MEMORY:
        raise QueryTimeout(
            f"the query needs more than {request.memory_mb} MiB of memory, more processor time or more depth than it"
            f" may have (the engine ended with {code}): make it narrower, add a LIMIT, or allow more"
        )
    raise QueryError(f"the query cannot be answered: {complaint.decode(errors='replace').strip()}")

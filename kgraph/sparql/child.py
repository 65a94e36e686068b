"""The transport of `kgraph query`: a child process that answers one query, stopped by a clock.

The child loads the export and reports that it is ready, and the clock starts. It reads the query
from standard input, answers it as `kgraph.sparql.engine` does, writes the response to standard
output and ends.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final, NoReturn

from kgraph.errors import BuildError, QueryError, QueryTimeout
from kgraph.sparql.engine import Query, read_head, respond
from kgraph.sparql.limits import Limits, check_system
from kgraph.sparql.store import open_export

OUT_OF_MEMORY: Final = 3
"""The child's exit status where Python, and not the engine, runs out of memory."""

# With -I the child takes no module from the working directory or the environment; it gets the
# parent's own module path instead.
_CODE = (
    "import sys; sys.path[:] = sys.argv[4:]; "
    "from kgraph.sparql.child import main; main(*sys.argv[1:4])"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


# -- the parent
# ------------------------------------------------------------------------------------------------


def run_child(path: Path, query: Query, limits: Limits) -> tuple[str, bytes]:
    """Answer a query in a child process, which is killed when its time is up.

    Args:
        path: A `.nt`, `.ttl` or `.jsonld` file.
        query: The query.
        limits: What the query may take; loading the file is not counted.

    Returns:
        The media type of the answer, and the answer.

    Raises:
        BuildError: The export cannot be read.
        NotFoundError: A parameter matches no paper or entity.
        QueryError: The query is wrong, reaches outside the export or changes data, or the system
            cannot limit it.
        QueryTimeout: The query exceeds a limit.
    """
    check_system()
    pipe = subprocess.PIPE
    with subprocess.Popen(to_command(path, limits), stdin=pipe, stdout=pipe, stderr=pipe) as child:
        try:
            _wait_until_loaded(child, path)
            return _converse(child, query, limits)
        finally:
            child.kill()


def to_command(path: Path, limits: Limits) -> list[str]:
    """Return the command that starts a child."""
    limit_words = (str(limits.seconds), str(limits.memory_mb))
    return [sys.executable, "-I", "-c", _CODE, str(path), *limit_words, *sys.path]


def _wait_until_loaded(child: subprocess.Popen[bytes], path: Path) -> None:
    line = child.stdout.readline() if child.stdout else b""
    if line != b"ready\n":
        reason = (line or child.communicate()[1]).decode(errors="replace").strip()
        raise BuildError(reason or f"{path} cannot be read as RDF")


def _converse(child: subprocess.Popen[bytes], query: Query, limits: Limits) -> tuple[str, bytes]:
    try:
        response, complaint = child.communicate(query.to_bytes(), limits.seconds)
    except subprocess.TimeoutExpired:
        raise QueryTimeout(
            f"the query took longer than {limits.seconds:g} s: "
            "make it narrower, add a LIMIT, or allow more time"
        ) from None
    if child.returncode:
        _raise_end(child.returncode, complaint, limits)
    line, _, body = response.partition(b"\n")
    return read_head(line).media_type, body


def _raise_end(code: int, complaint: bytes, limits: Limits) -> NoReturn:
    """Raise the reason why the child ended without an answer.

    The engine aborts at its limits rather than raise an error, so a signal means a limit.
    """
    if code < 0 or code == OUT_OF_MEMORY:
        raise QueryTimeout(
            f"the query needs more than {limits.memory_mb} MiB of memory, more processor time or "
            f"more depth than is allowed (the engine ended with {code}): "
            "make it narrower, add a LIMIT, or allow more"
        )
    raise QueryError(f"the query cannot be answered: {complaint.decode(errors='replace').strip()}")


# -- the child
# ------------------------------------------------------------------------------------------------


def main(path: str, seconds: str, memory_mb: str) -> None:
    """Load an export, then answer the query on standard input."""
    out = sys.stdout.buffer
    try:
        export = open_export(Path(path))
    except BuildError as error:
        out.write(_CONTROL.sub(" ", str(error)).encode() + b"\n")
        return
    out.write(b"ready\n")
    out.flush()
    message = sys.stdin.buffer.read()
    try:
        out.write(respond(export, message, Limits(float(seconds), int(memory_mb))))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # a traceback would take more memory

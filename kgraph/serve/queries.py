"""The transport of `kgraph serve`, the server's end: a few queries at a time, each in a process.

A template process holds the loaded export and forks once per query (see `kgraph.serve.template`).
Each query has a socket to its process, and closing that socket ends the process.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Final

from kgraph.errors import BuildError, KgraphError, QueryError, QueryTimeout
from kgraph.sparql.engine import Head, Query, read_head
from kgraph.sparql.limits import Limits

WAIT: Final = 30.0
"""Seconds that a query waits for its turn before the server answers that it is busy."""

MOST_BYTES: Final = 64 << 20
"""Bytes that an answer may have."""

_IN_MEMORY = 1 << 20
_CHUNK = 1 << 16
_PATIENCE = 2.0
# With -I the template takes no module from the working directory or the environment; it gets the
# server's own module path instead.
_CODE = (
    "import sys; sys.path[:] = sys.argv[4:]; "
    "from kgraph.serve.template import main; main(*sys.argv[1:4])"
)


class BusyError(KgraphError):
    """Too many queries are running."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its media type, its size in bytes, and a file to read once and close."""

    media_type: str
    size: int
    file: SpooledTemporaryFile[bytes]


class Queries:
    """Answers queries from one export.

    Args:
        export: The file with the RDF of a build.
        limits: What each query may take.
        processes: Queries that run at a time; others wait.
    """

    def __init__(self, export: Path, *, limits: Limits, processes: int) -> None:
        self._limits = limits
        words = (str(export), str(limits.seconds), str(limits.memory_mb))
        self._command = [sys.executable, "-I", "-c", _CODE, *words, *sys.path]
        self._export = export
        self._turns = asyncio.Semaphore(processes)
        self._starting = asyncio.Lock()
        self._template: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Start the template process and wait until it has loaded the export.

        Raises:
            BuildError: The export cannot be read as RDF.
        """
        control, theirs = socket.socketpair()
        with theirs:
            template = subprocess.Popen(
                self._command, stdin=theirs.fileno(), stdout=subprocess.PIPE, start_new_session=True
            )
        self._control, self._template = control, template
        assert template.stdout is not None  # noqa: S101 - it is a pipe
        with template.stdout:
            said = template.stdout.readline()
        if said != b"ready\n":
            self.close()
            reason = said.decode(errors="replace").strip()
            raise BuildError(reason or f"{self._export} cannot be read as RDF")

    def close(self) -> None:
        """End the template process and every running query."""
        if self._control is not None:
            self._control.close()
        if self._template is not None:
            try:
                self._template.wait(_PATIENCE)  # it ends by itself when its socket is closed
            except subprocess.TimeoutExpired:
                self._template.kill()
                self._template.wait()

    async def ask(self, query: Query) -> Answer:
        """Answer a query; the caller closes the answer's file.

        Raises:
            FormatError: No format that the client accepts fits the query.
            NotFoundError: A parameter matches no paper or entity.
            QueryError: The query is wrong, not allowed, or asks for too much.
            QueryTimeout: The query takes too long.
            BusyError: The queries before it took too long.
        """
        try:
            async with asyncio.timeout(WAIT):
                await self._turns.acquire()
        except TimeoutError:
            raise BusyError("too many queries are running: try again in a few seconds") from None
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._converse(query)
        except TimeoutError:
            raise QueryTimeout(
                f"the query took longer than {self._limits.seconds:g} s: "
                "make it narrower or add a LIMIT"
            ) from None
        finally:
            self._turns.release()

    async def _converse(self, query: Query) -> Answer:
        message = query.to_bytes()
        async with self._fork() as (reader, writer):
            try:
                writer.write(len(message).to_bytes(4) + message)
                await writer.drain()
                return await _receive(reader, read_head(await reader.readuntil(b"\n")))
            except (asyncio.IncompleteReadError, ConnectionError):
                raise QueryError(
                    "the query needs more memory, time or depth than is allowed: make it narrower"
                ) from None

    @asynccontextmanager
    async def _fork(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """Open a connection to a new process; it is killed, if it still runs, at the end."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                await self._announce(theirs)
        except BaseException:
            ours.close()
            raise
        reader, writer = await asyncio.open_connection(sock=ours, limit=_CHUNK)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def _announce(self, connection: socket.socket) -> None:
        """Send the template its end of a query's socket; a template that has ended is replaced."""
        try:
            self._send(connection)
        except OSError:
            await self._restart()
            self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        if self._control is None:
            raise OSError("not started")
        socket.send_fds(self._control, [b"?"], [connection.fileno()])

    async def _restart(self) -> None:
        """Replace a template that has ended, for example because the system ran out of memory."""
        async with self._starting:
            if self._template is None or self._template.poll() is not None:
                self.close()
                await asyncio.to_thread(self.start)


async def _receive(reader: asyncio.StreamReader, head: Head) -> Answer:
    """Read an answer to its end, so that a slow client keeps no process waiting."""
    if head.size > MOST_BYTES:
        raise QueryError(f"the answer is larger than {MOST_BYTES >> 20} MB: add a LIMIT")
    # the caller closes it
    file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        left = head.size
        while left:
            chunk = await reader.read(min(left, _CHUNK))
            if not chunk:
                raise asyncio.IncompleteReadError(b"", left)
            file.write(chunk)
            left -= len(chunk)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Answer(head.media_type, head.size, file)

"""The process that holds the loaded export and forks for each query: the child gives up its rights and answers.

It has one thread, so a fork is safe. Standard input is a socket from the server, over which each
query's own socket arrives. When the server closes that, the child is killed; when the server ends,
all of this ends.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kgraph.errors import BuildError, KgraphError
from kgraph.serve.evaluate import FormatError, Question, answer, load
from kgraph.sparql.store import Export

_PATIENCE = 5.0
"""Seconds that the server may take to send a query that it has announced."""

_MOST_ERROR = 4000

Work = Callable[[bytes], bytes]


def main(path: str, memory_mb: str, seconds: str) -> None:
    """Load an export, say that it is loaded, and fork for every query until the server ends."""
    try:
        export = load(Path(path))
    except BuildError as error:
        sys.stdout.write(" ".join(str(error).split()) + "\n")
        return
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with socket.socket(fileno=0) as control:
        _Template(
            control, lambda message: _work(export, message, int(memory_mb), float(seconds))
        ).run()


def _work(export: Export, message: bytes, memory_mb: int, seconds: float) -> bytes:
    """Answer a query in the child: a line of JSON that says what follows, then that; nothing if memory is out."""
    body = b""
    head: dict[str, object]
    try:
        media_type, body = answer(
            export, Question(**json.loads(message)), memory_mb=memory_mb, seconds=seconds
        )
        head = {"media_type": media_type, "size": len(body)}
    except MemoryError:
        return b""
    except KgraphError as error:
        head = {"error": str(error)[:_MOST_ERROR], "format": isinstance(error, FormatError)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the server has to be told
        head = {"error": f"the query cannot be answered: {error!r}"[:_MOST_ERROR], "format": False}
    return json.dumps(head).encode() + b"\n" + body


@dataclass
class _Template:
    """Children by the socket each was forked for, and what there is to wait for."""

    control: socket.socket
    work: Work
    selector: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    children: dict[int, socket.socket] = field(default_factory=dict)

    def run(self) -> None:
        awake, alarm = socket.socketpair()
        for end in (awake, alarm):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(alarm.fileno(), warn_on_full_buffer=False)
        self.selector.register(self.control, selectors.EVENT_READ)
        self.selector.register(awake, selectors.EVENT_READ)
        try:
            while self._step(awake):
                pass
        finally:
            for pid in self.children:
                os.kill(pid, signal.SIGKILL)

    def _step(self, awake: socket.socket) -> bool:
        """Wait for something and do what it asks for; return whether to go on."""
        for key, _ in self.selector.select():
            if key.fileobj is awake:
                with contextlib.suppress(BlockingIOError):
                    awake.recv(4096)
            elif key.fileobj is not self.control:  # the server has closed a query's socket
                self.selector.unregister(key.fileobj)
                if key.data in self.children:
                    os.kill(key.data, signal.SIGKILL)
            elif not self._start():
                return False
        self._reap()
        return True

    def _start(self) -> bool:
        """Take a query from the server and fork for it; return False when the server has ended."""
        said, fds, _, _ = socket.recv_fds(self.control, 1, 1)
        if not said:
            return False
        for fd in fds:
            connection = socket.socket(fileno=fd)
            try:
                connection.settimeout(_PATIENCE)
                message = _read(connection, int.from_bytes(_read(connection, 4)))
                connection.settimeout(None)
            except OSError:  # the server has given up already
                connection.close()
            else:
                self._fork(connection, message)
        return True

    def _fork(self, connection: socket.socket, message: bytes) -> None:
        pid = os.fork()
        if pid == 0:
            self._be_child(connection, message)
        self.children[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, pid)

    def _be_child(self, connection: socket.socket, message: bytes) -> None:
        """Answer and end, whatever happens; nothing of the template's runs on in the child."""
        try:
            signal.set_wakeup_fd(-1)
            self.selector.close()
            for other in self.children.values():
                other.close()
            nothing = os.open(os.devnull, os.O_RDWR)
            for standard in range(
                3
            ):  # 0 was the way to the server; to 2 the engine reports that memory is out
                os.dup2(nothing, standard)
            os.close(nothing)
            connection.sendall(self.work(message))
            connection.shutdown(socket.SHUT_RDWR)
        finally:
            os._exit(0)

    def _reap(self) -> None:
        """Forget the children that have ended, and let the server see that they have."""
        while self.children:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            connection = self.children.pop(pid)
            with contextlib.suppress(KeyError):
                self.selector.unregister(connection)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def _read(connection: socket.socket, size: int) -> bytes:
    """Read exactly so many bytes, or raise OSError."""
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise ConnectionResetError
        parts += part
    return bytes(parts)

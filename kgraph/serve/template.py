"""The transport of `kgraph serve`, the engine's end: a process that forks for each query.

It loads the export once; a fork shares it and starts in a millisecond. The child gives up its
rights, answers as `kgraph.sparql.engine` does, and ends. The template has one thread, so a fork is
safe. Standard input is a socket from the server, over which each query's own socket arrives. When
the server closes that, the child is killed; when the server ends, all of this ends.
`kgraph.serve.queries` is the server's end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from kgraph.errors import BuildError
from kgraph.sparql.engine import respond
from kgraph.sparql.limits import Limits
from kgraph.sparql.store import Export, open_export

_PATIENCE = 5.0
"""Seconds that the server may take to send a query that it has announced."""

Work = Callable[[bytes], bytes]


def main(path: str, seconds: str, memory_mb: str) -> None:
    """Load an export, report that it is loaded, and fork for every query until the server ends."""
    try:
        export = open_export(Path(path))
    except BuildError as error:
        sys.stdout.write(" ".join(str(error).split()) + "\n")
        return
    _warm_up(export)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    limits = Limits(float(seconds), int(memory_mb))
    with socket.socket(fileno=0) as control:
        _Template(control, lambda message: _respond(export, message, limits)).run()


def _warm_up(export: Export) -> None:
    """Do what every child needs once, before the first fork."""
    import_module("rdflib.plugins.sparql.parser")  # a child can open no file, so import nothing
    _ = export.papers, export.entities
    gc.freeze()  # the collector would write to every page that the children share


def _respond(export: Export, message: bytes, limits: Limits) -> bytes:
    """Answer a query in the child; an empty response means that memory is exhausted."""
    try:
        return respond(export, message, limits)
    except MemoryError:
        return b""


@dataclass
class _Template:
    """The children, each with the socket that it was forked for, and what to wait for."""

    control: socket.socket
    work: Work
    selector: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    children: dict[int, socket.socket] = field(default_factory=dict)

    def run(self) -> None:
        # A child's end is a signal, which becomes a byte in a socket: all waiting is for sockets.
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
        """Wait for events and handle them; return whether to continue."""
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
        announcement, fds, _, _ = socket.recv_fds(self.control, 1, 1)
        if not announcement:
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
        """Answer and exit, whatever happens: the template's loop must not continue in the child."""
        try:
            signal.set_wakeup_fd(-1)
            self.selector.close()
            for sibling in self.children.values():
                sibling.close()
            # Standard input was the socket to the server, and to standard error the engine reports
            # that memory is exhausted.
            nothing = os.open(os.devnull, os.O_RDWR)
            for standard in range(3):
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
    """Read exactly `size` bytes, or raise OSError."""
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise ConnectionResetError
        parts += part
    return bytes(parts)

"""`kgraph serve`: read a build, listen on this machine alone, and answer until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from kgraph.errors import KgraphError
from kgraph.serve.app import make_app
from kgraph.serve.connection import MOST_CONNECTIONS, Connection
from kgraph.serve.guard import MOST_HEADERS
from kgraph.serve.queries import Queries
from kgraph.serve.site import read_site
from kgraph.sparql.limits import SERVE_LIMITS, Limits, check_system

HOST: Final = "127.0.0.1"
"""The address that the server listens on."""

DEFAULT_PORT: Final = 8000
"""The port by default."""

_SHUTDOWN = 5
_MOST_PROCESSES = 8
_FILES = 4 * MOST_CONNECTIONS


class ServeError(KgraphError):
    """The server cannot listen, or an option does not fit."""


class _Server(uvicorn.Server):
    """uvicorn's server, which leaves signals to `serve`, because a signal may precede it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture no signal."""
        yield


@dataclass(frozen=True, slots=True)
class Service:
    """A server that listens and has not started to answer, and its address."""

    address: str
    server: uvicorn.Server
    listener: socket.socket
    queries: Queries

    def run(self) -> None:
        """Answer until `stop` is called, which may happen first."""
        asyncio.run(self.server.serve(sockets=[self.listener]))

    def stop(self) -> None:
        """Let `run` return once all pending answers are sent. Any thread may call this."""
        self.server.should_exit = True


def serve(
    folder: str | Path,
    *,
    announce: Callable[[str], object],
    port: int = DEFAULT_PORT,
    limits: Limits = SERVE_LIMITS,
    processes: int | None = None,
    origins: Collection[str] = (),
) -> None:
    """Serve a build on this machine until Ctrl-C or SIGTERM.

    A second Ctrl-C does not wait for pending answers.

    Args:
        folder: A folder that `kgraph build` wrote, with html and rdf among its outputs.
        announce: Called with the address once the server listens.
        port: The port; 0 for any that is free.
        limits: What each query may take.
        processes: Queries that run at a time; by default one per processor, at least two and at
            most eight.
        origins: Further origins whose pages may send requests, such as `https://yasgui.org`.

    Raises:
        BuildError: The folder has no build that can be served.
        QueryError: The system cannot limit queries, as Windows.
        ServeError: The port is taken, or an option does not fit.
    """
    with (
        open_service(
            folder, port=port, limits=limits, processes=processes, origins=origins
        ) as service,
        _stop_on_signals(service),
    ):
        announce(service.address)
        service.run()


@contextmanager
def open_service(
    folder: str | Path,
    *,
    port: int = DEFAULT_PORT,
    limits: Limits = SERVE_LIMITS,
    processes: int | None = None,
    origins: Collection[str] = (),
) -> Iterator[Service]:
    """Read a build and listen; the context ends everything that was started. See `serve`."""
    count = min(_MOST_PROCESSES, max(2, os.cpu_count() or 2)) if processes is None else processes
    check_system()
    _check(port, count, origins)
    _allow_files()
    with _listen(port) as listener:
        site = read_site(Path(folder))
        queries = Queries(site.export, limits=limits, processes=count)
        try:
            queries.start()
            number = listener.getsockname()[1]
            app = make_app(site, queries, port=number, origins=origins)
            config = uvicorn.Config(
                app,
                http=Connection,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                h11_max_incomplete_event_size=MOST_HEADERS,
                timeout_graceful_shutdown=_SHUTDOWN,
            )
            yield Service(f"http://{HOST}:{number}/", _Server(config), listener, queries)
        finally:
            queries.close()


def _check(port: int, processes: int, origins: Collection[str]) -> None:
    if not 0 <= port < 1 << 16:
        raise ServeError(
            f"port {port} does not exist: give one from 1 to 65535, or 0 for any that is free."
        )
    if processes < 1:
        raise ServeError(f"processes = {processes}: give a number above 0.")
    for origin in origins:
        scheme, _, rest = origin.partition("://")
        if scheme not in ("http", "https") or not rest or "/" in rest:
            raise ServeError(
                f"{origin!r} is not an origin: give scheme and host, as https://yasgui.org"
            )


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=MOST_CONNECTIONS)
    except OSError as error:
        raise ServeError(
            f"port {port} cannot be listened on ({error.strerror}): "
            "another program may have it; choose one with --port"
        ) from error


def _allow_files() -> None:
    """Raise the limit of open files to what the connections need, if the system allows it."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < files:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


@contextmanager
def _stop_on_signals(service: Service) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM stop the server without an error: they are the usual way to do so."""
    before = {
        sign: signal.signal(sign, service.server.handle_exit)
        for sign in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)

"""A service on this machine, which answers as the real ones do, or fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from kgraph.enrich.online.service import Access
from tests.http_server import send

Answer = tuple[int, Any]
"""The status and the body: an object of JSON, or bytes."""
Route = Callable[[str, dict[str, str]], Answer]
"""Returns the answer to a path and its parameters."""
Fault = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """The service: each request meets the next of `faults`, if there is any, before `route`."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.route: Route = lambda path, params: (404, {})
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.headers: list[dict[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                path, params = unquote(parts.path), dict(parse_qsl(parts.query))
                server.requests.append((path, params))
                server.headers.append(dict(self.headers))
                if server.faults:
                    server.faults.pop(0)(self)
                    return
                status, body = server.route(path, params)
                send(self, body if isinstance(body, bytes) else json.dumps(body).encode(), status)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


@pytest.fixture
def access(server: Server, tmp_path: Path) -> Access:
    return Access(server.address, tmp_path / "cache", pause=0.0, patience=0.01)

"""A small build, and a server of it in a thread."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kgraph.explorer.page import write_html
from kgraph.rdf.write import write_rdf
from kgraph.serve.server import Service, open_service
from kgraph.sparql.limits import Limits
from tests.explorer.made import NAMES, PAPERS, make_graph

TIMEOUT = 2.0
LIMITS = Limits(TIMEOUT, 200)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass(frozen=True)
class Client:
    """Asks a server over a new connection each time."""

    service: Service

    @property
    def port(self) -> int:
        return int(self.service.listener.getsockname()[1])

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Reply:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, names)
            answer = connection.getresponse()
            return Reply(
                answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
            )

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def query(self, text: str, accept: str = "*/*") -> Reply:
        return self.ask(
            "POST", "/sparql", text.encode(), content_type="application/sparql-query", accept=accept
        )

    def raw(self, data: bytes, seconds: float = 20) -> bytes:
        """Send bytes as they are and read until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as connection:
            connection.sendall(data)
            return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@contextmanager
def running(folder: Path, **options: object) -> Iterator[Client]:
    with open_service(folder, port=0, **options) as service:  # type: ignore[arg-type]
        thread = threading.Thread(target=service.run)
        thread.start()
        try:
            yield Client(service)
        finally:
            service.stop()
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture(scope="package")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    graph = make_graph(PAPERS, NAMES)
    write_html(graph, folder / "graph.html", title="small")
    write_rdf(graph, folder / "graph.nt", format="ntriples")
    return folder


@pytest.fixture(scope="package")
def client(build: Path) -> Iterator[Client]:
    with running(build, limits=LIMITS, processes=2) as found:
        yield found

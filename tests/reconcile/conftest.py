"""A reconciliation service on this machine, which follows or violates the protocol."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.http_server import send

MANIFEST = {
    "versions": ["0.1", "0.2"],
    "name": "Test service",
    "identifierSpace": "http://www.wikidata.org/entity/",
    "schemaSpace": "http://www.wikidata.org/prop/direct/",
}
Reply = Callable[[BaseHTTPRequestHandler], None]


def reply(body: bytes = b"", status: int = 200, **headers: str) -> Reply:
    """Return a reply to be sent once, instead of the regular one."""
    return lambda handler: send(handler, body, status, **headers)


def candidate(asked: str, number: int = 1, /, **changes: object) -> dict[str, object]:
    """Return a candidate for a name; its id contains the number of letters of the name."""
    return {
        "id": f"Q{len(asked)}{number}",
        "name": f"{asked} {number}",
        "description": f'no. {number}, "so-called"',
        "score": 100 / number,
        "match": number == 1,
        "type": [{"id": "Q35120", "name": "entity"}],
        **changes,
    }


class Server:
    """The service: it sends each of `replies` once, in order, and then follows the protocol."""

    def __init__(self) -> None:
        self.manifest: Any = dict(MANIFEST)
        self.replies: list[Reply] = []
        self.asked: list[list[str]] = []
        self.times: list[float] = []
        self.forms: list[dict[str, Any]] = []
        self.agents: set[str] = set()
        self.delay = 0.0
        self.refused: set[str] = set()
        self.find: Callable[[str], object] = lambda name: (
            [] if name.startswith("no,") else [candidate(name, n) for n in (1, 2)]
        )

    @property
    def names(self) -> list[str]:
        """Every name that was answered about, in order."""
        return [name for batch in self.asked for name in batch]

    def get(self, handler: BaseHTTPRequestHandler) -> None:
        self.agents.add(handler.headers["User-Agent"])
        send(handler, json.dumps(self.manifest).encode())

    def post(self, handler: BaseHTTPRequestHandler) -> None:
        form = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode("ascii"))
        self.times.append(time.monotonic())
        if self.replies:
            self.replies.pop(0)(handler)
            return
        assert set(form) == {"queries"}
        queries = json.loads(form["queries"][0])
        names = [query["query"] for query in queries.values()]
        if self.refused.intersection(names):
            send(handler, b'{"status": "error", "message": "invalid query"}', 403)
            return
        time.sleep(self.delay)
        self.forms.append(queries)
        self.asked.append(names)
        answer = {key: {"result": self.find(query["query"])} for key, query in queries.items()}
        send(handler, json.dumps(answer).encode(), Content_Type="application/json")


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a client goes away before its answer: that is what it is tested for."""


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer takes 40 ms

        def do_GET(self) -> None:
            server.get(self)

        def do_POST(self) -> None:
            server.post(self)

        def log_message(self, *_: object) -> None:
            pass

    with _Quiet(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}/en/api"
        running.shutdown()
        thread.join()


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    """A lexicon of 25 names, one of which has an id of the service already."""
    path = tmp_path / "lexicon.csv"
    rows = [f"Method,Method {'x' * n},alias {n}|other,,hand\n" for n in range(23)]
    rows += ['Task,"no, nothing",,,hand\n', "Metric,F1,,cso:7|wikidata:Q99,hand\n"]
    path.write_text("label,name,aliases,ids,source\n" + "".join(rows))
    return path

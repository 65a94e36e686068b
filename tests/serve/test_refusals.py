"""What the server refuses, with a real client on a real socket: no client can do harm."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from kgraph.serve import connection, endpoint, queries
from tests.serve.conftest import LIMITS, TIMEOUT, Client, read_all, running

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that other machines' part is played by; it must see no connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening
        listening.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listening.accept()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def head(client: Client, line: str, *headers: str, host: str | None = None) -> bytes:
    lines = (
        line,
        f"Host: {host or f'127.0.0.1:{client.port}'}",
        "Connection: close",
        *headers,
        "",
        "",
    )
    return "\r\n".join(lines).encode()


def drip(sock: socket.socket, data: bytes) -> None:
    """Send byte by byte; the server has to cut that off."""
    try:
        for sign in data:
            sock.sendall(bytes([sign]))
            time.sleep(0.02)
    except (BrokenPipeError, ConnectionResetError):
        return
    pytest.fail("the server has read it all")


def processes(client: Client) -> list[str]:
    template = client.service.queries._template
    assert template is not None
    return Path(f"/proc/{template.pid}/task/{template.pid}/children").read_text().split()


def wait_for(condition: object, seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def _still_well(client: Client) -> Iterator[None]:
    """After every hostile request the next one is answered, and no process is left."""
    yield
    assert client.query("ASK {}").text == '{"head":{},"boolean":true}\n'
    wait_for(lambda: not processes(client))


# -- bodies and connections
# --------------------------------------------------------------------------------------


def test_a_huge_body(client: Client) -> None:
    reply = client.ask(
        "POST", "/sparql", b"x" * (20 << 20), content_type="application/sparql-query"
    )
    assert (reply.status, reply.text) == (413, "a query may have 1 MB\n")


def test_a_huge_body_that_does_not_say_so(client: Client) -> None:
    lines = head(
        client,
        "POST /sparql HTTP/1.1",
        "Content-Type: application/sparql-query",
        "Transfer-Encoding: chunked",
    )
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert status(client.raw(lines + chunk * 32)) == 413


def test_a_huge_body_for_a_page(client: Client) -> None:
    assert client.ask("POST", "/", b"x" * (20 << 20)).status == 405


def test_an_endless_body_is_cut_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LINGER", 0.3)
    with socket.create_connection(("127.0.0.1", client.port), 20) as sock:
        sock.sendall(
            head(client, "GET / HTTP/1.1", "Content-Length: 100000000000").replace(
                b"Connection: close\r\n", b""
            )
        )
        drip(sock, b"x" * 10_000)


def test_a_client_that_says_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_TIMEOUT", 0.3)
    assert client.raw(b"") == b""


def test_a_client_with_slow_headers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_TIMEOUT", 0.5)
    with socket.create_connection(("127.0.0.1", client.port), 20) as sock:
        drip(sock, b"GET / HTTP/1.1\r\nX: " + b"x" * 1000)


def test_a_client_with_slow_headers_after_an_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_TIMEOUT", 0.5)
    with socket.create_connection(("127.0.0.1", client.port), 20) as sock:
        sock.sendall(f"GET /query HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n\r\n".encode())
        drip(sock, b"GET / HTTP/1.1\r\nX: " + b"x" * 1000)


def test_a_client_with_a_slow_body(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "BODY_TIMEOUT", 0.3)
    lines = head(
        client,
        "POST /sparql HTTP/1.1",
        "Content-Type: application/sparql-query",
        "Content-Length: 100",
    )
    assert status(client.raw(lines + b"ASK")) == 408


def test_a_client_that_reads_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SEND_TIMEOUT", 0.3)
    connections = client.service.server.server_state.connections
    wait_for(lambda: not connections)
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", client.port))
        sock.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\n\r\n".encode() * 40)
        time.sleep(0.2)
        assert connections
        wait_for(lambda: not connections)


def test_more_connections_than_there_may_be(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_CONNECTIONS", 5)
    held = [socket.create_connection(("127.0.0.1", client.port), 20) for _ in range(8)]
    time.sleep(0.3)
    for sock in held[-3:]:
        assert read_all(sock) == b""
    for sock in held:
        sock.close()
    wait_for(lambda: len(client.service.server.server_state.connections) == 0)


def test_huge_headers(client: Client) -> None:
    assert status(client.raw(head(client, "GET / HTTP/1.1", "X: " + "x" * 40_000))) in (400, 431)
    assert client.get("/sparql?query=" + "x" * 40_000).status in (400, 431)
    assert status(client.raw(b"GET / HTTP/1.1\r\nX: " + b"x" * 400_000)) == 400


def test_what_is_no_http(client: Client) -> None:
    assert status(client.raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")) == 400


def test_two_lengths(client: Client) -> None:
    assert (
        status(
            client.raw(
                head(client, "POST /sparql HTTP/1.1", "Content-Length: 3", "Content-Length: 30")
            )
        )
        == 400
    )


def test_a_client_that_leaves_takes_its_query_along(client: Client) -> None:
    with socket.create_connection(("127.0.0.1", client.port), 20) as sock:
        sock.sendall(head(client, f"GET /sparql?query={quote(CROSS)} HTTP/1.1"))
        wait_for(lambda: processes(client))
    wait_for(lambda: not processes(client), TIMEOUT / 2)


# -- who asks
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80", "[::1]"]
)
def test_another_host(client: Client, host: str) -> None:
    assert status(client.raw(head(client, "GET / HTTP/1.1", host=host))) == 421


def test_no_host(client: Client) -> None:
    assert status(client.raw(b"GET / HTTP/1.0\r\n\r\n")) == 421


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "[::1]", "127.0.0.1"])
def test_the_servers_own_names_are_answered(client: Client, name: str) -> None:
    assert (
        status(client.raw(head(client, "GET /query HTTP/1.1", host=f"{name}:{client.port}"))) == 200
    )


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_origin(client: Client, origin: str) -> None:
    reply = client.ask(
        "POST",
        "/sparql",
        "query=ASK{}",
        content_type="application/x-www-form-urlencoded",
        origin=origin,
    )
    assert reply.status == 403
    assert "access-control-allow-origin" not in reply.headers


def test_a_script_of_another_site(client: Client) -> None:
    assert (
        client.get(
            "/sparql?query=ASK%7B%7D", sec_fetch_site="cross-site", sec_fetch_mode="no-cors"
        ).status
        == 403
    )


def test_a_preflight(client: Client) -> None:
    reply = client.ask(
        "OPTIONS", "/sparql", origin="https://evil.example", access_control_request_method="POST"
    )
    assert reply.status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/sparql", "/paper/p1"])
def test_other_methods(client: Client, method: str, path: str) -> None:
    assert client.ask(method, path).status == 405


# -- what is asked for
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/query/../../../../../etc/passwd",
        "/query/..%2f..%2f..%2fserve%2frun.py",
        "/entity/../../../etc/passwd",
        "/paper/%00",
        "//etc/passwd",
        "/graph.nt",
        "/paper/p1%3E%20%3Chttp://x/%3E",
    ],
)
def test_paths_out_of_the_build(client: Client, path: str) -> None:
    answer = client.raw(head(client, f"GET {path} HTTP/1.1"))
    assert status(answer) == 404
    assert b"root:" not in answer


def test_an_update(client: Client) -> None:
    update = "INSERT DATA { <http://a/> <http://b/> 1 }"
    form = "application/x-www-form-urlencoded"
    assert client.ask("POST", "/sparql", f"update={quote(update)}", content_type=form).status == 403
    assert (
        client.ask("POST", "/sparql", update, content_type="application/sparql-update").status
        == 403
    )
    assert client.get(f"/sparql?update={quote(update)}").status == 403
    reply = client.query(update)
    assert (reply.status, "INSERT changes data" in reply.text) == (400, True)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "PREFIX x: <URL> SELECT * { serVICE x: { ?s ?p ?o } }",
        "SELECT * { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { S\\u0045RVICE <URL> { ?s ?p ?o } }",
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <URL>",
        "SELECT * { ?s ?p ?o } ; LOAD <URL>",
    ],
)
def test_a_query_that_reaches_outside(client: Client, listener: socket.socket, text: str) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    assert client.query(text.replace("URL", address)).status == 400


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_dataset_of_ones_own(client: Client, listener: socket.socket, name: str) -> None:
    address = quote(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    assert client.get(f"/sparql?query=ASK%7B%7D&{name}={address}").status == 400


@pytest.mark.parametrize(
    ("body", "media_type", "more", "expected"),
    [
        (b"ASK {}", "application/json", {}, 415),
        (b"ASK {}", "", {}, 415),
        (b"ASK {}", "application/sparql-query; charset=latin-1", {}, 415),
        (b"\x1f\x8b", "application/sparql-query", {"content_encoding": "gzip"}, 415),
        (b"ASK { ?s ?p '\xff' }", "application/sparql-query", {}, 400),
        (b"query=%ff", "application/x-www-form-urlencoded", {}, 400),
        (b"query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", {}, 400),
        (b"nothing=1", "application/x-www-form-urlencoded", {}, 400),
        (b"&".join([b"a=1"] * 100), "application/x-www-form-urlencoded", {}, 400),
        (b"nonsense", "application/sparql-query", {}, 400),
        (b"", "application/sparql-query", {}, 400),
    ],
)
def test_a_body_that_is_no_query(
    client: Client, body: bytes, media_type: str, more: dict[str, str], expected: int
) -> None:
    reply = client.ask("POST", "/sparql", body, content_type=media_type, **more)
    assert reply.status == expected
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "text", ["SELECT * { " + "{" * 300_000, "ASK { FILTER(" + "!" * 300_000 + "true) }"]
)
def test_a_query_that_is_too_deep(client: Client, text: str) -> None:
    assert client.query(text).status in (400, 504)


def test_a_query_that_takes_too_long(client: Client) -> None:
    start = time.monotonic()
    reply = client.query(CROSS)
    assert (reply.status, "longer than 2 s" in reply.text) == (504, True)
    assert time.monotonic() - start < TIMEOUT + 2


def test_a_query_that_takes_too_much_memory(client: Client) -> None:
    reply = client.query(HOG)
    assert reply.status in (400, 504)


def test_an_answer_that_is_too_large(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_BYTES", 1000)
    reply = client.query("SELECT * { ?s ?p ?o }")
    assert (reply.status, "add a LIMIT" in reply.text) == (400, True)


def test_too_many_queries_at_once(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "WAIT", 0.2)
    with running(build, limits=LIMITS, processes=1) as client:
        slow = threading.Thread(target=client.query, args=(CROSS,))
        slow.start()
        wait_for(lambda: processes(client))
        reply = client.query("ASK {}")
        assert (reply.status, reply.headers["retry-after"]) == (503, "5")
        assert client.get("/").status == 200
        slow.join()
        assert client.query("ASK {}").status == 200

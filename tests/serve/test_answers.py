"""The answers of the server: the explorer, queries in all formats, and linked data."""

from __future__ import annotations

import csv
import http.client
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from kgraph.errors import BuildError, QueryError
from kgraph.explorer.page import write_html
from kgraph.rdf.write import write_rdf
from kgraph.serve.responses import choose
from kgraph.serve.server import ServeError, open_service
from kgraph.serve.site import PAGE_SIZE, Site, describe, find_address, find_resource, read_site
from kgraph.sparql.limits import Limits
from kgraph.sparql.question import list_questions
from tests.conftest import untraced
from tests.graph.made import graph_of_statements
from tests.serve.conftest import Client, running

SELECT = "SELECT ?e ?n { ?e skos:prefLabel ?n } ORDER BY ?n"
CONSTRUCT = "CONSTRUCT { ?p dct:title ?t } { ?p a kg:Paper ; dct:title ?t }"
GROKKING = "/entity/concept/grokking"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


# -- the explorer and the query page
# -----------------------------------------------------------------------------


def test_the_explorer_is_the_builds_page(client: Client, build: Path) -> None:
    reply = client.get("/")
    assert (reply.status, reply.body) == (200, (build / "graph.html").read_bytes())
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert client.get("/", if_none_match=reply.headers["etag"]).status == 304
    head = client.ask("HEAD", "/")
    assert (head.status, head.body, head.headers["content-length"]) == (
        200,
        b"",
        str(len(reply.body)),
    )


def test_every_answer_says_how_it_may_be_used(client: Client) -> None:
    for path in ("/", "/query", "/query/page.js", "/sparql?query=ASK%7B%7D", GROKKING, "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert not {name for name in headers if name.startswith("access-control")}
        assert "server" not in headers


def test_the_query_page_has_the_questions_that_come_with_kgraph(client: Client) -> None:
    data = client.get("/query/data.json").json
    assert [question["name"] for question in data["questions"]] == [
        question.name for question in list_questions()
    ]
    assert data["base"] == "https://w3id.org/kgraph/"
    assert data["prefixes"]["kg"] == "https://w3id.org/kgraph/ontology#"


@pytest.mark.parametrize("question", list_questions(), ids=lambda question: question.name)
def test_every_question_runs(client: Client, question: object) -> None:
    reply = client.query(question.text)  # type: ignore[attr-defined]
    assert reply.status == 200, reply.text


# -- queries
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "accept", "status", "expected"),
    [
        (SELECT, "*/*", 200, JSON),
        (SELECT, JSON, 200, JSON),
        (SELECT, XML, 200, XML),
        (SELECT, "text/csv", 200, "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", 200, "text/tab-separated-values; charset=utf-8"),
        (SELECT, "application/json", 200, "application/json"),
        (SELECT, f"{JSON};q=0.2, {XML}", 200, XML),
        (SELECT, f"{JSON};q=0, */*", 200, XML),
        (SELECT, "text/*", 200, "text/csv; charset=utf-8"),
        (SELECT, f"text/turtle, {XML};q=0.1", 200, XML),
        (SELECT, HTML, 200, "application/xml"),
        (SELECT, "text/turtle", 406, "text/plain; charset=utf-8"),
        (SELECT, "image/png", 406, "text/plain; charset=utf-8"),
        ("ASK {}", "*/*", 200, JSON),
        ("ASK {}", XML, 200, XML),
        (CONSTRUCT, "*/*", 200, "text/turtle; charset=utf-8"),
        (CONSTRUCT, "text/turtle", 200, "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", 200, "application/n-triples"),
        (CONSTRUCT, "application/ld+json", 200, "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", 200, "application/rdf+xml"),
        (CONSTRUCT, JSON, 406, "text/plain; charset=utf-8"),
        ("DESCRIBE concept:grokking", "*/*", 200, "text/turtle; charset=utf-8"),
    ],
)
def test_a_query_is_answered_in_the_format_that_is_liked_best(
    client: Client, text: str, accept: str, status: int, expected: str
) -> None:
    reply = client.query(text, accept)
    assert (reply.status, reply.headers["content-type"]) == (status, expected)
    assert reply.headers["content-length"] == str(len(reply.body))


def test_a_query_may_come_in_three_ways(client: Client) -> None:
    form = urlencode({"query": SELECT})
    replies = [
        client.query(SELECT),
        client.get(f"/sparql?{form}"),
        client.ask(
            "POST", "/sparql", form, content_type="application/x-www-form-urlencoded; charset=UTF-8"
        ),
    ]
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1
    assert [row["n"]["value"] for row in replies[0].json["results"]["bindings"]][:2] == [
        "CIFAR-10",
        "grokking",
    ]


def test_rows_are_the_same_in_every_format(client: Client) -> None:
    rows = list(csv.reader(io.StringIO(client.query(SELECT, "text/csv").text, newline="")))
    in_json = client.query(SELECT, JSON).json["results"]["bindings"]
    assert rows[1:] == [[row["e"]["value"], row["n"]["value"]] for row in in_json]


def test_triples_are_the_same_in_every_format(client: Client) -> None:
    formats = (
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    )
    found = [
        {str(quad) for quad in ox.parse(client.query(CONSTRUCT, name).body, format=form)}
        for name, form in formats
    ]
    assert len(found[0]) == 4
    assert all(triples == found[0] for triples in found)


def test_a_questions_parameters_are_fields_with_a_dollar(client: Client) -> None:
    text = next(
        question.text for question in list_questions() if question.name == "papers-by-entity"
    )

    def titles(entity: str) -> list[str]:
        reply = client.get("/sparql?" + urlencode({"query": text, "$entity": entity}))
        assert reply.status == 200, reply.text
        return [row["title"]["value"] for row in reply.json["results"]["bindings"]]

    assert titles("NTK") == ["Lazy training", "Grokking and the kernel"]
    assert titles("dataset/cifar-10") == ["Lazy training", "Weight decay 😀 revisited"]
    reply = client.get("/sparql?" + urlencode({"query": text, "$entity": "nonsense"}))
    assert (reply.status, "no entity" in reply.text) == (400, True)
    reply = client.get("/sparql?" + urlencode({"query": SELECT, "$entity": "x"}))
    assert (reply.status, "no parameter 'entity'" in reply.text) == (400, True)


def test_the_endpoint_describes_itself(client: Client) -> None:
    reply = client.get("/sparql", accept="text/turtle")
    triples = {str(quad.triple) for quad in ox.parse(reply.body, format=ox.RdfFormat.TURTLE)}
    address = f"http://127.0.0.1:{client.port}/sparql"
    service = "http://www.w3.org/ns/sparql-service-description#"
    assert f"<{address}#service> <{service}endpoint> <{address}>" in triples
    assert f"<{address}#service> <{service}supportedLanguage> <{service}SPARQL11Query>" in triples
    assert client.get("/sparql", accept="image/png").status == 406
    page = client.get("/sparql", accept=HTML)
    assert (page.status, page.headers["location"]) == (303, "/query")


# -- linked data
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", ox.RdfFormat.TURTLE),
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize(("path", "mentions"), [(GROKKING, 3), ("/paper/p1", 4)])
def test_an_iri_gives_its_triples_and_its_mentions(
    client: Client, path: str, mentions: int, accept: str, form: ox.RdfFormat
) -> None:
    reply = client.get(path, accept=accept)
    assert (reply.status, reply.headers["vary"]) == (200, "Accept")
    triples = [quad.triple for quad in ox.parse(reply.body, format=form)]
    own = ox.NamedNode("https://w3id.org/kgraph" + path)
    assert len({triple.subject for triple in triples}) == mentions + 1
    assert sum(triple.subject == own for triple in triples) > 3
    assert "link" not in reply.headers


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (GROKKING, "/#e=concept/grokking"),
        ("/paper/p1", "/#p=p1"),
        ("/link/p1--p2", "/#why=p1,p2"),
        ("/community/concept.grokking", "/#c=1"),
        ("/author/0000-0002-1825-0097", "/#a=0000-0002-1825-0097"),
        ("/venue/icml", "/#v=icml"),
    ],
)
def test_a_reader_is_sent_to_the_explorer(client: Client, path: str, place: str) -> None:
    reply = client.get(path, accept=HTML)
    assert (reply.status, reply.headers["location"], reply.headers["vary"]) == (
        303,
        place,
        "Accept",
    )


def test_a_mention_leads_to_its_paper_and_a_run_to_nothing(client: Client) -> None:
    rows = client.query("SELECT ?m ?r { ?m prov:wasGeneratedBy ?r } LIMIT 1").json["results"][
        "bindings"
    ][0]
    mention, run = (rows[name]["value"].removeprefix("https://w3id.org/kgraph") for name in "mr")
    assert client.get(mention, accept="text/html").headers["location"].startswith("/#p=p")
    assert client.get(run, accept="text/html").status == 406
    assert client.get(run).status == 200


@pytest.mark.parametrize(
    "path", ["/entity/concept/nothing", "/paper/", "/ontology", "/entity/concept/grokking/", "/x"]
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status == 404


def test_many_mentions_come_page_by_page(tmp_path: Path) -> None:
    base, kg = "https://w3id.org/kgraph/", "https://w3id.org/kgraph/ontology#"
    lines = [f'<{base}entity/concept/x> <{kg}paperCount> "1" .\n']
    lines += [
        f"<{base}mention/{i}> <{kg}ofEntity> <{base}entity/concept/x> .\n"
        for i in range(PAGE_SIZE + 1)
    ]
    (tmp_path / "graph.nt").write_text("".join(lines))
    (tmp_path / "graph.html").write_text("<!doctype html>")
    with running(tmp_path) as client:
        first = client.get("/entity/concept/x")
        assert first.body.count(b"ofEntity") == PAGE_SIZE
        following = f"http://127.0.0.1:{client.port}/entity/concept/x?page=2"
        assert first.headers["link"] == f'<{following}>; rel="next"'
        second = client.get("/entity/concept/x?page=2")
        assert (second.body.count(b"ofEntity"), "link" in second.headers) == (1, False)
        assert client.get("/entity/concept/x?page=-1").status == 400


def test_a_base_of_ones_own(tmp_path: Path) -> None:
    base = "http://example.org/graph#"
    (tmp_path / "graph.nt").write_text(
        f'<{base}dataset> <http://rdfs.org/ns/void#uriSpace> "{base}" .\n'
        f'<{base}paper/a> <http://x/p> "1" .\n'
    )
    (tmp_path / "graph.html").write_text("")
    site: Site = read_site(tmp_path)
    resource = find_resource(site, "/paper/a")
    assert resource is not None
    assert [str(triple.subject) for triple in describe(site, resource).triples] == [
        f"<{base}paper/a>"
    ]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "a/b"),
        ("", "a/b"),
        ("a/*;q=0.5, c/d", "c/d"),
        ("A/B ; Q=1", "a/b"),
        ("a/b;q=x", None),
        ("e/f", None),
    ],
)
def test_choosing(accept: str | None, expected: str | None) -> None:
    assert choose(accept, ("a/b", "c/d")) == expected


# -- starting and stopping
# ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["graph.html", "graph.nt", None])
def test_a_folder_that_is_no_build_is_refused(
    tmp_path: Path, build: Path, missing: str | None
) -> None:
    folder = tmp_path / "folder"
    if missing:
        folder.mkdir()
        for path in build.iterdir():
            if path.name != missing:
                (folder / path.name).write_bytes(path.read_bytes())
    with (
        pytest.raises(BuildError, match=f"{missing or 'no such folder'}.*kgraph build"),
        open_service(folder, port=0),
    ):
        pass


def test_rdf_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "graph.nt").write_text("nonsense")
    (tmp_path / "graph.html").write_text("")
    with pytest.raises(BuildError, match="cannot be read as RDF"), open_service(tmp_path, port=0):
        pass


def test_a_port_that_is_taken_is_refused(client: Client, build: Path) -> None:
    with (
        pytest.raises(ServeError, match=f"port {client.port} .*--port"),
        open_service(build, port=client.port),
    ):
        pass


@pytest.mark.parametrize("limits", [(0, 1), (1, 0)])
def test_limits_that_do_not_fit_are_refused(limits: tuple[float, int]) -> None:
    with pytest.raises(QueryError, match="give limits above 0"):
        Limits(*limits)


@pytest.mark.parametrize("options", [{"port": 70000}, {"processes": 0}, {"origins": ("evil",)}])
def test_options_that_do_not_fit_are_refused(build: Path, options: dict) -> None:
    with (
        pytest.raises(ServeError, match=r"port|above 0|origin"),
        open_service(build, **{"port": 0, **options}),
    ):
        pass


CODE = """import sys
from kgraph.serve.server import serve
serve(sys.argv[1], announce=lambda address: print(address, flush=True), port=0)
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_and_leaves_nothing(build: Path, sign: signal.Signals) -> None:
    command = [sys.executable, "-c", CODE, str(build)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=untraced()) as server:
        assert server.stdout is not None
        address = server.stdout.readline()
        assert address.startswith("http://127.0.0.1:")
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        server.send_signal(sign)
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")
    assert children
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_queries_go_on_after_the_template_was_killed(build: Path) -> None:
    with running(build) as client:
        template = client.service.queries._template
        assert template is not None
        os.kill(template.pid, signal.SIGKILL)
        template.wait()
        assert client.query("ASK {}").status == 200


def test_an_export_that_is_lost_is_not_the_fault_of_the_query(build: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(build, tmp_path / "build")
    with running(folder) as client:
        template = client.service.queries._template
        assert template is not None
        (folder / "graph.nt").unlink()
        os.kill(template.pid, signal.SIGKILL)
        template.wait()
        reply = client.query("ASK {}")
        assert (reply.status, "graph.nt cannot be read" in reply.text) == (500, True)


def test_many_at_once(client: Client) -> None:
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda i: client.query(f"SELECT ({i} AS ?i) {{}}"), range(60)))
    assert [reply.json["results"]["bindings"][0]["i"]["value"] for reply in replies] == [
        str(i) for i in range(60)
    ]


def test_pages_of_an_allowed_origin_may_ask(build: Path) -> None:
    origin = "https://yasgui.org"
    with running(build, origins=(origin,)) as client:
        reply = client.get("/sparql?query=ASK%7B%7D", origin=origin)
        assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, origin)
        asked = client.ask(
            "OPTIONS", "/sparql", origin=origin, access_control_request_method="POST"
        )
        assert (asked.status, asked.headers["access-control-allow-origin"]) == (200, origin)
        assert client.get("/", origin="https://evil.example").status == 403


def test_an_answer_does_not_wait_for_an_acknowledgement(client: Client) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", client.port, timeout=20)) as connection:
        taken = []
        for _ in range(20):
            start = time.perf_counter()
            connection.request("GET", "/query")
            connection.getresponse().read()
            taken.append(time.perf_counter() - start)
    assert min(taken[5:]) < 0.03  # with Nagle's algorithm on: all 0.04 or more


def test_it_listens_on_this_machine_alone(client: Client) -> None:
    assert client.service.listener.getsockname()[0] == "127.0.0.1"
    assert client.service.listener.family == socket.AF_INET


def test_an_author_and_a_venue_are_described_with_their_papers(build: Path) -> None:
    site = read_site(build)
    for path, papers in (("/author/bo-spindler", ["p1", "p3"]), ("/venue/icml", ["p1", "p3"])):
        resource = find_resource(site, path)
        assert resource is not None
        subjects = dict.fromkeys(str(t.subject) for t in describe(site, resource).triples)
        described = [f"<{site.base}paper/{paper}>" for paper in papers]
        assert list(subjects) == [str(resource), *described]


def test_a_statement_is_described_with_its_paper_and_its_entities(tmp_path: Path) -> None:
    graph = graph_of_statements([("p", "method/a", "improves-over", "method/b", "")])
    write_html(graph, tmp_path / "graph.html", title="small")
    write_rdf(graph, tmp_path / "graph.nt", format="ntriples")
    site = read_site(tmp_path)
    path = "/statement/p--method.a--improvesOver--method.b"
    statement = find_resource(site, path)
    assert statement is not None
    assert find_address(site, statement) == "/#p=p"
    for other in ("/paper/p", "/entity/method/a", "/entity/method/b"):
        resource = find_resource(site, other)
        assert resource is not None
        triples = describe(site, resource).triples
        assert sum(triple.subject == statement for triple in triples) > 5
        assert len(set(triples)) == len(triples)

"""Queries: right answers, standard formats, plain errors, nothing outside the export."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from kgraph.errors import BuildError, QueryError, QueryTimeout
from kgraph.sparql import child
from kgraph.sparql.client import query, run_query
from kgraph.sparql.engine import Query
from kgraph.sparql.formats import MEDIA_TYPES, ResultFormat
from kgraph.sparql.limits import MOST_MEMORY_MB, MOST_SECONDS, Limits
from kgraph.sparql.table import MOST_ROWS

DATA = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix paper: <https://w3id.org/kgraph/paper/> .
@prefix method: <https://w3id.org/kgraph/entity/method/> .

paper:a a kg:Paper ; dct:title "A, \\"quoted\\" [red]title[/red]\\u001B[31m"@en ;
    kg:mentions method:m .
paper:b a kg:Paper ; dct:title "B"@en ;
    dct:abstract "from SERVICE <http://x/> \\n line"@en .
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small export as Turtle."""
    path = tmp_path_factory.mktemp("export") / "small.ttl"
    path.write_text(DATA, encoding="utf-8")
    return path


class Listener(BaseHTTPRequestHandler):
    """Counts every request that reaches it."""

    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        self.send_error(404)

    do_POST = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture
def listener() -> Iterator[str]:
    """Start a local HTTP server, whose `Listener.hits` says how often it was asked."""
    server = HTTPServer(("127.0.0.1", 0), Listener)
    Listener.hits = 0
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def write(source: Path, text: str, form: ResultFormat, width: int = 200) -> str:
    """Answer a query in one format."""
    media_type, body = run_query(source, text, (MEDIA_TYPES[form],), width=width)
    assert media_type == MEDIA_TYPES[form]
    return body.decode()


# -- answers
# ------------------------------------------------------------------------------------------------


def test_select_gives_plain_strings_and_none(export: Path) -> None:
    found = query(
        export,
        "SELECT ?p ?abstract { ?p a kg:Paper OPTIONAL { ?p dct:abstract ?abstract } } ORDER BY ?p",
    )
    base = "https://w3id.org/kgraph/paper/"
    assert found.kind == "select"
    assert found.variables == ("p", "abstract")
    assert found.rows == ((base + "a", None), (base + "b", "from SERVICE <http://x/> \n line"))


def test_ask_gives_true_or_false(export: Path) -> None:
    assert query(export, "ASK { paper:a kg:mentions method:m }").rows == (("true",),)
    found = query(export, "ASK { paper:b kg:mentions method:m }")
    assert (found.kind, found.variables, found.rows) == ("ask", ("answer",), (("false",),))


CONSTRUCT = (
    "CONSTRUCT { ?p kg:relatedTo method:m , method:k , ?p , 'ü' } { ?p a kg:Paper ; dct:title ?t }"
)


def test_construct_gives_sorted_triples(export: Path) -> None:
    found = query(export, CONSTRUCT)
    lines = found.standard.decode().splitlines()
    assert (found.kind, found.variables) == ("construct", ("subject", "predicate", "object"))
    assert lines == sorted(lines) == write(export, CONSTRUCT, "nt").splitlines()
    assert len(lines) == len(found.rows) == 8
    assert found.rows[1][2] == "https://w3id.org/kgraph/entity/method/k"


def test_turtle_is_the_same_every_time_and_holds_the_same_triples(export: Path) -> None:
    turtle = write(export, CONSTRUCT, "ttl")
    assert turtle == write(export, CONSTRUCT, "ttl")
    head = [line for line in turtle.splitlines() if line.startswith("@prefix")]
    assert [line.split()[1] for line in head] == ["kg:", "method:", "paper:"]
    assert "paper:a kg:relatedTo" in turtle
    triples = {f"{triple} ." for triple in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)}
    assert triples == set(write(export, CONSTRUCT, "nt").splitlines())
    assert write(export, "DESCRIBE <http://x/nothing>", "ttl") == ""
    assert "dct:title" in write(export, "DESCRIBE paper:b", "ttl")


def test_a_query_may_declare_a_known_prefix_anew(export: Path) -> None:
    found = query(export, "PREFIX kg: <http://other/>\nSELECT (kg:x AS ?x) (paper:a AS ?y) {}")
    assert found.rows == (("http://other/x", "https://w3id.org/kgraph/paper/a"),)


def test_the_words_service_and_from_may_stand_in_strings_names_and_comments(export: Path) -> None:
    text = """# SERVICE <http://x/> FROM
        SELECT ?service {
          ?from dct:abstract ?service FILTER(CONTAINS(?service, 'SERVICE <http://x/>'))
        }"""
    assert len(query(export, text).rows) == 1


# -- formats
# ------------------------------------------------------------------------------------------------

TITLES = "SELECT ?p ?title ?none { ?p dct:title ?title } ORDER BY ?p"


def test_csv_is_as_the_standard_says(export: Path) -> None:
    text = write(export, TITLES, "csv")
    assert text.startswith("p,title,none\r\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1] == [
        "https://w3id.org/kgraph/paper/a",
        'A, "quoted" [red]title[/red]\x1b[31m',
        "",
    ]
    assert len(rows) == 3


def test_json_is_as_the_standard_says(export: Path) -> None:
    value = json.loads(write(export, TITLES, "json"))
    assert value["head"] == {"vars": ["p", "title", "none"]}
    assert value["results"]["bindings"][1] == {
        "p": {"type": "uri", "value": "https://w3id.org/kgraph/paper/b"},
        "title": {"type": "literal", "value": "B", "xml:lang": "en"},
    }
    assert json.loads(write(export, "ASK {}", "json"))["boolean"] is True


def test_tsv_is_as_the_standard_says(export: Path) -> None:
    lines = write(export, TITLES, "tsv").split("\n")
    assert lines[0] == "?p\t?title\t?none"
    assert lines[2] == '<https://w3id.org/kgraph/paper/b>\t"B"@en\t'
    assert lines[3:] == [""]


def test_xml_is_as_the_standard_says(export: Path) -> None:
    space = "{http://www.w3.org/2005/sparql-results#}"
    # XML 1.0 cannot hold the control character that the first title has.
    tree = ElementTree.fromstring(
        write(export, TITLES.replace("BY ?p", "BY DESC(?p) LIMIT 1"), "xml")
    )
    assert [variable.get("name") for variable in tree.iter(f"{space}variable")] == [
        "p",
        "title",
        "none",
    ]
    bindings = {binding.get("name"): binding[0] for binding in tree.iter(f"{space}binding")}
    assert bindings["p"].text == "https://w3id.org/kgraph/paper/b"
    assert bindings["title"].get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert set(bindings) == {"p", "title"}
    assert "<boolean>true</boolean>" in write(export, "ASK {}", "xml")


def test_a_table_shows_every_cell_and_no_control_character(export: Path) -> None:
    text = write(export, TITLES, "table")
    assert 'A, "quoted" [red]title[/red] [31m' in text
    assert "paper:a " in text
    assert "https://" not in text
    assert "\x1b" not in text
    assert text.endswith("\n2 rows\n")
    assert write(export, "ASK {}", "table") == "yes\n"
    assert "<" not in write(
        export, "SELECT (BNODE() AS ?b) ('漢字 \N{GRINNING FACE}\u0301' AS ?c) {}", "table"
    )


def test_a_table_shows_so_many_rows_and_says_how_many_there_are(tmp_path: Path) -> None:
    lines = "".join(
        f"<http://x/{i}> <http://x/p> <http://x/{i + 1}> .\n" for i in range(MOST_ROWS + 1)
    )
    (tmp_path / "graph.nt").write_text(lines)
    text = write(tmp_path, "SELECT * { ?a ?b ?c }", "table")
    assert text.endswith("\n1,001 rows, of which 1,000 are shown; csv has them all\n")


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        (
            "SELECT * { ?s ?p ?o }",
            "ttl",
            "SELECT and ASK give rows, which are written as table, csv.*, not as ttl",
        ),
        ("ASK {}", "nt", "SELECT and ASK give rows"),
        (
            CONSTRUCT,
            "json",
            "CONSTRUCT and DESCRIBE give triples, which are written as ttl or nt, not as json",
        ),
        ("DESCRIBE paper:a", "table", "CONSTRUCT and DESCRIBE give triples"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(
    export: Path, text: str, form: ResultFormat, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        write(export, text, form)


def test_the_first_format_that_fits_is_taken(export: Path) -> None:
    formats = (MEDIA_TYPES["ttl"], MEDIA_TYPES["xml"], MEDIA_TYPES["nt"], MEDIA_TYPES["csv"])
    assert run_query(export, "ASK {}", formats)[0] == MEDIA_TYPES["xml"]
    assert run_query(export, CONSTRUCT, formats)[0] == MEDIA_TYPES["ttl"]


def test_an_unknown_format_is_refused(export: Path) -> None:
    with pytest.raises(
        QueryError, match="no result format 'text/html': choose one of text/plain, text/csv"
    ):
        run_query(export, "ASK {}", ["text/html"])


# -- pandas
# ------------------------------------------------------------------------------------------------


def test_pandas_gets_numbers_as_numbers(export: Path) -> None:
    text = "SELECT (1 AS ?a) (2.5 AS ?b) (1e3 AS ?c) (true AS ?d) ('5' AS ?e) (paper:a AS ?f) ?g {}"
    frame = query(export, text).to_pandas()
    assert list(frame.columns) == list("abcdefg")
    assert frame.iloc[0].to_list()[:6] == [
        1,
        2.5,
        1000.0,
        True,
        "5",
        "https://w3id.org/kgraph/paper/a",
    ]
    assert frame["g"].isna().all()
    assert [kind.kind for kind in frame.dtypes[:4]] == ["i", "f", "f", "b"]
    assert query(export, "ASK {}").to_pandas().to_dict("list") == {"answer": [True]}
    triples = query(export, CONSTRUCT).to_pandas()
    assert (triples["object"][0], list(triples.columns)) == (
        "ü",
        ["subject", "predicate", "object"],
    )


# -- mistakes
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "SELECT ?x\nWHERE {\n  ?x kg:mentions }",
            r"^line 3, column 18: not SPARQL from here on.*\n    \?x kg:mentions }",
        ),
        ("SELECT * {\n ?x foo:bar ?y }", r"^line 2, column \d+: prefix foo: is not declared"),
        ("SELECT * { ?x <relative> ?y }", r"^line 1, column \d+: IRI parsing failed"),
        (
            "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?y }",
            r"^line 1, column \d+: .*a variable that is unbound",
        ),
        ("", "^line 1, column 1: not SPARQL"),
        ("SELECT (<http://x/f>(1) AS ?y) {}", "cannot be answered: .*custom function"),
    ],
)
def test_a_mistake_is_named_with_its_line(export: Path, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        query(export, text)


def test_a_missing_export_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        BuildError,
        match=r"no build here \(it has no graph\.nt or graph\.ttl or graph\.jsonld\)\. "
        r"Write one with `kgraph build INPUT -o ",
    ):
        query(tmp_path, "ASK {}")
    with pytest.raises(BuildError, match=r"x\.nt: no such file\. Write one with"):
        query(tmp_path / "x.nt", "ASK {}")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "graph.html").write_text("<html>")
    with pytest.raises(
        BuildError,
        match=r"is not an export: give a build's folder, or a \.nt, \.ttl or \.jsonld file",
    ):
        query(tmp_path / "graph.html", "ASK {}")


def test_a_broken_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "graph.nt").write_text("<a:b> <a:c> .\n")
    with pytest.raises(BuildError, match=r"graph\.nt cannot be read as RDF: .*line 1"):
        query(tmp_path, "ASK {}")


# -- attacks
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { SERVICE <URL> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }", "SERVICE is not allowed"),
        (
            "SELECT * { BIND(<URL> AS ?u) service ?u { ?s ?p ?o } }",
            "SERVICE is not allowed for a variable",
        ),
        (
            "PREFIX x: <URL> SELECT * { SERVICE x:y { ?s ?p ?o } }",
            "SERVICE is not allowed for a variable or a prefix",
        ),
        (
            "ASK { FILTER EXISTS { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } } }",
            "SERVICE is not allowed",
        ),
        ("ASK { FILTER(?a<?b)SERVICE#>\n<URL>{ ?s ?p ?o } }", "SERVICE is not allowed"),
        (
            "ASK { # a comment that ends here\rSERVICE <URL> { ?s ?p ?o } }",
            "SERVICE is not allowed",
        ),
        ("CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("ASK { ?s ?p '#' . SERVICE <URL> { ?s ?p ?o } }", "SERVICE"),
        ("ASK { \\u0053ERVICE <URL> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("ASK { SERVICE <URL> { ?s ?p ?o } ", "cannot be checked"),
        ("SELECT * FROM <URL> { ?s ?p ?o }", "FROM is not allowed"),
        (
            "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
            "FROM is not allowed",
        ),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", "INSERT changes data"),
        ("# c\nBASE <http://x/> PREFIX a: <http://x/>\nLOAD <URL>", "LOAD changes data"),
        ("delete where { ?s ?p ?o }", "DELETE changes data"),
        ("WITH <URL> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH changes data"),
        ("ASK {} ; LOAD <URL>", "not SPARQL from here on"),
    ],
)
def test_what_reaches_outside_or_changes_data_is_refused(
    export: Path, listener: str, text: str, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        query(export, text.replace("URL", listener))
    assert Listener.hits == 0


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_no_connection_is_possible_even_if_the_check_were_fooled(
    export: Path, listener: str, silent: str
) -> None:
    code = (
        "import sys; sys.path[:] = sys.argv[2:]; from kgraph.sparql import child, engine;"
        "engine.refuse_outside = lambda query, services: None;"
        "child.main(sys.argv[1], '10', '1000')"
    )
    text = f"SELECT * {{ SERVICE {silent} <{listener}> {{ ?s ?p ?o }} }}"
    command = [sys.executable, "-c", code, str(export), *sys.path]
    message = Query(text, [MEDIA_TYPES["json"]]).to_bytes()
    done = subprocess.run(command, input=message, capture_output=True, check=True)
    head = json.loads(done.stdout.split(b"\n")[1])
    if silent:
        assert head["media_type"] == MEDIA_TYPES["json"], done
    else:
        assert head["error"] == "QueryError", done
    assert Listener.hits == 0


OTHER = "https://query.example.org/sparql"


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_only_the_services_allowed_by_name_may_be_asked(
    export: Path, listener: str, silent: str
) -> None:
    for address in (listener, OTHER + "/", OTHER.replace("https", "HTTPS")):
        with pytest.raises(
            QueryError, match=f"SERVICE is not allowed for <{address}>: only {OTHER} is"
        ):
            query(
                export,
                f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}",
                allow_service=[OTHER],
            )
    assert Listener.hits == 0


def test_a_service_allowed_by_name_is_asked(export: Path) -> None:
    nobody = "https://localhost:4431/sparql"
    with pytest.raises(QueryError, match=r"the query cannot be answered: .*[Cc]onn"):
        query(export, f"SELECT * {{ SERVICE <{nobody}> {{ ?s ?p ?o }} }}", allow_service=[nobody])
    text = f"SELECT * {{ SERVICE SILENT <{nobody}> {{ ?s ?p ?o }} }}"
    assert query(export, text, allow_service=[nobody]).rows == ((None, None, None),)


@pytest.mark.parametrize(
    "address", ["http://x.org/", "wd:sparql", "", "https://x.org/ https://y.org/", "file:///etc"]
)
def test_what_is_no_https_address_cannot_be_allowed(export: Path, address: str) -> None:
    with pytest.raises(QueryError, match="cannot be allowed as a SERVICE: give its whole address"):
        query(export, "ASK {}", allow_service=[address])


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Write an export whose cross products have no end."""
    lines = "".join(f"<http://x/{i}> <http://x/p> <http://x/{i + 1}> .\n" for i in range(2000))
    (tmp_path / "graph.nt").write_text(lines)
    return tmp_path


@pytest.mark.parametrize("form", ["json", "table"])
@pytest.mark.parametrize("order", ["", "ORDER BY ?a ?i"])
def test_a_query_without_end_is_stopped(chain: Path, order: str, form: ResultFormat) -> None:
    before = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"^the query took longer than 0\.5 s: [^\n]*$"):
        run_query(
            chain,
            f"SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} {order}",
            [MEDIA_TYPES[form]],
            limits=Limits(0.5, 2000),
        )
    assert time.monotonic() - before < 10


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f",
        "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }",
    ],
)
def test_a_query_that_exhausts_its_memory_is_stopped(chain: Path, text: str) -> None:
    with pytest.raises(QueryTimeout, match=r"^the query needs more than 60 MiB of memory, [^\n]*$"):
        query(chain, text, memory_mb=60)


# The check for SERVICE and FROM parses the second query, which takes it seconds.
@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT ('from' AS ?f) { VALUES ?x { " + "1 " * 50_000 + "} } LIMIT 1",
    ],
    ids=["answer", "check"],
)
def test_a_child_whose_parent_is_gone_ends_by_its_processor_time(chain: Path, text: str) -> None:
    message = Query(text, [MEDIA_TYPES["csv"]]).to_bytes()
    command = child.to_command(chain / "graph.nt", Limits(0.1, 1000))
    done = subprocess.run(command, input=message, capture_output=True, check=False, timeout=60)
    assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_a_query_that_exhausts_the_engine_is_stopped_and_is_no_crash(export: Path) -> None:
    with pytest.raises(
        QueryTimeout, match="needs more than 2048 MiB of memory, more processor time or more depth"
    ):
        query(export, "SELECT * {" + "{" * 50_000 + "}" * 50_000 + "}")


@pytest.mark.parametrize(("timeout", "memory_mb"), [(0, 1), (-1, 1), (1, 0), (float("nan"), 1)])
def test_limits_are_above_zero(export: Path, timeout: float, memory_mb: int) -> None:
    with pytest.raises(QueryError, match="give limits above 0"):
        query(export, "ASK {}", timeout=timeout, memory_mb=memory_mb)


@pytest.mark.parametrize(("timeout", "memory_mb"), [(float("inf"), 1), (86_401, 1), (1, 1 << 60)])
def test_limits_that_the_system_cannot_count_are_refused(
    export: Path, timeout: float, memory_mb: int
) -> None:
    with pytest.raises(QueryError, match=r"at most 86,400 s and 16,777,216 MiB\.$"):
        query(export, "ASK {}", timeout=timeout, memory_mb=memory_mb)


def test_the_highest_limits_work(export: Path) -> None:
    assert query(export, "ASK {}", timeout=MOST_SECONDS, memory_mb=MOST_MEMORY_MB).rows[0]


def test_a_fault_of_the_child_is_no_limit(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "print('ready', flush=True); import sys; sys.stdin.read(); sys.exit('broken')"
    monkeypatch.setattr(child, "_CODE", code)
    with pytest.raises(QueryError, match=r"^the query cannot be answered: broken$"):
        query(export, "ASK {}")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        BuildError,
        match=r"nowhere: no build here \(no such folder\)\. Write one with `kgraph build",
    ):
        query(tmp_path / "nowhere", "ASK {}")


@pytest.mark.parametrize("select", ["SELECT *", "# c\nPREFIX x: <http://x/>\nselect distinct*"])
def test_select_all_keeps_the_order_of_the_query(export: Path, select: str) -> None:
    found = query(export, select + " { ?p dct:title ?title ; a $a } ORDER BY ?title")
    assert found.variables == ("p", "title", "a")
    assert found.rows[1] == (
        "https://w3id.org/kgraph/paper/b",
        "B",
        "https://w3id.org/kgraph/ontology#Paper",
    )
    text = select + " { ?p dct:title ?title ; a $a } ORDER BY ?title"
    assert write(export, text, "csv").startswith("p,title,a\r\n")
    assert write(export, text, "xml").index('"p"') < write(export, text, "xml").index('"title"')
    assert json.loads(found.standard)["head"]["vars"] == ["p", "title", "a"]


def test_a_table_is_as_wide_as_it_may_be(export: Path) -> None:
    text = f"SELECT ('{'x' * 150}' AS ?x) {{}}"
    assert "x" * 150 in write(export, text, "table")
    assert "x" * 61 not in write(export, text, "table", width=60)

"""Records are found in services, and papers fetched, politely, whatever the network does."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

import kgraph
from kgraph.enrich.enrichment import enrich_papers
from kgraph.enrich.online.search import SERVICES, fetch_papers, find_records
from kgraph.enrich.online.service import Access
from kgraph.errors import InputError, OnlineError
from kgraph.types import Paper, ServiceName, Source
from tests.conftest import run, run_process
from tests.enrich.conftest import Answer, Server
from tests.http_server import send

WIDE = "Wide Networks Learn Slow Features First"
NARROW = "Narrow Networks Forget Fast Features"
PAPERS = [
    Paper(title=WIDE, doi="10.1000/wide"),
    Paper(title=NARROW),
    Paper(title="Deep Maps of the Sea", arxiv_id="2001.00001"),
]


def work(number: int, title: str, **values: object) -> dict[str, object]:
    return {
        "id": f"https://openalex.org/W{number}",
        "title": title,
        "publication_year": 2020,
        "abstract_inverted_index": {"We": [0], "study": [1], "looms.": [2]},
        "authorships": [
            {"author": {"display_name": "Ada Lovelace",
                        "orcid": "https://orcid.org/0000-0002-1825-0097"}}
        ],
        "primary_location": {"source": {"display_name": "Looms"}},
        **values,
    }  # fmt: skip


def openalex(path: str, params: dict[str, str]) -> Answer:
    """Answer as OpenAlex: filters by id and title, and a search of 250 works in pages of 100."""
    assert path == "/works"
    wide = work(1, WIDE, doi="https://doi.org/10.1000/wide")
    deep = work(
        2, "Deep Maps", doi="https://doi.org/10.48550/arxiv.2001.00001",
        primary_location={"landing_page_url": "https://arxiv.org/abs/2001.00001"},
    )  # fmt: skip
    if "search" in params:
        start = 0 if params["cursor"] == "*" else int(params["cursor"].removeprefix("c"))
        works = [work(n, f"Paper number {n} on looms") for n in range(start, min(start + 100, 250))]
        cursor = f"c{start + 100}" if works else None
        return 200, {"meta": {"count": 250, "next_cursor": cursor}, "results": works}
    name, _, value = params["filter"].partition(":")
    found = {
        "doi": [w for w in (wide, deep) if str(w["doi"])[16:] in value.split("|")],
        "title.search": [work(3, NARROW, doi="https://doi.org/10.1000/narrow")]
        if value == NARROW
        else [],
    }[name]
    return 200, {"meta": {"count": len(found), "next_cursor": None}, "results": found}


def semantic_scholar(path: str, params: dict[str, str]) -> Answer:
    paper = {
        "paperId": "a" * 40, "title": WIDE, "year": 2020, "venue": "Looms",
        "externalIds": {"DOI": "10.1000/wide"}, "authors": [{"name": "Ada Lovelace"}],
    }  # fmt: skip
    assert "externalIds" in params["fields"]
    if path == "/graph/v1/paper/DOI:10.1000/wide":
        return 200, paper
    if path.endswith("/match") and params["query"] == NARROW:
        return 200, {"data": [{**paper, "title": NARROW, "externalIds": {}, "matchScore": 9.1}]}
    return 404, {"error": "Title match not found"}


def crossref(path: str, params: dict[str, str]) -> Answer:
    assert path == "/works"
    item = {
        "DOI": "10.1000/WIDE", "title": [WIDE], "container-title": ["Looms"],
        "type": "book-chapter",
        "issued": {"date-parts": [[2020]]}, "author": [{"given": "Ada", "family": "Lovelace"}],
        "URL": "https://doi.org/10.1000/wide",
    }  # fmt: skip
    if params.get("filter") == "doi:10.1000/wide":
        items = [item]
    elif params.get("query.bibliographic") == NARROW:
        items = [{**item, "DOI": "10.1000/narrow", "title": [NARROW]}]
    else:
        items = []
    return 200, {"status": "ok", "message-type": "work-list", "message": {"items": items}}


def hugging_face_paper(number: str, title: str, year: int = 2020) -> dict[str, object]:
    return {
        "id": number, "title": title, "summary": "We study looms.", "upvotes": 1,
        "publishedAt": f"{year}-01-01T00:00:00.000Z", "authors": [{"name": "Ada Lovelace"}],
    }  # fmt: skip


def huggingface(path: str, params: dict[str, str]) -> Answer:
    if path == "/api/papers/2001.00001":
        return 200, hugging_face_paper("2001.00001", "Deep Maps of the Sea")
    if path == "/api/papers/search" and params["q"] in (NARROW, "looms"):
        return 200, [
            {"paper": hugging_face_paper("2002.00002", NARROW)},
            {"paper": hugging_face_paper("1801.00003", "Slow Looms", 2018)},
        ]
    return (200, []) if path.endswith("search") else (404, {"error": "Paper not found"})


ENTRY = """<entry><id>http://arxiv.org/abs/{id}v1</id><published>{year}-01-01T00:00:00Z</published>
<title>{title}</title><summary>We study looms.</summary><author><name>Ada Lovelace</name></author>
</entry>"""


def feed(entries: list[str], total: int) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">\n'
        "<id>http://arxiv.org/api/x</id>\n"
        f"<opensearch:totalResults>{total}</opensearch:totalResults>\n"
        + "\n".join(entries)
        + "\n</feed>\n"
    ).encode()


def arxiv(path: str, params: dict[str, str]) -> Answer:
    assert path == "/api/query"
    if params.get("id_list") == "2001.00001":
        return 200, feed([ENTRY.format(id="2001.00001", year=2020, title="Deep Maps")], 1)
    if params.get("search_query") == f'ti:"{NARROW}"':
        return 200, feed([ENTRY.format(id="2002.00002", year=2020, title=NARROW)], 1)
    if "looms" in params["search_query"]:
        start = int(params["start"])
        numbers = range(start, min(start + int(params["max_results"]), 150))
        entries = [
            ENTRY.format(id=f"2001.{n:05}", year=2020, title=f"Number {n} of the looms")
            for n in numbers
        ]
        return 200, feed(entries, 150)
    return 200, feed([], 0)


ROUTES = {
    "arxiv": arxiv,
    "openalex": openalex,
    "semantic-scholar": semantic_scholar,
    "crossref": crossref,
    "huggingface": huggingface,
}


@pytest.mark.parametrize(
    ("service", "requests", "years", "authors"),
    [
        ("openalex", 2, [2020, 2020, 2020], 3),
        ("semantic-scholar", 4, [2020, 2020, None], 2),
        ("crossref", 3, [2020, 2020, None], 2),
        ("huggingface", 3, [None, 2020, 2020], 2),
        ("arxiv", 3, [None, 2020, 2020], 2),
    ],
)
def test_records_are_found_by_id_otherwise_by_title(
    service: ServiceName,
    requests: int,
    years: list[int | None],
    authors: int,
    server: Server,
    access: Access,
) -> None:
    server.route = ROUTES[service]
    records = find_records(PAPERS, service, email="me@example.org", access=access)
    result = enrich_papers(PAPERS, records)
    assert [paper.year for paper in result.papers] == years
    assert sum(bool(paper.authors) for paper in result.papers) == authors
    assert (len(server.requests), result.problems) == (requests, ())
    assert {headers["User-Agent"] for headers in server.headers} == {
        f"kgraph/{kgraph.__version__} (mailto:me@example.org)"
    }
    for match in result.certain:
        assert match.source.startswith(server.address)
    before = len(server.requests)
    again = find_records(PAPERS, service, access=access)
    assert enrich_papers(PAPERS, again) == result
    assert len(server.requests) == before


def test_papers_that_lack_nothing_are_left_out(server: Server, access: Access) -> None:
    whole = Paper(
        title=WIDE, year=2020, authors=["Ada Lovelace"], venue="Looms", url="https://a.org",
        doi="10.1000/wide",
    )  # fmt: skip
    assert list(find_records([whole], "crossref", access=access)) == []
    assert server.requests == []


def test_a_search_is_fetched_page_by_page(server: Server, access: Access) -> None:
    server.route = openalex
    papers = list(fetch_papers("openalex", "looms", since=2019, access=access))
    assert [paper.title for paper in papers] == [f"Paper number {n} on looms" for n in range(250)]
    assert papers[7].authors[0].orcid == "0000-0002-1825-0097"
    assert papers[101].sources == (replace(papers[101].sources[0], line=2),)
    assert [params["cursor"] for _, params in server.requests] == ["*", "c100", "c200", "c300"]
    assert server.requests[0][1]["filter"] == "from_publication_date:2019-01-01"
    few = list(fetch_papers("openalex", "looms", since=2019, limit=3, access=access))
    assert few == papers[:3]
    assert len(server.requests) == 4


def test_arxiv_is_fetched_page_by_page(server: Server, access: Access) -> None:
    server.route = arxiv
    papers = list(fetch_papers("arxiv", "all:looms", since=2020, access=access))
    assert [paper.arxiv_id for paper in papers] == [f"2001.{number:05}" for number in range(150)]
    assert [params["start"] for _, params in server.requests] == ["0", "100"]
    query = "(all:looms) AND submittedDate:[202001010000 TO 299912312359]"
    assert server.requests[0][1]["search_query"] == query


def test_hugging_face_is_fetched_since_a_year(server: Server, access: Access) -> None:
    server.route = huggingface
    papers = list(fetch_papers("huggingface", "looms", since=2019, access=access))
    assert [paper.title for paper in papers] == [NARROW]
    assert papers[0].sources == (
        Source(f"{server.address}/api/papers/search?q=looms&limit=120", 1),
    )


def test_a_record_of_two_pages_is_kept_once(server: Server, access: Access) -> None:
    def moving(path: str, params: dict[str, str]) -> Answer:
        cursor = {"*": "b"}.get(params["cursor"])
        return 200, {"meta": {"next_cursor": cursor}, "results": [work(1, WIDE)]}

    server.route = moving
    assert len(list(fetch_papers("openalex", "looms", access=access))) == 1


def drop(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection in the middle of an answer."""
    send(handler, b'{"meta": {}, "resul', more=500)


def refuse(status: int, **headers: str) -> Any:
    return lambda handler: send(handler, b'{"error": "slow down"}', status, **headers)


PASSING = {
    "500": refuse(500),
    "503": refuse(503),
    "429": refuse(429, Retry_After="0"),
    "broken": lambda handler: send(handler, b'{"meta": {}, "results": ['),
    "page of a proxy": lambda handler: send(handler, b"<html><title>Log in</title></html>"),
    "dropped": drop,
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_failure_that_passes_is_repeated(fault: str, server: Server, access: Access) -> None:
    server.route = openalex
    server.faults = [PASSING[fault], PASSING[fault]]
    assert len(list(fetch_papers("openalex", "looms", limit=250, access=access))) == 250
    assert len(server.requests) == 3 + 2


def test_retry_after_is_obeyed(server: Server, access: Access) -> None:
    server.route = openalex
    server.faults = [refuse(429, Retry_After="1")]
    start = time.monotonic()
    assert list(fetch_papers("openalex", "looms", limit=1, access=access))
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("500", "answers 500 Internal Server Error"),
        ("429", "Set OPENALEX_API_KEY to a key of the service"),
        ("broken", "cannot be read (the answer is broken: "),
        ("page of a proxy", "<title>Log in</title>"),
        ("dropped", "cannot be read (peer closed connection"),
    ],
)
def test_a_failure_that_stays_is_an_error_and_the_next_run_goes_on(
    fault: str, message: str, server: Server, access: Access
) -> None:
    server.route = openalex
    papers = fetch_papers("openalex", "looms", access=access)
    assert next(papers).title == "Paper number 0 on looms"
    server.faults = [PASSING[fault]] * 5
    with pytest.raises(OnlineError) as error:
        list(papers)
    assert str(error.value).startswith(f"{server.address}/works?search=looms&per_page=100")
    assert message in str(error.value)
    before = len(server.requests)
    assert len(list(fetch_papers("openalex", "looms", access=access))) == 250
    assert [params["cursor"] for _, params in server.requests[before:]] == ["c100", "c200", "c300"]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (refuse(400), "answers 400 Bad Request ({\"error\": \"slow down\"}). Check the query."),
        (refuse(403), "Set OPENALEX_API_KEY to a key of the service, or run the command again"),
        (refuse(429, Retry_After="3600"), "asks to wait 3,600 seconds. What was answered is kept"),
    ],
)  # fmt: skip
def test_a_refusal_is_an_error_at_once(
    fault: Any, message: str, server: Server, access: Access
) -> None:
    server.faults = [fault]
    with pytest.raises(OnlineError) as error:
        list(fetch_papers("openalex", "looms", access=access))
    assert message in str(error.value)
    assert len(server.requests) == 1


def test_an_error_of_arxiv_is_an_error(server: Server, access: Access) -> None:
    entry = (
        "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>"
        "<summary>incorrect query</summary></entry>"
    )
    server.route = lambda path, params: (200, feed([entry], 1))
    with pytest.raises(OnlineError, match="arXiv answered with an error: incorrect query"):
        list(fetch_papers("arxiv", "looms", access=access))


def test_requests_keep_their_distance(server: Server, access: Access) -> None:
    server.route = openalex
    slow = replace(access, pause=0.2)
    start = time.monotonic()
    assert len(list(fetch_papers("openalex", "looms", limit=250, access=slow))) == 250
    assert time.monotonic() - start >= 0.4
    assert SERVICES["arxiv"].pause == 3.0


@pytest.mark.parametrize(
    ("service", "variable"),
    [("openalex", "OPENALEX_API_KEY"), ("semantic-scholar", "SEMANTIC_SCHOLAR_API_KEY")],
)
def test_a_key_is_sent_and_never_kept(
    service: ServiceName,
    variable: str,
    server: Server,
    access: Access,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, "open-sesame")
    server.route = ROUTES[service]
    records = list(find_records(PAPERS, service, access=access))
    assert records
    assert "open-sesame" in str(server.requests if service == "openalex" else server.headers)
    assert "open-sesame" not in repr(records)
    assert access.cache
    for path in access.cache.iterdir():
        assert b"open-sesame" not in path.read_bytes()
    server.faults = [refuse(400)]
    with pytest.raises(OnlineError) as error:
        list(find_records([Paper(title="Bees")], service, access=access))
    assert "open-sesame" not in str(error.value)


def test_wrong_arguments_are_errors(tmp_path: Path, access: Access) -> None:
    with pytest.raises(InputError, match="'bing' is not a service"):
        list(find_records(PAPERS, "bing", access=access))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="papers cannot be fetched from crossref"):
        list(fetch_papers("crossref", "x", access=access))  # type: ignore[arg-type]
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(OnlineError, match="set KGRAPH_CACHE to a folder"):
        list(fetch_papers("arxiv", "x", access=replace(access, cache=file / "cache")))
    (tmp_path / "answers.db").write_text("this is not a database" * 100)
    with pytest.raises(OnlineError, match=r"answers.db: cannot be written .* Delete it"):
        list(fetch_papers("arxiv", "x", access=replace(access, cache=tmp_path)))


def test_the_commands_find_and_fetch(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KGRAPH_ADDRESS", server.address)
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path / "cache"))
    server.route = openalex
    out = tmp_path / "out.jsonl"
    done = run("fetch", "openalex", "looms", "--limit", "120", "-o", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "120 papers\n")
    first = out.read_bytes()
    assert len(kgraph.read_papers(out)) == 120
    run("fetch", "openalex", "looms", "--limit", "120", "-o", out)
    assert out.read_bytes() == first
    assert len(server.requests) == 2
    listing = tmp_path / "listing.jsonl"
    listing.write_text(json.dumps({"title": NARROW, "abstract": "We study looms."}) + "\n")
    done = run("enrich", listing, "--online", "openalex")
    assert done.returncode == 0
    assert "1 of 1 papers matched (title 1)" in done.stderr
    assert json.loads(done.stdout)["doi"] == "10.1000/narrow"


def test_a_service_that_cannot_be_reached_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as server:
        address = server.address
    monkeypatch.setenv("KGRAPH_ADDRESS", address)
    monkeypatch.setenv("KGRAPH_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "out.jsonl"
    done = run("fetch", "huggingface", "looms", "-o", out)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kgraph: {address}/api/papers/search?q=looms&limit=120: ")
    assert "Check the network and its proxy." in done.stderr
    assert not out.exists()


def test_nothing_is_imported_or_sent_without_online(tmp_path: Path) -> None:
    (tmp_path / "httpx.py").write_text("raise ImportError('No module', name='httpx')\n")
    listing = tmp_path / "listing.jsonl"
    listing.write_text(json.dumps({"title": NARROW, "abstract": "We study looms."}) + "\n")
    path = f"{tmp_path}:{':'.join(filter(None, sys.path))}"
    done = run_process("enrich", listing, "--from", listing, PYTHONPATH=path)
    assert done.returncode == 0
    done = run_process("enrich", listing, "--online", "arxiv", PYTHONPATH=path)
    assert done.returncode == 2
    assert "needs httpx, which cannot be imported: pip install 'kgraph[fetch]'" in done.stderr

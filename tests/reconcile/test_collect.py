"""The first step: each name is asked about once, whatever happens on the way."""

from __future__ import annotations

import csv
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kgraph._version import __version__
from kgraph.errors import InputError, KgraphError
from kgraph.reconcile.collect import Collected, collect_candidates
from kgraph.reconcile.entries import Key
from kgraph.reconcile.protocol import ServiceError
from kgraph.reconcile.review import COLUMNS
from tests.conftest import untraced
from tests.http_server import send
from tests.reconcile.conftest import Server, candidate, reply


def collect(lexicon: Path, url: str, **options: object) -> Collected:
    fast = {"rate": 1000, "pause": 0.01}
    return collect_candidates(lexicon, service=url, **{**fast, **options})  # type: ignore[arg-type]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_candidates_come_into_the_review_file(server: Server, url: str, lexicon: Path) -> None:
    done = collect(lexicon, url)
    assert done == (lexicon.with_name("lexicon.review.csv"), 24, 23, 1, False)
    lines = rows(done.review)
    assert tuple(lines[0]) == COLUMNS
    assert lines[0] == {
        "label": "Method", "name": "Method", "prefix": "wikidata", "candidate": "Q61",
        "candidate_name": "Method 1",
        "description": 'no. 1, "so-called"', "score": "100.0", "match": "true", "accept": "",
    }  # fmt: skip
    assert [line["match"] for line in lines[:4]] == ["true", "false"] * 2
    assert list(lines[-1].values()) == ["Task", "no, nothing", "wikidata", *[""] * 6]
    assert [len(batch) for batch in server.asked] == [10, 10, 4]
    assert server.forms[0]["q1"] == {"query": "Method x", "limit": 5}
    assert server.agents == {
        f"kgraph/{__version__} (reconciles a lexicon of machine learning terms)"
    }


def test_a_second_run_asks_nothing_and_the_same_answers_make_the_same_file(
    server: Server, url: str, lexicon: Path, tmp_path: Path
) -> None:
    first = collect(lexicon, url)
    before = first.review.read_bytes()
    assert collect(lexicon, url) == (first.review, 0, 0, 25, False)
    assert first.review.read_bytes() == before
    assert len(server.names) == 24
    other = collect_candidates(lexicon, tmp_path / "other.csv", service=url, rate=1000)
    assert other.review.read_bytes() == before


def test_names_in_two_lines_are_asked_about_once(server: Server, url: str, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text("name,label\nGrokking,Concept\n\nGrokking,Concept\nGrokking,Task\n")
    assert collect(path, url)[1:4] == (2, 2, 0)
    assert server.names == ["Grokking", "Grokking"]


def test_the_rate_and_the_batch_size_of_the_service_are_kept(
    server: Server, url: str, lexicon: Path
) -> None:
    server.manifest["batchSize"] = 6
    start = time.monotonic()
    collect(lexicon, url, rate=20)
    assert time.monotonic() - start >= 4 / 20  # the manifest and four batches
    assert [len(batch) for batch in server.asked] == [6, 6, 6, 6]


def test_limit_holds_whatever_the_service_returns(server: Server, url: str, lexicon: Path) -> None:
    server.find = lambda name: [candidate(name, n) for n in (3, 1, 2, 1)]
    lines = rows(collect(lexicon, url, limit=2).review)
    assert [line["candidate_name"] for line in lines[:2]] == ["Method 1", "Method 2"]
    assert len(lines) == 48


def test_a_run_that_is_interrupted_goes_on_where_it_stopped(
    server: Server, url: str, lexicon: Path
) -> None:
    def stop(batches: Iterator[list[Key]], total: int, doing: str) -> Iterable[list[Key]]:
        assert (total, doing) == (3, "Querying")
        yield next(batches)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect(lexicon, url, track=stop)
    assert len(rows(lexicon.with_name("lexicon.review.csv"))) == 20
    done = collect(lexicon, url)
    assert (done.asked, done.was_cut) == (14, False)
    assert len(server.names) == len(set(server.names)) == 24


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_from_outside_loses_at_most_a_batch(
    server: Server, url: str, lexicon: Path, end: signal.Signals
) -> None:
    server.delay = 0.2
    server.manifest["batchSize"] = 2
    code = f"""\
import signal
from kgraph.reconcile.collect import collect_candidates
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
collect_candidates({str(lexicon)!r}, service={url!r}, rate=1000)
"""
    review = lexicon.with_name("lexicon.review.csv")

    with subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.DEVNULL, env=untraced()
    ) as child:
        while not review.exists() or len(review.read_text().splitlines()) < 6:
            assert child.poll() is None
            time.sleep(0.02)
        os.kill(child.pid, end)
    names = {line["name"] for line in rows(review)}
    assert 2 < len(names) < 24
    time.sleep(0.3)  # the response to the killed process
    server.delay = 0
    asked = len(server.names)
    assert asked - len(names) in {0, 2}
    done = collect(lexicon, url)
    assert done.asked == 24 - len(names)
    assert len({line["name"] for line in rows(review)}) == 24


@pytest.mark.parametrize("cut", range(1, 60, 3))
def test_a_line_that_was_cut_is_asked_about_again(
    server: Server, url: str, lexicon: Path, cut: int
) -> None:
    whole = collect(lexicon, url).review
    text = whole.read_bytes()
    whole.write_bytes(text[: text.rindex(b"\nMethod,") + 1 + cut].replace(b"\r", b""))
    asked = len(server.names)
    done = collect(lexicon, url)
    assert sorted(whole.read_bytes().splitlines()) == sorted(text.splitlines())
    assert len(server.names) - asked == done.asked <= 2
    assert not list(whole.parent.glob(".*"))


def test_what_a_person_marked_outlives_a_cut(url: str, lexicon: Path) -> None:
    review = collect(lexicon, url).review
    text = review.read_text()
    start = text.index("Method,Method x,")
    review.write_text(text[:start][:-1] + "yes\nMethod,Meth")
    done = collect(lexicon, url)
    assert done.was_cut
    assert [line["accept"] for line in rows(review)][:2] == ["", "yes"]
    assert sorted(review.read_text().replace("yes", "").splitlines()) == sorted(text.splitlines())


def test_a_review_file_from_a_spreadsheet_is_understood(
    server: Server, url: str, lexicon: Path
) -> None:
    review = lexicon.with_name("lexicon.review.csv")
    lines = [
        ",".join(COLUMNS) + ",note",
        "Method,Method,wikidata",
        "Method,Method x,wikidata,Q1,n,d,1,true,no,hm",
        "",
    ]
    review.write_bytes(("\ufeff" + "\r\n".join(lines)).encode()[:-2])  # no line break at the end
    assert collect(lexicon, url)[1:] == (22, 21, 3, False)
    text = review.read_text()
    assert text.count("\ufeff") == 1
    assert "no,hm\nMethod,Method xx," in text
    assert "Method x" not in server.names


def test_faults_that_pass_are_waited_for(server: Server, url: str, lexicon: Path) -> None:
    server.replies = [
        reply(status=429, Retry_After="1"),
        reply(status=503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
        reply(status=500, Retry_After="soon"),
        reply(status=504, Retry_After="Wed, 21 Oct 99999999999999999999 07:28:00 GMT"),
    ]
    assert collect(lexicon, url).asked == 24
    assert server.times[1] - server.times[0] >= 1
    assert server.times[2] - server.times[1] < 0.9
    assert len(server.times) == 4 + 3


def test_a_connection_that_breaks_is_made_again(server: Server, url: str, lexicon: Path) -> None:
    server.replies = [
        lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
        lambda handler: send(handler, b'{"q0": ', more=100),
    ]
    assert collect(lexicon, url).asked == 24
    assert len(server.times) == 2 + 3


def test_a_service_that_asks_for_an_hour_is_not_waited_for(
    server: Server, url: str, lexicon: Path
) -> None:
    server.replies = [reply(status=429, Retry_After="3600")]
    with pytest.raises(ServiceError, match=r"429 Too Many Requests.* run the command again later"):
        collect(lexicon, url)
    assert len(server.times) == 1


def test_a_fault_that_stays_ends_the_run_and_the_next_goes_on(
    server: Server, url: str, lexicon: Path
) -> None:
    def fail_later(batches: Iterator[list[Key]], _total: int, _doing: str) -> Iterable[list[Key]]:
        yield next(batches)
        server.replies = [reply(status=502)] * 5
        yield from batches

    with pytest.raises(ServiceError, match="502 Bad Gateway"):
        collect(lexicon, url, track=fail_later)
    assert len(server.times) == 1 + 5
    assert collect(lexicon, url).asked == 14
    assert len(server.names) == 24


def test_a_name_that_the_service_cannot_take_stops_no_other_in_its_batch(
    server: Server, url: str, lexicon: Path
) -> None:
    server.replies = [reply(status=413)]
    assert collect(lexicon, url).asked == 24
    assert [len(batch) for batch in server.asked] == [1] * 10 + [10, 4]
    server.refused = {"Method"}
    review = lexicon.with_name("lexicon.review.csv")
    review.unlink()
    with pytest.raises(
        ServiceError,
        match=r"refuses with 403 Forbidden.*had the single name 'Method'. To skip it",
    ):
        collect(lexicon, url)
    with review.open("a") as file:  # as the message says
        file.write("Method,Method,wikidata\n")
    assert collect(lexicon, url).asked == 23


def _drip(handler: object) -> None:
    handler.send_response(200)  # type: ignore[attr-defined]
    handler.send_header("Content-Length", "1000")  # type: ignore[attr-defined]
    handler.end_headers()  # type: ignore[attr-defined]
    for _ in range(40):
        handler.wfile.write(b" ")  # type: ignore[attr-defined]
        handler.wfile.flush()  # type: ignore[attr-defined]
        time.sleep(0.05)


@pytest.mark.parametrize("slow", [lambda _: time.sleep(1), _drip])
def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(
    server: Server, url: str, lexicon: Path, slow: object
) -> None:
    server.replies = [slow] * 5  # type: ignore[list-item]
    start = time.monotonic()
    with pytest.raises(ServiceError, match=r"no response within 0\.2 seconds"):
        collect(lexicon, url, timeout=0.2)
    assert time.monotonic() - start < 4


ANSWERS = [
    (b"<html>Sorry", "its response is not JSON .*Sorry"),
    (b"[" * 100_000, "is not JSON"),
    (b"\xff\xfe\xff", "is not JSON"),
    (b"[]", r"not an object but '\[\]'"),
    (b'{"status": "error"}', "no list of results for 'Method'"),
    (b'{"q0": []}', "no list of results for 'Method'"),
    (b'{"q0": {"result": {}}}', "no list of results for 'Method'"),
    (b'{"q0": {"result": ["Q1"]}}', "a candidate that is not an object, 'Q1'"),
    (b'{"q0": {"result": [{"id": "Q1|Q2", "name": "n", "score": 1}]}}', r"the id 'Q1\|Q2'"),
    (b'{"q0": {"result": [{"id": 1, "name": "n", "score": 1}]}}', "the id '1'"),
    (b'{"q0": {"result": [{"id": "Q1", "score": 1}]}}', "Q1 without a name"),
    (
        b'{"q0": {"result": [{"id": "Q1", "name": "n", "description": [], "score": 1}]}}',
        "description that is not text",
    ),
    (b'{"q0": {"result": [{"id": "Q1", "name": "n"}]}}', "Q1 with the score 'None'"),
    (b'{"q0": {"result": [{"id": "Q1", "name": "n", "score": NaN}]}}', "Q1 with the score 'nan'"),
    (
        b'{"q0": {"result": [{"id": "Q1", "name": "n", "score": 1' + b"0" * 400 + b"}]}}",
        "Q1 with the score '1000",
    ),
    (
        b'{"q0": {"result": [{"id": "Q1", "name": "n", "score": 1, "match": "yes"}]}}',
        "Q1 with the match 'yes'",
    ),
    (b'{"q0": {"result": []}}', "no list of results for 'Method x'"),
    (b" " * (4 * 1024**2 + 1), "longer than 4 MiB"),
]


@pytest.mark.parametrize(("body", "message"), ANSWERS, ids=[message for _, message in ANSWERS])
def test_an_answer_that_breaks_the_protocol_is_refused(
    server: Server, url: str, lexicon: Path, body: bytes, message: str
) -> None:
    server.replies = [reply(body)]
    with pytest.raises(ServiceError, match=message) as caught:
        collect(lexicon, url)
    assert url in str(caught.value)
    assert len(str(caught.value)) < 500
    assert rows(lexicon.with_name("lexicon.review.csv")) == []


def test_odd_text_comes_on_one_clean_line(server: Server, url: str, lexicon: Path) -> None:
    odd = 'a\nb\x1b[31m\u202e\ud800 "c", é'
    server.find = lambda name: [
        candidate(name, 1, name=odd, description=None, id="http://www.wikidata.org/entity/Q7")
    ]
    line = rows(collect(lexicon, url).review)[0]
    assert (line["candidate"], line["candidate_name"], line["description"]) == (
        "Q7",
        'a b [31m "c", é',
        "",
    )


def test_a_compressed_answer_is_read_and_a_bomb_is_not(
    server: Server, url: str, lexicon: Path
) -> None:
    import gzip
    import json

    body = json.dumps({f"q{n}": {"result": []} for n in range(10)}).encode()
    server.replies = [
        reply(gzip.compress(body), Content_Encoding="gzip"),
        reply(gzip.compress(b" " * 10**8), Content_Encoding="gzip"),
    ]
    with pytest.raises(ServiceError, match="longer than 4 MiB"):
        collect(lexicon, url)
    assert len(rows(lexicon.with_name("lexicon.review.csv"))) == 10


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ([], "is not a reconciliation service"),
        ({"name": "x"}, "no identifierSpace in its response"),
        (
            {"identifierSpace": "http://example.org/"},
            r"its ids are from 'http://example.org/', .*http://www.wikidata.org",
        ),
        (
            {"identifierSpace": "https://cso.kmi.open.ac.uk/topics/", "versions": ["1.0-draft"]},
            r"has versions .*1.0-draft",
        ),
        (
            {"identifierSpace": "https://cso.kmi.open.ac.uk/topics/", "versions": "0.2"},
            "has versions '0.2' of the protocol; kgraph supports 0.1 and 0.2",
        ),
    ],
)
def test_a_service_that_kgraph_does_not_know_is_not_asked(
    server: Server, url: str, lexicon: Path, manifest: object, message: str
) -> None:
    server.manifest = manifest
    with pytest.raises(ServiceError, match=message):
        collect(lexicon, url)
    assert not lexicon.with_name("lexicon.review.csv").exists()


def test_two_services_share_a_review_file(server: Server, url: str, lexicon: Path) -> None:
    collect(lexicon, url)
    server.manifest = {"identifierSpace": "https://cso.kmi.open.ac.uk/topics/"}  # no versions: 0.1
    assert collect(lexicon, url)[1:4] == (24, 23, 1)
    assert {line["prefix"] for line in rows(lexicon.with_name("lexicon.review.csv"))} == {
        "wikidata",
        "cso",
    }


@pytest.mark.parametrize(
    "given",
    ["file:///etc/passwd", "wikidata.org", "", "http://", "http://[", "http://a b/", "ftp://a/"],
)
def test_only_http_addresses_are_asked(lexicon: Path, given: str) -> None:
    with pytest.raises(
        ServiceError, match=r"is not an http or https address. Give the address with --service"
    ):
        collect(lexicon, given)


@pytest.mark.parametrize(
    "given",
    [
        "http://a:99999/",
        "http://a..b/",
        f"http://{'é' * 70}/",
        "http://*.a/",
        "https://127.0.0.1:9",
    ],
)
def test_an_address_that_leads_nowhere_is_one_message(lexicon: Path, given: str) -> None:
    with pytest.raises(
        ServiceError, match=r"cannot be reached \(.+\). Check the address"
    ) as caught:
        collect(lexicon, given, timeout=2)
    assert "\n" not in str(caught.value)


def test_a_service_that_is_not_there_is_said_at_once(lexicon: Path) -> None:
    start = time.monotonic()
    with pytest.raises(
        ServiceError, match=r"http://127.0.0.1:9/: cannot be reached \(Connection refused\). Check"
    ):
        collect(lexicon, "http://127.0.0.1:9/", pause=5)
    assert time.monotonic() - start < 3


def test_a_redirect_is_named_and_not_followed(server: Server, url: str, lexicon: Path) -> None:
    server.replies = [reply(status=301, Location="file:///etc/passwd")]
    with pytest.raises(
        ServiceError,
        match=r"has moved to 'file:///etc/passwd'. Give the new address with --service",
    ):
        collect(lexicon, url)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is empty"),
        (b"\xff", "cannot be read .*UTF-8"),
        (b"a;b\n", "has no columns label and name"),
        (b"label,name\nMethod,\n", r"lexicon.csv:2: needs a label and a name"),
        (b'label,name\nMethod,"x\n', "ends inside a quoted cell"),
        (
            b'label,name\nMethod,"x"y\nTask,z\n',
            r"lexicon.csv:2: cannot be read .*Double each quote",
        ),
    ],
)
def test_a_lexicon_that_is_none_is_refused_before_the_service_is_asked(
    tmp_path: Path, text: bytes, message: str
) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_bytes(text)
    with pytest.raises(InputError, match=message):
        collect(path, "http://127.0.0.1:9/")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("label,name\n", "is not a review file"),
        (
            ",".join(COLUMNS) + "\nMethod,x\nMethod,y,wikidata\n",
            r":2: needs a label, a name and a prefix",
        ),
    ],
)
def test_a_review_file_that_is_none_is_left_alone(
    url: str, lexicon: Path, text: str, message: str
) -> None:
    review = lexicon.with_name("lexicon.review.csv")
    review.write_text(text)
    with pytest.raises(InputError, match=message):
        collect(lexicon, url)
    assert review.read_text() == text


def test_files_that_cannot_be_written_are_named(url: str, lexicon: Path, tmp_path: Path) -> None:
    for review in (lexicon, tmp_path, tmp_path / "nowhere" / "x.csv"):
        with pytest.raises(KgraphError, match=r"(is the lexicon|cannot be read|cannot be written)"):
            collect_candidates(lexicon, review, service=url)


def test_a_disk_that_fills_up_leaves_whole_lines(tmp_path: Path) -> None:
    review = tmp_path / "review.csv"
    code = f"""\
import resource
from pathlib import Path
from kgraph.reconcile.review import append_lines
resource.setrlimit(resource.RLIMIT_FSIZE, (60, 60))
for _ in range(9):
    append_lines(Path({str(review)!r}), [("Method", "Adam"), ("Task", "Parsing")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "review.csv: cannot be written (No space left on device). Free some space" in done.stderr
    assert review.read_text() == "Method,Adam\nTask,Parsing\n" * 2

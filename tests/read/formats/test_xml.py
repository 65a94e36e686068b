"""XML is read record by record: what is broken or hostile loses only itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.read.papers import read_papers
from kgraph.types import Reading

DBLP = """<?xml version="1.0"?>
<!DOCTYPE dblp SYSTEM "dblp.dtd" [<!ENTITY evil SYSTEM "file:///etc/passwd">
<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<dblp>
<article key="a/1"><title>Wide Networks.</title><year>2018</year></article>
{}
<article key="a/3"><title>Small Networks.</title><year>2020</year></article>
</dblp>
"""


def read(path: Path, text: str) -> tuple[list[str], list[tuple[str, int]]]:
    path.write_text(text, encoding="utf-8")
    reading = read_papers(path)
    return sorted(paper.title for paper in reading), codes(reading)


def codes(reading: Reading) -> list[tuple[str, int]]:
    found = ((problem.code, problem.source.line) for problem in reading.problems)
    return [(code, line) for code, line in found if not code.endswith("-abstract")][1:]


@pytest.mark.parametrize(
    "broken",
    [
        '<article key="a/2"><title>Torn</i></title></article>',
        '<article key="a/2"><title>Torn',
        "<article key=a/2><title>Torn</title></article>",
        "<article key='a/2'>\n<title>Torn & tattered</title>\n</article>",
    ],
)
def test_a_broken_record_loses_only_itself(tmp_path: Path, broken: str) -> None:
    titles, problems = read(tmp_path / "a.xml", DBLP.format(broken))
    assert titles == ["Small Networks", "Wide Networks"]
    assert problems == [("broken-record", 6)]


def test_entities_are_characters_and_never_files(tmp_path: Path) -> None:
    record = "<article><title>M&uuml;ller &lt;b&gt; &b;&evil; &amp; Co.</title></article>"
    titles, problems = read(tmp_path / "a.xml", DBLP.format(record))
    assert titles[0] == "Müller <b> &b;&evil; & Co"
    assert problems == []


def test_the_lines_of_records_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(DBLP.format("<article>\n<title>Two</title></article><article>\n<title>T"))
    lines = {paper.title: paper.sources[0].line for paper in read_papers(path)}
    assert lines == {"Wide Networks": 5, "Two": 6, "Small Networks": 9}


def test_an_error_of_arxiv_is_no_paper(tmp_path: Path) -> None:
    entry = "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>{}</entry>"
    good = "<entry><id>http://arxiv.org/abs/1806.07572v1</id><title>Wide</title></entry>"
    feed = "<feed>\n" + good + entry.format("<summary>a wrong id</summary>") + "</feed>"
    (tmp_path / "a.atom").write_text(feed)
    reading = read_papers(tmp_path / "a.atom")
    assert [paper.id for paper in reading] == ["arxiv-1806.07572"]
    assert any("answered with an error: a wrong id" in p.detail for p in reading.problems)

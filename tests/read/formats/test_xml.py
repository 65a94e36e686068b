"""XML is read record by record: what is broken or hostile loses only itself."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from kgraph.read.papers import read_papers
from kgraph.read.text import InputText
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
        "<article key='a/2'><title>Torn <!-- tattered</title></article>",
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


def test_tags_over_several_lines_and_any_attributes(tmp_path: Path) -> None:
    record = (
        "<d:article\n xmlns:d='http://x?y'\n d:key=\"a>b!\"><d:title>Split</d:title></d:article>"
    )
    titles, problems = read(tmp_path / "a.xml", DBLP.format(record))
    assert titles == ["Small Networks", "Split", "Wide Networks"]
    assert problems == []


def test_records_in_comments_are_none(tmp_path: Path) -> None:
    comment = "<!-- <article><title>Withdrawn</title></article>\n<article> -->"
    titles, problems = read(tmp_path / "a.xml", DBLP.format(comment))
    assert titles == ["Small Networks", "Wide Networks"]
    assert problems == []


def test_a_file_cut_between_records_is_reported(tmp_path: Path) -> None:
    titles, problems = read(tmp_path / "a.xml", DBLP.partition("{}")[0])
    assert titles == ["Wide Networks"]
    assert problems == [("broken-file", 6)]


def test_a_comment_without_an_end_is_reported(tmp_path: Path) -> None:
    titles, problems = read(tmp_path / "a.xml", DBLP.format("<!-- "))
    assert titles == ["Wide Networks"]
    assert problems == [("broken-file", 9)]


@pytest.mark.parametrize(
    ("declared", "encoding", "title"),
    [
        ("ISO-8859-1", "cp1252", "Über “Networks”"),
        ("iso-8859-2", "iso8859-2", "Łukasz Networks"),
        ("ISO-8859-1", "utf-8", "Über Networks"),
        ("gbk", "gbk", "深度学习"),
    ],
)
def test_the_declared_encoding_is_used(
    tmp_path: Path, declared: str, encoding: str, title: str
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<dblp>\n'
    text += f"<article><title>{title}</title></article>\n</dblp>\n"
    (tmp_path / "a.xml").write_bytes(text.encode(encoding))
    reading = read_papers(tmp_path / "a.xml")
    assert [paper.title for paper in reading] == [title]
    assert codes(reading) == []


@pytest.mark.parametrize("declared", ["UTF-8", "rot13", "no-such"])
def test_bytes_that_are_not_of_the_declared_encoding_are_reported(
    tmp_path: Path, declared: str
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<dblp>\n'
    text += "<article><title>Über Networks</title></article>\n</dblp>\n"
    (tmp_path / "a.xml").write_bytes(text.encode("cp1252"))
    reading = read_papers(tmp_path / "a.xml")
    assert [paper.title for paper in reading] == ["Über Networks"]
    assert codes(reading) == [("wrong-encoding", 3)]


def test_an_abstract_in_another_language_is_read_if_there_is_no_other(tmp_path: Path) -> None:
    others = (
        "<OtherAbstract Language='spa'><AbstractText>Uno.</AbstractText>"
        "<CopyrightInformation>All rights.</CopyrightInformation></OtherAbstract>"
        "<OtherAbstract Language='fre'><AbstractText>Un.</AbstractText></OtherAbstract>"
    )
    article = "<Article><ArticleTitle>[Wide].</ArticleTitle>{}</Article>" + others
    record = f"<PubmedArticle><MedlineCitation>{article}</MedlineCitation></PubmedArticle>"
    first = record.format("<Abstract><AbstractText>It is wide.</AbstractText></Abstract>")
    for text, abstract in ((first, "It is wide."), (record.format(""), "Uno.")):
        (tmp_path / "a.xml").write_text(f"<PubmedArticleSet>{text}</PubmedArticleSet>")
        assert [paper.abstract for paper in read_papers(tmp_path / "a.xml")] == [abstract]


def test_lines_are_the_same_wherever_a_chunk_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"\xef\xbb\xbf<a>\r\n\r\rb\n\n\r\nlong line\r"
    for size in range(3, len(data)):
        monkeypatch.setattr("kgraph.read.text._CHUNK", size)
        file = InputText("a.xml", lambda: BytesIO(data))
        assert file.lines == ("<a>", "", "", "b", "", "", "long line", "")

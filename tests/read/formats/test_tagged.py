"""RIS, MEDLINE, Web of Science and refer: quirks of exporters, and broken records among others."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.read.papers import read_papers
from kgraph.types import Reading
from tests.read.formats.papers import PAPERS

FILES = Path(__file__).with_name("files")


def read(path: Path, text: str, encoding: str = "utf-8") -> Reading:
    (path / "a").write_text(text, encoding=encoding)
    return read_papers(path / "a")


def titles(reading: Reading) -> set[str]:
    return {paper.title for paper in reading}


def codes(reading: Reading) -> list[str]:
    return [f"{problem.source.line}: {problem.code}" for problem in reading.problems]


BROKEN = {
    "ris": "TY  - JOUR\nTI  - Wide\nAB  - Text.\n\nTY  - JOUR\nTI  - Deep\nAB  - Text.\nER  - \n",
    "wos": "FN Clarivate\nVR 1.0\nPT J\nTI Wide\nAB Text.\n\nPT J\nTI Deep\nAB Text.\nER\n\nEF\n",
}


@pytest.mark.parametrize(("format", "line"), [("ris", 1), ("wos", 3)])
def test_a_record_without_end_is_read_and_reported(tmp_path: Path, format: str, line: int) -> None:
    reading = read(tmp_path, BROKEN[format])
    assert {file.format for file in reading.files} == {format}
    assert titles(reading) == {"Wide", "Deep"}
    assert codes(reading) == [f"{line}: cut-record"]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("ris", "TY  - JOUR\nTI  - Wide\nAB  - T.\nER  - \nTY  - JOUR\nAB  - Lost.\nER  - \n"),
        ("medline", "PMID- 1\nTI  - Wide.\nAB  - T.\n\nPMID- 2\nAB  - Lost.\n"),
        ("wos", "PT J\nTI Wide\nAB T.\nER\n\nPT J\nAB Lost.\nER\nEF\n"),
        ("wos", "PT\tAU\tTI\tAB\nJ\tLi, W\tWide\tT.\nJ\tLi, W\n"),
        ("endnote", "%0 Book\n%T Wide\n%X T.\n\n%0 Book\n%X Lost.\n"),
    ],
)
def test_a_record_without_title_is_reported(tmp_path: Path, format: str, text: str) -> None:
    reading = read(tmp_path, text)
    assert {file.format for file in reading.files} == {format}
    assert titles(reading) == {"Wide"}
    assert "no-title" in {problem.code for problem in reading.problems}


def test_a_record_of_ris_may_lack_its_type(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Wide\nAB  - T.\nER  - \n\nTI  - Deep\nAB  - T.\nER  - \n"
    assert titles(read(tmp_path, text)) == {"Wide", "Deep"}


def test_wrapped_and_repeated_fields_of_ris_are_joined(tmp_path: Path) -> None:
    fields = (
        "TI  - Wide\nNetworks\nAB  - One.\nTwo\n  three.\nKW  - a; b\nKW  - c\nM3  - doi: 10.1/x\n"
    )
    (paper,) = read(tmp_path, f"TY  - JOUR\n{fields}N1  - doi:10.1234/y\nER  - \n").papers
    assert (paper.title, paper.abstract) == ("Wide Networks", "One. Two three.")
    assert (paper.keywords, paper.doi) == (("a", "b", "c"), "10.1234/y")


def test_names_of_groups_are_authors_in_medline(tmp_path: Path) -> None:
    names = "FAU - Li, Wei\nAU  - Li W\nCN  - Wide Network Group\nFAU - Noether, Emmy\n"
    (paper,) = read(tmp_path, f"PMID- 1\nTI  - Wide.\nAB  - T.\n{names}").papers
    assert [author.name for author in paper.authors] == [
        "Wei Li",
        "Wide Network Group",
        "Emmy Noether",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("name", ["wos.tsv", "papers.ciw"])
def test_web_of_science_is_read_in_any_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    reading = read(tmp_path, (FILES / name).read_text(encoding="utf-8-sig"), encoding)
    assert titles(reading) == {paper.title for paper in PAPERS}
    assert not reading.problems

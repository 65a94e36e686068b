"""BibTeX: a broken entry loses only itself, and LaTeX becomes plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.read.latex import latex_to_text
from kgraph.read.papers import read_papers
from kgraph.types import Reading

ENTRY = "@article{{k{0},\n title = {{Wide Networks {0}}},\n abstract = {{A text.}}\n}}\n"


def read(path: Path, text: str) -> Reading:
    (path / "a.bib").write_text(text, encoding="utf-8")
    return read_papers(path / "a.bib")


def codes(reading: Reading) -> list[str]:
    return [f"{problem.source.line}: {problem.code}" for problem in reading.problems]


def test_a_broken_entry_loses_only_itself(tmp_path: Path) -> None:
    broken = "@article{bad,\n year = {2019,\n}\n"
    reading = read(tmp_path, ENTRY.format(1) + broken + ENTRY.format(2))
    assert {paper.title for paper in reading} == {"Wide Networks 1", "Wide Networks 2"}
    assert codes(reading) == ["5: broken-record"]


def test_a_missing_comma_is_reported_and_the_next_field_read(tmp_path: Path) -> None:
    broken = "@article{bad,\n title = {Small}\n abstract = {No comma.}\n year = 2019\n}\n"
    reading = read(tmp_path, broken + ENTRY.format(1))
    (small,) = (paper for paper in reading if paper.title == "Small")
    assert (small.abstract, small.year, len(reading)) == ("No comma.", 2019, 2)
    assert codes(reading) == ["2: missing-comma"]


def test_a_field_twice_is_read_once(tmp_path: Path) -> None:
    reading = read(tmp_path, "@misc{k, title={Wide}, abstract={One.}, abstract={Two.}}")
    assert [(paper.title, paper.abstract) for paper in reading] == [("Wide", "One.")]


@pytest.mark.parametrize(
    "head", ["@article{,", "@article{", "@Article {Smith 2010,", "@article(\n  k,", "  @misc{k ,"]
)
def test_keys_may_be_missing_or_have_spaces(tmp_path: Path, head: str) -> None:
    end = ")" if "(" in head else "}"
    (paper,) = read(tmp_path, f"{head}\n title = {{{{Wide}} Networks}}, year = 2018 {end}").papers
    assert (paper.title, paper.year) == ("Wide Networks", 2018)


def test_text_and_comments_between_entries_are_ignored(tmp_path: Path) -> None:
    text = f"me@example.org\n%@article{{old, title={{Old}}}}\n{ENTRY.format(1)}me@example.org {{\n"
    reading = read(tmp_path, f"{text}{ENTRY.format(2)}@comment{{ @x }}\n")
    assert len(reading) == 2
    assert not reading.problems


def test_strings_have_any_case_and_an_unknown_one_is_kept(tmp_path: Path) -> None:
    text = "@STRING(nips = {Neural } # jmlr)\n@article{k, title={Wide}, journal=NIPS, month=may}\n"
    reading = read(tmp_path, text)
    assert [paper.venue for paper in reading] == ["Neural jmlr"]
    assert codes(reading) == ["1: few-abstracts", "2: no-abstract"]


@pytest.mark.parametrize(
    "fields",
    [
        "eprint = {2105.99999v2}, archivePrefix = {arXiv}",
        "eprint = {2105.99999}, eprinttype = {arxiv}",
        "eprint = {arXiv:2105.99999 [cs]}",
        "arxivId = {2105.99999}",
        "journal = {arXiv preprint arXiv:2105.99999}",
        "journal = {CoRR}, volume = {abs/2105.99999}",
        "doi = {10.48550/ARXIV.2105.99999}",
        "url = {http://arxiv.org/abs/2105.99999}",
    ],
)
def test_arxiv_ids_are_found(tmp_path: Path, fields: str) -> None:
    (paper,) = read(tmp_path, f"@misc{{k, title = {{Wide}}, {fields}}}").papers
    assert paper.arxiv_id == "2105.99999"


def test_an_eprint_of_another_archive_is_no_arxiv_id(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, "@misc{k, title={W}, eprint={2105.99999}, eprinttype={hal}}").papers
    assert paper.arxiv_id == ""


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("{Google, Inc.} and Ludwig van Beethoven", ["Google, Inc.", "Ludwig van Beethoven"]),
        ("van Beethoven, Ludwig AND others", ["Ludwig van Beethoven"]),
        ("King, Jr., Martin Luther", ["Martin Luther King Jr."]),
        (r"{\'E}lie Cartan and Erd\H{o}s, P{\'a}l", ["Élie Cartan", "Pál Erdős"]),
        ("Ada Lovelace, Emmy Noether, Li Wei, Bo Li", "Ada Lovelace|Emmy Noether|Li Wei|Bo Li"),
    ],
)
def test_names_are_read(tmp_path: Path, authors: str, names: list[str] | str) -> None:
    (paper,) = read(tmp_path, f"@misc{{k, title = {{Wide}}, author = {{{authors}}}}}").papers
    expected = names.split("|") if isinstance(names, str) else names
    assert [author.name for author in paper.authors] == expected


def test_orcids_of_web_of_science_belong_to_names(tmp_path: Path) -> None:
    fields = 'author = {M{\\"u}ller, Zo{\\"e} and Li, Bo}, ORCID-Numbers = {{Muller, Zoe/%s}}'
    orcid = "0000-0002-1825-0097"
    (paper,) = read(tmp_path, f"@misc{{k, title = {{Wide}}, {fields % orcid}}}").papers
    assert [author.orcid for author in paper.authors] == [orcid, ""]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"5 % of a_1 & b^2 in #3 at 10\% \& more", "5 % of a_1 & b^2 in #3 at 10% & more"),
        (
            r"{\bf Wide} \emph{nets} \texttt{a\_b} \undefined{and} C:\foo",
            r"Wide nets a_b and C:\foo",
        ),
        (
            r"in $O(n \log n_{1})$ & $\alpha$-nets, $>$ 5 {$<$} 6",
            "in $O(n \\log n_{1})$ & α-nets, > 5 < 6",
        ),
        ("costs $5 & 10 % more", "costs $5 & 10 % more"),
        (r"``Wide''---na{\"\i}ve~{\ss}, Erd{\H o}s, \v{S}i, {\O}", "“Wide”—naïve ß, Erdős, Ši, Ø"),
        (
            r"see \url{http://a.b/c%20d_e} and \href{http://x.y}{it}",
            "see http://a.b/c%20d_e and it",
        ),
        (
            r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} &amp; yeast",
            "E. coli & yeast",
        ),
        (r"a } stray { brace", "a stray brace"),
        ("wrapped\n    text with {\\%}\n", "wrapped text with %"),
        (r"\href{a} \emph", ""),
    ],
)
def test_latex_becomes_plain_text(latex: str, text: str) -> None:
    assert latex_to_text(latex) == text

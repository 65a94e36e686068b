"""Listings: titles and abstracts are told apart whatever the page, the wrapping and the gaps."""

from __future__ import annotations

import io
import json
import textwrap
from pathlib import Path

import pytest

import kgraph
from kgraph.read.columns import STANDARD
from kgraph.read.formats.listing import iter_listing
from kgraph.read.record import iter_records
from kgraph.read.text import InputText
from kgraph.types import Paper, Problem

ABSTRACT = (
    "We study how wide networks learn. "
    + "They behave like kernels in the limit of infinite width. " * 5
)
OTHER = (
    "Small networks learn features. "
    + "Their kernels move during training, and that helps them. " * 5
)


def read(text: str) -> tuple[list[Paper], list[Problem]]:
    file = InputText("list.txt", lambda: io.BytesIO(text.encode()))
    items = list(iter_records(iter_listing(file), STANDARD, 100_000))
    return [item for item in items if isinstance(item, Paper)], [
        item for item in items if isinstance(item, Problem)
    ]


def pairs(text: str) -> list[tuple[str, str]]:
    return [(paper.title, paper.abstract) for paper in read(text)[0]]


WHOLE = [("Wide Networks", ABSTRACT.strip()), ("Small Networks", OTHER.strip())]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n", "\r\n", "\r\n\r\n", "\r"])
def test_blank_lines_and_line_ends_do_not_matter(gap: str) -> None:
    text = gap.join(part for pair in WHOLE for part in pair)
    assert pairs(text) == WHOLE


def test_the_banner_is_no_paper() -> None:
    banner = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
    text = f"{banner}byAK and the research community\n\nMar 14\n\nWide Networks\n\n{ABSTRACT}\n"
    papers, problems = read(text)
    assert [(paper.title, paper.sources[0].line) for paper in papers] == [("Wide Networks", 13)]
    assert problems == []


def test_a_title_glued_to_the_banner_is_cut_free_and_reported() -> None:
    papers, problems = read(f"SubscribeWide Networks\n{ABSTRACT}")
    assert papers[0].title == "Wide Networks"
    assert [(p.level, p.code, p.source.line) for p in problems] == [("note", "glued-banner", 1)]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_missing_abstract_leaves_the_title_and_the_next_paper(gap: str) -> None:
    papers, problems = read(f"Lonely Title{gap}Wide Networks{gap}{ABSTRACT}{gap}Last Title")
    assert [(paper.title, bool(paper.abstract)) for paper in papers] == [
        ("Lonely Title", False),
        ("Wide Networks", True),
        ("Last Title", False),
    ]
    assert [p.code for p in problems] == ["no-abstract", "no-abstract", "few-abstracts"]


def test_a_title_that_looks_like_a_date_is_kept() -> None:
    assert pairs(f"Mamba 2\n{ABSTRACT}\nMay 7, 2024\nLlama 3\n{OTHER}") == [
        ("Mamba 2", ABSTRACT.strip()),
        ("Llama 3", OTHER.strip()),
    ]


def wrap(text: str, width: int = 60) -> str:
    return "\n".join(textwrap.wrap(text, width))


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_an_abstract_wrapped_over_lines_is_joined(gap: str) -> None:
    text = "\n\n".join(f"{title}{gap}{wrap(abstract)}" for title, abstract in WHOLE)
    assert pairs(text) == WHOLE


def test_wrapped_abstracts_without_any_blank_line_are_joined() -> None:
    text = "\n".join(f"{title}\n{wrap(abstract)}" for title, abstract in WHOLE)
    assert pairs(text) == WHOLE


def test_a_title_wrapped_over_lines_is_joined() -> None:
    assert pairs(f"On the Width of\nNetworks and their\nkernels\n\n{ABSTRACT}")[0][0] == (
        "On the Width of Networks and their kernels"
    )


def test_a_second_paragraph_belongs_to_the_abstract() -> None:
    papers, problems = read(f"Wide Networks\n\n{ABSTRACT}\n\n{OTHER}\n\nSmall Networks\n\n{OTHER}")
    assert papers[0].abstract == f"{ABSTRACT.strip()} {OTHER.strip()}"
    assert len(papers) == 2
    assert [problem.code for problem in problems] == ["several-paragraphs"]


def test_a_short_abstract_is_no_title() -> None:
    assert pairs(
        "Wide Networks\n\nWe prove that they are kernels.\n\nSmall Networks\n\nThey are not."
    ) == [
        ("Wide Networks", "We prove that they are kernels."),
        ("Small Networks", "They are not."),
    ]


def test_an_abstract_may_end_in_an_address() -> None:
    abstract = f"{ABSTRACT}Code: https://example.org/code"
    assert pairs(f"Wide Networks\n{abstract}\nSmall Networks\n{OTHER}")[0][1] == abstract


def test_a_title_may_be_a_question() -> None:
    text = f"When Are Networks Wide?\n{ABSTRACT}\nHow Small Is Small?\n{OTHER}"
    assert [title for title, _ in pairs(text)] == ["When Are Networks Wide?", "How Small Is Small?"]


def test_text_before_the_first_title_is_reported() -> None:
    papers, problems = read(f"{ABSTRACT}\n\nSmall Networks\n\n{OTHER}")
    assert [paper.title for paper in papers] == ["Small Networks"]
    assert problems[0].code == "no-title"


def test_a_list_of_bare_titles_is_read_line_by_line() -> None:
    assert [title for title, _ in pairs("Wide Networks\nSmall Networks\nDeep Networks")] == [
        "Wide Networks",
        "Small Networks",
        "Deep Networks",
    ]


def test_a_title_without_end_does_not_take_the_next_paper_with_it() -> None:
    papers, problems = read(f"{'Endless ' * 60}\n\nSmall Networks\n\n{OTHER}")
    assert [paper.title for paper in papers] == ["Small Networks"]
    assert [problem.code for problem in problems] == ["no-title"]


def test_latex_and_markup_stay_as_they_are() -> None:
    abstract = r"We bound mathcal O_i(u) \& show $x^2$ &amp; <b>more</b>. " + ABSTRACT.strip()
    assert pairs(f"On \\emph{{Width}}\n{abstract}") == [("On \\emph{Width}", abstract)]


def test_a_wrapped_title_may_hold_a_question() -> None:
    title = (
        "What Learning Algorithm Is In-Context Learning in Networks? "
        "Investigations With Linear Models"
    )
    assert (
        pairs(f"{wrap(title)}\n{wrap(ABSTRACT)}\n{wrap('Small Networks')}\n{wrap(OTHER)}")[0][0]
        == title
    )


def test_an_address_cut_at_its_hyphen_does_not_end_an_abstract() -> None:
    address = "https://example.org/wide-and-deep-networks"
    text = f"{wrap('Wide Networks')}\n{wrap(f'{ABSTRACT}The code is at {address}')}"
    assert pairs(text)[0][1].endswith("at https://example.org/wide-and-deep-networks")


def _sample() -> list[tuple[str, str]]:
    lines = (
        (Path(kgraph.__file__).parent / "data" / "sample.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    return [(row["title"], row["abstract"]) for row in map(json.loads, lines)]


@pytest.mark.parametrize(("gap", "between"), [("\n\n", "\n\n"), ("\n", "\n\n"), ("\n", "\n")])
@pytest.mark.parametrize("width", range(56, 101, 4))
def test_papers_wrapped_at_a_width_come_back(width: int, gap: str, between: str) -> None:
    """At every width, at least 95 % of the 78 papers are restored exactly."""
    papers = _sample()
    text = between.join(gap.join(textwrap.fill(part, width) for part in paper) for paper in papers)
    share = len(set(papers) & set(pairs(text))) / len(papers)
    assert share >= 0.95

"""Statements on the page: in the panels with their sentences, and as the lines of the map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kgraph.analyse.claims import find_claims
from kgraph.types import OWN_PREDICATES, PREDICATES, KnowledgeGraph, Near, Paper
from tests.explorer.conftest import Open
from tests.explorer.made import NAMES, make_graph, state
from tests.explorer.pages import await_heading
from tests.explorer.test_access import AXE


def rows(page: Any) -> list[str]:
    """Return the rows of statements in the panel, as they are read out."""
    texts = page.locator("#panel .stated > li").evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('.says, .visually-hidden, .what')]"
        ".filter((part) => !part.parentElement.closest('.what'))"
        ".map((part) => [...part.childNodes].map((child) => child.textContent).join(' '))"
        ".join(': '))"
    )
    return [" ".join(text.split()) for text in texts]


def test_a_paper_opens_with_what_it_states(open_page: Open, stated: KnowledgeGraph) -> None:
    page = open_page(stated, "#p=p2")
    assert page.locator("#panel h3").first.inner_text() == "What it states"
    assert rows(page) == [
        "studies: grokking weight decay",
        "evaluates on: CIFAR-10",
        "weight decay is used for grokking",
    ]
    quote = page.locator(".stated .quote").first
    assert quote.is_hidden()
    page.click(".stated summary >> nth=0")
    assert quote.inner_text() == "😀 Here weight decay matters for grokking on CIFAR-10."
    assert quote.locator("mark").all_inner_texts() == ["weight decay", "grokking"]
    page.click(".stated a >> nth=0")
    await_heading(page, "grokking")


def test_an_entity_opens_with_its_claims_in_both_directions(
    open_page: Open, stated: KnowledgeGraph
) -> None:
    page = open_page(stated, "#e=concept/grokking")
    assert rows(page) == ["studied in: 2 papers", "methods: weight decay 2 papers"]
    page.focus(".stated summary >> nth=1")
    page.keyboard.press("Enter")
    folded = page.locator(".stated details[open] .evidence > li")
    assert folded.locator(".paper-link").all_inner_texts() == [
        "Weight decay 😀 revisited2024",
        "Grokking and the kernel2023",
    ]
    assert folded.locator(".quote").all_inner_texts() == [
        "😀 Here weight decay matters for grokking on CIFAR-10.",
        "We study grokking.",
    ]
    page.evaluate("location.hash = '#e=method/weight-decay'")
    await_heading(page, "weight decay")
    assert rows(page) == [
        "studied in: Weight decay 😀 revisited2024",
        "used for: grokking 2 papers",
        "improves over: neural tangent kernel",
    ]


def test_a_row_says_that_it_is_tentative(open_page: Open, stated: KnowledgeGraph) -> None:
    confirmed = {("p1", "", "concept/grokking"), ("p2", "", "concept/grokking")}
    statements = tuple(
        replace(s, tentative=(s.paper, s.subject, s.object) not in confirmed)
        if s.predicate in ("studies", "used-for")
        else s
        for s in stated.statements
    )
    kg = replace(stated, statements=statements)
    page = open_page(kg, "#p=p2")
    assert rows(page) == [
        "studies: grokking",
        "studies: weight decay tentative",
        "evaluates on: CIFAR-10",
        "weight decay is used for grokking tentative",
    ]
    page.evaluate("location.hash = '#e=concept/grokking'")
    await_heading(page, "grokking")
    assert rows(page) == ["studied in: 2 papers", "methods: weight decay 2 papers tentative"]


def test_nothing_is_said_where_nothing_is_stated(open_page: Open, stated: KnowledgeGraph) -> None:
    page = open_page(stated, "#p=p4")
    assert page.locator(".stated").count() == 0
    assert "What it states" not in page.inner_text("#panel")


def test_the_predicates_that_are_chosen_filter_the_panel_and_the_focus(
    open_page: Open, stated: KnowledgeGraph
) -> None:
    page = open_page(stated, "#p=p2")
    page.click("#more-filters summary")
    boxes = page.locator("#predicates label").all_inner_texts()
    assert boxes == ["studies", "evaluates on", "is used for", "improves over"]
    page.check("#predicates [value=used-for]")
    assert page.evaluate("location.hash") == "#states=used-for&p=p2"
    assert page.inner_text("#filter-count") == "1"
    assert rows(page) == ["weight decay is used for grokking"]
    assert "Filters hide 3 statements" in page.inner_text("#panel")
    again = open_page(stated, "#e=dataset/cifar-10&states=evaluates-on,nonsense")
    assert rows(again) == ["benchmark in: 2 papers"]
    again.click("#reset")
    assert again.evaluate("location.hash") == "#e=dataset/cifar-10"


def test_the_predicates_are_those_of_the_graph(
    open_page: Open, kg: KnowledgeGraph, stated: KnowledgeGraph
) -> None:
    page = open_page(kg, "#states=uses")
    page.click("#more-filters summary")
    assert page.is_hidden("#predicates-field")
    assert page.evaluate("location.hash") == ""
    assert open_page(stated, "#states=uses,studies").evaluate("location.hash") == "#states=studies"


def test_why_two_papers_are_linked_says_what_they_state(
    open_page: Open, stated: KnowledgeGraph
) -> None:
    page = open_page(stated, "#why=p1,p2")
    await_heading(page, "Both study grokking, and name weight decay")
    assert page.locator(".shared .named").all_inner_texts() == [
        "grokking\nboth study it, 1 is about it",
        "weight decay\n2 studies it, 2 is about it",
    ]
    page.evaluate("location.hash = '#why=p2,p3'")
    await_heading(page, "Both evaluate on CIFAR-10")


def test_near_entities_say_what_the_papers_state_of_them(open_page: Open) -> None:
    papers = (Paper("a", "A", "We meet grokking."), Paper("b", "B", "Weight decay is here."))
    near = (Near("concept/grokking", "method/weight-decay", 0.5),)
    made = state(make_graph(papers, NAMES, near), (("b", "", "uses", "method/weight-decay"),))
    page = open_page(made, "#why=b,a")
    assert page.locator(".near .named").all_inner_texts() == [
        "weight decay\n1 uses it",
        "grokking",
    ]


def test_every_predicate_of_papers_has_words_for_two_of_them(run: Any) -> None:
    assert run("(names) => names.map(ofBoth)", OWN_PREDICATES) == [
        *("propose", "study", "address", "use", "evaluate on", "measure by", "compare with")
    ]


LINES = """(model, [names, view]) => {
    const filter = { ...startFilter(model), predicates: names && new Set(names) };
    const nodes = shownNodes(model, view, filter, new Set());
    return [shownLines(model, view, filter, nodes), shownSpokes(filter, nodes)].map(
        (lines) => lines.map((line) => line.map(({ id }) => id).sort()).sort());
}"""


@pytest.mark.parametrize(
    ("names", "view", "expected"),
    [
        (["evaluates-on"], "map", ["dataset/cifar-10 p2", "dataset/cifar-10 p3",
                                   "p3 task/image-classification"]),
        (["used-for"], "map", ["concept/grokking method/weight-decay"]),
        (["used-for", "studies"], "entities", ["concept/grokking method/weight-decay"]),
    ],
)  # fmt: skip
def test_the_map_draws_the_statements_of_the_chosen_predicates_alone(
    run_on: Any, stated: KnowledgeGraph, names: list[str], view: str, expected: list[str]
) -> None:
    lines, spokes = run_on(stated, LINES, [names, view])
    assert [" ".join(line) for line in lines] == expected
    assert spokes == []
    assert run_on(stated, LINES, [None, "map"])[1] == [["p3", "task/image-classification"]]


def test_the_model_has_the_statements_of_the_library(run_on: Any, sample: KnowledgeGraph) -> None:
    code = """(model) => [...model.papers, ...model.entities].map(({ statements }) => statements
        .map(({ paper, subject, predicate, object, from, to, tentative }) => [paper.id,
            subject?.id ?? "", predicate, object.id, paper.text.slice(from, to), tentative]))"""
    nodes = [*sample.papers, *sample.entities]
    for id_, found in zip(nodes, run_on(sample, code), strict=True):
        assert sorted(found) == [
            [s.paper, s.subject, s.predicate, s.object,
             sample.papers[s.paper].text(s.field)[s.sentence_start : s.sentence_end],
             s.tentative]
            for s in sample.statements_of(id_)
        ]  # fmt: skip


def test_claims_are_those_of_the_library(run_on: Any, sample: KnowledgeGraph) -> None:
    code = """(model) => claimsOf(inTurn(null, model.papers)).map(
        ({ subject, predicate, object, statements }) =>
            [subject?.id ?? "", predicate, object.id, statements.length])"""
    found = run_on(sample, code)
    expected = [[c.subject, c.predicate, c.object, c.support] for c in find_claims(sample)]
    assert sorted(found) == sorted(expected)
    assert [support for *_, support in found] == [support for *_, support in expected]


def test_every_predicate_has_words(run: Any) -> None:
    words = run("(names) => names.map(inWords)", list(PREDICATES))
    assert len(set(words)) == len(PREDICATES)


def test_lines_take_turns_among_papers(run_on: Any, stated: KnowledgeGraph) -> None:
    code = "(model) => inTurn(null, model.papers).map(({ paper }) => paper.id)"
    assert run_on(stated, code) == ["p1", "p2", "p3", "p1", "p2", "p3", "p1", "p2", "p2"]


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("address", ["#p=p2", "#e=concept/grokking", "#p=p3&states=evaluates-on"])
def test_statements_keep_nobody_out(
    open_page: Open, stated: KnowledgeGraph, address: str, dark: bool
) -> None:
    page = open_page(stated, address, dark=dark)
    page.click(".stated summary >> nth=0")
    page.click("#more-filters summary")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run().then(({ violations }) => violations.map((v) => v.id))") == []


@pytest.mark.slow
@pytest.mark.parametrize("address", ["#p=p2", "#e=concept/grokking"])
def test_statements_fit_a_phone_and_paper(
    open_page: Open, stated: KnowledgeGraph, address: str
) -> None:
    page = open_page(stated, address, width=390)
    page.click(".stated summary >> nth=0")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    beyond = "(parts) => parts.filter((part) => part.getBoundingClientRect().right > 390).length"
    assert page.locator(".stated *").evaluate_all(beyond) == 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    quotes = page.locator(".stated .quote")
    assert all(quotes.nth(number).is_visible() for number in range(quotes.count()))
    assert page.locator(".stated summary").first.is_hidden()

"""Links: what papers are about links them, hubs and words alone do not, the lightest are weak."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

import kgraph
from kgraph.graph.links import CONTEXT, ENTITIES, WORDS, find_links
from kgraph.graph.reasons import Reasons
from kgraph.resolve.entities import specificity
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import About, Entity, KnowledgeGraph, Mention, Near, Paper, PaperLink

SETTINGS = kgraph.load_settings().link
ENCODER = TextEncoder.load()
About_ = Mapping[str, Mapping[str, float]]


def graph_of(
    about: About_,
    *,
    near: tuple[Near, ...] = (),
    hubs: frozenset[str] = frozenset(),
    text: str = "",
) -> KnowledgeGraph:
    """Return a graph of papers that are about entities to some degree, all with one text."""
    entities = sorted({entity for own in about.values() for entity in own})
    counts = {e: sum(e in own for own in about.values()) for e in entities}
    made = {
        f"method/{e}": Entity(
            *(f"method/{e}", e, "Method"),
            paper_count=counts[e],
            idf=specificity(len(about), counts[e]),
            hub=e in hubs,
        )
        for e in entities
    }
    papers = {p: Paper(p, f"{text} {p}".strip(), text) for p in sorted(about)}
    mentions = tuple(
        Mention(p, "abstract", i, i + 1, "x", "Method", f"method/{e}", 1.0, "s", 0, 9)
        for p in papers
        for i, e in enumerate(sorted(about[p]))
    )
    scores = tuple(About(p, f"method/{e}", about[p][e]) for p in papers for e in sorted(about[p]))
    return KnowledgeGraph(papers, made, mentions, (), about=scores, near=near)


def links_of(kg: KnowledgeGraph, **settings: float) -> dict[tuple[str, str], PaperLink]:
    links = find_links(kg, ENCODER, SETTINGS.model_copy(update=settings))
    return {(link.a, link.b): link for link in links}


def test_papers_about_one_thing_are_linked_and_their_weight_is_the_mean_of_three_parts() -> None:
    kg = graph_of({"p": {"x": 1, "y": 0.1}, "q": {"x": 1, "z": 0.1}, "r": {"w": 1}}, text="a text")
    ((pair, link),) = links_of(kg).items()
    assert (pair, link.shared, link.near) == (("p", "q"), ("method/x",), ())
    parts = ENTITIES * link.entities + WORDS * link.words + CONTEXT * link.context
    assert link.weight == pytest.approx(parts, abs=1e-6)
    assert sum((ENTITIES, WORDS, CONTEXT)) == pytest.approx(1)


def test_what_papers_are_about_links_them_more_than_what_they_name_in_passing() -> None:
    kg = graph_of(
        {"p": {"x": 1, "y": 0}, "q": {"x": 1, "z": 0}, "r": {"u": 1, "y": 0}, "s": {"t": 1}}
    )
    links = links_of(kg)
    assert links["p", "q"].entities > 3 * links["p", "r"].entities


def test_neither_a_hub_nor_the_same_text_links_papers() -> None:
    assert (
        links_of(graph_of({"p": {"x": 1}, "q": {"x": 1}}, hubs=frozenset("x"), text="same")) == {}
    )
    assert links_of(graph_of({"p": {"x": 1}, "q": {"y": 1}}, text="the same text on both")) == {}


def test_near_entities_link_papers_less_than_the_same_entity() -> None:
    near = (Near("method/x", "method/y", 0.6),)
    kg = graph_of({"p": {"x": 1}, "q": {"x": 1}, "r": {"y": 1}, "s": {"z": 1}}, near=near)
    links = links_of(kg)
    assert links["p", "r"].near == (("method/x", "method/y"),)
    assert links["p", "r"].shared == ()
    assert links["p", "q"].entities == 1
    assert links["p", "r"].entities == pytest.approx(0.6)


def test_the_reason_that_matters_most_stands_first() -> None:
    kg = graph_of({"p": {"x": 0.1, "y": 0.9}, "q": {"x": 0.1, "y": 0.9}, "r": {"z": 1}})
    assert links_of(kg)["p", "q"].shared == ("method/y", "method/x")


def test_a_near_pair_is_no_reason_if_both_papers_mention_one_of_the_two() -> None:
    near = (Near("method/x", "method/y", 0.6),)
    kg = graph_of({"p": {"x": 1}, "q": {"x": 0.5, "y": 1}}, near=near)
    assert Reasons(kg).near("p", "q") == ()
    assert Reasons(kg).shared("p", "q") == ("method/x",)


def test_light_links_are_weak_and_only_a_few_are_kept() -> None:
    kg = graph_of({p: {"x": 1} for p in "abcdefgh"})
    strong = links_of(kg, min_weight=0, nearest=7)
    assert len(strong) == 28
    assert not any(link.weak for link in strong.values())
    weak = links_of(kg, min_weight=1, kept=1)
    assert all(link.weak for link in weak.values())
    assert len(weak) < 28
    assert {paper for pair in weak for paper in pair} == set("abcdefgh")
    assert links_of(kg, min_weight=1, kept=0) == {}
    assert links_of(kg, min_weight=0, nearest=0, kept=7) == strong


def test_links_do_not_depend_on_the_order_of_papers(sample: KnowledgeGraph) -> None:
    papers = list(sample.papers.items())
    random.Random(1).shuffle(papers)
    shuffled = replace(sample, papers=dict(papers), links=())
    assert find_links(shuffled, ENCODER, SETTINGS) == sample.links


def test_a_graph_without_papers_or_entities_has_no_links() -> None:
    assert find_links(KnowledgeGraph({}, {}, (), ()), ENCODER, SETTINGS) == ()
    paper = Paper("p", "A title")
    assert find_links(KnowledgeGraph({"p": paper}, {}, (), ()), ENCODER, SETTINGS) == ()

"""Bridges: participation computed by hand, and its mean over every way to draw papers."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.analyse.bridges import find_bridges
from kgraph.analyse.communities import Community, community_stability, find_communities
from kgraph.analyse.view import View
from kgraph.types import About, KnowledgeGraph
from tests.graph.made import about_all, graph_of_uses

GROUPS = (
    frozenset(["a1", "a2", "a3", "a4"]),
    frozenset(["b1", "b2", "b3"]),
    frozenset(["c1", "c2"]),
)
PAPERS = sorted(frozenset.union(*GROUPS))
COMMUNITIES = [Community(frozenset(f"paper/{paper}" for paper in group), ()) for group in GROUPS]


def test_participation_worked_out_by_hand() -> None:
    uses = [(paper, "even") for paper in ("a1", "b1", "c1")]
    uses += [(paper, "mostly") for paper in ("a1", "a2", "a3", "b1")]
    uses += [(paper, "home") for paper in ("a1", "a2", "a3")]
    uses += [(paper, "rare") for paper in ("a1", "b1")]
    found = find_bridges(about_all(graph_of_uses(uses, papers=PAPERS)), communities=COMMUNITIES)
    assert [(item.entity.name, item.counts) for item in found] == [
        ("even", (1, 1, 1)),
        ("mostly", (3, 1, 0)),
    ]
    assert found[0].participation == pytest.approx(1 - 3 / 9)
    assert found[1].participation == pytest.approx(1 - (9 + 1) / 16)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_expected_participation_is_the_mean_over_all_draws(size: int) -> None:
    draws = list(combinations(PAPERS, size))
    values = []
    for draw in draws:
        counts = [len(group.intersection(draw)) for group in GROUPS]
        values.append(1 - sum(count**2 for count in counts) / size**2)
    uses = [("a1", "x"), ("b1", "x"), ("c1", "x"), ("b2", "x"), ("c2", "x")][:size]
    (bridge,) = find_bridges(
        about_all(graph_of_uses(uses, papers=PAPERS)), communities=COMMUNITIES, min_papers=2
    )
    assert bridge.expected == pytest.approx(mean(values))


@given(st.sets(st.tuples(st.sampled_from(PAPERS), st.sampled_from("uvwxyz")), min_size=1))
def test_bridges_are_exactly_the_entities_in_several_communities(
    uses: set[tuple[str, str]],
) -> None:
    kg = about_all(graph_of_uses(uses, papers=PAPERS))
    found = find_bridges(kg, communities=COMMUNITIES, min_papers=2, n=None)
    spread = {
        entity.name
        for entity in kg.entities.values()
        if sum(any((paper, entity.name) in uses for paper in group) for group in GROUPS) > 1
    }
    assert {item.entity.name for item in found} == spread
    assert all(0 < item.participation <= 1 - 1 / len(GROUPS) for item in found)
    assert [item.participation for item in found] == sorted(
        (item.participation for item in found), reverse=True
    )


def test_papers_that_only_mention_an_entity_do_not_count() -> None:
    kg = graph_of_uses([(paper, "x") for paper in PAPERS], papers=PAPERS)
    about = {"a1": 0.9, "a2": 0.6, "b1": 0.5, "c1": 0.4}
    scored = tuple(About(paper, "method/x", about.get(paper, 0.1)) for paper in PAPERS)
    (bridge,) = find_bridges(replace(kg, about=scored), communities=COMMUNITIES)
    assert bridge.counts == (2, 1, 0)


def test_a_hub_is_no_bridge_unless_asked_for() -> None:
    uses = [(paper, "hub") for paper in PAPERS] + [("a1", "x"), ("a2", "x"), ("b1", "x")]
    kg = about_all(graph_of_uses(uses, hub_papers=5))
    assert [item.entity.name for item in find_bridges(kg, communities=COMMUNITIES)] == ["x"]
    assert [item.entity.name for item in find_bridges(kg, communities=COMMUNITIES, hubs=True)] == [
        "hub",
        "x",
    ]


def test_the_communities_of_a_corpus_have_names_and_bridges(sample: KnowledgeGraph) -> None:
    communities = find_communities(sample)
    papers = [paper for community in communities for paper in community.papers]
    assert sorted(papers) == sorted({mention.paper for mention in sample.mentions})
    assert all(community.named_by for community in communities)
    found = find_bridges(sample, min_papers=2, n=2)
    assert found == find_bridges(sample, communities=communities, min_papers=2, n=2)
    assert len(found) == 2


def test_bridges_and_exports_have_one_partition(sample: KnowledgeGraph) -> None:
    view = View(sample)
    assert view.communities == find_communities(sample)
    for bridge in find_bridges(sample, n=None):
        papers = {paper for paper, entity in sample.subjects if entity == bridge.entity.id}
        assert bridge.counts == tuple(len(papers & set(c.papers)) for c in view.communities)


def test_a_graph_without_links_has_no_bridge() -> None:
    kg = graph_of_uses([("p", "x"), ("q", "y")])
    assert find_communities(kg) == ()
    assert find_bridges(kg) == ()


def test_the_stability_of_communities_is_in_their_order(sample: KnowledgeGraph) -> None:
    stability = community_stability(sample, seeds=3)
    assert len(stability.each) == len(find_communities(sample))
    assert all(0 < each <= 1 for each in stability.each)
    assert community_stability(graph_of_uses([], papers=PAPERS)).each == ()

"""Communities: disjoint sets of linked papers with their entities, names and parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgraph.analyse.communities import Community, community_stability, find_communities
from kgraph.types import About, Entity, KnowledgeGraph, Paper, PaperLink


@pytest.fixture(scope="module")
def two_groups() -> KnowledgeGraph:
    """Two cliques of four papers, each about its own entity, a pair apart, and a hub."""
    papers = {p: Paper(p, p) for p in "abcdwxyzpq"}
    links = tuple(
        PaperLink(a, b, 1.0, ())
        for group in ("abcd", "wxyz", "pq")
        for a in group
        for b in group
        if a < b
    )
    entities = {
        "x": Entity("x", "grokking", "Concept"),
        "y": Entity("y", "pruning", "Method"),
        "hub": Entity("hub", "deep learning", "Method", hub=True),
    }
    about = [About(p, "x", 0.9) for p in "abc"] + [About("d", "y", 0.2)]
    about += [About(p, "y", 0.9) for p in "wxyz"] + [About(p, "hub", 0.5) for p in papers]
    return KnowledgeGraph(papers, entities, (), links, about=tuple(sorted(about)))


def test_communities_are_sets_of_three_linked_papers_or_more(two_groups: KnowledgeGraph) -> None:
    found = find_communities(two_groups)
    assert [community.papers for community in found] == [list("abcd"), list("wxyz")]


def test_an_entity_belongs_where_papers_are_about_it_and_a_hub_nowhere(
    two_groups: KnowledgeGraph,
) -> None:
    assert [community.entities for community in find_communities(two_groups)] == [["x"], ["y"]]


def test_the_caption_says_mixed_below_half(two_groups: KnowledgeGraph) -> None:
    first, _ = find_communities(two_groups)
    assert (first.caption(two_groups), first.coverage) == ("grokking", 0.75)
    assert replace(first, coverage=0.4).caption(two_groups) == "mixed: grokking"
    assert Community(frozenset(), ()).caption(two_groups) == ""


def test_stability_has_a_number_for_each_community(two_groups: KnowledgeGraph) -> None:
    stability = community_stability(two_groups, seeds=3)
    assert (stability.overall, stability.each) == (1, (1, 1))


def test_parts_are_disjoint_and_within_their_community(sample: KnowledgeGraph) -> None:
    found = find_communities(sample)
    assert any(community.parts for community in found)
    papers = [paper for community in found for paper in community.papers]
    assert len(papers) == len(set(papers))
    for community in found:
        inner = [paper for part in community.parts for paper in part.papers]
        assert len(inner) == len(set(inner))
        assert set(inner) <= set(community.papers)
        assert len(community.papers) >= 3
        assert not sample.hubs & set(community.entities)

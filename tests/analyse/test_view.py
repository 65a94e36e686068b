"""The view computes each network, community and centrality once, and only what is used."""

from __future__ import annotations

from kgraph.analyse.centrality import centrality
from kgraph.analyse.prominence import prominence
from kgraph.analyse.top import top_entities, top_papers
from kgraph.analyse.view import View
from kgraph.graph.networks import entity_graph, paper_graph
from kgraph.types import KnowledgeGraph


def test_what_a_view_computed_is_kept(sample: KnowledgeGraph) -> None:
    view = View(sample)
    assert view.entity_graph is view.entity_graph
    assert view.communities is view.communities
    assert view.stability is view.stability
    assert view.entity_centrality("degree") is view.entity_centrality("degree")
    assert view.entity_centrality("degree") is not view.entity_centrality("strength")


def test_centralities_are_those_of_the_networks(sample: KnowledgeGraph) -> None:
    view = View(sample)
    assert view.entity_centrality("strength") == centrality(entity_graph(sample), "strength")
    assert view.paper_centrality("strength") == centrality(paper_graph(sample), "strength")
    assert view.entity_centrality("prominence") == prominence(sample)


def test_rankings_use_the_centralities_of_a_view(sample: KnowledgeGraph) -> None:
    view = View(sample)
    degrees = view.entity_centrality("degree")
    assert top_entities(sample, "degree", scores=degrees) == top_entities(sample, "degree")
    strengths = view.paper_centrality("strength")
    assert top_papers(sample, "strength", scores=strengths) == top_papers(sample, "strength")


def test_a_higher_resolution_gives_more_communities(sample: KnowledgeGraph) -> None:
    assert len(View(sample, resolution=3).communities) > len(View(sample).communities)


def test_the_communities_of_a_view_match_their_stability(sample: KnowledgeGraph) -> None:
    view = View(sample, seed=7)
    assert len(view.stability.each) == len(view.communities)

"""Centrality equals networkx's own, and explanations add up to the weight of the link."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import networkx as nx
import pytest

import kgraph
from kgraph.analyse.centrality import centrality
from kgraph.errors import KgraphError
from kgraph.graph.networks import paper_graph
from kgraph.types import NETWORK_MEASURES, KnowledgeGraph, NetworkMeasure

KARATE: nx.Graph[str] = nx.relabel_nodes(nx.karate_club_graph(), str)


EXPECTED: dict[NetworkMeasure, Callable[[nx.Graph[str]], dict[str, float]]] = {
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "degree": nx.degree_centrality,
    "eigenvector": lambda graph: nx.eigenvector_centrality(
        graph, weight="weight", tol=1e-13, max_iter=100_000
    ),
    "pagerank": lambda graph: nx.pagerank(graph, tol=1e-14, max_iter=1000),
    "strength": lambda graph: dict(graph.degree(weight="weight")),
}


@pytest.mark.parametrize("measure", NETWORK_MEASURES)
def test_centrality_equals_networkx(measure: NetworkMeasure, sample: KnowledgeGraph) -> None:
    parts: nx.Graph[str] = nx.relabel_nodes(nx.disjoint_union(KARATE, nx.star_graph(4)), str)
    parts.add_node("alone")
    for graph in (KARATE, parts, paper_graph(sample)):
        found = centrality(graph, measure)
        assert list(found) == list(graph)
        assert found == pytest.approx(EXPECTED[measure](graph), abs=1e-9)
        assert found.sources is None


def test_equal_parts_of_a_graph_share_the_leading_eigenvector() -> None:
    graph: nx.Graph[str] = nx.relabel_nodes(
        nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(3)), str
    )
    assert centrality(graph, "eigenvector") == pytest.approx(dict.fromkeys(graph, 6**-0.5))
    assert centrality(nx.Graph([("a", "b")]), "eigenvector") == pytest.approx(
        dict.fromkeys("ab", 2**-0.5)
    )
    long: nx.Graph[str] = nx.relabel_nodes(nx.path_graph(1001), str)
    middle = centrality(long, "eigenvector")["500"]
    assert middle == pytest.approx((2 / 1002) ** 0.5)  # sin(pi i / 1002), of length 1


@pytest.mark.parametrize("measure", NETWORK_MEASURES)
def test_an_empty_and_a_bare_graph_have_a_centrality(measure: NetworkMeasure) -> None:
    empty: nx.Graph[str] = nx.Graph()
    assert centrality(empty, measure) == {}
    bare: nx.Graph[str] = nx.Graph()
    bare.add_nodes_from(["a", "b"])
    assert set(centrality(bare, measure)) == {"a", "b"}


def test_an_unknown_measure_is_an_error() -> None:
    with pytest.raises(KgraphError, match="'fame' is not a measure of centrality"):
        centrality(KARATE, "fame")  # type: ignore[arg-type]


def test_betweenness_of_many_groups_of_twins_is_estimated_and_says_from_how_many() -> None:
    graph: nx.Graph[str] = nx.relabel_nodes(nx.gnm_random_graph(5100, 20_000, seed=1), str)
    assert centrality(graph, "betweenness").sources == 256
    assert centrality(graph, "degree").sources is None


def test_betweenness_of_many_nodes_in_few_groups_of_twins_is_exact() -> None:
    graph: nx.Graph[str] = nx.Graph()
    for paper in range(1000):
        own = [f"{paper}-{number}" for number in range(5)]
        graph.add_edges_from(combinations(["hub", *own], 2))
    scores = centrality(graph, "betweenness")
    assert scores.sources is None
    # The hub is on the only shortest path between any two nodes of different papers.
    assert scores.pop("hub") == pytest.approx(4995 / 4999)
    assert set(scores.values()) == {0.0}


def test_an_explanation_has_the_reasons_of_the_link_and_quotes_both_papers(
    sample: KnowledgeGraph,
) -> None:
    link = max(sample.links, key=lambda link: link.weight)
    found = kgraph.why(sample, link.a, link.b)
    assert found.link == link
    assert tuple(item.entity.id for item in found.shared if not item.entity.hub) == link.shared
    assert tuple((pair.a.id, pair.b.id) for pair in found.near) == link.near
    assert all(item.about_a == sample.about_score(link.a, item.entity.id) for item in found.shared)
    for shared in (*found.shared, *found.near):
        for evidence in (shared.evidence_a, shared.evidence_b):
            assert evidence.sentence[evidence.start : evidence.end] == evidence.mention.text


def test_papers_are_found_by_id_title_and_part_of_a_title(sample: KnowledgeGraph) -> None:
    paper = sample.papers["arxiv-1806.07572"]
    for wanted in (
        "arxiv-1806.07572",
        "1806.07572",
        paper.title,
        "neural tangent kernel: convergence",
    ):
        assert kgraph.find_paper(sample, wanted) == paper


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ("networks", "1806.07572", "'networks' matches 57 papers"),
        ("zzzz", "1806.07572", "no paper matches 'zzzz'"),
        ("1806.07572", "arxiv-1806.07572", "are the same paper"),
        ("", "1806.07572", "no paper matches ''"),
    ],
)
def test_a_paper_that_cannot_be_told_is_an_error(
    sample: KnowledgeGraph, a: str, b: str, message: str
) -> None:
    with pytest.raises(KgraphError, match=message):
        kgraph.why(sample, a, b)

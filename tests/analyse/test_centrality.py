"""Centrality equals networkx's own, and explanations add up to the weight of the link."""

from __future__ import annotations

import networkx as nx
import pytest

import kgraph
from kgraph.analyse.centrality import centrality, top_entities
from kgraph.errors import KgraphError
from kgraph.types import MEASURES, KnowledgeGraph, Measure

KARATE: nx.Graph[str] = nx.relabel_nodes(nx.karate_club_graph(), str)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("degree", nx.degree_centrality(KARATE)),
        ("betweenness", nx.betweenness_centrality(KARATE)),
        ("pagerank", nx.pagerank(KARATE, tol=1e-12, max_iter=1000)),
        ("eigenvector", nx.eigenvector_centrality_numpy(KARATE, weight="weight")),
    ],
)
def test_centrality_equals_networkx(measure: Measure, expected: dict[str, float]) -> None:
    assert centrality(KARATE, measure) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_and_a_bare_graph_have_a_centrality(measure: Measure) -> None:
    empty: nx.Graph[str] = nx.Graph()
    assert centrality(empty, measure) == {}
    bare: nx.Graph[str] = nx.Graph()
    bare.add_nodes_from(["a", "b"])
    assert set(centrality(bare, measure)) == {"a", "b"}


def test_an_unknown_measure_is_an_error() -> None:
    with pytest.raises(KgraphError, match="'fame' is no centrality"):
        centrality(KARATE, "fame")  # type: ignore[arg-type]


def test_the_most_central_entities_come_first_and_can_be_of_one_label(sample: KnowledgeGraph) -> None:
    ranked = top_entities(sample, n=10)
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    methods = top_entities(sample, "degree", label="Dataset", n=5)
    assert {entity.label for entity, _ in methods} == {"Dataset"}
    assert len(methods) == 5


def test_betweenness_of_a_large_graph_is_estimated_the_same_each_time() -> None:
    graph: nx.Graph[str] = nx.relabel_nodes(nx.gnm_random_graph(300, 600, seed=1), str)
    assert centrality(graph, "betweenness") == centrality(graph, "betweenness")


def test_an_explanation_adds_up_and_quotes_both_papers(sample: KnowledgeGraph) -> None:
    link = max(sample.links, key=lambda link: link.weight)
    found = kgraph.why(sample, link.a, link.b)
    assert found.weight == link.weight
    assert tuple(shared.entity.id for shared in found.shared if shared.links) == link.shared
    assert sum(shared.entity.idf for shared in found.shared if shared.links) == pytest.approx(link.weight, abs=1e-5)
    for shared in found.shared:
        for evidence in (shared.evidence_a, shared.evidence_b):
            assert evidence.sentence[evidence.start : evidence.end] == evidence.mention.text


def test_papers_are_found_by_id_title_and_part_of_a_title(sample: KnowledgeGraph) -> None:
    paper = sample.papers["arxiv-1806.07572"]
    for wanted in ("arxiv-1806.07572", "1806.07572", paper.title, "neural tangent kernel: convergence"):
        assert kgraph.find_paper(sample, wanted) == paper


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ("networks", "1806.07572", "'networks' fits several papers"),
        ("zzzz", "1806.07572", "'zzzz' is no paper of this graph"),
        ("1806.07572", "arxiv-1806.07572", "are the same paper"),
        ("", "1806.07572", "'' is no paper"),
    ],
)
def test_a_paper_that_cannot_be_told_is_an_error(sample: KnowledgeGraph, a: str, b: str, message: str) -> None:
    with pytest.raises(KgraphError, match=message):
        kgraph.why(sample, a, b)

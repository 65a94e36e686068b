"""Betweenness over groups of twins is the betweenness of the whole graph."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from kgraph.analyse.betweenness import find_twins, score_betweenness
from kgraph.graph.networks import entity_graph
from kgraph.types import KnowledgeGraph


def scores_of(graph: nx.Graph[str]) -> dict[str, float]:
    matrix = nx.to_scipy_sparse_array(graph, dtype=np.dtype(float), format="csr")
    return dict(zip(graph, score_betweenness(matrix, find_twins(matrix)).tolist(), strict=True))


@st.composite
def graphs_of_papers(draw: st.DrawFn) -> nx.Graph[str]:
    """Entities, joined where a paper mentions both: cliques that overlap, so that many are twins."""
    entities = [f"e{number}" for number in range(draw(st.integers(1, 14)))]
    graph: nx.Graph[str] = nx.empty_graph(entities)
    for paper in draw(st.lists(st.sets(st.sampled_from(entities), max_size=6), max_size=7)):
        graph.add_edges_from(combinations(sorted(paper), 2))
    return graph


@given(graphs_of_papers())
def test_it_equals_networkx_where_cliques_overlap(graph: nx.Graph[str]) -> None:
    assert scores_of(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)


@pytest.mark.parametrize(
    "graph",
    [
        nx.path_graph(400),
        nx.star_graph(5),
        nx.complete_graph(6),
        nx.grid_2d_graph(8, 9),
        nx.barbell_graph(5, 3),
    ],
    ids=["path", "star", "clique", "grid", "barbell"],
)
def test_it_equals_networkx_on_known_shapes(graph: nx.Graph[object]) -> None:
    named: nx.Graph[str] = nx.relabel_nodes(graph, str)
    assert scores_of(named) == pytest.approx(nx.betweenness_centrality(named), abs=1e-12)


def test_twins_score_alike_and_a_bridge_between_them_the_most(sample: KnowledgeGraph) -> None:
    scores = scores_of(
        nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "c")])
    )
    assert scores == {"a": 0, "b": 0, "c": 4 / 6, "d": 0, "e": 0}
    graph = entity_graph(sample)
    assert scores_of(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)


def test_twins_are_neighbours_with_the_same_others() -> None:
    graph: nx.Graph[str] = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])
    graph.add_nodes_from(["x", "y"])
    assert find_twins(nx.to_scipy_sparse_array(graph, format="csr")).tolist() == [0, 0, 1, 2, 3, 3]


def test_a_graph_of_nothing_has_no_scores() -> None:
    for size in (0, 1, 3):
        matrix = sparse.csr_array((size, size))
        assert score_betweenness(matrix, find_twins(matrix)).tolist() == [0] * size

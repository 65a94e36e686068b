"""Betweenness over groups of twins is exact, and from sampled sources close to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from kgraph.analyse.betweenness import draw_sources, find_twins, score_betweenness
from kgraph.graph.networks import entity_graph
from kgraph.types import KnowledgeGraph


def scores_of(graph: nx.Graph[str], sources: Sequence[int] | None = None) -> dict[str, float]:
    matrix = nx.to_scipy_sparse_array(graph, dtype=np.dtype(float), format="csr")
    drawn = None if sources is None else np.array(sources)
    scores = score_betweenness(matrix, find_twins(matrix), drawn)
    return dict(zip(graph, scores.tolist(), strict=True))


@st.composite
def graphs_of_papers(draw: st.DrawFn) -> nx.Graph[str]:
    """Entities, linked if a paper mentions both: overlapping cliques with many twins."""
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


def test_twins_score_alike_and_a_bridge_between_them_the_most() -> None:
    scores = scores_of(
        nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "c")])
    )
    assert scores == {"a": 0, "b": 0, "c": 4 / 6, "d": 0, "e": 0}


@pytest.mark.slow
def test_it_equals_networkx_on_the_sample(sample: KnowledgeGraph) -> None:
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


def mentioned_together(seed: int) -> nx.Graph[str]:
    """Make the graph of 200 entities that 50 papers mention together, many of which are twins."""
    rng = np.random.default_rng(seed)
    graph: nx.Graph[str] = nx.empty_graph([f"e{number}" for number in range(200)])
    for _ in range(50):
        # Low numbers are mentioned often, high ones once or never.
        entities = {f"e{int(200 * rng.random() ** 3)}" for _ in range(8)}
        graph.add_edges_from(combinations(sorted(entities), 2))
    return graph


@pytest.mark.parametrize("seed", range(3))
def test_it_equals_networkx_on_random_graphs_with_and_without_twins(seed: int) -> None:
    without: nx.Graph[str] = nx.relabel_nodes(nx.gnm_random_graph(300, 900, seed=seed), str)
    for graph in (without, mentioned_together(seed)):
        assert scores_of(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)


@pytest.mark.slow
@settings(max_examples=15)
@given(graphs_of_papers())
def test_the_mean_of_all_samples_of_sources_is_the_exact_score(graph: nx.Graph[str]) -> None:
    samples = list(combinations(range(len(graph)), min(2, len(graph))))
    scores = [scores_of(graph, sample) for sample in samples]
    mean = {node: sum(each[node] for each in scores) / len(samples) for node in graph}
    assert mean == pytest.approx(scores_of(graph), abs=1e-12)


def test_all_nodes_as_sources_give_the_exact_score() -> None:
    graph = mentioned_together(0)
    assert scores_of(graph, range(len(graph))) == pytest.approx(scores_of(graph), abs=1e-12)


def test_an_estimate_is_as_near_as_the_size_of_its_sample_promises() -> None:
    graph = mentioned_together(1)
    exact, count = scores_of(graph), 50
    # The score of a node is the mean of what each source contributes, between 0 and n / (n - 1).
    # By Hoeffding's inequality, which holds for draws without replacement, one node's estimate is
    # further off than this with a probability of 1e-6 / n, so that any is with one of 1e-6.
    size = len(graph)
    bound = size / (size - 1) * math.sqrt(math.log(2 * size / 1e-6) / (2 * count))
    # By its variance over the sources, which is known here, the best node's is far nearer.
    best = max(exact, key=lambda node: exact[node])
    of_source = [scores_of(graph, [source])[best] for source in range(size)]
    error = np.std(of_source) / math.sqrt(count) * math.sqrt((size - count) / (size - 1))
    drawn = np.random.default_rng(0).choice(size, count, replace=False)
    estimate = scores_of(graph, drawn.tolist())
    assert max(abs(estimate[node] - exact[node]) for node in graph) < bound
    assert abs(estimate[best] - exact[best]) < 4 * error


def test_sources_are_drawn_from_more_than_5000_groups_and_are_always_the_same() -> None:
    assert draw_sources(np.arange(5000)) is None
    assert draw_sources(np.arange(9000) % 5000) is None
    first, second = draw_sources(np.arange(5001)), draw_sources(np.arange(5001))
    assert first is not None
    assert second is not None
    assert len(set(first.tolist())) == 256
    assert first.tolist() == second.tolist()

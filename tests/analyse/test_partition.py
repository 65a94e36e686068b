"""Communities depend on the graph and the seed alone, and their names distinguish them."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys

import networkx as nx
import pytest

from kgraph.analyse.partition import (
    Stability,
    adjusted_rand_index,
    leiden,
    leiden_stability,
)
from kgraph.errors import KgraphError
from kgraph.graph.networks import map_graph
from kgraph.types import KnowledgeGraph


def two_cliques() -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    for group in ("abcd", "wxyz1"):
        graph.add_edges_from((a, b) for a in group for b in group if a < b)
    graph.add_edge("d", "w")
    return graph


def ring(size: int) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.relabel_nodes(nx.cycle_graph(size), str)
    return graph


def test_cliques_are_communities_largest_first() -> None:
    assert leiden(two_cliques(), seed=1) == (frozenset("wxyz1"), frozenset("abcd"))


@pytest.mark.parametrize("shuffle", range(5))
def test_insertion_order_does_not_matter(shuffle: int) -> None:
    graph = nx.les_miserables_graph()
    edges = [(b, a, data["weight"]) for a, b, data in graph.edges(data=True)]
    random.Random(shuffle).shuffle(edges)
    other: nx.Graph[str] = nx.Graph()
    other.add_weighted_edges_from(edges)
    assert leiden(other, seed=3) == leiden(graph, seed=3)


def test_communities_cover_every_node_once() -> None:
    graph = nx.les_miserables_graph()
    communities = leiden(graph, seed=0)
    assert sorted(node for community in communities for node in community) == sorted(graph)


def test_ties_go_to_the_smallest_id() -> None:
    graph: nx.Graph[str] = nx.Graph([("d", "c"), ("b", "a")])
    assert leiden(graph, seed=0) == (frozenset("ab"), frozenset("cd"))


def test_graphs_without_nodes_or_edges() -> None:
    assert leiden(nx.Graph(), seed=0) == ()
    assert leiden(nx.empty_graph(["b", "a"]), seed=0) == (frozenset("a"), frozenset("b"))


def test_communities_hang_together_and_are_no_worse_than_louvain(sample: KnowledgeGraph) -> None:
    graph = map_graph(sample)
    for seed in range(3):
        found = leiden(graph, seed=seed)
        assert all(nx.is_connected(graph.subgraph(community)) for community in found)
        other = nx.community.louvain_communities(graph, seed=seed)
        assert nx.community.modularity(graph, found) >= nx.community.modularity(graph, other)


def test_a_higher_resolution_gives_smaller_communities() -> None:
    graph = nx.les_miserables_graph()
    sizes = [len(leiden(graph, seed=0, resolution=resolution)[0]) for resolution in (0.1, 1, 4)]
    assert sizes[0] > sizes[1] > sizes[2]


def test_the_hash_seed_does_not_matter() -> None:
    code = (
        "import networkx as nx; from kgraph.analyse.partition import leiden;"
        "graph = nx.les_miserables_graph();"
        "print([sorted(c) for s in (0, -1, 2**70) for c in leiden(graph, seed=s)])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_nodes_without_an_edge_and_loops_are_communities_of_their_own() -> None:
    graph = two_cliques()
    graph.add_node("alone")
    graph.add_edge("loop", "loop")
    assert leiden(graph, seed=0)[2:] == (frozenset(["alone"]), frozenset(["loop"]))


@pytest.mark.parametrize("weight", [0, -1, math.nan, math.inf])
def test_a_weight_that_is_none_is_an_error(weight: float) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1), ("b", "c", weight)])
    with pytest.raises(KgraphError, match=f"link of b and c has the weight {weight}"):
        leiden(graph, seed=0)


def test_wrong_questions_are_errors() -> None:
    for resolution in (0, math.nan, math.inf):
        with pytest.raises(KgraphError, match=f"resolution {resolution} does not fit"):
            leiden(two_cliques(), seed=0, resolution=resolution)
    with pytest.raises(KgraphError, match="1 seeds cannot be compared"):
        leiden_stability(two_cliques(), seeds=1)


def test_the_adjusted_rand_index_worked_out_by_hand() -> None:
    # 6 nodes, 15 pairs. Pairs in one set: 6 of a, 3 of b, 2 of both; by chance 6 * 3 / 15, at most
    # (6 + 3) / 2.
    a, b = [{"1", "2", "3"}, {"4", "5", "6"}], [{"1", "2"}, {"3", "4"}, {"5", "6"}]
    assert adjusted_rand_index(a, b) == pytest.approx((2 - 6 * 3 / 15) / ((6 + 3) / 2 - 6 * 3 / 15))
    assert adjusted_rand_index(b, a) == adjusted_rand_index(a, b)


def test_the_adjusted_rand_index_of_equal_and_of_random_partitions() -> None:
    cliques = leiden(two_cliques(), seed=0)
    assert adjusted_rand_index(cliques, cliques[::-1]) == 1
    assert adjusted_rand_index([], []) == 1
    rng = random.Random(0)
    draws = [[rng.randrange(3) for _ in range(60)] for _ in range(200)]
    partitions = [
        [{str(i) for i, own in enumerate(draw) if own == group} for group in range(3)]
        for draw in draws
    ]
    mean = (
        sum(
            adjusted_rand_index(a, b)
            for a, b in zip(partitions[::2], partitions[1::2], strict=True)
        )
        / 100
    )
    assert abs(mean) < 0.01


def test_what_the_seed_cannot_change_is_stable() -> None:
    assert leiden_stability(two_cliques()) == Stability(1, (1, 1))
    assert leiden_stability(ring(40)).overall < 0.9
    assert leiden_stability(nx.Graph()) == Stability(1, ())


def test_the_stability_of_a_community_is_its_mean_best_match() -> None:
    graph = ring(13)
    first, second, third = (leiden(graph, seed=seed) for seed in (5, 6, 7))
    best = [
        [max(len(a & b) / len(a | b) for b in other) for a in first] for other in (second, third)
    ]
    each = leiden_stability(graph, seed=5, seeds=3).each
    assert each == pytest.approx([(a + b) / 2 for a, b in zip(*best, strict=True)])
    assert min(each) < 1


def test_a_clique_stays_together_where_a_ring_does_not() -> None:
    graph = nx.union(ring(40), two_cliques(), rename=("ring", ""))
    each = dict(zip(leiden(graph, seed=0), leiden_stability(graph).each, strict=True))
    assert each[frozenset("abcd")] == 1
    assert min(each.values()) < 0.9


def test_the_best_of_the_trials_is_kept() -> None:
    # One trial gives a modularity of 0.565822 or of 0.566688, with the seed.
    graph = nx.les_miserables_graph()
    found = {
        round(nx.community.modularity(graph, leiden(graph, seed=seed)), 6) for seed in range(30)
    }
    assert found == {0.566688}

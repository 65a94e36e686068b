"""Communities depend on the graph and the seed alone, and their names tell them apart."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from kgraph.analyse.communities import find_communities, name_communities


def two_cliques() -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    for group in ("abcd", "wxyz1"):
        graph.add_edges_from((a, b) for a in group for b in group if a < b)
    graph.add_edge("d", "w")
    return graph


def test_cliques_are_communities_largest_first() -> None:
    assert find_communities(two_cliques(), seed=1) == (frozenset("wxyz1"), frozenset("abcd"))


@pytest.mark.parametrize("shuffle", range(5))
def test_insertion_order_does_not_matter(shuffle: int) -> None:
    graph = nx.les_miserables_graph()
    edges = [(b, a, data["weight"]) for a, b, data in graph.edges(data=True)]
    random.Random(shuffle).shuffle(edges)
    other: nx.Graph[str] = nx.Graph()
    other.add_weighted_edges_from(edges)
    assert find_communities(other, seed=3) == find_communities(graph, seed=3)


def test_communities_cover_every_node_once() -> None:
    graph = nx.les_miserables_graph()
    communities = find_communities(graph, seed=0)
    assert sorted(node for community in communities for node in community) == sorted(graph)


def test_ties_go_to_the_smallest_id() -> None:
    graph: nx.Graph[str] = nx.Graph([("d", "c"), ("b", "a")])
    assert find_communities(graph, seed=0) == (frozenset("ab"), frozenset("cd"))


def test_graphs_without_nodes_or_edges() -> None:
    assert find_communities(nx.Graph(), seed=0) == ()
    assert find_communities(nx.empty_graph(["b", "a"]), seed=0) == (frozenset("a"), frozenset("b"))


def test_a_word_used_by_all_names_nothing() -> None:
    uses = [{"deep learning": 10, name: 4} for name in ("grokking", "pruning", "attention", "scaling law")]
    assert name_communities(uses) == (("grokking",), ("pruning",), ("attention",), ("scaling law",))


def test_the_telling_name_comes_before_the_frequent_one() -> None:
    names = name_communities([{"model": 6, "grokking": 5}, {"model": 5, "pruning": 4}])
    assert names == (("grokking", "model"), ("pruning",))


def test_names_within_names_are_left_out() -> None:
    uses = [{"neural tangent kernel": 5, "kernel": 3, "Tangent Kernel": 2, "grokking": 1}]
    assert name_communities(uses) == (("neural tangent kernel", "grokking"),)


def test_a_community_without_uses_has_no_name() -> None:
    assert name_communities([{}, {"a": 1}], size=2) == ((), ("a",))

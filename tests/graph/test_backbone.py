"""The disparity filter has the values computed by hand; the backbone keeps every node linked."""

from __future__ import annotations

import random
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from kgraph.errors import KgraphError
from kgraph.graph.backbone import backbone, disparity
from kgraph.graph.networks import paper_graph
from kgraph.types import KnowledgeGraph

EDGES = st.dictionaries(
    st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")).filter(
        lambda pair: pair[0] < pair[1]
    ),
    st.integers(1, 9),
    min_size=1,
)


def graph_of(edges: dict[tuple[str, str], float]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in edges.items())
    return graph


def pairs_of(graph: nx.Graph[str]) -> set[tuple[str, str]]:
    return {(min(pair), max(pair)) for pair in graph.edges}


def test_p_values_worked_out_by_hand() -> None:
    # strengths: a 10 (3 links), b 7 (2 links), c 4 (2 links), d 3 (1 link)
    p = disparity(graph_of({("a", "b"): 6, ("a", "c"): 3, ("b", "c"): 1, ("a", "d"): 1}))
    assert list(p) == [("a", "b"), ("a", "c"), ("a", "d"), ("b", "c")]
    assert p["a", "b"] == pytest.approx(min((1 - 6 / 10) ** 2, 1 - 6 / 7))
    assert p["a", "c"] == pytest.approx(min((1 - 3 / 10) ** 2, 1 - 3 / 4))
    assert p["a", "d"] == pytest.approx((1 - 1 / 10) ** 2)  # d's one link says nothing
    assert p["b", "c"] == pytest.approx(min(1 - 1 / 7, 1 - 1 / 4))


@pytest.mark.parametrize(("degree", "share"), [(2, 0.5), (3, 0.7), (6, 0.4)])
def test_p_is_the_integral_of_the_article(degree: int, share: float) -> None:
    # 1 - (k - 1) * integral from 0 to w / s of (1 - x) ** (k - 2)
    rest = (1 - share) / (degree - 1)
    star = graph_of({("a", "b"): share} | {("a", f"c{i}"): rest for i in range(degree - 1)})
    integral, _ = integrate.quad(lambda x: (1 - x) ** (degree - 2), 0, share)
    assert disparity(star)["a", "b"] == pytest.approx(1 - (degree - 1) * integral)


def test_a_link_with_two_ends_of_degree_one_has_p_one_and_stays() -> None:
    pair = graph_of({("a", "b"): 5})
    assert disparity(pair) == {("a", "b"): 1.0}
    assert list(backbone(pair, 0.05).edges) == [("a", "b")]
    assert not backbone(pair, 0.05, floor=0).edges
    assert not backbone(pair, 1, floor=0).edges  # p is to be below alpha


def test_p_equal_to_alpha_is_not_below_it() -> None:
    halves = graph_of({("m", "a"): 3, ("m", "b"): 3})
    assert not backbone(halves, 0.5, floor=0).edges
    assert len(backbone(halves, 0.51, floor=0).edges) == 2


def test_ties_go_to_the_lower_p_and_then_the_smaller_id() -> None:
    star = graph_of({("m", "z"): 2, ("m", "b"): 2, ("m", "c"): 2})
    star.add_weighted_edges_from([("z", "y", 9), ("b", "x", 9), ("c", "w", 9)])
    assert pairs_of(backbone(star, 0, floor=1)) == {("b", "m"), ("b", "x"), ("c", "w"), ("y", "z")}
    # Eleven links at c: m's is not its strongest, yet heavier than chance has it.
    star.add_weighted_edges_from(("c", f"u{i}", 0.1) for i in range(9))
    leaves = {("c", f"u{i}") for i in range(9)}
    assert pairs_of(backbone(star, 0, floor=1)) - leaves == {
        ("c", "m"),
        ("b", "x"),
        ("c", "w"),
        ("y", "z"),
    }


@given(EDGES, st.floats(0, 1), st.integers(0, 3))
def test_the_backbone_is_exactly_the_significant_and_the_strongest(
    edges: dict[tuple[str, str], float], alpha: float, floor: int
) -> None:
    graph = graph_of(edges)
    kept, p = backbone(graph, alpha, floor=floor), disparity(graph)
    assert set(kept) == set(graph)
    for node in graph:
        assert kept.degree[node] >= min(floor, graph.degree[node])
        missing = [
            graph.edges[node, other]["weight"] for other in graph[node] if other not in kept[node]
        ]
        strong = sorted(
            (graph.edges[node, other]["weight"] for other in graph[node]), reverse=True
        )[:floor]
        assert not missing or not floor or max(missing) <= min(strong)
    assert pairs_of(kept) >= {pair for pair in p if p[pair] < alpha}
    assert all(0 <= value <= 1 for value in p.values())


@given(EDGES, st.randoms())
def test_insertion_order_and_scale_do_not_matter(
    edges: dict[tuple[str, str], float], rng: random.Random
) -> None:
    items = list(edges.items())
    rng.shuffle(items)
    other = graph_of({(b, a): 4 * weight for (a, b), weight in items})
    assert disparity(other) == disparity(graph_of(edges))
    assert pairs_of(backbone(other, 0.3)) == pairs_of(backbone(graph_of(edges), 0.3))


def test_a_higher_alpha_only_adds(sample: KnowledgeGraph) -> None:
    graph = paper_graph(sample)
    nested = [pairs_of(backbone(graph, alpha)) for alpha in (0, 0.05, 0.2, 1)]
    assert all(small <= large for small, large in pairwise(nested))
    assert len(nested[0]) < graph.number_of_edges()
    assert nx.number_of_isolates(backbone(graph, 0)) == nx.number_of_isolates(graph)


def test_attributes_stay_and_the_argument_is_not_changed(sample: KnowledgeGraph) -> None:
    graph = paper_graph(sample)
    for a, b, data in backbone(graph, 0.1).edges(data=True):
        assert {**graph.edges[a, b], "p": data["p"]} == data
        assert "p" not in graph.edges[a, b]


def test_empty_graphs_and_loops() -> None:
    assert disparity(nx.Graph()) == {}
    loop: nx.Graph[str] = nx.Graph([("a", "a"), ("a", "b")])
    assert disparity(loop) == {("a", "b"): 1.0}


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_an_error(weight: float) -> None:
    with pytest.raises(KgraphError, match="Give weights above 0"):
        disparity(graph_of({("a", "b"): weight}))


@pytest.mark.parametrize(("alpha", "floor"), [(-0.1, 1), (1.1, 1), (0.1, -1)])
def test_an_alpha_or_floor_out_of_range_is_an_error(alpha: float, floor: int) -> None:
    with pytest.raises(KgraphError, match="out of range"):
        backbone(graph_of({("a", "b"): 1}), alpha, floor=floor)

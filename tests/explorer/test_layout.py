"""The layout: the same each time, nodes apart, and each community in its own disc."""

from __future__ import annotations

import math
import time
from itertools import combinations

import networkx as nx
import pytest

from kgraph.analyse.partition import leiden
from kgraph.analyse.view import View
from kgraph.explorer import layout as layouts
from kgraph.explorer.layout import Layout, place_nodes, prominence_shown
from kgraph.types import KnowledgeGraph


def communities_of_cliques(count: int, size: int) -> nx.Graph[str]:
    """Cliques in a chain, each node of them with a leaf of its own, and two nodes alone."""
    graph = nx.relabel_nodes(nx.connected_caveman_graph(count, size), str)
    graph.add_edges_from((node, f"leaf-{node}") for node in list(graph))
    graph.add_nodes_from(["alone-1", "alone-2"])
    return graph


def lay_out(graph: nx.Graph[str], *, seed: int = 1) -> tuple[Layout, tuple[frozenset[str], ...]]:
    linked = graph.subgraph(node for node in graph if graph.degree[node])
    communities = leiden(linked, seed=seed)
    return place_nodes(graph, communities, dict.fromkeys(graph, 5.0), seed=seed), communities


def test_every_node_has_a_place_and_every_community_a_disc() -> None:
    graph = communities_of_cliques(4, 6)
    layout, communities = lay_out(graph)
    assert set(layout.positions) == set(graph)
    assert len(layout.discs) == len(communities)


def test_the_same_graph_in_another_order_has_the_same_layout() -> None:
    graph = communities_of_cliques(4, 6)
    other: nx.Graph[str] = nx.Graph()
    other.add_nodes_from(reversed(list(graph)))
    other.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    assert lay_out(other)[0] == lay_out(graph)[0]


def test_nodes_do_not_overlap() -> None:
    layout, _ = lay_out(communities_of_cliques(5, 8))
    nearest = min(math.dist(a, b) for a, b in combinations(layout.positions.values(), 2))
    assert nearest >= 9


def test_nodes_lie_in_the_disc_of_their_community_and_discs_apart() -> None:
    layout, communities = lay_out(communities_of_cliques(5, 8))
    for disc, community in zip(layout.discs, communities, strict=True):
        assert all(
            math.dist(layout.positions[node], (disc.x, disc.y)) <= disc.radius + 2
            for node in community
        )
    for a, b in combinations(layout.discs, 2):
        assert math.dist((a.x, a.y), (b.x, b.y)) >= a.radius + b.radius


def test_a_leaf_sits_nearer_to_its_neighbour_than_to_any_other() -> None:
    layout, _ = lay_out(communities_of_cliques(3, 5))
    places = layout.positions
    for leaf in (node for node in places if node.startswith("leaf-")):
        core = [node for node in places if node.isdigit()]
        assert min(
            core, key=lambda node: math.dist(places[node], places[leaf])
        ) == leaf.removeprefix("leaf-")


def test_nodes_without_a_community_have_a_place_of_their_own() -> None:
    graph = communities_of_cliques(3, 5)
    hubs = {"hub-1", "hub-2"}
    graph.add_edges_from((hub, node) for hub in sorted(hubs) for node in ("0", "6", "11"))
    linked = graph.subgraph(node for node in graph if graph.degree[node] and node not in hubs)
    communities = leiden(linked, seed=1)
    layout = place_nodes(graph, communities, dict.fromkeys(graph, 5.0), seed=1)
    assert len(layout.discs) == len(communities)
    for hub in hubs:
        place = layout.positions[hub]
        assert all(math.dist(place, (disc.x, disc.y)) > disc.radius for disc in layout.discs)
        assert place[0] < layout.positions["alone-1"][0]


def test_nodes_without_neighbours_are_parked_at_the_side() -> None:
    layout, _ = lay_out(communities_of_cliques(3, 5))
    right = max(disc.x + disc.radius for disc in layout.discs)
    assert all(layout.positions[node][0] > right for node in ("alone-1", "alone-2"))


@pytest.mark.parametrize("graph", [nx.Graph(), nx.empty_graph(["a"]), nx.Graph([("a", "b")])])
def test_tiny_graphs(graph: nx.Graph[str]) -> None:
    assert set(lay_out(graph)[0].positions) == set(graph)


def test_an_entity_is_larger_the_more_prominent_it_is(sample: KnowledgeGraph) -> None:
    view = View(sample)
    radii, scores = layouts.lay_out(view).radii, prominence_shown(view)
    ranked = [radii[f"entity/{id_}"] for id_ in sorted(scores, key=lambda id_: scores[id_])]
    assert ranked == sorted(ranked)
    assert (ranked[0], ranked[-1]) == (3.2, 26)
    assert {radii[f"entity/{hub}"] for hub in sample.hubs} == {3.2}
    assert {radii[f"paper/{paper}"] for paper in sample.papers} == {6}


def test_hubs_have_room_for_the_size_that_other_measures_give_them(sample: KnowledgeGraph) -> None:
    positions = layouts.lay_out(View(sample)).positions
    places = [positions[f"entity/{hub}"] for hub in sample.hubs]
    assert min(math.dist(a, b) for a, b in combinations(places, 2)) > 26


@pytest.mark.slow
def test_three_thousand_nodes_take_seconds() -> None:
    graph = communities_of_cliques(15, 100)
    start = time.process_time()
    lay_out(graph)
    assert time.process_time() - start < 12

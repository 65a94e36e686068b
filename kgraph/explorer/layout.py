"""The layout: a fixed position on the map for every node, so that the map is always the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from kgraph.analyse.view import View

Points = NDArray[np.float64]
"""Shape (n, 2): x to the right and y down, in layout units (one unit is one pixel at zoom 1)."""

GAP = 7.0
"""Free space between two nodes, in layout units."""

DISC_GAP = 46.0
"""Free space between two communities, in layout units."""

PAPER_RADIUS = 6.0
"""The radius of every paper, in layout units."""

LEAST_RADIUS = 3.2
LARGEST_RADIUS = 26.0
"""The radii of the least and the most prominent entity, in layout units."""

GROWTH = 0.75
"""The power of the prominence that a radius grows with; at 0.5 it is the area that does."""

HUB_ROOM = 14.0
"""The radius of the room of a hub: its node is the least, but large by most other measures."""

WIDTH_TO_HEIGHT = 1.35
"""The rough ratio of the whole, as in the part of a window that the map has."""

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
"""Points at multiples of this angle never line up: seeds in a sunflower (Vogel 1979)."""


@dataclass(frozen=True, slots=True)
class Disc:
    """The circle that holds a community, in layout units."""

    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The position and radius of each node, and the disc of each community, in layout units."""

    positions: Mapping[str, tuple[int, int]]
    radii: Mapping[str, float]
    discs: tuple[Disc, ...]


def lay_out(view: View) -> Layout:
    """Place the nodes of a view's map graph, each community in a disc.

    Papers are drawn alike, an entity larger the more prominent it is.
    """
    graph = view.map_graph
    radii = dict.fromkeys(graph, PAPER_RADIUS) | _entity_radii(view)
    members = [community.members for community in view.communities]
    room = radii | {f"entity/{hub}": HUB_ROOM for hub in view.kg.hubs}
    return replace(place_nodes(graph, members, room, seed=view.seed), radii=radii)


def prominence_shown(view: View) -> dict[str, float]:
    """Return the prominence of each entity by its id; 0 for hubs, and where it is below 0."""
    scores = view.entity_centrality("prominence")
    return {
        entity.id: 0.0 if entity.hub else max(0.0, scores[entity.id])
        for entity in view.kg.entities.values()
    }


def _entity_radii(view: View) -> dict[str, float]:
    """Return the radius of each entity's node."""
    scores = prominence_shown(view)
    highest = max(scores.values(), default=0.0) or 1.0
    return {
        f"entity/{id_}": round(
            LEAST_RADIUS + (LARGEST_RADIUS - LEAST_RADIUS) * (score / highest) ** GROWTH, 1
        )
        for id_, score in scores.items()
    }


def place_nodes(
    graph: nx.Graph[str],
    communities: Sequence[frozenset[str]],
    radii: Mapping[str, float],
    *,
    seed: int,
) -> Layout:
    """Place communities as discs, their nodes inside them, and isolated nodes at the side.

    The other nodes, which have neighbours but no community, are placed like one more community.
    A node with one neighbour sits on a ring around it; the others repel each other and are pulled
    together by their links, then pushed apart until no two overlap.

    Args:
        graph: An undirected graph; the edge attribute `weight` (1 where absent) is above 0.
        communities: Disjoint sets of nodes.
        radii: The radius of each node, in layout units.
        seed: Any integer; the same input and seed give the same layout.

    Returns:
        A position for every node of the graph and a disc for every community.
    """
    rng = np.random.default_rng(seed)
    rings = _rings(graph)
    others = _others(graph, communities)
    groups = [*communities, others] if others else communities
    inside = [_place_community(graph, sorted(group), rings, radii, rng) for group in groups]
    disc_radii = np.array([_extent(places, radii) for places in inside])
    centres = _place_discs(disc_radii, _flows(graph, groups), rng)
    positions = {
        node: (round(float(point[0] + centre[0])), round(float(point[1] + centre[1])))
        for places, centre in zip(inside, centres, strict=True)
        for node, point in places.items()
    }
    discs = tuple(
        Disc(round(float(x)), round(float(y)), math.ceil(radius))
        for (x, y), radius in zip(centres, disc_radii, strict=True)
    )
    parked = _park([node for node in sorted(graph) if node not in positions], discs, radii)
    return Layout({**positions, **parked}, radii, discs[: len(communities)])


def _others(graph: nx.Graph[str], communities: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the nodes that have neighbours but no community: hubs, and what is rarely linked."""
    return frozenset(node for node in graph if graph.degree[node]).difference(*communities)


def _rings(graph: nx.Graph[str]) -> dict[str, list[str]]:
    """Map a node to the nodes whose only neighbour it is; of an isolated pair, to the second."""
    rings: dict[str, list[str]] = {}
    for node in sorted(graph):
        neighbours = [neighbour for neighbour in graph[node] if neighbour != node]
        if len(neighbours) == 1 and (graph.degree[neighbours[0]] > 1 or neighbours[0] < node):
            rings.setdefault(neighbours[0], []).append(node)
    return rings


def _place_community(
    graph: nx.Graph[str],
    members: Sequence[str],
    rings: Mapping[str, Sequence[str]],
    radii: Mapping[str, float],
    rng: np.random.Generator,
) -> dict[str, Points]:
    """Place one community's nodes around (0, 0)."""
    belongs = set(members)
    on_ring = {node for centre in members for node in rings.get(centre, ()) if node in belongs}
    core = [node for node in members if node not in on_ring]
    around = [[node for node in rings.get(centre, ()) if node in on_ring] for centre in core]
    rounds = [_ring(centre, nodes, radii) for centre, nodes in zip(core, around, strict=True)]
    reach = np.array([size for _, size in rounds])
    points = _separate(_spread(_weights(graph, core), reach, rng), reach, GAP)
    places = dict(zip(core, points, strict=True))
    for centre, nodes, (offsets, _) in zip(core, around, rounds, strict=True):
        places.update(zip(nodes, places[centre] + offsets, strict=True))
    return places


def _ring(centre: str, nodes: Sequence[str], radii: Mapping[str, float]) -> tuple[Points, float]:
    """Lay nodes around a centre as in a sunflower; return their offsets and the total radius."""
    if not nodes:
        return np.zeros((0, 2)), radii[centre]
    step = 2 * max(radii[node] for node in nodes) + 2
    hole = ((radii[centre] + step) / step) ** 2
    order = np.arange(len(nodes))
    distance = step * np.sqrt(hole + order * 0.85)
    offsets = np.column_stack(
        (distance * np.cos(order * GOLDEN_ANGLE), distance * np.sin(order * GOLDEN_ANGLE))
    )
    return offsets, float(distance[-1] + step / 2)


def _weights(graph: nx.Graph[str], nodes: Sequence[str]) -> NDArray[np.float64]:
    """Return the symmetric matrix of link weights among some nodes, with mean 1 over its links."""
    rows = {node: number for number, node in enumerate(nodes)}
    matrix = np.zeros((len(nodes), len(nodes)))
    for a in nodes:
        for b, data in graph[a].items():
            if b in rows and b != a:
                matrix[rows[a], rows[b]] = data.get("weight", 1.0)
    linked = matrix > 0
    return matrix / matrix[linked].mean() if linked.any() else matrix


def _spread(
    weights: NDArray[np.float64], reach: NDArray[np.float64], rng: np.random.Generator
) -> Points:
    """Lay out one connected group by force, scaled to the room that its nodes take.

    References:
        Fruchterman and Reingold 1991, doi:10.1002/spe.4380211102.
    """
    count = len(weights)
    points: Points = rng.uniform(-0.5, 0.5, (count, 2))
    if count < 2:
        return np.zeros((count, 2))
    ideal = 1 / math.sqrt(count)
    rounds = int(min(90, max(12, 2.5e7 / count**2)))  # a round costs count²: fewer for large groups
    for heat in np.linspace(0.12, 0.004, rounds):
        force = _forces(points, weights, ideal)
        # einsum, not a product of matrices: its bits do not depend on the number of threads. The
        # last term pulls towards the middle, so that loosely connected nodes do not drift away.
        push = (
            force.sum(axis=1)[:, None] * points
            - np.einsum("ij,jk->ik", force, points)
            - points * 0.6
        )
        points = points + push * (heat / np.maximum(np.sqrt((push**2).sum(axis=1)), 1e-9))[:, None]
    return _fill(
        points - points.mean(axis=0), math.sqrt(1.5 * float(((reach + GAP / 2) ** 2).sum()))
    )


def _forces(points: Points, weights: NDArray[np.float64], ideal: float) -> NDArray[np.float64]:
    """Return how strongly each two points repel (below 0: attract), per unit of distance.

    It works in place because allocation is what costs: 3 times as fast as plain expressions for 300
    and for 1,000 points.
    """
    square = np.subtract.outer(points[:, 0], points[:, 0]) ** 2
    square += np.subtract.outer(points[:, 1], points[:, 1]) ** 2
    np.maximum(square, 1e-6, out=square)
    force: NDArray[np.float64] = ideal**2 / square
    np.sqrt(square, out=square)
    square *= weights
    square *= 0.35 / ideal
    force -= square
    return force


def _fill(points: Points, radius: float) -> Points:
    """Scale points around (0, 0) to a disc, moving the farthest 8 percent onto its rim."""
    distance = np.maximum(np.sqrt((points**2).sum(axis=1)), 1e-9)
    rim = float(np.percentile(distance, 92))
    scaled: Points = points * (radius / rim * np.minimum(1, rim / distance))[:, None]
    return scaled


def _separate(
    points: Points, reach: NDArray[np.float64], gap: float, *, rounds: int = 90
) -> Points:
    """Push overlapping circles apart, a little each round, for at most `rounds` rounds."""
    if len(points) < 2:
        return points
    moved = points.copy()
    for _ in range(rounds):
        pairs = cKDTree(moved).query_pairs(2 * float(reach.max()) + gap, output_type="ndarray")
        delta = moved[pairs[:, 0]] - moved[pairs[:, 1]]
        distance = np.sqrt((delta**2).sum(axis=1))
        overlap = reach[pairs[:, 0]] + reach[pairs[:, 1]] + gap - distance
        close = overlap > 0.01
        if not close.any():
            break
        first, second = pairs[close, 0], pairs[close, 1]
        # Two circles at the same point have no direction to part in: each pair gets its own.
        angle = (first * GOLDEN_ANGLE)[:, None]
        away = np.where(
            distance[close, None] > 1e-6, delta[close], np.hstack((np.cos(angle), np.sin(angle)))
        )
        push = away / np.sqrt((away**2).sum(axis=1))[:, None] * (overlap[close] * 0.52)[:, None]
        np.add.at(moved, first, push)
        np.add.at(moved, second, -push)
    return moved


def _extent(places: Mapping[str, Points], radii: Mapping[str, float]) -> float:
    """Return the radius of the circle around (0, 0) that holds placed nodes."""
    return (
        max((math.hypot(*point) + radii[node] for node, point in places.items()), default=0.0) + GAP
    )


def _flows(graph: nx.Graph[str], communities: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Return the symmetric matrix of weights between communities, with mean 1 over its links."""
    home = {node: number for number, community in enumerate(communities) for node in community}
    matrix = np.zeros((len(communities), len(communities)))
    for a, b, weight in graph.edges(data="weight", default=1.0):
        if home[a] != home[b]:
            matrix[home[a], home[b]] += weight
    matrix = matrix + matrix.T
    linked = matrix > 0
    return matrix / matrix[linked].mean() if linked.any() else matrix


def _place_discs(
    disc_radii: NDArray[np.float64], flows: NDArray[np.float64], rng: np.random.Generator
) -> Points:
    """Place discs so that related discs are near, none overlap, and the whole fills a window."""
    points = _spread(flows, disc_radii, rng)
    if len(points) < 2:
        return points
    # Squeeze the whole towards the middle, more along its longer side; part what then overlaps.
    for _ in range(120):
        width, height = np.ptp(
            np.vstack((points - disc_radii[:, None], points + disc_radii[:, None])), axis=0
        )
        squeeze = (0.95, 0.985) if width > WIDTH_TO_HEIGHT * height else (0.985, 0.95)
        points = _separate(points * np.array(squeeze), disc_radii, DISC_GAP, rounds=4)
    return _separate(points, disc_radii, DISC_GAP, rounds=400)


def _park(
    nodes: Sequence[str], discs: Sequence[Disc], radii: Mapping[str, float]
) -> dict[str, tuple[int, int]]:
    """Place nodes without neighbours in columns to the right of everything."""
    if not nodes:
        return {}
    step = math.ceil(2 * max(radii[node] for node in nodes) + 2 * GAP)
    left = max((disc.x + disc.radius for disc in discs), default=0) + 2 * round(DISC_GAP)
    top = min((disc.y - disc.radius for disc in discs), default=0)
    bottom = max((disc.y + disc.radius for disc in discs), default=0)
    rows = max(math.ceil(math.sqrt(len(nodes))), (bottom - top) // step)
    return {
        node: (left + step * (number // rows), top + step * (number % rows))
        for number, node in enumerate(nodes)
    }

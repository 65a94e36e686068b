"""The backbone of a weighted graph: its significant links, and the strongest of each node."""

from __future__ import annotations

import math

import networkx as nx

from kgraph.errors import KgraphError


def disparity(graph: nx.Graph[str]) -> dict[tuple[str, str], float]:
    """Return the p-value of each link under the disparity filter.

    That is the probability that chance makes the link at least this heavy.

    Seen from an end with k links and strength s (the sum of their weights), a link of weight w has
    p = (1 - w / s) ** (k - 1): the probability that one of the k parts of a stick, broken at k - 1
    uniformly drawn points, is longer than w / s. An end with one link gives no evidence: p = 1. A
    link has the lower p of its ends.

    Args:
        graph: An undirected graph. The edge attribute `weight` is above 0, and 1 by default. Loops
            are ignored.

    Returns:
        The p-value, 0 to 1, of each link (a, b) with a < b, sorted. They are not corrected for the
        number of links.

    Raises:
        KgraphError: A weight is not above 0.

    References:
        Serrano, Boguñá and Vespignani 2009, equation 2, doi:10.1073/pnas.0808904106.
    """
    weights = _weights(graph)
    of_node: dict[str, list[float]] = {}
    for pair, weight in weights.items():
        for end in pair:
            of_node.setdefault(end, []).append(weight)
    strengths = {node: math.fsum(own) for node, own in of_node.items()}
    return {
        pair: min(_chance(weight, strengths[end], len(of_node[end])) for end in pair)
        for pair, weight in weights.items()
    }


def backbone(graph: nx.Graph[str], alpha: float, *, floor: int = 1) -> nx.Graph[str]:
    """Return the graph with only its significant links and the strongest links of each node.

    Args:
        graph: As for `disparity`.
        alpha: A link is kept if its p-value is below this, from 0 to 1; at 0 only those of `floor`
            are kept.
        floor: A link is also kept if it is one of the `floor` strongest links of either end. Links
            of equal weight rank by p-value, then by the id of the other end. From 1 on, every node
            with a link keeps one.

    Returns:
        A new graph with all nodes and the links that are kept, with their attributes and `p`.

    Raises:
        KgraphError: A weight is not above 0, or `alpha` or `floor` is out of range.
    """
    if not 0 <= alpha <= 1 or floor < 0:
        raise KgraphError(
            f"alpha {alpha} or floor {floor} is out of range. "
            "Give an alpha from 0 to 1 and a floor of at least 0."
        )
    chances = disparity(graph)
    strongest = _strongest(_weights(graph), chances, floor)
    kept: nx.Graph[str] = nx.Graph()
    kept.add_nodes_from(graph.nodes(data=True))
    for (a, b), p in chances.items():
        if p < alpha or (a, b) in strongest:
            kept.add_edge(a, b, **{**graph.edges[a, b], "p": p})
    return kept


def _weights(graph: nx.Graph[str]) -> dict[tuple[str, str], float]:
    """Return the weight of each link (a, b) with a < b, sorted, without loops."""
    ends = (
        (min(a, b), max(a, b), weight)
        for a, b, weight in graph.edges(data="weight", default=1.0)
        if a != b
    )
    weights = {(a, b): weight for a, b, weight in sorted(ends)}
    for (a, b), weight in weights.items():
        if not (weight > 0 and math.isfinite(weight)):
            raise KgraphError(
                f"The link of {a} and {b} has the weight {weight}. Give weights above 0."
            )
    return weights


def _chance(weight: float, strength: float, degree: int) -> float:
    return 1.0 if degree == 1 else max(0.0, 1 - weight / strength) ** (degree - 1)


def _strongest(
    weights: dict[tuple[str, str], float], chances: dict[tuple[str, str], float], floor: int
) -> set[tuple[str, str]]:
    """Return the links that are among the `floor` strongest of one of their ends."""
    ranked: dict[str, list[tuple[float, float, str, tuple[str, str]]]] = {}
    for pair, weight in weights.items():
        for end, other in (pair, pair[::-1]):
            ranked.setdefault(end, []).append((-weight, chances[pair], other, pair))
    return {link[-1] for links in ranked.values() for link in sorted(links)[:floor]}

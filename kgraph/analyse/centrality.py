"""Which nodes of a graph are central, by the usual measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import networkx as nx

from kgraph.errors import KgraphError
from kgraph.graph.networks import entity_graph
from kgraph.types import MEASURES, Entity, KnowledgeGraph, Label, Measure

# Betweenness is exact up to this many nodes; above, it is estimated from this many sources (Brandes and Pich 2007).
_SOURCES = 256
_SEED = 0


class Ranked(NamedTuple):
    """An entity with its centrality."""

    entity: Entity
    score: float


def centrality(graph: nx.Graph[str], by: Measure = "pagerank") -> dict[str, float]:
    """Return the centrality of each node, in the graph's node order.

    Args:
        graph: A graph whose edges carry `weight`; the heavier, the closer. PageRank and eigenvector use it,
            degree and betweenness count edges alike.
        by: The measure; betweenness and degree are normalised to 0..1, PageRank sums to 1, and the
            eigenvector has length 1. Betweenness is estimated from 256 sources in a graph of more nodes.

    Raises:
        KgraphError: The measure is unknown.
    """
    if by not in _COMPUTE:
        raise KgraphError(f"'{by}' is no centrality that kgraph knows. Choose one of: {', '.join(MEASURES)}.")
    return dict(_COMPUTE[by](graph)) if graph.number_of_nodes() else {}


def top_entities(
    kg: KnowledgeGraph, by: Measure = "pagerank", *, label: Label | None = None, n: int = 20
) -> list[Ranked]:
    """Return the `n` most central entities of the graph of entities, the most central first.

    Args:
        kg: The knowledge graph.
        by: The measure, as for `centrality`.
        label: Only entities with this label; the centrality is that in the whole graph all the same.
        n: How many at the most.
    """
    scores = centrality(entity_graph(kg), by)
    ranked = (Ranked(entity, scores[entity.id]) for entity in kg.entities.values() if label in (None, entity.label))
    return sorted(ranked, key=lambda item: (-round(item.score, 12), item.entity.id))[:n]


def _betweenness(graph: nx.Graph[str]) -> Mapping[str, float]:
    sources = _SOURCES if graph.number_of_nodes() > _SOURCES else None
    scores: Mapping[str, float] = nx.betweenness_centrality(graph, k=sources, seed=_SEED)
    return scores


def _pagerank(graph: nx.Graph[str]) -> Mapping[str, float]:
    scores: Mapping[str, float] = nx.pagerank(graph, weight="weight", max_iter=1000)
    return scores


def _eigenvector(graph: nx.Graph[str]) -> Mapping[str, float]:
    if not graph.number_of_edges():
        return dict.fromkeys(graph, 0.0)
    scores: Mapping[str, float] = nx.eigenvector_centrality(graph, weight="weight", max_iter=10_000)
    return scores


_COMPUTE: Mapping[str, Callable[[nx.Graph[str]], Mapping[str, float]]] = {
    "betweenness": _betweenness,
    "degree": nx.degree_centrality,
    "pagerank": _pagerank,
    "eigenvector": _eigenvector,
}

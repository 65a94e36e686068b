"""The communities that the page and the RDF show: their papers and entities, and the entities that name each."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from kgraph.analyse.names import name_paper_groups
from kgraph.analyse.partition import Stability, community_stability, find_communities
from kgraph.types import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Community:
    """Papers and entities that belong together.

    `members` are nodes of the graph of `map_graph`; `named_by` are up to three ids of entities,
    the most telling first, which its papers mention and those of other communities rarely do.
    """

    members: frozenset[str]
    named_by: tuple[str, ...]

    @property
    def papers(self) -> list[str]:
        """The ids of its papers, sorted."""
        return _ids(self.members, "paper/")

    @property
    def entities(self) -> list[str]:
        """The ids of its entities, sorted."""
        return _ids(self.members, "entity/")


def to_communities(
    kg: KnowledgeGraph, graph: nx.Graph[str], *, seed: int = 0, resolution: float = 1.0
) -> tuple[Community, ...]:
    """Find the communities of papers and entities, and name them.

    They are sought among the nodes with several neighbours; any other node joins its neighbour's.

    Args:
        kg: The knowledge graph.
        graph: Its `map_graph`.
        seed: Any integer.
        resolution: As for `find_communities`.

    Returns: Disjoint communities, those with most well-connected members first. A paper that names
        nothing is in none.
    """
    core = _find_core(graph)
    found = [
        community.union(*(set(graph[node]) - core for node in community))
        for community in find_communities(graph.subgraph(core), seed=seed, resolution=resolution)
    ]
    names = name_paper_groups(kg, [_ids(members, "paper/") for members in found])
    return tuple(
        Community(members, named_by) for members, named_by in zip(found, names, strict=True)
    )


def _ids(members: frozenset[str], kind: str) -> list[str]:
    return sorted(node.removeprefix(kind) for node in members if node.startswith(kind))


def measure_stability(
    graph: nx.Graph[str], *, seed: int = 0, resolution: float = 1.0, seeds: int = 10
) -> Stability:
    """Return how little the communities of `to_communities` depend on the seed, as `community_stability`.

    Nodes with one neighbour, which follow it, are not counted: they would agree without a merit of
    their own.
    """
    return community_stability(
        graph.subgraph(_find_core(graph)), seed=seed, resolution=resolution, seeds=seeds
    )


def _find_core(graph: nx.Graph[str]) -> set[str]:
    """Return the nodes with several neighbours, and one of each pair that has no others."""
    return {node for node in graph if graph.degree[node] > 1 or _is_centre(graph, node)}


def _is_centre(graph: nx.Graph[str], node: str) -> bool:
    """Say whether a node with one neighbour is the first of a pair that has no other neighbours."""
    return any(graph.degree[other] == 1 and node < other for other in graph[node])

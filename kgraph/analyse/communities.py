"""Communities: papers and entities that belong together, and the entities that name each."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from kgraph.analyse.names import name_paper_groups
from kgraph.analyse.partition import Stability, leiden, leiden_stability
from kgraph.graph.networks import map_graph
from kgraph.types import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Community:
    """Papers and entities that belong together.

    Attributes:
        members: Nodes of `map_graph`: `paper/ID` and `entity/ID`.
        named_by: The ids of up to three entities, the most specific first, that its papers mention
            and those of other communities rarely do.
    """

    members: frozenset[str]
    named_by: tuple[str, ...]

    @property
    def papers(self) -> list[str]:
        """The ids of its papers, sorted."""
        return self._ids("paper/")

    @property
    def entities(self) -> list[str]:
        """The ids of its entities, sorted."""
        return self._ids("entity/")

    def _ids(self, prefix: str) -> list[str]:
        return sorted(node.removeprefix(prefix) for node in self.members if node.startswith(prefix))


def find_communities(
    kg: KnowledgeGraph,
    *,
    seed: int = 0,
    resolution: float = 1.0,
    graph: nx.Graph[str] | None = None,
) -> tuple[Community, ...]:
    """Find the communities of papers and entities with the Leiden method, and name them.

    This is the partition of every export and command. It is computed for the nodes with several
    neighbours; any other node joins the community of its neighbour.

    Args:
        kg: The knowledge graph.
        seed: Any integer; the same graph and seed give the same communities.
        resolution: Above 0; above 1 communities are smaller.
        graph: The `map_graph` of `kg`, if you have it.

    Returns:
        Disjoint communities, those with the most well-connected members first. A paper without a
        mention is in none.

    Raises:
        KgraphError: The resolution is not above 0.

    Example:
        >>> import kgraph
        >>> kgraph.find_communities(kgraph.KnowledgeGraph({}, {}, (), ()))
        ()
    """
    graph = map_graph(kg) if graph is None else graph
    core = _find_core(graph)
    communities = [
        community.union(*(set(graph[node]) - core for node in community))
        for community in leiden(graph.subgraph(core), seed=seed, resolution=resolution)
    ]
    papers = [Community(members, ()).papers for members in communities]
    named_by = name_paper_groups(kg, papers)
    return tuple(map(Community, communities, named_by))


def community_stability(
    kg: KnowledgeGraph,
    *,
    seed: int = 0,
    resolution: float = 1.0,
    seeds: int = 10,
    graph: nx.Graph[str] | None = None,
) -> Stability:
    """Return how little the communities of `find_communities` depend on the seed.

    Nodes with a single neighbour do not count: they follow it and would always agree.

    Args:
        kg: The knowledge graph.
        seed: The first seed: `each` is in the order of its communities.
        resolution: As for `find_communities`.
        seeds: The number of seeds that are compared, at least 2.
        graph: The `map_graph` of `kg`, if you have it.

    Raises:
        KgraphError: There are fewer than two seeds, or the resolution is not above 0.
    """
    graph = map_graph(kg) if graph is None else graph
    core = graph.subgraph(_find_core(graph))
    return leiden_stability(core, seed=seed, resolution=resolution, seeds=seeds)


def _find_core(graph: nx.Graph[str]) -> set[str]:
    """Return the nodes with several neighbours, and one of each pair without further neighbours."""
    return {node for node in graph if graph.degree[node] > 1 or _leads_pair(graph, node)}


def _leads_pair(graph: nx.Graph[str], node: str) -> bool:
    """Return whether a node is the first of two nodes that have only each other as neighbours."""
    return any(graph.degree[neighbour] == 1 and node < neighbour for neighbour in graph[node])

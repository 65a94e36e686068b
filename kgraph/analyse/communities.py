"""Communities: papers that belong together, what they are about, and the names of each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import networkx as nx

from kgraph.analyse.names import name_paper_groups
from kgraph.analyse.partition import Stability, leiden, leiden_stability
from kgraph.graph.networks import paper_graph
from kgraph.records import Records
from kgraph.types import KnowledgeGraph

_FEWEST = 3  # papers of a community
_MIXED = 0.5  # coverage below which the names do not say what a community is about
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Community:
    """Papers that belong together, with the entities that they more than others are about.

    Attributes:
        members: Nodes of `map_graph`: `paper/ID` and `entity/ID`.
        named_by: The ids of up to three entities that most of its papers are about, or name, and
            those of other communities are not.
        coverage: The share of its papers that name one of these, 0 to 1.
        parts: The communities within it, if there are several; a paper can be in none of them.
    """

    members: frozenset[str]
    named_by: tuple[str, ...]
    coverage: float = 0.0
    parts: tuple[Community, ...] = ()

    @property
    def papers(self) -> list[str]:
        """The ids of its papers, sorted."""
        return self._ids("paper/")

    @property
    def entities(self) -> list[str]:
        """The ids of its entities, sorted."""
        return self._ids("entity/")

    @property
    def mixed(self) -> bool:
        """Whether it has names, but they cover less than half of its papers."""
        return bool(self.named_by) and self.coverage < _MIXED

    def caption(self, kg: KnowledgeGraph) -> str:
        """Return its names in one line, after "mixed:" if it is mixed.

        Without names it is the empty string.
        """
        names = ", ".join(kg.entities[entity].name for entity in self.named_by)
        return f"mixed: {names}" if self.mixed else names

    def _ids(self, prefix: str) -> list[str]:
        return sorted(node.removeprefix(prefix) for node in self.members if node.startswith(prefix))


def find_communities(
    kg: KnowledgeGraph,
    *,
    seed: int = 0,
    resolution: float = 1.0,
    graph: nx.Graph[str] | None = None,
) -> Records[Community]:
    """Find the communities of the linked papers with the Leiden method, and name them.

    This is the partition of every export and command. An entity belongs to the community whose
    papers are most about it; hubs belong to none. Each community is partitioned once more, by the
    links within it.

    Args:
        kg: The knowledge graph.
        seed: Any integer; the same graph and seed give the same communities.
        resolution: Above 0; above 1 communities are smaller.
        graph: The `paper_graph` of `kg`, if you have it.

    Returns:
        Disjoint communities of at least three papers, the largest first. A paper without such
        company is in none.

    Raises:
        KgraphError: The resolution is not above 0.

    Example:
        >>> import kgraph
        >>> kgraph.find_communities(kgraph.KnowledgeGraph({}, {}, (), ()))
        ()
    """
    graph = paper_graph(kg) if graph is None else graph
    groups = _partition(graph, seed, resolution)
    parts = [_partition(graph.subgraph(group), seed, resolution) for group in groups]
    parts = [within if len(within) > 1 else [] for within in parts]
    described = iter(_describe(kg, [part for within in parts for part in within]))
    return Records(
        replace(community, parts=tuple(islice(described, len(within))))
        for community, within in zip(_describe(kg, groups), parts, strict=True)
    )


def community_stability(
    kg: KnowledgeGraph,
    *,
    seed: int = 0,
    resolution: float = 1.0,
    seeds: int = 10,
    graph: nx.Graph[str] | None = None,
) -> Stability:
    """Return how little the communities of `find_communities` depend on the seed.

    Papers without a link do not count: they would always agree.

    Args:
        kg: The knowledge graph.
        seed: The first seed: `each` is in the order of its communities.
        resolution: As for `find_communities`.
        seeds: The number of seeds that are compared, at least 2.
        graph: The `paper_graph` of `kg`, if you have it.

    Raises:
        KgraphError: There are fewer than two seeds, or the resolution is not above 0.
    """
    graph = paper_graph(kg) if graph is None else graph
    found = leiden_stability(_linked(graph), seed=seed, resolution=resolution, seeds=seeds)
    communities = len(_partition(graph, seed, resolution))
    return Stability(found.overall, found.each[:communities])


def _linked(graph: nx.Graph[str]) -> nx.Graph[str]:
    return graph.subgraph([paper for paper in graph if graph.degree[paper]])


def _partition(graph: nx.Graph[str], seed: int, resolution: float) -> list[frozenset[str]]:
    """Return the sets of at least three papers that Leiden finds, the largest first."""
    sets = leiden(_linked(graph), seed=seed, resolution=resolution)
    return [papers for papers in sets if len(papers) >= _FEWEST]


def _describe(kg: KnowledgeGraph, groups: Sequence[frozenset[str]]) -> tuple[Community, ...]:
    """Give groups of papers their entities and names."""
    entities = _place_entities(kg, groups)
    return tuple(
        Community(
            frozenset((*(f"paper/{id_}" for id_ in group), *(f"entity/{id_}" for id_ in own))),
            naming.named_by,
            naming.coverage,
        )
        for group, own, naming in zip(groups, entities, name_paper_groups(kg, groups), strict=True)
    )


def _place_entities(kg: KnowledgeGraph, groups: Sequence[Iterable[str]]) -> list[list[str]]:
    """Return the entities of each group: those that its papers are more about than others'."""
    scores: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for number, group in enumerate(groups):
        for paper in sorted(group):
            for item in kg.about_of(paper):
                if not kg.entities[item.entity].hub:
                    scores[item.entity][number].append(item.score)
    placed: list[list[str]] = [[] for _ in groups]
    for entity, of_groups in sorted(scores.items()):
        sums = {number: round(math.fsum(own), _DIGITS) for number, own in of_groups.items()}
        placed[min(sums, key=lambda number: (-sums[number], number))].append(entity)
    return placed

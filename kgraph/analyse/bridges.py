"""Bridges: entities that papers of several communities are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kgraph.analyse.communities import Community, find_communities
from kgraph.records import Records
from kgraph.types import Entity, KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Bridge:
    """An entity and how the papers about it are spread over the communities.

    Attributes:
        entity: The entity.
        participation: 0 if all papers about it are in one community; near 1 - 1 / communities if
            they are spread evenly.
        expected: The mean participation if these papers had been drawn at random.
        counts: The papers about it in each community.
    """

    entity: Entity
    participation: float
    expected: float
    counts: tuple[int, ...]


def find_bridges(
    kg: KnowledgeGraph,
    *,
    communities: Sequence[Community] | None = None,
    min_papers: int = 3,
    hubs: bool = False,
    seed: int = 0,
    n: int | None = 20,
) -> Records[Bridge]:
    """Return the entities that join communities, the most evenly spread first.

    Of the k papers about an entity that are in a community, k_s are in community s; its
    participation coefficient is 1 - sum of (k_s / k)^2. If the k papers were drawn at random from
    all N papers in communities, of which N_s are in s, the mean would be exactly (1 - 1 / k)(1 -
    sum of N_s (N_s - 1) / (N (N - 1))). Equal entities rank by papers, then by id.

    Args:
        kg: The knowledge graph.
        communities: Disjoint communities; None takes those of `find_communities`.
        min_papers: The fewest papers about a bridge that are in communities.
        hubs: Whether hubs count. They are spread over all communities and join nothing.
        seed: Any integer, for `find_communities`.
        n: The number of bridges at most; None for all.

    References:
        Guimerà and Amaral 2005, doi:10.1038/nature03288.
    """
    groups = find_communities(kg, seed=seed) if communities is None else communities
    papers = [frozenset(group.papers) for group in groups]
    spread = _expected_spread([len(group) for group in papers])
    excluded = frozenset[str]() if hubs else kg.hubs
    about = defaultdict(list)
    for paper, id_ in sorted(kg.subjects):
        about[id_].append(paper)
    bridges = []
    for entity in kg.entities.values():
        counts = tuple(len(group.intersection(about[entity.id])) for group in papers)
        total = sum(counts)
        if entity.id not in excluded and total >= max(2, min_papers) and max(counts) < total:
            expected = (1 - 1 / total) * spread
            bridges.append(Bridge(entity, _participation(counts), expected, counts))
    return Records(sorted(bridges, key=_rank)[:n])


def _rank(bridge: Bridge) -> tuple[float, int, str]:
    return -round(bridge.participation, 12), -sum(bridge.counts), bridge.entity.id


def _participation(counts: Sequence[int]) -> float:
    return 1 - sum(count**2 for count in counts) / sum(counts) ** 2


def _expected_spread(sizes: Sequence[int]) -> float:
    """Return how likely two different papers, drawn at random, are in different communities."""
    total = sum(sizes)
    if total <= 1:
        return 0.0
    return 1 - sum(size * (size - 1) for size in sizes) / (total * (total - 1))

"""Bridges: entities whose papers lie in several communities of papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from kgraph.analyse.names import name_paper_groups
from kgraph.analyse.partition import Stability, community_stability, find_communities
from kgraph.graph.networks import entity_papers, find_hubs, paper_graph
from kgraph.types import Entity, KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Bridge:
    """An entity and how its papers lie in the communities of papers.

    `participation` is 0 where all are in one community and nears 1 - 1 / communities where they are
    spread evenly; `expected` is its mean if the papers had been drawn at random; `counts` has one
    number for each community.
    """

    entity: Entity
    participation: float
    expected: float
    counts: tuple[int, ...]


def find_paper_communities(kg: KnowledgeGraph, *, seed: int = 0) -> tuple[frozenset[str], ...]:
    """Find the communities of the graph of papers that have a link, as `find_communities`, largest first."""
    return find_communities(_linked_papers(kg), seed=seed)


def paper_community_stability(kg: KnowledgeGraph, *, seed: int = 0, seeds: int = 10) -> Stability:
    """Return how far the communities of `find_paper_communities` depend on the seed, as `community_stability`."""
    return community_stability(_linked_papers(kg), seed=seed, seeds=seeds)


def _linked_papers(kg: KnowledgeGraph) -> nx.Graph[str]:
    graph = paper_graph(kg)
    return graph.subgraph(paper for paper in graph if graph.degree[paper])


def name_paper_communities(
    kg: KnowledgeGraph, communities: Sequence[frozenset[str]]
) -> tuple[tuple[str, ...], ...]:
    """Return for each community of papers the names of the entities that tell it apart, as `name_paper_groups`."""
    groups = name_paper_groups(kg, communities)
    return tuple(tuple(kg.entities[id_].name for id_ in names) for names in groups)


def find_bridges(
    kg: KnowledgeGraph,
    *,
    communities: Sequence[frozenset[str]] | None = None,
    min_papers: int = 3,
    hubs: bool = False,
    seed: int = 0,
    n: int | None = 20,
) -> list[Bridge]:
    """Return the entities that join communities, those spread the most evenly first; equals by papers, then by id.

    Of the k papers of an entity that are in a community, k_s are in community s; its participation
    coefficient is 1 - sum of (k_s / k)^2. If its k papers were drawn at random from all N papers in
    communities, of which N_s are in s, it would be (1 - 1 / k)(1 - sum of N_s (N_s - 1) / (N (N -
    1))) in the mean (exact). Papers without a link are in no community and do not count.

    Args: kg: The knowledge graph. communities: Disjoint sets of papers' ids [those of
        `find_paper_communities`]. min_papers: An entity with fewer papers in communities is no
        bridge; nor is one with participation 0. hubs: Whether entities too common to link papers
        count: they are spread over all and join nothing. seed: Of the communities, where they are
        not given. n: How many at the most; None for all.

    References:
        Guimerà and Amaral 2005, doi:10.1038/nature03288.
    """
    groups = find_paper_communities(kg, seed=seed) if communities is None else communities
    left_out = frozenset[str]() if hubs else find_hubs(kg)
    spread = _expected_spread([len(group) for group in groups])
    found = []
    for identity, papers in entity_papers(kg).items():
        counts = tuple(len(group.intersection(papers)) for group in groups)
        total = sum(counts)
        if identity not in left_out and total >= max(2, min_papers) and max(counts) < total:
            expected = (1 - 1 / total) * spread
            found.append(Bridge(kg.entities[identity], _participation(counts), expected, counts))
    return sorted(
        found, key=lambda item: (-round(item.participation, 12), -sum(item.counts), item.entity.id)
    )[:n]


def _participation(counts: Sequence[int]) -> float:
    return 1 - sum(count**2 for count in counts) / sum(counts) ** 2


def _expected_spread(sizes: Sequence[int]) -> float:
    """Return how likely two different papers, drawn at random, are in different communities."""
    total = sum(sizes)
    return (
        1 - sum(size * (size - 1) for size in sizes) / (total * (total - 1)) if total > 1 else 0.0
    )

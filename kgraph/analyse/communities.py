"""Communities: nodes that link more to each other than to the rest, and the names that tell them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import networkx as nx


def find_communities(graph: nx.Graph[str], *, seed: int, resolution: float = 1.0) -> tuple[frozenset[str], ...]:
    """Find the communities of a weighted graph with the Louvain method.

    The result depends on the nodes, the edges and the seed, never on the order they were inserted in.

    Args:
        graph: An undirected graph; the edge attribute `weight` (1 where absent) is above 0.
        seed: Any integer.
        resolution: Above 0; above 1 gives smaller communities.

    Returns:
        Disjoint sets that cover all nodes, largest first, ties by their smallest id.

    References:
        Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008.
    """
    ids = sorted(graph)
    found = nx.community.louvain_communities(_numbered(graph, ids), weight="weight", resolution=resolution, seed=seed)
    named = [frozenset(ids[number] for number in community) for community in found]
    return tuple(sorted(named, key=lambda community: (-len(community), min(community))))


def _numbered(graph: nx.Graph[str], ids: Sequence[str]) -> nx.Graph[int]:
    """Copy a graph onto the numbers 0, 1, ... with nodes and edges inserted in order."""
    number = {id_: place for place, id_ in enumerate(ids)}
    ends = [(number[a], number[b], weight) for a, b, weight in graph.edges(data="weight", default=1.0)]
    edges = sorted((min(a, b), max(a, b), weight) for a, b, weight in ends)
    copy: nx.Graph[int] = nx.Graph()
    copy.add_nodes_from(range(len(ids)))
    copy.add_weighted_edges_from(edges)
    return copy


def name_communities(
    uses: Sequence[Mapping[str, int]], *, size: int = 3, own_share: float = 0.3
) -> tuple[tuple[str, ...], ...]:
    """Choose for each community the names that its papers use and the others do not: class-based TF-IDF.

    A name stands for one community at most, the one that uses it most; a word that is at home nowhere
    ("deep learning", used evenly by all) names nothing.

    Args:
        uses: For each community, how many of its papers use a name.
        size: Names per community at most.
        own_share: Between 0 and 1: how much of a name's use must lie in the community that it names.

    Returns:
        For each community, in order, 0 to `size` names, the most telling first.

    References:
        Grootendorst 2022, arXiv:2203.05794, section 3.3.
    """
    totals: Counter[str] = Counter()
    for counts in uses:
        totals.update(counts)
    mean = sum(totals.values()) / max(1, len(uses))
    home = _homes(uses)
    return tuple(
        _pick(
            {
                name: count * math.log(1 + mean / totals[name])
                for name, count in counts.items()
                if home[name] == place and count >= own_share * totals[name]
            },
            size,
        )
        for place, counts in enumerate(uses)
    )


def _homes(uses: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return, for each name, the place of the community that uses it most (the first of equals)."""
    best: dict[str, tuple[int, int]] = {}
    for place, counts in enumerate(uses):
        for name, count in counts.items():
            if name not in best or count > best[name][0]:
                best[name] = (count, place)
    return {name: place for name, (_, place) in best.items()}


def _pick(scores: Mapping[str, float], size: int) -> tuple[str, ...]:
    """Take the best names, skipping one whose words are all in a name already taken, or the reverse."""
    chosen: list[str] = []
    for name in sorted(scores, key=lambda name: (-scores[name], name)):
        words = set(name.lower().split())
        if all(not words <= set(other.lower().split()) and not set(other.lower().split()) <= words for other in chosen):
            chosen.append(name)
        if len(chosen) == size:
            break
    return tuple(chosen)

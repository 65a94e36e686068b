"""Partitions of any weighted graph by the Leiden method, and how little they depend on the seed."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from statistics import mean
from typing import Any

import networkx as nx
import numpy as np
from graspologic_native import leiden_csr
from scipy import sparse

from kgraph.errors import KgraphError

# Nodes up to which the best of several trials is kept; above, trials are slow and gain little.
_SMALL = 5_000


@dataclass(frozen=True, slots=True)
class Stability:
    """How little a partition depends on the seed.

    Attributes:
        overall: The mean adjusted Rand index of every two seeds: 1 if all give the same
            communities, about 0 if they agree only by chance.
        each: For each community, the mean over the other seeds of its highest Jaccard index with
            one of their communities, 0 to 1. From 0.75 on it is stable; from 0.6 on it exists, but
            its borders are uncertain (Hennig 2007).
    """

    overall: float
    each: tuple[float, ...]


def leiden(
    graph: nx.Graph[str], *, seed: int = 0, resolution: float = 1.0
) -> tuple[frozenset[str], ...]:
    """Find the communities of a weighted graph with the Leiden method, by modularity.

    Up to 5,000 nodes they are the best of five trials of five iterations, above that one trial of
    two: `benchmarks/communities.py` measures quality and cost.

    The result depends on the nodes, the edges and the seed, not on the order of insertion. Each
    community is connected, which Leiden guarantees and Louvain does not.

    Args:
        graph: An undirected graph; the edge attribute `weight` (1 where absent) is above 0. Loops
            are ignored.
        seed: Any integer.
        resolution: Above 0; above 1 communities are smaller.

    Returns:
        Disjoint sets that cover all nodes, the largest first, then by their smallest id.

    Raises:
        KgraphError: A weight or the resolution is not above 0.

    References:
        Traag et al. 2019, doi:10.1038/s41598-019-41695-z; Reichardt and Bornholdt 2006,
        doi:10.1103/PhysRevE.74.016110, on the resolution.
    """
    (partition,) = _partition_with_each(graph, [seed], resolution)
    return partition


def _partition_with_each(
    graph: nx.Graph[str], seeds: Iterable[int], resolution: float
) -> list[tuple[frozenset[str], ...]]:
    """Return the partition of a graph with each of some seeds."""
    if not 0 < resolution < math.inf:
        raise KgraphError(f"The resolution {resolution} does not fit. Give one above 0.")
    ids = sorted(graph)
    matrix = _adjacency(graph, ids)
    return [_to_partition(_leiden(matrix, resolution, seed), ids) for seed in seeds]


def _to_partition(homes: Mapping[int, int], ids: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Turn the number of each node's community into sets of ids, in order."""
    groups: dict[int, list[str]] = defaultdict(list)
    for number, community in homes.items():
        groups[community].append(ids[number])
    communities = [frozenset(nodes) for nodes in groups.values()]
    return tuple(sorted(communities, key=lambda nodes: (-len(nodes), min(nodes))))


def _adjacency(graph: nx.Graph[str], ids: Sequence[str]) -> Any:
    """Return the symmetric sparse matrix of the weights, without loops."""
    number = {node: index for index, node in enumerate(ids)}
    edges = [
        (number[a], number[b], weight)
        for a, b, weight in graph.edges(data="weight", default=1.0)
        if a != b
    ]
    rows, columns, weights = np.array(edges, dtype=float).reshape(-1, 3).T
    wrong = np.flatnonzero(~((weights > 0) & np.isfinite(weights)))
    if wrong.size:
        a, b, weight = edges[wrong[0]]
        raise KgraphError(
            f"The link of {ids[a]} and {ids[b]} has the weight {weight}. Give weights above 0."
        )
    half = sparse.coo_array(
        (weights, (rows.astype(int), columns.astype(int))), shape=(len(ids), len(ids))
    )
    return sparse.csr_array(half + half.T)


def _leiden(matrix: Any, resolution: float, seed: int) -> dict[int, int]:
    """Return the number of each node's community."""
    if not matrix.nnz:  # the library raises an error on a graph without edges
        return {node: node for node in range(matrix.shape[0])}
    matrix.sort_indices()
    trials, iterations = (5, 5) if matrix.shape[0] <= _SMALL else (1, 2)
    _, homes = leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        matrix.shape[0],
        resolution=resolution,
        iterations=iterations,
        trials=trials,
        seed=seed % 2**64,
    )
    return dict(homes)


def leiden_stability(
    graph: nx.Graph[str], *, seed: int = 0, resolution: float = 1.0, seeds: int = 10
) -> Stability:
    """Return how little the partition of `leiden` depends on the seed.

    Args:
        graph: As for `leiden`.
        seed: The first seed: `each` is in the order of its communities.
        resolution: As for `leiden`.
        seeds: The number of seeds that are compared: `seed`, `seed` + 1 and so on; at least 2.

    Raises:
        KgraphError: There are fewer than two seeds, or a weight or the resolution is not above 0.

    References:
        Hennig 2007, doi:10.1016/j.csda.2006.11.025, on the stability of each community (there over
        samples of the data).
    """
    if seeds < 2:
        raise KgraphError(f"{seeds} seeds cannot be compared. Give at least 2.")
    partitions = _partition_with_each(graph, range(seed, seed + seeds), resolution)
    overall = mean(adjusted_rand_index(a, b) for a, b in combinations(partitions, 2))
    first, *rest = partitions
    matches = [_best_matches(first, partition) for partition in rest]
    return Stability(overall, tuple(map(mean, zip(*matches, strict=True))))


def _best_matches(communities: Sequence[Set[str]], partition: Sequence[Set[str]]) -> list[float]:
    """Return the highest Jaccard index of each community with one of another partition."""
    home = {node: number for number, nodes in enumerate(partition) for node in nodes}
    best = []
    for nodes in communities:
        common = Counter(home[node] for node in nodes)
        best.append(max(count / len(nodes | partition[number]) for number, count in common.items()))
    return best


def adjusted_rand_index(a: Sequence[Set[str]], b: Sequence[Set[str]]) -> float:
    """Return how far two partitions of the same nodes agree, beyond chance.

    With n_ij nodes in both set i of `a` and set j of `b`, a_i and b_j in each alone and C(m) = m (m
    - 1) / 2 pairs,

        (sum C(n_ij) - E) / ((sum C(a_i) + sum C(b_j)) / 2 - E),   E = sum C(a_i) sum C(b_j) / C(n)

    is 1 for equal partitions and 0 in the mean for random partitions with the same sizes; it can be
    below 0.

    Args:
        a: Disjoint sets of nodes.
        b: Disjoint sets of the same nodes.

    References:
        Hubert and Arabie 1985, doi:10.1007/BF01908075, equation 5.
    """
    home = {node: number for number, nodes in enumerate(b) for node in nodes}
    both = Counter((number, home[node]) for number, nodes in enumerate(a) for node in nodes)
    agreeing = sum(math.comb(count, 2) for count in both.values())
    pairs_a, pairs_b = (
        sum(math.comb(len(nodes), 2) for nodes in partition) for partition in (a, b)
    )
    expected = pairs_a * pairs_b / max(1, math.comb(len(home), 2))
    most = (pairs_a + pairs_b) / 2
    return 1.0 if most == expected else (agreeing - expected) / (most - expected)

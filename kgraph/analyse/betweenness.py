"""Betweenness with one node for each group of twins, exactly or from a sample of sources.

In a graph of entities, all that one paper alone mentions has the same neighbours. Such twins are
on no shortest path of each other and on equally many of others, so one node stands for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_EXACT = 5_000  # groups; benchmarks/betweenness.py: at most about 10 s, and quadratic in them
_SOURCES = 256  # of an estimate
_BATCH = 256  # sources at a time: 2 KB for each group and step
_SEED = 0


class _Level(NamedTuple):
    """What is a given number of steps from the sources of a batch.

    Attributes:
        groups: The n groups that are so far from at least one source.
        paths: n x sources: the shortest paths that end in a certain node of the group; 0 where the
            group is nearer or farther.
        back: m x n: the edges from the m groups of the level before; None at the sources.
    """

    groups: Integers
    paths: Floats
    back: Any


def find_twins(matrix: Any) -> Integers:
    """Return the number of the group of each node, from 0, in order of the first node.

    Twins are neighbours of each other and of the same other nodes. Nodes without any neighbour are
    one group.

    Args:
        matrix: A sparse symmetric n x n matrix in CSR form, without zeros and with an empty
            diagonal.
    """
    count = matrix.shape[0]
    closed = sparse.csr_array(matrix.astype(bool) + sparse.eye_array(count, dtype=bool))
    closed.sort_indices()
    bounds, numbers, groups = closed.indptr.tolist(), dict[bytes, int](), []
    for start, end in pairwise(bounds):
        alone = end - start == 1
        neighbours = b"" if alone else closed.indices[start:end].tobytes()
        groups.append(numbers.setdefault(neighbours, len(numbers)))
    return np.array(groups, dtype=np.int64)


def draw_sources(groups: Integers) -> Integers | None:
    """Return 256 nodes drawn without replacement, or None where up to 5,000 groups allow all nodes.

    Args:
        groups: The group of each node, as `find_twins` returns it.
    """
    if groups.max(initial=-1) < _EXACT:
        return None
    return np.random.default_rng(_SEED).choice(len(groups), _SOURCES, replace=False)


def score_betweenness(matrix: Any, groups: Integers, sources: Integers | None = None) -> Floats:
    """Return the share of the shortest paths between two other nodes that lead over each, 0 to 1.

    From a sample of k of all n nodes, each drawn with the same chance, the score is n / k times the
    part that the sample contributes: its mean over all samples is the exact score. Each step is
    taken from many sources at once, which suits a graph in which no node is many steps from
    another.

    Args:
        matrix: As for `find_twins`; its values do not count.
        groups: The group of each node, as `find_twins` returns it.
        sources: Different nodes that paths are followed from; None follows them from all, which is
            exact.

    References:
        Brandes 2001, doi:10.1080/0022250X.2001.9990249; Brandes and Pich 2007,
        doi:10.1142/S0218127407018403, on sampled sources; Sarıyüce et al. 2012, arXiv:1209.6007, on
        identical nodes.
    """
    nodes = matrix.shape[0]
    _, members = np.unique(groups, return_index=True)
    sizes = np.bincount(groups).astype(float)
    links = matrix[members][:, members].astype(bool).astype(float)
    # Paths from a node and from its twin contribute the same: each group is followed once.
    drawn = sizes if sources is None else np.bincount(groups[sources], minlength=len(sizes))
    followed = np.flatnonzero(drawn)
    total = np.zeros(len(sizes))
    for start in range(0, len(followed), _BATCH):
        batch = followed[start : start + _BATCH]
        for level, over in _iter_dependencies(_find_levels(links, sizes, batch), sizes):
            # A sum, not a product of matrices: its bits do not depend on the number of threads.
            total[level.groups] += (over * drawn[batch]).sum(axis=1)
    scale = 1.0 if sources is None else nodes / len(sources)
    scores: Floats = scale * total[groups] / max(1, (nodes - 1) * (nodes - 2))
    return scores


def _find_levels(links: Any, sizes: Floats, sources: Integers) -> list[_Level]:
    """Return the groups that paths from some groups reach, step by step.

    Args:
        links: The n x n matrix of which groups are neighbours.
        sizes: The nodes of each group.
        sources: The groups to start from, at one of the nodes of each.
    """
    start = np.eye(len(sources))
    seen = np.zeros((len(sizes), len(sources)), dtype=bool)
    seen[sources] = start > 0
    levels = [_Level(sources, start, None)]
    ends = start  # paths to any node of a group; a source is a single node of its own
    while True:
        edges = links[levels[-1].groups]
        near = np.unique(edges.indices)
        back = edges[:, near]
        paths = back.T @ ends
        paths[seen[near]] = 0
        new = paths.any(axis=1)
        if not new.any():
            return levels
        level = _Level(near[new], paths[new], back[:, new])
        seen[level.groups] |= level.paths > 0
        ends = level.paths * sizes[level.groups, None]
        levels.append(level)


def _iter_dependencies(levels: list[_Level], sizes: Floats) -> Iterator[tuple[_Level, Floats]]:
    """Yield each level but the first and last, from the end, with Brandes's dependencies.

    The dependency of a source on a node is how much of the paths from it lead over the node: the
    sum, over what comes next on a path, of paths to here / paths to there times (1 + the dependency
    there). A group that comes next counts once for each of its nodes.
    """
    over: Floats = np.zeros_like(levels[-1].paths)
    for here, after in zip(levels[-2:0:-1], levels[:1:-1], strict=True):
        shares = np.divide(
            sizes[after.groups, None],
            after.paths,
            out=np.zeros_like(after.paths),
            where=after.paths > 0,
        )
        over = here.paths * (after.back @ (shares * (1 + over)))
        yield here, over

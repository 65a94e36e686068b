"""Betweenness, with one node in place of each group of twins: what one paper alone mentions has the same neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SOURCES = 256  # at a time: 2 KB for each group


def find_twins(matrix: Any) -> Integers:
    """Return the group of each node, from 0: its twins are neighbours with the same others; loners are one group.

    Args: matrix: A sparse symmetric n x n matrix in CSR form, without zeros and with an empty
        diagonal.
    """
    matrix.sort_indices()
    numbers: dict[bytes, int] = {}
    groups = []
    for node, (start, end) in enumerate(zip(matrix.indptr, matrix.indptr[1:], strict=False)):
        row = matrix.indices[start:end]
        closed = np.insert(row, np.searchsorted(row, node), node) if len(row) else row
        groups.append(numbers.setdefault(closed.tobytes(), len(numbers)))
    return np.array(groups, dtype=np.int64)


def score_betweenness(matrix: Any, groups: Integers) -> Floats:
    """Return the share of the shortest paths between two other nodes that lead over each node, 0 to 1, exactly.

    No shortest path leads from a node over its twin, and as many lead over either; so one node
    stands for its group, and each path counts as often as its groups have members. Each step is
    taken from many sources at once, which suits a graph in which no node is many steps from
    another.

    Args:
        matrix: As for `find_twins`; its values do not count.
        groups: What `find_twins` gave.

    References: Brandes 2001, doi:10.1080/0022250X.2001.9990249; Sarıyüce et al. 2012,
        arXiv:1209.6007, on identical nodes.
    """
    _, members = np.unique(groups, return_index=True)
    sizes = np.bincount(groups).astype(float)
    links = matrix[members][:, members].astype(bool).astype(float)
    total = np.zeros(len(sizes))
    for start in range(0, len(sizes), _SOURCES):
        sources = np.arange(start, min(start + _SOURCES, len(sizes)))
        distances, paths = _count_paths(links, sizes, sources)
        # A sum, not a product of matrices: its bits do not depend on the number of threads.
        total += (_add_up(links, sizes, distances, paths) * sizes[sources]).sum(axis=1)
    others = matrix.shape[0] - 1
    scores: Floats = total[groups] / max(1, others * (others - 1))
    return scores


def _count_paths(links: Any, sizes: Floats, sources: Integers) -> tuple[Integers, Floats]:
    """Return how far each group (row) is from one node of each source (column), and how many shortest paths lead there.

    The distance is -1 where none does; the paths are those to one node of the group.
    """
    paths = np.zeros((len(sizes), len(sources)))
    paths[sources, np.arange(len(sources))] = 1
    distances = paths.astype(np.int64) - 1
    ends = paths  # paths that end in any node of a group, and not in a certain one: the source itself is but one
    while ends.any():
        found = links @ ends
        found[distances >= 0] = 0
        distances[found > 0] = distances.max() + 1
        paths = paths + found
        ends = found * sizes[:, None]
    return distances, paths


def _add_up(links: Any, sizes: Floats, distances: Integers, paths: Floats) -> Floats:
    """Return, for each group and source, how much of the paths from the source leads over one node of the group.

    That is Brandes's dependency: the sum, over what comes next on a path, of paths to here / paths
    to there times (1 + its own dependency).
    """
    shares = np.divide(sizes[:, None], paths, out=np.zeros_like(paths), where=paths > 0)
    over = np.zeros_like(paths)
    for step in range(int(distances.max(initial=0)), 1, -1):
        over += (
            paths * (links @ (shares * (1 + over) * (distances == step))) * (distances == step - 1)
        )
    return over

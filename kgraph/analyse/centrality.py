"""Which nodes of a graph are central, by the usual measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import rustworkx as rx
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from kgraph.analyse.betweenness import draw_sources, find_twins, score_betweenness
from kgraph.errors import KgraphError
from kgraph.types import NETWORK_MEASURES, NetworkMeasure

_DAMPING = 0.85  # the default of networkx
_PRECISION = 1e-12

Floats = NDArray[np.float64]


class Scores(dict[str, float]):
    """The centrality of each node, by its id.

    `sources` is the number of nodes that betweenness was estimated from, None where the scores are
    exact.
    """

    sources: int | None = None


def centrality(graph: nx.Graph[str], by: NetworkMeasure = "pagerank") -> Scores:
    """Return the centrality of each node, in the graph's node order, as networkx defines it.

    - `degree`: neighbours, over those possible; 0 to 1.
    - `strength`: the sum of the weights of the edges (weighted degree).
    - `betweenness`: the share of shortest paths between two others that lead over the node, 0 to 1;
      exact up to 5,000 groups of twins (nodes with the same neighbours, such as all that one
      paper alone mentions), and above estimated from 256 sources drawn with a fixed seed.
    - `closeness`: the inverse of the mean distance to the nodes that can be reached, times the
      share of all that they are; 0 to 1.
    - `eigenvector`: by the weights of the edges; the scores, as a vector, have length 1.
    - `pagerank`: by the weights of the edges, damping 0.85; the scores sum to 1.

    Betweenness and closeness count every edge as one step.

    Args:
        graph: A graph without loops. The edge attribute `weight` is above 0, and 1 by default; the
            heavier an edge, the closer its ends.
        by: The measure.

    Raises:
        KgraphError: The measure is unknown.

    References:
        Brandes 2001, doi:10.1080/0022250X.2001.9990249, and Brandes and Pich 2007,
        doi:10.1142/S0218127407018403, on betweenness and its estimate; Wasserman and Faust 1994,
        doi:10.1017/CBO9780511815478, page 201, on closeness in a disconnected graph; Barrat et
        al. 2004, doi:10.1073/pnas.0400087101, on strength.
    """
    check_measure(by)
    if not graph:
        return Scores()
    matrix = nx.to_scipy_sparse_array(graph, dtype=np.dtype(float), weight="weight", format="csr")
    scores = Scores(zip(graph, score_nodes(matrix, by).tolist(), strict=True))
    if by == "betweenness" and (sources := draw_sources(find_twins(matrix))) is not None:
        scores.sources = len(sources)
    return scores


def check_measure(by: str, measures: Sequence[str] = NETWORK_MEASURES) -> None:
    """Raise a KgraphError if a measure is not among those that can be chosen."""
    if by not in measures:
        raise KgraphError(
            f"'{by}' is not a measure of centrality. Choose one of: {', '.join(measures)}."
        )


def score_nodes(matrix: Any, by: NetworkMeasure) -> Floats:
    """Return the centrality of each node of a graph, as `centrality`.

    Args:
        matrix: The weights: a sparse symmetric n x n matrix in CSR form, without zeros and with an
            empty diagonal.
        by: The measure.
    """
    return _SCORE[by](matrix)


def _degree(matrix: Any) -> Floats:
    degrees: Floats = np.diff(matrix.indptr) / max(1, matrix.shape[0] - 1)
    return degrees


def _strength(matrix: Any) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()


def _betweenness(matrix: Any) -> Floats:
    groups = find_twins(matrix)
    return score_betweenness(matrix, groups, draw_sources(groups))


def _closeness(matrix: Any) -> Floats:
    scores = rx.graph_closeness_centrality(_to_rustworkx(matrix))
    return np.array([scores[node] for node in range(len(scores))])


def _eigenvector(matrix: Any) -> Floats:
    """Return the leading eigenvector; of several, that of power iteration."""
    if not matrix.nnz:
        return np.zeros(matrix.shape[0])
    _, vectors = linalg.eigsh(matrix, k=1, which="LA", v0=np.ones(matrix.shape[0]))
    leading: Floats = np.abs(vectors[:, 0])
    return leading


def _pagerank(matrix: Any) -> Floats:
    """Return the PageRank by power iteration, as `networkx.pagerank` defines it."""
    count = matrix.shape[0]
    strengths = _strength(matrix)
    alone = strengths == 0
    shares = np.divide(1.0, strengths, out=np.zeros(count), where=~alone)
    ranks: Floats = np.full(count, 1 / max(1, count))
    change = 1.0 if count else 0.0
    while change > _PRECISION:
        walked = (
            _DAMPING * (matrix @ (ranks * shares) + ranks[alone].sum() / count)
            + (1 - _DAMPING) / count
        )
        change = float(np.abs(walked - ranks).sum())
        ranks = walked
    return ranks


def _to_rustworkx(matrix: Any) -> Any:
    graph: rx.PyGraph[None, None] = rx.PyGraph()
    graph.add_nodes_from([None] * matrix.shape[0])
    upper = sparse.triu(matrix, format="coo")
    graph.extend_from_edge_list(list(zip(upper.row.tolist(), upper.col.tolist(), strict=True)))
    return graph


_SCORE: Mapping[str, Callable[[Any], Floats]] = {
    "betweenness": _betweenness,
    "closeness": _closeness,
    "degree": _degree,
    "eigenvector": _eigenvector,
    "pagerank": _pagerank,
    "strength": _strength,
}

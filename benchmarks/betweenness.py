"""Betweenness: kgraph's own kernel against rustworkx, and an estimate against the exact scores.

Run: python benchmarks/betweenness.py BUILD

On the graphs of a build's entities and papers, and on random graphs, which have no twins. For each:
CPU seconds on one thread, how far the two exact results are apart, and how far 256 sampled sources
are from them.
"""

from __future__ import annotations

import argparse
import time

import networkx as nx
import numpy as np
import rustworkx as rx

import kgraph
from kgraph.analyse.betweenness import find_twins, score_betweenness

_RANDOM = ((1000, 5000), (5000, 25000), (3000, 80000))
_SOURCES = 256


def compare(name: str, graph: nx.Graph[str]) -> str:
    """Score a graph by all three."""
    matrix = nx.to_scipy_sparse_array(graph, dtype=np.dtype(float), format="csr")
    times = [time.process_time()]
    groups = find_twins(matrix)
    exact = score_betweenness(matrix, groups)
    times.append(time.process_time())
    drawn = np.random.default_rng(0).choice(len(graph), min(_SOURCES, len(graph)), replace=False)
    estimate = score_betweenness(matrix, groups, drawn)
    times.append(time.process_time())
    other = score_by_rustworkx(graph)
    times.append(time.process_time())
    own, sampled, theirs = np.diff(times)
    return (
        f"{name}: {len(graph):,} nodes, {groups.max() + 1:,} groups of twins, "
        f"{graph.number_of_edges():,} edges; kgraph {own:.2f} s, rustworkx {theirs:.2f} s, "
        f"at most {np.abs(exact - other).max():.0e} apart; {len(drawn)} sources {sampled:.2f} s, "
        f"at most {np.abs(exact - estimate).max():.4f} off (highest score {exact.max():.4f})"
    )


def score_by_rustworkx(graph: nx.Graph[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the betweenness of each node, from rustworkx on one thread."""
    whole: rx.PyGraph[None, None] = rx.PyGraph()
    whole.add_nodes_from([None] * len(graph))
    number = {node: position for position, node in enumerate(graph)}
    whole.extend_from_edge_list([(number[a], number[b]) for a, b in graph.edges])
    scores = rx.graph_betweenness_centrality(whole, parallel_threshold=10**9)
    return np.array([scores[node] for node in range(len(graph))])


def main() -> None:
    """Print one line for each graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    kg = kgraph.read_tables(parser.parse_args().build)
    print(compare("entities", kgraph.entity_graph(kg)))
    print(compare("papers", kgraph.paper_graph(kg)))
    for nodes, edges in _RANDOM:
        print(compare("random", nx.relabel_nodes(nx.gnm_random_graph(nodes, edges, seed=1), str)))


if __name__ == "__main__":
    main()

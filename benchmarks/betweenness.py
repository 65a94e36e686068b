"""Compare betweenness over groups of twins with rustworkx over all nodes: seconds and scores.

Run: python benchmarks/betweenness.py BUILD

On the graph of a build's entities, and on random graphs, which have no twins.
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


def compare(name: str, graph: nx.Graph[str]) -> str:
    """Score a graph with both, on one thread."""
    matrix = nx.to_scipy_sparse_array(graph, dtype=np.dtype(float), format="csr")
    start = time.process_time()
    groups = find_twins(matrix)
    ours = score_betweenness(matrix, groups)
    middle = time.process_time()
    whole: rx.PyGraph[None, None] = rx.PyGraph()
    whole.add_nodes_from([None] * len(graph))
    number = {node: place for place, node in enumerate(graph)}
    whole.extend_from_edge_list([(number[a], number[b]) for a, b in graph.edges])
    theirs = rx.graph_betweenness_centrality(whole, parallel_threshold=10**9)
    end = time.process_time()
    apart = max(abs(theirs[node] - score) for node, score in enumerate(ours.tolist()))
    return (
        f"{name}: {len(graph):,} nodes in {len(set(groups.tolist())):,} groups, "
        f"{graph.number_of_edges():,} edges; "
        f"groups {middle - start:.2f} s, rustworkx {end - middle:.2f} s; at most {apart:.0e} apart"
    )


def main() -> None:
    """Print one line per graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    build = parser.parse_args().build
    print(compare(build, kgraph.entity_graph(kgraph.read_tables(build))))
    for nodes, edges in _RANDOM:
        print(compare("random", nx.relabel_nodes(nx.gnm_random_graph(nodes, edges, seed=1), str)))


if __name__ == "__main__":
    main()

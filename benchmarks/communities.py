"""Leiden as kgraph runs it beside networkx's Louvain: modularity and seconds on one graph.

Run: python benchmarks/communities.py [BUILD] [--nodes 10000] [--seeds 5]

Without a build the graph has planted groups of 50 nodes, links with probability 0.15 within and four a node between,
and weights of 1 to 5; with one, it is the graph of papers and entities whose communities the page shows.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time

import networkx as nx

import kgraph
from kgraph.analyse.communities import community_stability, find_communities
from kgraph.export.communities import to_map_graph

_GROUP = 50


def planted(nodes: int, seed: int = 1) -> nx.Graph[str]:
    """Return a graph of planted groups."""
    groups = nx.random_partition_graph([_GROUP] * (nodes // _GROUP), 0.15, 4 / nodes, seed=seed)
    rng = random.Random(seed)  # noqa: S311 - nothing here is secret
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(map(str, groups))
    graph.add_weighted_edges_from((str(a), str(b), rng.randint(1, 5)) for a, b in groups.edges)
    return graph


def main() -> None:
    """Run both with each seed in turn; modularity is networkx's own for both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", nargs="?")
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    graph = to_map_graph(kgraph.read_tables(options.build)) if options.build else planted(options.nodes)
    methods = {
        "Louvain (networkx)": lambda seed: nx.community.louvain_communities(graph, seed=seed),
        "Leiden (kgraph)": lambda seed: find_communities(graph, seed=seed),
    }
    print(f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges, {options.seeds} seeds")
    for name, method in methods.items():
        seconds, qualities, counts = [], [], []
        for seed in range(options.seeds):
            start = time.process_time()
            found = method(seed)
            seconds.append(time.process_time() - start)
            qualities.append(nx.community.modularity(graph, found))
            counts.append(len(found))
        print(
            f"{name}: modularity {min(qualities):.4f} to {max(qualities):.4f}, "
            f"{min(counts)} to {max(counts)} communities, {statistics.median(seconds):.3f} s"
        )
    print(f"stability of Leiden over 10 seeds: {community_stability(graph):.3f}")


if __name__ == "__main__":
    main()

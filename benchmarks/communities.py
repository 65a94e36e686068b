"""Compare Leiden as kgraph runs it with other trials and iterations, and with networkx's Louvain.

Run: python benchmarks/communities.py [BUILD] [--nodes 10000] [--seeds 10]

For each, on one graph: modularity, the agreement of two seeds (the mean adjusted Rand index) and
seconds. Without a build, the graph has planted groups of 50 nodes, with links of weight 1 to 5:
within a group with probability 0.15, and four per node between groups. With a build, it is the
graph of papers and entities whose communities the page shows.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import partial
from itertools import combinations

import networkx as nx
import numpy as np
from graspologic_native import leiden_csr

import kgraph
from kgraph.analyse.partition import adjusted_rand_index, leiden
from kgraph.graph.networks import map_graph

_GROUP = 50
_SETTINGS = ((1, 1), (1, 2), (1, 5), (5, 2), (10, 2), (5, 5), (10, 10))  # trials, iterations

Partition = Collection[set[str] | frozenset[str]]


def planted(nodes: int, seed: int = 1) -> nx.Graph[str]:
    """Return a graph of planted groups."""
    groups = nx.random_partition_graph([_GROUP] * (nodes // _GROUP), 0.15, 4 / nodes, seed=seed)
    rng = random.Random(seed)  # noqa: S311 - nothing here is secret
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(map(str, groups))
    graph.add_weighted_edges_from((str(a), str(b), rng.randint(1, 5)) for a, b in groups.edges)
    return graph


def run_leiden(graph: nx.Graph[str], seed: int, trials: int, iterations: int) -> Partition:
    """Return the library's own result, with any number of trials and iterations."""
    ids = sorted(graph)
    matrix = nx.to_scipy_sparse_array(graph, ids, dtype=float, format="csr")
    rows, columns = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)
    _, homes = leiden_csr(
        rows, columns, matrix.data, len(ids), iterations=iterations, trials=trials, seed=seed
    )  # fmt: skip
    groups: dict[int, set[str]] = defaultdict(set)
    for node, group in homes.items():
        groups[group].add(ids[node])
    return groups.values()


def measure(graph: nx.Graph[str], method: Callable[[int], Partition], seeds: int) -> str:
    """Run a method with each seed in turn; modularity is networkx's own for all."""
    seconds, partitions = [], []
    for seed in range(seeds):
        start = time.process_time()
        partitions.append([frozenset(nodes) for nodes in method(seed)])
        seconds.append(time.process_time() - start)
    qualities = [nx.community.modularity(graph, partition) for partition in partitions]
    agreement = statistics.mean(adjusted_rand_index(a, b) for a, b in combinations(partitions, 2))
    return (
        f"modularity {min(qualities):.4f} to {max(qualities):.4f}, "
        f"mean {statistics.mean(qualities):.4f}; "
        f"agreement {agreement:.3f}; {statistics.median(seconds):.3f} s"
    )


def main() -> None:
    """Print one line per method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", nargs="?")
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    graph = (
        map_graph(kgraph.read_tables(options.build)) if options.build else planted(options.nodes)
    )
    print(
        f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges, "
        f"{options.seeds} seeds"
    )
    methods: dict[str, Callable[[int], Partition]] = {
        "Louvain (networkx)": lambda seed: nx.community.louvain_communities(graph, seed=seed),
        "kgraph": lambda seed: leiden(graph, seed=seed),
        **{
            f"Leiden, {t} x {i} iterations": partial(run_leiden, graph, trials=t, iterations=i)
            for t, i in _SETTINGS
        },
    }
    for name, method in methods.items():
        print(f"{name}: {measure(graph, method, options.seeds)}")


if __name__ == "__main__":
    main()

"""Measure how fast a graph is written as RDF, and compare with rdflib's Turtle writer.

Run: python benchmarks/rdf_export.py FOLDER [--repeat 5], where FOLDER holds the tables of a build.
rdflib starts from triples in memory; the time of kgraph includes making them from papers and
mentions.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import kgraph
from kgraph.types import RdfFormat

FORMATS: dict[str, RdfFormat] = {
    "graph.nt": "ntriples",
    "graph.ttl": "turtle",
    "graph.jsonld": "jsonld",
}


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds of this process that a call takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def main() -> None:
    """Measure in turn, so that the speed of the machine affects all; print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    kg = kgraph.read_tables(options.folder)
    view = kgraph.View(kg)
    graph = kgraph.to_rdflib(kg, view=view)
    with TemporaryDirectory() as folder:
        writers: dict[str, Callable[[], object]] = {
            "rdflib turtle": lambda: graph.serialize(f"{folder}/rdflib.ttl", format="turtle"),
            **{
                name: partial(kgraph.write_rdf, kg, f"{folder}/{name}", format=format_, view=view)
                for name, format_ in FORMATS.items()
            },
        }
        seconds: dict[str, list[float]] = {name: [] for name in writers}
        for _ in range(options.repeat + 1):  # the first round warms up and is dropped
            for name, write in writers.items():
                seconds[name].append(cpu_seconds(write))
        sizes = {
            name: (Path(folder) / name.replace("rdflib turtle", "rdflib.ttl")).stat().st_size
            for name in writers
        }
    print(f"{len(graph):,} triples; CPU seconds, median of {options.repeat}")
    for name, times in seconds.items():
        ratios = [
            theirs / ours
            for theirs, ours in zip(seconds["rdflib turtle"][1:], times[1:], strict=True)
        ]
        median, size = statistics.median(times[1:]), sizes[name] / 1e6
        ratio = f"{statistics.median(ratios):5.1f} x ({min(ratios):.1f} to {max(ratios):.1f})"
        print(f"{name:14} {median:7.2f} s  {size:6.1f} MB  {ratio}")


if __name__ == "__main__":
    main()

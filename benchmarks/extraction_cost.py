"""Measure the cost of extraction in passes of spaCy's blank tokenizer over the same text.

Run: python benchmarks/extraction_cost.py PAPERS... [--repeat 5]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable

import spacy

import kgraph
from kgraph.extract.spans import build_nlp


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds of this process that a call takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def drain(items: Iterable[object]) -> None:
    """Consume an iterator."""
    for _ in items:
        pass


def main() -> None:
    """Measure in turn, so that the speed of the machine affects both, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="+")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    texts = [f"{paper.title}\n\n{paper.abstract}" for paper in kgraph.read_papers(*options.papers)]
    blank, ours = spacy.blank("en"), build_nlp(kgraph.load_settings())
    ratios, tokenizer = [], []
    for _ in range(options.repeat + 1):  # the first round warms up and is dropped
        tokenizer.append(cpu_seconds(lambda: drain(blank.tokenizer.pipe(texts))))
        ratios.append(cpu_seconds(lambda: drain(ours.pipe(texts))) / tokenizer[-1])
    median = statistics.median(ratios[1:])
    print(
        f"{len(texts)} papers; tokenizer "
        f"{len(texts) / statistics.median(tokenizer[1:]):,.0f} papers/s of CPU"
    )
    print(f"extraction {median:.1f} x tokenizer ({min(ratios[1:]):.1f} to {max(ratios[1:]):.1f})")


if __name__ == "__main__":
    main()

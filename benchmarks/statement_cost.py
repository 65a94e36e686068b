"""Measure the cost of finding statements in passes of spaCy's blank tokenizer over the same text.

Counted is the CPU time from mentions to statements, once all words have been seen.
Run: python benchmarks/statement_cost.py PAPERS... [--repeat 5]
"""

from __future__ import annotations

import argparse

from extraction_cost import measure

import kgraph
from kgraph.statements.statements import find_statements


def main() -> None:
    """Measure in turn; the first round reads the weights and fills caches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="+")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    settings = kgraph.load_settings()
    kg = kgraph.build(kgraph.read_papers(*options.papers), settings=settings)
    texts = [f"{paper.title}\n\n{paper.abstract}" for paper in kg.papers.values()]
    first, ratio, median = measure(
        lambda: find_statements(kg.papers, kg.mentions, kg.about, settings.statements),
        texts,
        options.repeat,
    )
    print(f"{len(kg)} papers, {len(kg.mentions)} mentions, {len(kg.statements)} statements")
    print(f"first {first:.2f} s ({ratio:.1f} x tokenizer), then {median:.1f} x tokenizer")


if __name__ == "__main__":
    main()

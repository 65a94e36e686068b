"""Measure the cost of resolution in passes of spaCy's blank tokenizer over the same text.

Run: python benchmarks/resolution_cost.py PAPERS... [--repeat 5]
"""

from __future__ import annotations

import argparse
import statistics

import spacy
from extraction_cost import cpu_seconds, drain

import kgraph
from kgraph.extract.spans import extract, settings_lexicon
from kgraph.resolve.entities import resolve


def main() -> None:
    """Measure in turn, with one lexicon as in a build; the first round fills caches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="+")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    settings = kgraph.load_settings()
    papers = tuple(kgraph.read_papers(*options.papers))
    texts = [f"{paper.title}\n\n{paper.abstract}" for paper in papers]
    spans = [span for extraction in extract(papers, settings) for span in extraction.spans]
    lexicon = settings_lexicon(settings)
    blank = spacy.blank("en")
    ratios, seconds = [], []
    for _ in range(options.repeat + 1):
        tokenizer = cpu_seconds(lambda: drain(blank.tokenizer.pipe(texts)))
        seconds.append(cpu_seconds(lambda: resolve(spans, len(papers), settings, lexicon)))
        ratios.append(seconds[-1] / tokenizer)
    print(f"{len(papers)} papers, {len(spans)} mentions")
    print(
        f"first {seconds[0]:.2f} s ({ratios[0]:.1f} x tokenizer), "
        f"then {statistics.median(ratios[1:]):.1f} x tokenizer"
    )


if __name__ == "__main__":
    main()

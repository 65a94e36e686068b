"""Measure the cost of resolution in passes of spaCy's blank tokenizer over the same text.

Run: python benchmarks/resolution_cost.py PAPERS... [--repeat 5]
"""

from __future__ import annotations

import argparse

from extraction_cost import measure

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
    first, ratio, median = measure(
        lambda: resolve(spans, len(papers), settings, lexicon), texts, options.repeat
    )
    print(f"{len(papers)} papers, {len(spans)} mentions")
    print(f"first {first:.2f} s ({ratio:.1f} x tokenizer), then {median:.1f} x tokenizer")


if __name__ == "__main__":
    main()

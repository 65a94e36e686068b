"""Measure the cost of extraction in passes of spaCy's blank tokenizer over the same text.

Counted is the CPU time from papers to spans, once all words have been seen: kgraph's tokenizer, all
components, and the spans with their offsets and sentences. `--without-model` takes the model, and
the scorer that needs it, out of the pipeline.

Run: python benchmarks/extraction_cost.py PAPERS... [--repeat 5] [--without-model]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Sequence

import spacy

import kgraph
from kgraph.extract.spans import Extractor, join_text

_OF_MODEL = {"model", "scorer"}


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU seconds of this process that a call takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def drain(items: Iterable[object]) -> None:
    """Consume an iterator."""
    for _ in items:
        pass


def measure(
    run: Callable[[], object], texts: Sequence[str], repeat: int
) -> tuple[float, float, float]:
    """Measure a call in turn with the blank tokenizer; the first round fills caches.

    Returns:
        The CPU seconds of the first call, its ratio to the tokenizer, and the median ratio of the
        other calls.
    """
    blank = spacy.blank("en")
    ratios, seconds = [], []
    for _ in range(repeat + 1):
        tokenizer = cpu_seconds(lambda: drain(blank.tokenizer.pipe(texts)))
        seconds.append(cpu_seconds(run))
        ratios.append(seconds[-1] / tokenizer)
    return seconds[0], ratios[0], statistics.median(ratios[1:])


def build_extractor(*, without_model: bool) -> Extractor:
    """Return the extractor of the default settings, or what is left of it without the model."""
    settings = kgraph.load_settings()
    if without_model:
        pipeline = [name for name in settings.nlp["pipeline"] if name not in _OF_MODEL]
        settings = kgraph.load_settings(options={"nlp": {"pipeline": pipeline}})
    return Extractor(settings)


def main() -> None:
    """Measure in turn, so that the speed of the machine affects both, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="+")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--without-model", action="store_true")
    options = parser.parse_args()
    papers = kgraph.read_papers(*options.papers).papers
    texts = [join_text(paper.title, paper.abstract) for paper in papers]
    size = kgraph.load_settings().nlp["batch_size"]
    batches = [papers[start : start + size] for start in range(0, len(papers), size)]
    blank, extractor = spacy.blank("en"), build_extractor(without_model=options.without_model)
    ratios, tokenizer = [], []
    for _ in range(options.repeat + 1):  # the first round warms up and is dropped
        tokenizer.append(cpu_seconds(lambda: drain(blank.tokenizer.pipe(texts))))
        ratios.append(cpu_seconds(lambda: drain(map(extractor, batches))) / tokenizer[-1])
    median = statistics.median(ratios[1:])
    print(
        f"{len(papers)} papers; tokenizer "
        f"{len(papers) / statistics.median(tokenizer[1:]):,.0f} papers/s of CPU"
    )
    print(f"extraction {median:.1f} x tokenizer ({min(ratios[1:]):.1f} to {max(ratios[1:]):.1f})")


if __name__ == "__main__":
    main()

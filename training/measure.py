"""Measure a model folder by itself: `python training/measure.py MODEL GOLD.jsonl` (`kgraph evaluate` measures all)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gold import Paper, read_marked

from kgraph.extract.cover import cover
from kgraph.extract.model import MentionModel, Span
from kgraph.quality.gold import Mark, MarkedPaper
from kgraph.quality.scores import Score, Threshold, calibration_error, measure, thresholds

STEPS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def marked(paper: Paper, spans: Sequence[Span]) -> MarkedPaper:
    """Give spans of tokens the form that `kgraph.quality` measures; the whole text stands for the abstract."""
    text = [paper.doc[start:end] for start, end, *_ in spans]
    marks = [
        Mark("abstract", span.start_char, span.end_char, label, span.text, span.text, chance)
        for span, (_, _, label, chance) in zip(text, spans, strict=True)
    ]
    return MarkedPaper(paper.id, "", paper.doc.text, tuple(sorted(marks)))


def report(model: MentionModel, papers: Sequence[Paper]) -> str:
    """Measure strict and overlapping spans, precision by threshold, and calibration, as lines of text."""
    gold = [marked(paper, [Span(*span, 1.0) for span in paper.spans]) for paper in papers]
    candidates = model.candidates([paper.doc for paper in papers])
    found = [
        marked(paper, cover(spans, model.config["threshold"]))
        for paper, spans in zip(papers, candidates, strict=True)
    ]
    lines = [
        f"{row.kind:8} {row.label or 'all':8} {shown(row)} ({100 * row.low:.1f}-{100 * row.high:.1f}), {row.gold} marks"
        for row in measure(gold, found)
        if row.kind in ("strict", "overlap")
    ]
    lines += [f"from {row.score:.1f}: {shown(row)}" for row in thresholds(gold, found, STEPS)]
    return "\n".join([*lines, f"expected calibration error {calibration_error(gold, found):.3f}"])


def shown(row: Score | Threshold) -> str:
    """Precision, recall and F1 in percent."""
    return f"P {100 * row.precision:.1f} R {100 * row.recall:.1f} F1 {100 * row.f1:.1f}"


def main() -> None:
    """Print the measurements of a model folder on a file of marked papers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("gold", type=Path)
    options = parser.parse_args()
    sys.stdout.write(
        report(MentionModel.from_disk(options.model), read_marked(options.gold)) + "\n"
    )


if __name__ == "__main__":
    main()

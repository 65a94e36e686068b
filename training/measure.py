"""Measure a model alone: `python training/measure.py MODEL GOLD.jsonl`.

`kgraph evaluate` measures the whole pipeline.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gold import read_annotated

from kgraph.extract.model import MentionModel
from kgraph.quality.scores import Score, Threshold, calibration_error, measure, thresholds
from kgraph.train.measure import as_gold, as_predicted
from kgraph.train.papers import TrainingPaper

STEPS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def report(model: MentionModel, papers: Sequence[TrainingPaper]) -> str:
    """Return strict and overlapping scores, precision by threshold, and the calibration error."""
    gold = [as_gold(paper) for paper in papers]
    candidates = model.candidates([paper.doc for paper in papers])
    predicted = [
        as_predicted(paper, of_paper, model.config["threshold"])
        for paper, of_paper in zip(papers, candidates, strict=True)
    ]
    lines = [
        f"{row.kind:8} {row.label or 'all':8} {shown(row)} "
        f"({100 * row.low:.1f}-{100 * row.high:.1f}), {row.gold} marks"
        for row in measure(gold, predicted)
        if row.kind in ("strict", "overlap")
    ]
    lines += [f"from {row.score:.1f}: {shown(row)}" for row in thresholds(gold, predicted, STEPS)]
    return "\n".join(
        [*lines, f"expected calibration error {calibration_error(gold, predicted):.3f}"]
    )


def shown(row: Score | Threshold) -> str:
    """Return precision, recall and F1 in percent."""
    return f"P {100 * row.precision:.1f} R {100 * row.recall:.1f} F1 {100 * row.f1:.1f}"


def main() -> None:
    """Print the measurements of a model folder on a file of annotated papers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("gold", type=Path)
    options = parser.parse_args()
    sys.stdout.write(
        report(MentionModel.from_disk(options.model), read_annotated(options.gold)) + "\n"
    )


if __name__ == "__main__":
    main()

"""Fit how much papers are about what they mention: python training/about.py --shared ../shared.

The papers that people judged are built as a user builds them. An entity of the build is one that a
paper is about if a mention of it overlaps one of an entity that the judges chose. The weights of a
logistic regression are fitted to this, and measured on the papers by cross-validation and on dev.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from kgraph.about.about import WEIGHTS, score_of
from kgraph.about.features import Features, find_features
from kgraph.atomic import write_atomic
from kgraph.extract.crf import Array
from kgraph.pipeline import build
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import SUBJECT_SCORE, Mention, Paper

PENALTY = 0.006  # of the squared weights of standardised features, against the mean loss
RARE = 30  # pairs of a paper and an entity in which a feature must be
FOLDS = 10
DIGITS = 4

Weights = dict[str, float]


class Judged(NamedTuple):
    """A paper: the features of each entity, which of the judged it stands for, and how many."""

    features: dict[str, Features]
    stands_for: dict[str, set[int]]
    total: int


def read_judged(path: Path) -> list[Judged]:
    """Build the judged papers of a file, and find what each entity of the build stands for."""
    rows = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    papers = [Paper(row["id"], row["title"], row["abstract"]) for row in rows]
    kg, encoder = build(papers), TextEncoder.load()
    found = ((kg.papers[row["id"]], kg.mentions_of(row["id"])) for row in rows)
    return [
        _judged(find_features(paper, mentions, encoder), mentions, row)
        for (paper, mentions), row in zip(found, rows, strict=True)
    ]


def _judged(
    features: dict[str, Features], mentions: Sequence[Mention], row: dict[str, Any]
) -> Judged:
    subjects = [entity for entity in row["entities"] if entity["about"] == 2]
    stands_for: dict[str, set[int]] = {entity: set() for entity in features}
    for subject in subjects:
        for field, start, end in subject["mentions"]:
            for m in mentions:
                if m.field == field and start < m.end and m.start < end:
                    stands_for[m.entity].add(subject["n"])
    return Judged(features, stands_for, len(subjects))


def fit(papers: Sequence[Judged]) -> Weights:
    """Fit the weights by L2-penalised maximum likelihood, with standardised features."""
    rows = [features for paper in papers for features in paper.features.values()]
    right = np.array(
        [bool(found) for paper in papers for found in paper.stands_for.values()], float
    )
    counts = Counter(name for row in rows for name, value in row.items() if value)
    names = sorted(name for name, count in counts.items() if count >= RARE and name != "constant")
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows], float)
    mean, spread = table.mean(axis=0), table.std(axis=0)
    weights = _minimise(np.hstack([np.ones((len(rows), 1)), (table - mean) / spread]), right)
    raw = weights[1:] / spread
    fitted = dict(zip(names, raw.tolist(), strict=True))
    fitted["constant"] = float(weights[0] - raw @ mean)
    return {name: float(f"{fitted[name]:.{DIGITS}g}") for name in sorted(fitted)}


def _minimise(table: Array, right: Array) -> Array:
    penalty = np.full(table.shape[1], PENALTY)
    penalty[0] = 0.0  # the constant

    def loss(weights: Array) -> tuple[float, Array]:
        odds = table @ weights
        size = (penalty * weights**2).sum() / 2
        gap = expit(odds) - right
        return (
            float((np.logaddexp(0, odds) - right * odds).mean() + size),
            table.T @ gap / len(right) + penalty * weights,
        )

    return np.asarray(minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x)


def score(papers: Sequence[Judged], weights: Weights) -> list[dict[str, float]]:
    """Return the score of each entity of each paper."""
    return [{e: score_of(f, weights) for e, f in paper.features.items()} for paper in papers]


def cross_validate(papers: Sequence[Judged]) -> list[dict[str, float]]:
    """Return the scores of each paper by the weights fitted to the other folds."""
    scores: list[dict[str, float]] = [{} for _ in papers]
    for fold in range(FOLDS):
        weights = fit([paper for i, paper in enumerate(papers) if i % FOLDS != fold])
        scores[fold::FOLDS] = score(papers[fold::FOLDS], weights)
    return scores


def report(papers: Sequence[Judged], scores: Sequence[dict[str, float]], cut: float) -> str:
    """Measure precision, recall and F1 from a score on, and the mean average precision."""
    chosen = hits = covered = 0
    precisions = []
    for paper, of_entity in zip(papers, scores, strict=True):
        found: set[int] = set()
        gains: list[float] = []
        for place, entity in enumerate(sorted(of_entity, key=lambda e: -of_entity[e]), 1):
            stands_for = paper.stands_for[entity]
            if stands_for - found:
                gains.append((len(gains) + 1) / place)
            if of_entity[entity] >= cut:
                chosen, hits = chosen + 1, hits + bool(stands_for)
                found |= stands_for
        covered += len(found)
        precisions.append(sum(gains) / max(1, paper.total))
    precision, recall = hits / chosen, covered / sum(paper.total for paper in papers)
    f1 = 2 * precision * recall / (precision + recall)
    mean = sum(precisions) / len(precisions)
    return f"from {cut}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, MAP {mean:.3f}"


def main() -> None:
    """Fit, measure and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    train, dev = (
        read_judged(args.shared / "judgements" / f"statements-{part}.jsonl")
        for part in ("train", "dev")
    )
    weights = fit(train)
    write_atomic(args.out, (json.dumps(weights, indent=1) + "\n").encode())
    crossed, measured = cross_validate(train), score(dev, weights)
    for cut in (SUBJECT_SCORE, SUBJECT_SCORE - 0.1):
        print("cross-validation", report(train, crossed, cut))
        print("dev", report(dev, measured, cut))


if __name__ == "__main__":
    main()

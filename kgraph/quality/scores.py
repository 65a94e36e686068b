"""Precision, recall and F1 of predictions with bootstrap intervals, and calibration of scores."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kgraph.names.spelling import name_key
from kgraph.quality.gold import AnnotatedPaper, Annotation
from kgraph.types import LABELS, Label

Kind = Literal["strict", "overlap", "entities", "surfaces"]
KINDS: Mapping[Kind, str] = {
    "strict": "spans with exact bounds and label",
    "overlap": "spans that overlap a span with the same label, each counted once",
    "entities": "the set of canonical names and labels of each paper",
    "surfaces": "the set of normalised surfaces and labels of each paper",
}

# Shared by all bootstraps.
RESAMPLES = 1000
SEED = 0
INTERVAL = (2.5, 97.5)
_BINS = 10

Pair = tuple[AnnotatedPaper, AnnotatedPaper]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, 0 to 1, of one kind and label, with counts.

    `low` and `high` are the 95 % interval of F1 over resampled papers; `label` is None for all
    labels together.
    """

    kind: Kind
    label: Label | None
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    correct: int
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """Precision, recall and F1, 0 to 1, of the strict spans with at least this score."""

    score: float
    precision: float
    recall: float
    f1: float
    predicted: int


def measure(
    gold: Sequence[AnnotatedPaper],
    predicted: Sequence[AnnotatedPaper],
    labels: Sequence[Label] = LABELS,
) -> tuple[Score, ...]:
    """Measure predictions against gold papers in the same order.

    Returns:
        For each kind of comparison, a score for each label and then one for all labels. The
        interval is a percentile bootstrap over papers (Efron and Tibshirani 1993,
        doi:10.1201/9780429246593) with 1,000 resamples and a fixed seed.
    """
    pairs = list(zip(gold, predicted, strict=True))
    picks = np.random.default_rng(SEED).integers(0, len(pairs), (RESAMPLES, len(pairs)))
    return tuple(_score(kind, label, pairs, picks) for kind in KINDS for label in (*labels, None))


def thresholds(
    gold: Sequence[AnnotatedPaper], predicted: Sequence[AnnotatedPaper], steps: Sequence[float]
) -> tuple[Threshold, ...]:
    """Return precision, recall and F1 of strict spans of all labels for each minimum score."""
    outcomes = _outcomes(gold, predicted)
    total = sum(len(paper.annotations) for paper in gold)
    rows = []
    for step in steps:
        kept = [correct for score, correct in outcomes if score >= step]
        rows.append(Threshold(step, *_rates(sum(kept), len(kept), total), len(kept)))
    return tuple(rows)


def calibration_error(gold: Sequence[AnnotatedPaper], predicted: Sequence[AnnotatedPaper]) -> float:
    """Return the expected calibration error of the scores, 0 to 1, with ten bins of equal width.

    It is the mean over predictions of |accuracy - mean score| of their bin (Guo et al. 2017,
    doi:10.48550/arXiv.1706.04599). A prediction is correct if its bounds and label are.
    """
    outcomes = _outcomes(gold, predicted)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for score, correct in outcomes:
        bins.setdefault(min(int(score * _BINS), _BINS - 1), []).append((score, correct))
    gaps = (
        abs(sum(correct for _, correct in items) - sum(score for score, _ in items))
        for items in bins.values()
    )
    return sum(gaps) / len(outcomes) if outcomes else 0.0


def _outcomes(
    gold: Sequence[AnnotatedPaper], predicted: Sequence[AnnotatedPaper]
) -> list[tuple[float, bool]]:
    """Return the score of each prediction and whether it is correct."""
    return [
        (annotation.score, _identity(annotation) in correct)
        for paper, prediction in zip(gold, predicted, strict=True)
        for correct in [{_identity(annotation) for annotation in paper.annotations}]
        for annotation in prediction.annotations
    ]


def _score(kind: Kind, label: Label | None, pairs: Sequence[Pair], picks: np.ndarray) -> Score:
    rows = [_COUNT[kind](_of(label, gold), _of(label, predicted)) for gold, predicted in pairs]
    counts = np.array(rows, dtype=np.int64).reshape(-1, 3)
    # One row per resample: the counts of its papers, summed.
    resampled = counts[picks].sum(axis=1)
    f1 = 2 * resampled[:, 0] / np.maximum(resampled[:, 1] + resampled[:, 2], 1)
    low, high = np.percentile(f1, INTERVAL)
    correct, positives, total = (int(count) for count in counts.sum(axis=0))
    return Score(
        *(kind, label, *_rates(correct, positives, total), float(low), float(high)),
        *(correct, positives, total),
    )


def _of(label: Label | None, paper: AnnotatedPaper) -> list[Annotation]:
    return [annotation for annotation in paper.annotations if label in (None, annotation.label)]


def _rates(correct: int, predicted: int, gold: int) -> tuple[float, float, float]:
    return (
        correct / max(predicted, 1),
        correct / max(gold, 1),
        2 * correct / max(predicted + gold, 1),
    )


def _identity(annotation: Annotation) -> tuple[str, int, int, str]:
    return (annotation.field, annotation.start, annotation.end, annotation.label)


def _count_sets(
    key: Callable[[Annotation], Hashable],
) -> Callable[[Iterable[Annotation], Iterable[Annotation]], tuple[int, int, int]]:
    def count(gold: Iterable[Annotation], predicted: Iterable[Annotation]) -> tuple[int, int, int]:
        correct, positives = (
            {key(annotation) for annotation in gold},
            {key(annotation) for annotation in predicted},
        )
        return len(correct & positives), len(positives), len(correct)

    return count


def _count_overlaps(
    gold: Sequence[Annotation], predicted: Sequence[Annotation]
) -> tuple[int, int, int]:
    """Match each gold annotation with at most one prediction, from left to right.

    This greedy matching is optimal, because the annotations of either side do not overlap.
    """
    free = list(predicted)
    correct = 0
    for annotation in gold:
        match = next((candidate for candidate in free if _overlap(annotation, candidate)), None)
        if match is not None:
            free.remove(match)
            correct += 1
    return correct, len(predicted), len(gold)


def _overlap(a: Annotation, b: Annotation) -> bool:
    return (a.field, a.label) == (b.field, b.label) and a.start < b.end and b.start < a.end


_COUNT: Mapping[
    Kind, Callable[[Sequence[Annotation], Sequence[Annotation]], tuple[int, int, int]]
] = {
    "strict": _count_sets(_identity),
    "overlap": _count_overlaps,
    "entities": _count_sets(lambda annotation: (name_key(annotation.canonical), annotation.label)),
    "surfaces": _count_sets(lambda annotation: (name_key(annotation.text), annotation.label)),
}

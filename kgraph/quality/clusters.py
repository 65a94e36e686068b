"""Scores of resolution: how well mentions are grouped into entities over all papers.

Only mentions that gold and predictions have with exactly the same bounds are compared: all of them
if the gold spans were given. A predicted group is an entity, by label and name. A gold group is all
mentions with one canonical name, or with one canonical name and one label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from kgraph.quality.gold import AnnotatedPaper, Annotation
from kgraph.quality.scores import INTERVAL, RESAMPLES, SEED

By = Literal["name", "name and label"]
"""What the mentions of a gold group have in common."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """B-cubed precision, recall and F1, 0 to 1, with the 95 % interval of F1 over papers.

    `mentions` of the `gold` mentions were compared.
    """

    by: By
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    mentions: int
    gold: int


@dataclass(frozen=True, slots=True)
class Misgrouping:
    """A gold group in several entities ('split'), or an entity of several gold groups ('merge').

    `parts` are the several groups with their numbers of mentions, the most frequent first. `cost`
    is the loss in the sum over mentions of B-cubed recall (split) or precision (merge).
    """

    what: Literal["split", "merge"]
    name: str
    parts: tuple[tuple[str, int], ...]
    cost: float


class _Pair(NamedTuple):
    """A mention in gold and prediction: the index of its paper, and its two groups."""

    paper: int
    gold: str
    entity: str


def measure_grouping(
    gold: Sequence[AnnotatedPaper], predicted: Sequence[AnnotatedPaper], *, by: By = "name"
) -> Grouping:
    """Measure how well the mentions of all papers are grouped into entities.

    The precision of a mention is the share of its entity's mentions that are in its gold group; the
    recall is the share of its gold group's mentions that are in its entity. Both are averaged over
    mentions, and F1 is their harmonic mean: the B-cubed measure of Bagga and Baldwin 1998,
    doi:10.3115/980845.980859. The interval is a percentile bootstrap over papers with 1,000
    resamples and a fixed seed, in which each mention keeps its precision and recall.

    Args:
        gold: Annotated papers.
        predicted: The same papers in the same order, as from `predict` or `predict_given`.
        by: How gold mentions are grouped.
    """
    pairs = _pairs(gold, predicted, by)
    sums = _sums(pairs, len(gold))
    picks = np.random.default_rng(SEED).integers(0, len(gold), (RESAMPLES, len(gold)))
    low, high = np.percentile(_rates(sums[picks].sum(axis=1))[:, 2], INTERVAL)
    precision, recall, f1 = (float(value) for value in _rates(sums.sum(axis=0, keepdims=True))[0])
    total = sum(len(paper.annotations) for paper in gold)
    return Grouping(by, precision, recall, f1, float(low), float(high), len(pairs), total)


def find_splits(
    gold: Sequence[AnnotatedPaper],
    predicted: Sequence[AnnotatedPaper],
    *,
    most: int,
    by: By = "name",
) -> list[Misgrouping]:
    """Return the gold groups that are in several entities, at most `most`, the costliest first."""
    pairs = [(pair.gold, pair.entity) for pair in _pairs(gold, predicted, by)]
    return _rank("split", pairs, most)


def find_merges(
    gold: Sequence[AnnotatedPaper],
    predicted: Sequence[AnnotatedPaper],
    *,
    most: int,
    by: By = "name",
) -> list[Misgrouping]:
    """Return the entities that have several gold groups, at most `most`, the costliest first."""
    pairs = [(pair.entity, pair.gold) for pair in _pairs(gold, predicted, by)]
    return _rank("merge", pairs, most)


def _pairs(
    gold: Sequence[AnnotatedPaper], predicted: Sequence[AnnotatedPaper], by: By
) -> list[_Pair]:
    pairs = []
    for i, (paper, prediction) in enumerate(zip(gold, predicted, strict=True)):
        predictions = {_bounds(annotation): annotation for annotation in prediction.annotations}
        for annotation in paper.annotations:
            if match := predictions.get(_bounds(annotation)):
                group = _entity(annotation) if by == "name and label" else annotation.canonical
                pairs.append(_Pair(i, group, _entity(match)))
    return pairs


def _bounds(annotation: Annotation) -> tuple[str, int, int]:
    return (annotation.field, annotation.start, annotation.end)


def _entity(annotation: Annotation) -> str:
    return f"{annotation.label}: {annotation.canonical}"


def _sums(pairs: Sequence[_Pair], papers: int) -> np.ndarray:
    """Return, for each paper, the number of mentions and the sums of their precision and recall."""
    golds, entities = Counter(pair.gold for pair in pairs), Counter(pair.entity for pair in pairs)
    both = Counter((pair.gold, pair.entity) for pair in pairs)
    sums = np.zeros((papers, 3))
    for pair in pairs:
        shared = both[pair.gold, pair.entity]
        sums[pair.paper] += (1, shared / entities[pair.entity], shared / golds[pair.gold])
    return sums


def _rates(sums: np.ndarray) -> np.ndarray:
    """Return precision, recall and F1 for each row of `_sums`; 0 for a row without mentions."""
    precision, recall = (sums[:, i] / np.maximum(sums[:, 0], 1) for i in (1, 2))
    # The smallest positive number keeps 0 / 0 at 0.
    f1 = 2 * precision * recall / np.maximum(precision + recall, np.finfo(float).tiny)
    return np.stack([precision, recall, f1], axis=1)


def _rank(
    what: Literal["split", "merge"], pairs: Sequence[tuple[str, str]], most: int
) -> list[Misgrouping]:
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for whole, part in pairs:
        parts[whole][part] += 1
    errors = [
        Misgrouping(what, whole, _by_count(counts), _cost(counts))
        for whole, counts in parts.items()
        if len(counts) > 1
    ]
    return sorted(errors, key=lambda error: (-error.cost, error.name))[:most]


def _by_count(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _cost(counts: Counter[str]) -> float:
    """Return n - sum of n_i squared / n: what the sum of the mentions' shares loses."""
    total = counts.total()
    return total - sum(count * count for count in counts.values()) / total

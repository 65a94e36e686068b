"""How well mentions are grouped into entities over all papers, and which groups are torn or mixed.

Only mentions count that stand in gold and predictions at exactly the same bounds: all of them where
the gold spans were given. A predicted group is an entity, by label and name; a gold group is what
has one canonical name, or one canonical name and one label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from kgraph.quality.gold import Mark, MarkedPaper
from kgraph.quality.scores import INTERVAL, RESAMPLES, SEED

By = Literal["name", "name and label"]
"""What makes two gold mentions one group: the canonical name as it is annotated, or that and the label."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """B-cubed precision, recall and F1, 0 to 1, with the 95 % interval of F1 over resampled papers.

    `mentions` of the `gold` mentions stand in the prediction at exactly the same bounds and were
    compared.
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
    """A gold group in several entities (`what` is 'split'), or an entity of several gold groups ('merge').

    `parts` are those several, each with its number of mentions, the most frequent first; `cost` is
    by how much it lowers the sum over mentions of B-cubed recall (of a split) or precision (of a
    merge).
    """

    what: Literal["split", "merge"]
    name: str
    parts: tuple[tuple[str, int], ...]
    cost: float


class _Pair(NamedTuple):
    """A mention that both sides have: its paper, by position, and its two groups."""

    paper: int
    right: str
    found: str


def measure_grouping(
    gold: Sequence[MarkedPaper], predicted: Sequence[MarkedPaper], *, by: By = "name"
) -> Grouping:
    """Measure how the mentions of all papers together are grouped into entities.

    The precision of a mention is the share of its entity's mentions that are of its gold group, its
    recall the share of its gold group's mentions that are in its entity; both are means over
    mentions, and F1 is their harmonic mean: the B-cubed of Bagga and Baldwin 1998,
    doi:10.3115/980845.980859. The interval is the percentile bootstrap over papers, 1,000 resamples
    with a fixed seed, in which each mention keeps its own precision and recall.

    Args:
        gold: Annotated papers.
        predicted: The same papers in the same order, as `predict` or `predict_given` returns them.
        by: What a gold group is.
    """
    pairs = _pairs(gold, predicted, by)
    rights, founds = Counter(pair.right for pair in pairs), Counter(pair.found for pair in pairs)
    both = Counter((pair.right, pair.found) for pair in pairs)
    sums = np.zeros((len(gold), 3))  # of each paper: mentions, precision, recall
    for pair in pairs:
        shared = both[pair.right, pair.found]
        sums[pair.paper] += (1, shared / founds[pair.found], shared / rights[pair.right])
    picks = np.random.default_rng(SEED).integers(0, len(gold), (RESAMPLES, len(gold)))
    low, high = np.percentile(_rates(sums[picks].sum(axis=1))[:, 2], INTERVAL)
    precision, recall, f1 = (float(value) for value in _rates(sums.sum(axis=0, keepdims=True))[0])
    total = sum(len(paper.marks) for paper in gold)
    return Grouping(by, precision, recall, f1, float(low), float(high), len(pairs), total)


def find_splits(
    gold: Sequence[MarkedPaper], predicted: Sequence[MarkedPaper], *, most: int, by: By = "name"
) -> list[Misgrouping]:
    """Find the gold groups that lie in several entities, the costliest first."""
    return _rank("split", [(pair.right, pair.found) for pair in _pairs(gold, predicted, by)], most)


def find_merges(
    gold: Sequence[MarkedPaper], predicted: Sequence[MarkedPaper], *, most: int, by: By = "name"
) -> list[Misgrouping]:
    """Find the entities that hold several gold groups, the costliest first."""
    return _rank("merge", [(pair.found, pair.right) for pair in _pairs(gold, predicted, by)], most)


def _pairs(gold: Sequence[MarkedPaper], predicted: Sequence[MarkedPaper], by: By) -> list[_Pair]:
    return [
        _Pair(
            i,
            _entity(mark) if by == "name and label" else mark.canonical,
            _entity(found[_bounds(mark)]),
        )
        for i, (paper, other) in enumerate(zip(gold, predicted, strict=True))
        for found in [{_bounds(mark): mark for mark in other.marks}]
        for mark in paper.marks
        if _bounds(mark) in found
    ]


def _bounds(mark: Mark) -> tuple[str, int, int]:
    return (mark.field, mark.start, mark.end)


def _entity(mark: Mark) -> str:
    return f"{mark.label}: {mark.canonical}"


def _rates(sums: np.ndarray) -> np.ndarray:
    """Return precision, recall and F1 of rows of mentions and sums of precision and recall; 0 where there is none."""
    precision, recall = (sums[:, i] / np.maximum(sums[:, 0], 1) for i in (1, 2))
    f1 = 2 * precision * recall / np.maximum(precision + recall, np.finfo(float).tiny)
    return np.stack([precision, recall, f1], axis=1)


def _rank(
    what: Literal["split", "merge"], pairs: Sequence[tuple[str, str]], most: int
) -> list[Misgrouping]:
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for whole, part in pairs:
        parts[whole][part] += 1
    found = [
        Misgrouping(
            what, whole, tuple(sorted(of.items(), key=lambda item: (-item[1], item[0]))), _cost(of)
        )
        for whole, of in parts.items()
        if len(of) > 1
    ]
    return sorted(found, key=lambda one: (-one.cost, one.name))[:most]


def _cost(parts: Counter[str]) -> float:
    """Return how much of a group's sum of shares is lost: n - sum of n_i squared / n."""
    total = parts.total()
    return total - sum(count * count for count in parts.values()) / total

"""The crf's sums equal those over every path, written out."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from kgraph.extract.crf import Array, Crf, find_spans

LABELS, TAGS = 2, 9
BEGIN, INSIDE, END, SINGLE = 0, 1, 2, 3


def may_follow(tag: int, after: int) -> bool:
    if tag and (tag - 1) % 4 in (BEGIN, INSIDE):
        return after > 0 and (after - 1) // 4 == (tag - 1) // 4 and (after - 1) % 4 in (INSIDE, END)
    return after == 0 or (after - 1) % 4 in (BEGIN, SINGLE)


def crf_of(rng: np.random.Generator) -> Crf:
    allowed = np.array([[may_follow(i, j) for j in range(TAGS)] for i in range(TAGS)])
    starts = np.array([may_follow(0, j) for j in range(TAGS)], dtype=float)
    ends = np.array([may_follow(i, 0) for i in range(TAGS)], dtype=float)
    return Crf(starts, ends, np.exp(rng.normal(size=(TAGS, TAGS))) * allowed)


def spans_of(path: tuple[int, ...]) -> set[tuple[int, int, int]]:
    spans, start = set(), 0
    for i, tag in enumerate(path):
        if not tag:
            continue
        label, place = divmod(tag - 1, 4)
        if place in (BEGIN, SINGLE):
            start = i
        if place in (END, SINGLE):
            spans.add((label, start, i + 1))
    return spans


def by_hand(crf: Crf, scores: Array) -> dict[tuple[int, int, int], float]:
    total, chances = 0.0, {}
    for path in product(range(TAGS), repeat=len(scores)):
        weight = (
            crf.start[path[0]]
            * crf.end[path[-1]]
            * np.exp(sum(scores[i, tag] for i, tag in enumerate(path)))
        )
        for a, b in pairwise(path):
            weight *= crf.step[a, b]
        total += weight
        for span in spans_of(path) if weight else ():
            chances[span] = chances.get(span, 0.0) + weight
    return {span: chance / total for span, chance in chances.items() if chance / total > 0.02}


@pytest.mark.parametrize("seed", range(3))
def test_each_span_has_its_share_of_all_paths(seed: int) -> None:
    rng = np.random.default_rng(seed)
    crf, lengths = crf_of(rng), np.array([4, 2])
    scores = rng.normal(size=(4, 2, TAGS))
    found = {
        (found.label, int(row), int(start), int(end)): chance
        for found in find_spans(crf, scores, lengths, LABELS)
        for row, start, end, chance in zip(
            found.row, found.start, found.end, found.probability, strict=True
        )
    }
    expected = {
        (label, row, start, end): chance
        for row, length in enumerate(lengths)
        for (label, start, end), chance in by_hand(crf, scores[:length, row]).items()
    }
    assert found == pytest.approx(expected)

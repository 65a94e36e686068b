"""The chain over tags: from a score for each tag of each token to the probability of each span.

A linear-chain conditional random field (Lafferty et al. 2001) over BIOES tags: 0 is outside, then
four for each label, begin, inside, end and single. Sums over all paths are kept in scale as in
Rabiner 1989, doi:10.1109/5.18626, section V.A. Arrays are time-major (T, B, tags), documents sorted
longest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_LONGEST = 14  # tokens in one mention
_FLOOR = 0.02  # spans less probable than this are never looked at


class Chain(NamedTuple):
    """Which tags may start (1) and end (1) a text, and the weight, 0 or more, of each step from tag to tag."""

    start: Array
    end: Array
    step: Array


class Found(NamedTuple):
    """Spans of one label: their document, first token, the token after their last, and probability, each an array."""

    label: int
    row: Array
    start: Array
    end: Array
    chance: Array


class _Sums(NamedTuple):
    emit: Array
    ahead: Array
    back: Array
    scale: Array
    lengths: Array


def find_spans(chain: Chain, scores: Array, lengths: Array, labels: int) -> Iterator[Found]:
    """Yield every span whose probability is above 0.02, by label and length; they may overlap.

    Args:
        chain: The chain.
        scores: One score a tag, (T, B, 1 + 4 * labels).
        lengths: Tokens of each document, (B,), falling.
        labels: How many labels there are.
    """
    sums = _sum_paths(chain, scores, lengths)
    for label in range(labels):
        yield _find_single(sums, label)
        yield from _find_longer(chain, sums, label)


def _sum_paths(chain: Chain, scores: Array, lengths: Array) -> _Sums:
    """Sum over the paths before and after each tag, so that ahead * back is the tag's probability."""
    steps, size, tags = scores.shape
    emit = np.exp(scores - scores.max(axis=2, keepdims=True)).astype(np.float64)
    ahead, back = np.zeros((steps, size, tags)), np.zeros((steps, size, tags))
    scale = np.ones((steps, size))
    living = [int((lengths > t).sum()) for t in range(steps)] + [0]
    for t in range(steps):
        n = living[t]
        row = (chain.start if t == 0 else ahead[t - 1, :n] @ chain.step) * emit[t, :n]
        scale[t, :n] = row.sum(axis=1)
        ahead[t, :n] = row / scale[t, :n, None]
    for t in range(steps - 1, -1, -1):
        n, m = living[t], living[t + 1]
        back[t, m:n] = chain.end
        if m:
            back[t, :m] = ((emit[t + 1, :m] * back[t + 1, :m]) @ chain.step.T) / scale[
                t + 1, :m, None
            ]
    total = np.array([(ahead[n - 1, j] * chain.end).sum() for j, n in enumerate(lengths)])
    return _Sums(emit, ahead, back / total[None, :, None], scale, lengths)


def _find_single(sums: _Sums, label: int) -> Found:
    tag = 4 + 4 * label
    chance = sums.ahead[:, :, tag] * sums.back[:, :, tag]
    start, row = np.nonzero(chance > _FLOOR)
    return Found(label, row, start, start + 1, chance[start, row])


def _find_longer(chain: Chain, sums: _Sums, label: int) -> Iterator[Found]:
    """Yield the spans of two tokens and more: all that begin, grown together token by token while they may go on."""
    begin, inside, end = (1 + 4 * label + k for k in range(3))
    start, row = np.nonzero(sums.ahead[:, :, begin] * sums.back[:, :, begin] > _FLOOR)
    grown, tag = sums.ahead[start, row, begin], begin
    for length in range(2, _LONGEST + 1):
        keep = start + length - 1 < sums.lengths[row]
        start, row, grown = start[keep], row[keep], grown[keep]
        last = start + length - 1
        grown = grown / sums.scale[last, row]
        chance = (
            grown * chain.step[tag, end] * sums.emit[last, row, end] * sums.back[last, row, end]
        )
        sure = chance > _FLOOR
        yield Found(label, row[sure], start[sure], last[sure] + 1, chance[sure])
        grown = grown * chain.step[tag, inside] * sums.emit[last, row, inside]
        keep = grown * sums.back[last, row, inside] > _FLOOR
        start, row, grown, tag = start[keep], row[keep], grown[keep], inside
        if not len(start):
            return

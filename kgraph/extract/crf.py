"""A conditional random field over tags: from a score for each tag to the probability of each span.

A linear-chain CRF (Lafferty, McCallum and Pereira, "Conditional random fields", ICML 2001). The
sums over all paths are kept in scale as in Rabiner, "A tutorial on hidden Markov models", Proc.
IEEE 1989, doi:10.1109/5.18626, section V.A. Arrays are (T, B, tags): tokens, then documents, the
longest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kgraph.extract.tags import BEGIN, END, INSIDE, SINGLE, tag_of

Array = NDArray[Any]

_LONGEST = 14  # tokens in one mention
_FLOOR = 0.02  # less probable spans are left out


class Crf(NamedTuple):
    """The weights of a CRF.

    Args:
        start: 1 for each tag that may begin a text, otherwise 0; (tags,).
        end: 1 for each tag that may end a text, otherwise 0; (tags,).
        step: The weight, 0 or more, of each step from tag to tag; (tags, tags).
    """

    start: Array
    end: Array
    step: Array


class Spans(NamedTuple):
    """Spans of one label, as arrays of one length.

    Args:
        label: The label's index.
        row: The document of each span.
        start: Its first token.
        end: The token after its last.
        probability: From 0 to 1.
    """

    label: int
    row: Array
    start: Array
    end: Array
    probability: Array


class _Sums(NamedTuple):
    """Sums over the paths before (`ahead`) and after (`back`) each tag, and their scale."""

    emit: Array
    ahead: Array
    back: Array
    scale: Array
    lengths: Array


def find_spans(crf: Crf, scores: Array, lengths: Array, labels: int) -> Iterator[Spans]:
    """Yield every span with a probability above 0.02, by label and length; they may overlap.

    Args:
        crf: The weights.
        scores: One score for each tag, (T, B, 1 + 4 * labels).
        lengths: Tokens of each document, (B,), falling.
        labels: How many labels there are.
    """
    sums = _sum_paths(crf, scores, lengths)
    for label in range(labels):
        yield _find_single(sums, label)
        yield from _find_longer(crf, sums, label)


def count_living(lengths: Array, steps: int) -> list[int]:
    """Return for each step how many documents, the longest first, have a token there."""
    return [int((lengths > step).sum()) for step in range(steps)]


def _sum_paths(crf: Crf, scores: Array, lengths: Array) -> _Sums:
    """Sum over the paths of each document; ahead * back is then each tag's probability."""
    emit = np.exp(scores - scores.max(axis=2, keepdims=True)).astype(np.float64)
    living = count_living(lengths, len(emit))
    ahead, scale = _sum_ahead(crf, emit, living)
    back = _sum_back(crf, emit, scale, living)
    total = np.array([(ahead[n - 1, j] * crf.end).sum() for j, n in enumerate(lengths)])
    return _Sums(emit, ahead, back / total[None, :, None], scale, lengths)


def _sum_ahead(crf: Crf, emit: Array, living: Sequence[int]) -> tuple[Array, Array]:
    ahead, scale = np.zeros(emit.shape), np.ones(emit.shape[:2])
    for t, n in enumerate(living):
        row = (crf.start if t == 0 else ahead[t - 1, :n] @ crf.step) * emit[t, :n]
        scale[t, :n] = row.sum(axis=1)
        ahead[t, :n] = row / scale[t, :n, None]
    return ahead, scale


def _sum_back(crf: Crf, emit: Array, scale: Array, living: Sequence[int]) -> Array:
    back = np.zeros(emit.shape)
    following = 0  # documents that go on after token t; the others end there
    for t in range(len(emit) - 1, -1, -1):
        n, m = living[t], following
        back[t, m:n] = crf.end
        if m:
            after = emit[t + 1, :m] * back[t + 1, :m]
            back[t, :m] = (after @ crf.step.T) / scale[t + 1, :m, None]
        following = n
    return back


def _find_single(sums: _Sums, label: int) -> Spans:
    tag = tag_of(label, SINGLE)
    probability = sums.ahead[:, :, tag] * sums.back[:, :, tag]
    start, row = np.nonzero(probability > _FLOOR)
    return Spans(label, row, start, start + 1, probability[start, row])


def _find_longer(crf: Crf, sums: _Sums, label: int) -> Iterator[Spans]:
    """Yield the spans of two tokens and more.

    All that begin anywhere grow together, token by token, while they are probable enough.
    """
    begin, inside, end = (tag_of(label, position) for position in (BEGIN, INSIDE, END))
    start, row = np.nonzero(sums.ahead[:, :, begin] * sums.back[:, :, begin] > _FLOOR)
    grown, tag = sums.ahead[start, row, begin], begin
    for length in range(2, _LONGEST + 1):
        keep = start + length - 1 < sums.lengths[row]
        start, row, grown = start[keep], row[keep], grown[keep]
        last = start + length - 1
        grown = grown / sums.scale[last, row]
        # The span ends here: the paths so far, the step to the end tag, the paths after it.
        probability = (
            grown * crf.step[tag, end] * sums.emit[last, row, end] * sums.back[last, row, end]
        )
        likely = probability > _FLOOR
        yield Spans(label, row[likely], start[likely], last[likely] + 1, probability[likely])
        # The span goes on: it can end no more often than it passes through this token.
        grown = grown * crf.step[tag, inside] * sums.emit[last, row, inside]
        keep = grown * sums.back[last, row, inside] > _FLOOR
        start, row, grown, tag = start[keep], row[keep], grown[keep], inside
        if not len(start):
            return

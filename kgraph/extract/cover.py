"""The flat cover: which of many scored spans to keep, so that none overlap and the scores rise furthest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Scored(Protocol):
    """A span of tokens (half-open) with a label and a score between 0 and 1."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102


T = TypeVar("T", bound=Scored)


def cover(spans: Iterable[T], threshold: float) -> list[T]:
    """Return the spans without overlap whose sum of (score - threshold) is largest, in order.

    Where the scores are honest, that is the choice with the best expected F1 at a threshold near
    half the F1 reached. Weighted interval scheduling by dynamic programming (Kleinberg and Tardos
    2005, section 6.1).
    """
    kept = sorted(
        (s for s in spans if s.score > threshold), key=lambda s: (s.end, s.start, s.label)
    )
    ends = [span.end for span in kept]
    free = [
        bisect_right(ends, span.start, 0, i) for i, span in enumerate(kept)
    ]  # how many end before it starts
    best = [0.0]
    for i, span in enumerate(kept):
        best.append(max(best[i], best[free[i]] + span.score - threshold))
    chosen = []
    i = len(kept)
    while i:
        if best[i] > best[i - 1]:
            chosen.append(kept[i - 1])
            i = free[i - 1]
        else:
            i -= 1
    return chosen[::-1]

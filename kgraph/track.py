"""How long iterations tell how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Track(Protocol):
    """Wraps an iteration, such as tqdm: it gets the items, their number, and what is done."""

    def __call__(self, items: Iterable[T], total: int, doing: str, /) -> Iterable[T]:
        """Return the items."""


def untracked(items: Iterable[T], _total: int, _doing: str) -> Iterable[T]:
    """Return the items as they are."""
    return items

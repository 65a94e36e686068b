"""Say what a command does, how fast, and for how much longer: one line on standard error."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final, TextIO, TypeVar

if TYPE_CHECKING:
    from kgraph.types import KnowledgeGraph

T = TypeVar("T")

_REDRAWN: Final = 0.2
_PRINTED: Final = 30.0
_SHORT: Final = 1.0
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """What is being done, of which a thread prints lines."""

    def __init__(self, doing: str, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._doing, self._total, self._done, self._start = doing, 0, 0, clock()

    def track(self, items: Iterable[T], total: int, doing: str) -> Iterator[T]:
        """Yield items, counting them; afterwards, what was done before goes on."""
        before = self._doing, self._total, self._done, self._start
        self._doing, self._total, self._done, self._start = doing, total, 0, self._clock()
        for item in items:
            yield item
            self._done += 1
        self._doing, self._total, self._done, self._start = before

    def __str__(self) -> str:
        """Return a line, as "Extracting: 120 of 384, 12.0 per second, 22 s left"."""
        passed = self._clock() - self._start
        if not self._done:
            return f"{self._doing}: {_in_words(passed)}"
        rate = self._done / max(passed, 1e-9)
        left = _in_words((self._total - self._done) / rate)
        count = f"{self._done:,} of {self._total:,}"
        return f"{self._doing}: {count}, {rate:,.1f} per second, {left} left"


@contextmanager
def show_work(doing: str) -> Iterator[Progress]:
    """Show progress until the block ends.

    On a terminal the line is redrawn, and goes away; elsewhere one is printed every half minute.
    """
    progress, ended = Progress(doing), Event()
    if not isinstance(sys.stderr, io.TextIOBase):  # a closed stream is None
        yield progress
        return
    draw = _redraw if sys.stderr.isatty() else _print
    thread = Thread(target=draw, args=(progress, ended, sys.stderr), daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        ended.set()
        thread.join()


def show_progress(items: Iterable[T], total: int, doing: str) -> Iterator[T]:
    """Yield items, and show progress meanwhile."""
    with show_work(doing) as progress:
        yield from progress.track(items, total, doing)


def read_build(folder: Path) -> KnowledgeGraph:
    """Read the tables of a build, and show progress meanwhile."""
    from kgraph.export.tables import read_tables

    with show_work("Reading the build"):
        return read_tables(folder)


def _redraw(progress: Progress, ended: Event, stream: TextIO) -> None:
    if ended.wait(_SHORT):
        return
    while not ended.wait(_REDRAWN):
        stream.write(f"{_CLEAR}{progress}")
        stream.flush()
    stream.write(_CLEAR)
    stream.flush()


def _print(progress: Progress, ended: Event, stream: TextIO) -> None:
    while not ended.wait(_PRINTED):
        stream.write(f"{progress}\n")
        stream.flush()


def _in_words(seconds: float) -> str:
    """Return a time in words, as "3 min 20 s"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

"""What a terminal shows: tables that fit, and how far a long command is."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from kgraph.cli import progress
from kgraph.cli.progress import Progress, show_progress
from tests.conftest import run

CONTROL = re.compile(r"\x1b\[[0-9;]*m")


class Stream(io.StringIO):
    """A stream that knows when it is written to."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.written, self._terminal = Event(), terminal

    def isatty(self) -> bool:
        return self._terminal

    def flush(self) -> None:
        self.written.set()


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (["top", "--null", "--samples", "2"], "id"),
        (["top", "--intervals", "--samples", "2"], "id"),
        (["bridges"], "id"),
        (["communities", "--seeds", "2"], ""),
        (["trends"], "2012, 2013"),
        (["authors"], ""),
        (["venues"], "id"),
        (["matrix"], ""),
        (["matrix", "--top", "20"], "WMT14, SuperGlue"),
        (["similar", "2001.08361"], ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_table_fits_the_terminal(
    words: list[str], left_out: str, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    done = run(words[0], demo, *words[1:])
    assert done.returncode == 0
    lines = CONTROL.sub("", done.stdout).splitlines()
    assert max(map(len, lines)) <= 100
    assert "…" not in done.stdout
    said = re.search(r"wider than 100 columns, so left out: (.*)", CONTROL.sub("", done.stderr))
    assert left_out in (said[1] if said else "")
    assert bool(said) == bool(left_out)


def test_a_line_says_how_fast_and_for_how_much_longer() -> None:
    now = 0.0
    seen = Progress("Building", lambda: now)
    now = 75.0
    assert str(seen) == "Building: 1 min 15 s"
    for item in seen.track(range(8000), 8000, "Extracting"):
        if item == 2000:
            now += 100
            assert str(seen) == "Extracting: 2,000 of 8,000, 20.0 per second, 5 min 0 s left"
    now = 2 * 3600.0
    assert str(seen) == "Building: 2 h 0 min"


@pytest.mark.parametrize("terminal", [False, True])
def test_a_terminal_gets_a_line_that_goes_away_and_a_file_gets_lines(
    terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    for name in ("_SHORT", "_REDRAWN", "_PRINTED"):
        monkeypatch.setattr(progress, name, 0.001)

    def items() -> Iterator[int]:
        yield 1
        stream.written.clear()
        assert stream.written.wait(60)  # until a line says that one of two is done
        yield 2

    assert list(show_progress(items(), 2, "Testing")) == [1, 2]
    text = stream.getvalue()
    assert "Testing: 1 of 2, " in text
    assert text.endswith("\r\x1b[K" if terminal else "left\n")
    assert ("\n" in text) is not terminal

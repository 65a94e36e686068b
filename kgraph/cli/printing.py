"""How commands print: data on standard output as tables or CSV, messages and progress on standard error."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from kgraph.analyse.why import Evidence

T = TypeVar("T")
_PIPE_WIDTH = 200
_LEFT = frozenset(
    [
        "entity",
        "community",
        "label",
        "id",
        "measure",
        "paper",
        "shared",
        "other",
        "both go with",
        "read",
        "and read",
    ]
)


def say(message: str, style: str = "") -> None:
    """Print a message on standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(message, style=style))


def show_progress(items: Iterator[T], total: int, doing: str = "Extracting") -> Iterable[T]:
    """Yield the items, with a progress bar on standard error where that is a terminal."""
    from rich.progress import track

    console = Console(stderr=True)
    return track(
        items, doing, total=total, console=console, transient=True, disable=not console.is_terminal
    )


def open_console() -> Console:
    """Return standard output as a console; what is not read on a terminal is not cut to the width of one."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def print_table(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Print rows under a header, words to the left and numbers to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        table.add_column(name, justify="left" if name in _LEFT else "right")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    open_console().print(table)


def print_rows(
    header: tuple[str, ...], rows: Sequence[tuple[object, ...]], as_csv: bool, *, if_none: str
) -> None:
    """Print rows under a header, as CSV or as a table; where there are none, say so on standard error instead."""
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *rows])
    elif rows:
        print_table(header, rows)
    if not rows:
        say(if_none)


def quote_evidence(evidence: Evidence) -> Text:
    """Return the sentence of a mention, the mention in brackets, after its paper and field."""
    text = Text(f"  {evidence.mention.paper} {evidence.mention.field}: ", style="dim")
    text.append(evidence.sentence[: evidence.start], style="not dim")
    text.append(f"[{evidence.sentence[evidence.start : evidence.end]}]", style="not dim bold")
    return text.append(evidence.sentence[evidence.end :], style="not dim")

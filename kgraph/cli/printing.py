"""Print results to standard output as tables or CSV, messages and progress to standard error."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from kgraph.analyse.claims import Claim
    from kgraph.analyse.why import Evidence
    from kgraph.types import KnowledgeGraph

Header = tuple[str, ...]
Row = tuple[object, ...]

_PIPE_WIDTH = 200
_GAP = 2  # between columns
_LEGIBLE = 16  # of the width of a text
_WITHOUT_VERB = ("used-for", "part-of", "evaluated-on", "based-on")
_TEXT_COLUMNS = frozenset(
    {
        *("entity", "other", "community", "label", "id", "measure", "paper", "shared"),
        *("most prominent (papers)", "shared neighbours", "read", "and read", "in common"),
        *("author", "venue", "about"),
        *("part", "name", "status", "detail"),
    }
)


def say(message: str, style: str = "") -> None:
    """Print a message to standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(message, style=style))


def open_console() -> Console:
    """Return a console for standard output; a pipe gets wide lines instead of 80 columns."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def print_table(header: Header, rows: Iterable[Row], spare: Sequence[str] = ()) -> None:
    """Print rows under a header, text aligned left and numbers right.

    If the table is too wide, columns of `spare` are left out, the first one first; a message says
    which.
    """
    console = open_console()
    cells = [[str(cell) for cell in row] for row in rows]
    columns = [
        _Column(name, [row[i] for row in cells], name in _TEXT_COLUMNS)
        for i, name in enumerate(header)
    ]
    left_out = _fit(columns, spare, console.width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, width in zip(columns, _widths(columns, console.width), strict=True):
        justify: Literal["left", "right"] = "left" if column.is_text else "right"
        table.add_column(escape(column.name), justify=justify, width=width, overflow="fold")
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(escape, row))
    console.print(table)
    if left_out:
        say(f"wider than {console.width} columns, so left out: {', '.join(left_out)}")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table, and how wide it is at most and at least."""

    name: str
    cells: Sequence[str]
    is_text: bool

    @property
    def most(self) -> int:
        """The width of its widest cell."""
        return max(map(cell_len, (self.name, *self.cells)))

    @property
    def least(self) -> int:
        """The width at which no number and no word is broken, and texts are legible."""
        words = self.name.split() if self.name.strip() else [""]
        if not self.is_text:
            return max(map(cell_len, (*words, *self.cells)))
        longest = max(map(cell_len, (*words, *chain(*map(str.split, self.cells)))))
        return min(self.most, max(longest, _LEGIBLE))


def _fit(columns: list[_Column], spare: Sequence[str], width: int) -> list[str]:
    """Remove columns until the others fit into a width; return their names."""
    removed = []
    for name in spare:
        if sum(column.least + _GAP for column in columns) - _GAP <= width:
            break
        columns[:] = [column for column in columns if column.name != name]
        removed.append(name)
    return removed


def _widths(columns: Sequence[_Column], width: int) -> list[int]:
    """Share a width among columns: what is left goes to those that want more."""
    left = width - sum(column.least + _GAP for column in columns) + _GAP
    wanted = sum(column.most - column.least for column in columns)
    share = min(1.0, max(left, 0) / wanted) if wanted else 0.0
    return [column.least + int(share * (column.most - column.least)) for column in columns]


def print_rows(
    header: Header,
    rows: Sequence[Row],
    as_csv: bool,
    *,
    if_empty: str,
    spare: Sequence[str] = ("id",),
) -> None:
    """Print rows under a header, as CSV or as a table, or a message if there are no rows."""
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *rows])
    elif rows:
        print_table(header, rows, [name for name in spare if name in header])
    if not rows:
        say(if_empty)


def print_heading(text: str, detail: str) -> None:
    """Print a bold heading, followed by details."""
    open_console().print(f"[bold]{escape(text)}[/bold]  {escape(detail)}")


def claim_text(kg: KnowledgeGraph, claim: Claim, verb: str = "") -> str:
    """Return a claim in words, as "Adam is used for training", or "evaluates on ImageNet"."""
    subject = f"{kg.entities[claim.subject].name} " if claim.subject else ""
    auxiliary = "is " if claim.predicate in _WITHOUT_VERB else ""
    words = verb or f"{auxiliary}{in_words(claim.predicate)}"
    return f"{subject}{words} {kg.entities[claim.object].name}"


def in_words(predicate: str) -> str:
    """Return a predicate as words: "improves over"."""
    return predicate.replace("-", " ")


def print_evidence(evidence: Evidence) -> None:
    """Print the sentence of a mention, the mention in brackets, after its paper and field."""
    sentence, start, end = evidence.sentence, evidence.start, evidence.end
    text = Text(f"  {evidence.mention.paper} {evidence.mention.field}: ", style="dim")
    text.append(sentence[:start], style="not dim")
    text.append(f"[{sentence[start:end]}]", style="not dim bold")
    open_console().print(text.append(sentence[end:], style="not dim"))

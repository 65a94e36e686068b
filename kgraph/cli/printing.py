"""Print results to standard output as tables or CSV, messages and progress to standard error."""

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
    from kgraph.analyse.claims import Claim
    from kgraph.analyse.why import Evidence
    from kgraph.types import KnowledgeGraph

T = TypeVar("T")
Header = tuple[str, ...]
Row = tuple[object, ...]

_PIPE_WIDTH = 200
_WITHOUT_VERB = ("used-for", "part-of", "evaluated-on", "based-on")
_TEXT_COLUMNS = frozenset(
    {
        *("entity", "other", "community", "label", "id", "measure", "paper", "shared"),
        *("most prominent (papers)", "shared neighbours", "read", "and read"),
        *("part", "name", "status", "detail"),
    }
)


def say(message: str, style: str = "") -> None:
    """Print a message to standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(message, style=style))


def show_progress(items: Iterator[T], total: int, doing: str = "Extracting") -> Iterable[T]:
    """Yield the items, with a progress bar on standard error if it is a terminal."""
    from rich.progress import track

    console = Console(stderr=True)
    return track(
        items, doing, total=total, console=console, transient=True, disable=not console.is_terminal
    )


def open_console() -> Console:
    """Return a console for standard output; a pipe gets wide lines instead of 80 columns."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def print_table(header: Header, rows: Iterable[Row]) -> None:
    """Print rows under a header, text aligned left and numbers right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        table.add_column(escape(name), justify="left" if name in _TEXT_COLUMNS else "right")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    open_console().print(table)


def print_rows(header: Header, rows: Sequence[Row], as_csv: bool, *, if_empty: str) -> None:
    """Print rows under a header, as CSV or as a table, or a message if there are no rows."""
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *rows])
    elif rows:
        print_table(header, rows)
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

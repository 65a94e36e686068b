"""The review file: one candidate per line, which a person accepts or not.

It also records which names were queried, so a name without candidates has a line as well. Lines are
only appended, one batch at a time, so that an interrupted run can be continued.
"""

from __future__ import annotations

import csv
import errno
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import InputError
from kgraph.reconcile.entries import Key
from kgraph.reconcile.tables import Row, Table, read_table, unwritable, write_table

COLUMNS = (
    *("label", "name", "prefix", "candidate", "candidate_name"),
    *("description", "score", "match", "accept"),
)
# Label, name and prefix; a spreadsheet may drop empty cells at the end of a line.
_NEEDED = 3


class Line(NamedTuple):
    """One line of a review file; `candidate` is empty if the service has none for the name."""

    label: str
    name: str
    prefix: str
    candidate: str = ""
    candidate_name: str = ""
    description: str = ""
    score: str = ""
    match: str = ""
    accept: str = ""

    @property
    def key(self) -> Key:
        """The key of the lexicon entry."""
        return Key(self.label, self.name)


@dataclass(frozen=True, slots=True)
class Review:
    """A review file: its lines, their line numbers, and whether an incomplete end was dropped."""

    table: Table
    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    was_cut: bool


def review_path(lexicon: str | Path, review: str | Path | None = None) -> Path:
    """Return the path of the review file, by default next to the lexicon.

    Raises:
        InputError: The review file is the lexicon itself.
    """
    path = Path(review) if review else Path(lexicon).with_suffix(".review.csv")
    if path.resolve() == Path(lexicon).resolve():
        raise InputError(
            f"{path}: is the lexicon and would be overwritten. Give another file with --review."
        )
    return path


def read_review(path: Path) -> Review:
    """Read a review file, without the incomplete end that an interrupted run has left.

    Raises:
        InputError: The file cannot be read, or is not a review file.
    """
    table = read_table(path)
    if table.header[: len(COLUMNS)] != COLUMNS:
        raise InputError(
            f"{path}: is not a review file (its first line is not {','.join(COLUMNS)}). "
            "Give another file with --review."
        )
    rows = [row for row in table.rows if any(row.cells)]
    is_short = bool(rows) and not table.ends_line and len(rows[-1].cells) < len(COLUMNS)
    was_cut = table.is_open or is_short
    if was_cut:
        rows = _drop_last_name(rows if table.is_open else rows[:-1])
    lines = tuple(_line(path, row) for row in rows)
    return Review(table, lines, tuple(row.line for row in rows), was_cut)


def _line(path: Path, row: Row) -> Line:
    cells = [cell.strip() for cell in row.cells[: len(COLUMNS)]]
    if len(cells) < _NEEDED or not all(cells[:_NEEDED]):
        remedy = "Complete the line or remove it."
        raise InputError(f"{path}:{row.line}: needs a label, a name and a prefix. {remedy}")
    return Line(*cells)


def _drop_last_name(rows: list[Row]) -> list[Row]:
    """Drop the lines of the last name, which may be incomplete, unless a person has marked one."""
    last = [row for row in rows if row.cells[:_NEEDED] == rows[-1].cells[:_NEEDED]]
    if any("".join(row.cells[len(COLUMNS) - 1 :]).strip() for row in last):
        return rows
    return [row for row in rows if row not in last]


def open_review(path: Path) -> Review:
    """Read a review file to append to it; create it if missing, and drop an incomplete end.

    Raises:
        InputError: The file cannot be read or written, or is not a review file.
    """
    if not path.exists():
        write_table(Table(path, COLUMNS, ()), COLUMNS, ())
    review = read_review(path)
    if review.was_cut or not review.table.ends_line:
        kept = set(review.numbers)
        rows = (row.cells for row in review.table.rows if row.line in kept)
        write_table(review.table, review.table.header, rows)
    return review


def append_lines(path: Path, lines: Iterable[Sequence[str]]) -> None:
    """Append lines to a review file, all or none.

    Raises:
        InputError: The file cannot be written.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    data = text.getvalue().encode("utf-8")
    try:
        # A single unbuffered write: neither Ctrl-C nor a kill can interrupt it.
        with path.open("ab", buffering=0) as file:
            before = file.tell()
            if file.write(data) < len(data):
                file.truncate(before)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise unwritable(path, error) from error

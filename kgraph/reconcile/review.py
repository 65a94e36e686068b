"""The review file: every candidate on a line of its own, which a person accepts or leaves.

It is also the memory of what was asked, so a name without a candidate has a line, too. Lines are
only added, a batch at a time, so that a run which is ended at any moment leaves a file that the
next one goes on with.
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
from kgraph.reconcile.names import Key
from kgraph.reconcile.tables import Row, Table, read_table, unwritable, write_table

COLUMNS = (
    "label",
    "name",
    "prefix",
    "candidate",
    "candidate_name",
    "description",
    "score",
    "match",
    "accept",
)
_NEEDED = (
    3  # label, name and prefix: a spreadsheet may leave out the empty cells at the end of a line
)


class Line(NamedTuple):
    """One line of a review file; `candidate` is empty where the service knows none."""

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
        """The line of the lexicon that this is about."""
        return Key(self.label, self.name)


@dataclass(frozen=True, slots=True)
class Review:
    """A review file: its lines, the line number of each, and whether a last line that was cut was left out."""

    table: Table
    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    was_cut: bool


def review_path(lexicon: str | Path, review: str | Path | None = None) -> Path:
    """Return where the review file is: beside the lexicon, where no other is given.

    Raises:
        InputError: It is the lexicon itself.
    """
    path = Path(review) if review else Path(lexicon).with_suffix(".review.csv")
    if path.resolve() == Path(lexicon).resolve():
        raise InputError(
            f"{path}: is the lexicon and would be overwritten. Give another file with --review."
        )
    return path


def read_review(path: Path) -> Review:
    """Read a review file, without what a run that was ended in the middle of a line has left.

    Raises:
        InputError: The file cannot be read, or is no review file.
    """
    table = read_table(path)
    if table.header[: len(COLUMNS)] != COLUMNS:
        columns = ",".join(COLUMNS)
        raise InputError(
            f"{path}: is no review file (it does not begin with {columns}). Give another with --review."
        )
    rows = [row for row in table.rows if any(row.cells)]
    was_cut = table.is_open or bool(
        rows and not table.ends_line and len(rows[-1].cells) < len(COLUMNS)
    )
    if was_cut:
        rows = _uncut(rows if table.is_open else rows[:-1])
    lines = tuple(_line(path, row) for row in rows)
    return Review(table, lines, tuple(row.line for row in rows), was_cut)


def _line(path: Path, row: Row) -> Line:
    cells = [cell.strip() for cell in row.cells[: len(COLUMNS)]]
    if len(cells) < _NEEDED or not all(cells[:_NEEDED]):
        raise InputError(
            f"{path}:{row.line}: needs a label, a name and a prefix. Mend the line or remove it."
        )
    return Line(*cells)


def _uncut(rows: list[Row]) -> list[Row]:
    """Leave out the lines about the last name as well, since more may have followed; unless a person marked one."""
    last = [row for row in rows if row.cells[:_NEEDED] == rows[-1].cells[:_NEEDED]]
    if any("".join(row.cells[len(COLUMNS) - 1 :]).strip() for row in last):
        return rows
    return [row for row in rows if row not in last]


def open_review(path: Path) -> Review:
    """Read a review file to add to it: make it where it is missing, and mend its end where it was cut.

    Raises:
        InputError: The file cannot be read or written, or is no review file.
    """
    if not path.exists():
        write_table(Table(path, COLUMNS, ()), COLUMNS, ())
    review = read_review(path)
    if review.was_cut or not review.table.ends_line:
        kept = set(review.numbers)
        write_table(
            review.table,
            review.table.header,
            (row.cells for row in review.table.rows if row.line in kept),
        )
    return review


def append_lines(path: Path, lines: Iterable[Sequence[str]]) -> None:
    """Add lines to a review file, all or none of them.

    Raises:
        InputError: The file cannot be written.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    data = text.getvalue().encode("utf-8")
    try:
        # One unbuffered write: neither Ctrl-C nor a kill comes between its bytes.
        with path.open("ab", buffering=0) as file:
            before = file.tell()
            if file.write(data) < len(data):
                file.truncate(before)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise unwritable(path, error) from error

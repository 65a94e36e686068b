"""CSV files that people edit as well: read with line numbers, and written atomically."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kgraph.atomic import open_atomic
from kgraph.errors import InputError

_BOM = "\ufeff"


class Row(NamedTuple):
    """The cells of one record, and its first line (from 1)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The content and format of a CSV file.

    `start` is its byte order mark, or ''; `ending` is its line break. `is_open` is set if the file
    ends inside a quoted cell, whose record is not among the rows; `ends_line` if the last record
    ends with a line break.
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    start: str = ""
    ending: str = "\n"
    is_open: bool = False
    ends_line: bool = True

    def find_column(self, name: str) -> int | None:
        """Return the index of a column, or None if the header does not name it."""
        names = [cell.strip() for cell in self.header]
        return names.index(name) if name in names else None


def read_table(path: Path) -> Table:
    """Read a CSV file in UTF-8, with or without a byte order mark.

    Raises:
        InputError: The file cannot be read, has no header, or has an invalid quote.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}). Give a CSV file in UTF-8.") from error
    body = text.removeprefix(_BOM)
    rows, is_open = _parse(path, body)
    if not rows:
        raise InputError(f"{path}: is empty. Give a CSV file whose first line names its columns.")
    return Table(
        path,
        header=rows[0].cells,
        rows=tuple(rows[1:]),
        start=text[: len(text) - len(body)],
        ending="\r\n" if "\r\n" in body else "\n",
        is_open=is_open,
        ends_line=body.endswith(("\n", "\r")),
    )


def _parse(path: Path, text: str) -> tuple[list[Row], bool]:
    """Return the records of a text, and whether it ends inside a record."""
    rows: list[Row] = []
    file = io.StringIO(text, newline="")
    reader = csv.reader(file, strict=True)
    line = 1
    try:
        for cells in reader:
            rows.append(Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        # At the end of the file the error is an unclosed quote, before it an invalid quote.
        if next(file, None) is not None:
            raise InputError(
                f"{path}:{line}: cannot be read ({error}). Double each quote in a quoted cell."
            ) from error
        return rows, True
    return rows, False


def write_table(table: Table, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Replace the content of a table, atomically and in the same format; a link stays a link.

    Raises:
        InputError: The file cannot be written.
    """
    try:
        with open_atomic(table.path) as file:
            file.write(table.start)
            csv.writer(file, lineterminator=table.ending).writerows([header, *rows])
    except OSError as error:
        raise unwritable(table.path, error) from error


def unwritable(path: Path, error: OSError) -> InputError:
    """Return the error for a file that cannot be written."""
    return InputError(
        f"{path}: cannot be written ({error.strerror}). Free some space or give another file."
    )

"""CSV files that a person edits as well: read with line numbers, and written whole or not at all."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import InputError

_BOM = "\ufeff"


class Row(NamedTuple):
    """The cells of one record, and its first line (from 1)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file as it was found: its header, its rows, and how it is written.

    `is_open` says that the file ends inside a quoted cell, whose record is not among the rows;
    `ends_line` that the last record ends with a line break.
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    start: str = ""
    ending: str = "\n"
    is_open: bool = False
    ends_line: bool = True

    def find_column(self, name: str) -> int | None:
        """Return where a column stands; None where the header does not name it."""
        names = [cell.strip() for cell in self.header]
        return names.index(name) if name in names else None


def read_table(path: Path) -> Table:
    """Read a CSV file in UTF-8, with or without a byte order mark.

    Raises:
        InputError: The file cannot be read, has no header, or a quote stands where none may.
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
    """Return the records of a text, and whether it ends inside one."""
    rows: list[Row] = []
    file = io.StringIO(text, newline="")
    reader = csv.reader(file, strict=True)
    line = 1
    try:
        for cells in reader:
            rows.append(Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        if next(file, None) is not None:
            raise InputError(
                f"{path}:{line}: cannot be read ({error}). Double each quote in a quoted cell."
            ) from error
        return rows, True
    return rows, False


def write_table(table: Table, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table in place of the one that was read, whole or not at all; a link stays a link.

    Raises:
        InputError: The file cannot be written.
    """
    target = table.path.resolve()
    new = target.with_name(f".{target.name}.new")
    try:
        try:
            with new.open("w", encoding="utf-8", newline="") as file:
                file.write(table.start)
                csv.writer(file, lineterminator=table.ending).writerows([header, *rows])
            if target.exists():
                shutil.copymode(target, new)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(table.path, error) from error


def unwritable(path: Path, error: OSError) -> InputError:
    """Return the error that says that a file cannot be written."""
    return InputError(
        f"{path}: cannot be written ({error.strerror}). Make room or give another file."
    )

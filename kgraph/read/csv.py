"""Comma, semicolon or tab separated values with a header line that names a title column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgraph.read.files import TextFile
from kgraph.read.record import has_title, iter_record, unknown_columns
from kgraph.types import Paper, Problem

_DELIMITERS = ",\t;|"
# The most that every platform's csv module takes.
_LONGEST_CELL = 2**31 - 1
_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)
# In running text a comma stands before a space, or between the digits of a number.
_TEXT_COMMA = re.compile(r"\d,\d{3}\b")


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one record, the index of its first line and of the line after it, and what is odd about it."""

    cells: list[str]
    start: int
    end: int
    code: str = ""


def find_table(lines: Sequence[str]) -> tuple[int, str | None]:
    """Return the index of the header line, after blank lines and `sep=`, and its delimiter (None if not found)."""
    csv.field_size_limit(_LONGEST_CELL)
    start = _skip_blank(lines, 0)
    if start < len(lines) and (
        separator := _SEPARATOR.fullmatch(lines[start].strip("\ufeff \r\n"))
    ):
        return _skip_blank(lines, start + 1), separator[1]
    return start, find_delimiter(lines[start]) if start < len(lines) else None


def _skip_blank(lines: Sequence[str], start: int) -> int:
    return next(
        (number for number in range(start, len(lines)) if lines[number].strip()), len(lines)
    )


def find_delimiter(header: str) -> str | None:
    """Return the delimiter of a header line that names a title and at least one more column, else None."""
    for delimiter in _DELIMITERS:
        names = next(csv.reader([header], delimiter=delimiter), [])
        if len(names) > 1 and has_title(names):
            return delimiter
    return None


def iter_csv(file: TextFile, max_chars: int) -> Iterator[Paper | Problem]:
    """Yield the papers of a table; a row with too many or too few cells is reported and read as far as it goes."""
    start, delimiter = find_table(file.lines)
    if start == len(file.lines):
        return
    header = _take(file.lines, start, delimiter or ",")
    if not has_title(header.cells):
        decision = "the file was skipped; name its column of titles 'title' in the first line"
        yield Problem(
            file.source(start + 1),
            "problem",
            "no-title",
            "the header names no title column",
            decision,
        )
        return
    for name in unknown_columns(header.cells):
        detail = f"'{name}' is no column that kgraph reads"
        yield Problem(file.source(start + 1), "note", "unknown-column", detail, "it was ignored")
    for row in _iter_rows(file.lines, header, delimiter or ","):
        yield from _iter_row(file, row, header.cells, max_chars)


def _iter_row(
    file: TextFile, row: _Row, names: list[str], max_chars: int
) -> Iterator[Paper | Problem]:
    source, cells = file.source(row.start + 1), row.cells
    if row.code == "unclosed-quote":
        decision = "the cell was ended before the next row"
        yield Problem(source, "problem", row.code, "a quoted cell is not closed", decision)
    elif row.code:
        detail = "a quote inside a quoted cell is not doubled"
        yield Problem(
            source, "problem", row.code, detail, "the cell was read on to the next delimiter"
        )
    if len(names) == 1 and len(cells) > 1:
        cells = [" ".join(line.strip() for line in file.lines[row.start : row.end])]
    if len(cells) != len(names):
        detail = f"the row has {len(cells)} cells and the header {len(names)}"
        yield Problem(
            source, "problem", "uneven-row", detail, "the cells were read in the header's order"
        )
    yield from iter_record(dict(zip(names, cells, strict=False)), source, max_chars)


def _iter_rows(lines: Sequence[str], header: _Row, delimiter: str) -> Iterator[_Row]:
    position = header.end
    while position < len(lines):
        row = _mend(lines, _take(lines, position, delimiter), len(header.cells), delimiter)
        position = row.end
        if any(cell.strip() for cell in row.cells):
            yield row


def _take(lines: Sequence[str], start: int, delimiter: str) -> _Row:
    rows = csv.reader(
        (lines[number] + "\n" for number in range(start, len(lines))), delimiter=delimiter
    )
    cells = next(rows, [])
    return _Row(cells, start, start + rows.line_num)


def _mend(lines: Sequence[str], row: _Row, width: int, delimiter: str) -> _Row:
    """Return the row as it is, or end it before the line where the next row seems to start.

    A row that is written by the rules is trusted, unless all lines inside it are rows of their own.
    """
    chunk = lines[row.start : row.end]
    is_open = row.end == len(lines) and _is_open(chunk, delimiter)
    sound = not is_open and _is_strict(chunk, delimiter)
    inner = chunk[1:-1] if sound else chunk[1:]
    starts = [number for number, line in enumerate(inner, 1) if _starts_row(line, width, delimiter)]
    if width == 1 and not sound and inner:
        starts = [1]
    if (
        sound
        and (len(row.cells) == width or len(chunk) == 1)
        and (not starts or len(starts) < len(inner))
    ):
        return row
    if starts:
        return _cut(chunk[: starts[0]], row.start, width, delimiter)
    if is_open:
        return _cut(chunk, row.start, width, delimiter)
    return row if sound else _Row(row.cells, row.start, row.end, "stray-quote")


def _cut(chunk: Sequence[str], start: int, width: int, delimiter: str) -> _Row:
    """Return a row whose last quoted cell is never closed: by its delimiters where they fit the header."""
    bare = next(csv.reader(chunk[:1], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    if len(chunk) == 1 and len(bare) == width:
        cells = [cell.strip('"') for cell in bare]
    else:
        cells = _take(chunk, 0, delimiter).cells
        cells[-1:] = [cell.rstrip("\n") for cell in cells[-1:]]
    return _Row(cells, start, start + len(chunk), "unclosed-quote")


def _is_open(chunk: Sequence[str], delimiter: str) -> bool:
    """Tell whether a quoted cell is still open at the end of the lines: it would take one more line."""
    return _take([*chunk, "x"], 0, delimiter).end > len(chunk)


def _is_strict(chunk: Sequence[str], delimiter: str) -> bool:
    try:
        return (
            len(list(csv.reader((line + "\n" for line in chunk), delimiter=delimiter, strict=True)))
            == 1
        )
    except csv.Error:
        return False


def _starts_row(line: str, width: int, delimiter: str) -> bool:
    """Tell whether a line inside a quoted cell reads like a row of its own rather than like running text."""
    cells = _take([line], 0, delimiter).cells
    if len(cells) < 2 or not cells[0].strip() or any(cell[:1].isspace() for cell in cells):
        return False
    whole = len(cells) == width and not (delimiter == "," and _TEXT_COMMA.search(line))
    return whole or (len(cells) <= width and _is_open([line], delimiter))

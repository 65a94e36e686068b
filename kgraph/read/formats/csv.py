"""Read comma, semicolon, tab or bar separated values with a header line that names a title."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgraph.read.columns import Columns
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_DELIMITERS = ",\t;|"
# The largest limit that the csv module accepts on every platform.
_LONGEST_CELL = 2**31 - 1
_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)
# The first line of an export of Dimensions.
_PREAMBLE = re.compile(r'\ufeff?"?About the data:')
# In running text, a comma precedes a space or separates the digits of a number.
_TEXT_COMMA = re.compile(r"\d,\d{3}\b")


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one record, in the lines from index `start` to before `end`.

    `code` is the code of its problem, or ''.
    """

    cells: list[str]
    start: int
    end: int
    code: str = ""


def find_table(lines: Sequence[str], columns: Columns) -> tuple[int, str | None]:
    """Return the index of the header line and its delimiter, or None if it is not a header.

    Blank lines, a line such as `sep=;` and what Dimensions says of its data may precede the header.
    """
    csv.field_size_limit(_LONGEST_CELL)
    start = _skip_blank(lines, 0)
    if start < len(lines) and _PREAMBLE.match(lines[start]):
        start = _skip_blank(lines, start + 1)
    if start == len(lines):
        return start, None
    if separator := _SEPARATOR.fullmatch(lines[start].strip("\ufeff \r\n")):
        return _skip_blank(lines, start + 1), separator[1]
    return start, find_delimiter(lines[start], columns)


def _skip_blank(lines: Sequence[str], start: int) -> int:
    filled = (index for index in range(start, len(lines)) if lines[index].strip())
    return next(filled, len(lines))


def find_delimiter(header: str, columns: Columns) -> str | None:
    """Return the delimiter that makes a line a header with a title and another column, or None."""
    for delimiter in _DELIMITERS:
        names = next(csv.reader([header], delimiter=delimiter), [])
        if len(names) > 1 and columns.has_title(names):
            return delimiter
    return None


def iter_csv(file: InputText) -> Iterator[Row | Problem]:
    """Yield the rows of a table, and a problem for each invalid row, which is read if possible."""
    start, delimiter = find_table(file.lines, file.columns)
    if start == len(file.lines):
        return
    source = file.source(start + 1)
    header = _take(file.lines, start, delimiter or ",")
    if not file.columns.has_title(header.cells):
        detail = "the header has no title column"
        decision = "the file was skipped; name the column of titles with --map title=COLUMN"
        yield Problem(source, "problem", "no-title", detail, decision)
        return
    for name in file.columns.unknown(header.cells):
        detail = f"'{name}' is not a column that kgraph reads"
        yield Problem(source, "note", "unknown-column", detail, "it was ignored")
    for row in _iter_rows(file.lines, header, delimiter or ","):
        yield from _iter_row(file, row, header.cells)


def _iter_row(file: InputText, row: _Row, names: list[str]) -> Iterator[Row | Problem]:
    source, cells = file.source(row.start + 1), row.cells
    if row.code == "unclosed-quote":
        detail, decision = "a quoted cell is not closed", "the cell was ended before the next row"
        yield Problem(source, "problem", row.code, detail, decision)
    elif row.code:
        detail = "a quote inside a quoted cell is not doubled"
        decision = "the cell was read up to the next delimiter"
        yield Problem(source, "problem", row.code, detail, decision)
    if len(names) == 1 and len(cells) > 1:
        # A column of titles alone: the delimiters are part of the title.
        cells = [" ".join(line.strip() for line in file.lines[row.start : row.end])]
    if len(cells) != len(names):
        detail = f"the row has {len(cells)} cells and the header {len(names)}"
        decision = "the cells were read in the order of the header"
        yield Problem(source, "problem", "uneven-row", detail, decision)
    yield source, dict(zip(names, cells, strict=False))


def _iter_rows(lines: Sequence[str], header: _Row, delimiter: str) -> Iterator[_Row]:
    position = header.end
    while position < len(lines):
        row = _repair(lines, _take(lines, position, delimiter), len(header.cells), delimiter)
        position = row.end
        if any(cell.strip() for cell in row.cells):
            yield row


def _take(lines: Sequence[str], start: int, delimiter: str) -> _Row:
    """Read one row with the csv module, over several lines if a quoted cell requires it."""
    rest = (lines[index] + "\n" for index in range(start, len(lines)))
    reader = csv.reader(rest, delimiter=delimiter)
    cells = next(reader, [])
    return _Row(cells, start, start + reader.line_num)


def _repair(lines: Sequence[str], row: _Row, width: int, delimiter: str) -> _Row:
    """Return the row, ended before the line where the next row seems to start.

    An unclosed quote makes the csv module read on to the next quote, over rows that would be lost.
    A valid row is trusted, unless all lines inside it look like rows of their own.
    """
    chunk = lines[row.start : row.end]
    is_open = row.end == len(lines) and _is_open(chunk, delimiter)
    is_valid = not is_open and _is_strict(chunk, delimiter)
    # The last line of a valid row closes its cell, so that it cannot start another row.
    inner = chunk[1:-1] if is_valid else chunk[1:]
    starts = [number for number, line in enumerate(inner, 1) if _starts_row(line, width, delimiter)]
    if width == 1 and not is_valid and inner:
        starts = [1]
    has_width = len(row.cells) == width or len(chunk) == 1
    if is_valid and has_width and (not starts or len(starts) < len(inner)):
        return row
    if starts:
        return _cut(chunk[: starts[0]], row.start, width, delimiter)
    if is_open:
        return _cut(chunk, row.start, width, delimiter)
    return row if is_valid else _Row(row.cells, row.start, row.end, "stray-quote")


def _cut(chunk: Sequence[str], start: int, width: int, delimiter: str) -> _Row:
    """Return a row whose last quoted cell is never closed.

    If splitting at every delimiter gives the columns of the header, quotes do not count.
    """
    bare = next(csv.reader(chunk[:1], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    if len(chunk) == 1 and len(bare) == width:
        cells = [cell.strip('"') for cell in bare]
    else:
        cells = _take(chunk, 0, delimiter).cells
        cells[-1:] = [cell.rstrip("\n") for cell in cells[-1:]]
    return _Row(cells, start, start + len(chunk), "unclosed-quote")


def _is_open(chunk: Sequence[str], delimiter: str) -> bool:
    """Return whether a quoted cell is open after the lines: the row would take one more line."""
    return _take([*chunk, "x"], 0, delimiter).end > len(chunk)


def _is_strict(chunk: Sequence[str], delimiter: str) -> bool:
    """Return whether the lines are exactly one valid row."""
    lines = (line + "\n" for line in chunk)
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _starts_row(line: str, width: int, delimiter: str) -> bool:
    """Return whether a line inside a quoted cell looks like a row and not like running text."""
    cells = _take([line], 0, delimiter).cells
    if len(cells) < 2 or not cells[0].strip() or any(cell[:1].isspace() for cell in cells):
        return False
    is_row = len(cells) == width and not (delimiter == "," and _TEXT_COMMA.search(line))
    return is_row or (len(cells) <= width and _is_open([line], delimiter))

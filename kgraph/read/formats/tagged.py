"""Split text in which a tag starts each field, such as RIS, into records and fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from kgraph.read.markup import plain_text
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

Fields = Mapping[str, list[str]]
"""The lines of each field by its tag: a list, a repeated field and wrapped text look the same."""

ToRow = Callable[[list[str]], Mapping[str, object] | None]
"""Returns the row of the filled lines of a record, or None if they are text between records."""


class _Block(NamedTuple):
    """The filled lines of a record, and the number of the first."""

    number: int
    lines: list[str]
    is_ended: bool


def iter_tagged(
    file: InputText, to_row: ToRow, start: re.Pattern[str], end: re.Pattern[str] | None = None
) -> Iterator[Row | Problem]:
    """Yield the records of a file as rows, and a problem for each that has no end.

    Args:
        file: The file.
        to_row: Returns the row of a record.
        start: Matches the first line of a record.
        end: Matches the last line of a record. In a format without such lines, only a last line
            without its line break shows that the file was cut.
    """
    for block in _iter_blocks(file, start, end):
        row = to_row(block.lines)
        if row is None:
            continue
        if not block.is_ended:
            detail, decision = "the record has no end", "it was read; check that the file is whole"
            yield Problem(file.source(block.number), "problem", "cut-record", detail, decision)
        yield file.source(block.number), row


def _iter_blocks(
    file: InputText, start: re.Pattern[str], end: re.Pattern[str] | None
) -> Iterator[_Block]:
    first, line = 1, ""
    lines: list[str] = []
    for number, line in enumerate(file.iter_lines(), 1):
        if lines and start.match(line):
            yield _Block(first, lines, end is None)
            lines = []
        if line.strip():
            first = first if lines else number
            lines.append(line)
        if lines and end and end.match(line):
            yield _Block(first, lines, True)
            lines = []
    if lines:
        yield _Block(first, lines, end is None and not line.strip())


def read_fields(lines: Iterable[str], tag: re.Pattern[str]) -> dict[str, list[str]]:
    """Return the fields of a record, given a pattern for tags with the groups `tag` and `text`."""
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in lines:
        if match := tag.match(line):
            values = fields.setdefault(match["tag"], [])
        values.append((match["text"] or "") if match else line)
    return fields


def text_of(fields: Fields, *tags: str) -> str:
    """Return the text of the first tag that the record has, as plain text; or ''."""
    return plain_text(" ".join(_lines(fields, tags)))


def list_of(fields: Fields, *tags: str) -> list[str]:
    """Return the lines of the first tag that the record has, as plain text."""
    return [plain_text(line) for line in _lines(fields, tags)]


def all_of(fields: Fields, *tags: str) -> list[str]:
    """Return the lines of all of the tags."""
    return [line for tag in tags for line in fields.get(tag, [])]


def _lines(fields: Fields, tags: Iterable[str]) -> list[str]:
    found = ([line for line in fields.get(tag, []) if line.strip()] for tag in tags)
    return next(filter(None, found), [])

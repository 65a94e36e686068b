"""Read JSON Lines, one object with a title per line, or a JSON array of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from kgraph.read.columns import Columns
from kgraph.read.record import Reader, Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_REMEDY = "the file was skipped; write one object per line"
# A title of a listing can start with a bracket as well: '[Re] Wide Networks'.
_ARRAY = re.compile(r"\[\s*(\{.*)?")
_GAP = re.compile(r"[\s,]*")

_Value = tuple[int, object]
"""The line where a value starts, and the value."""


Object = dict[str, Any]
"""A JSON object."""


def starts_json(lines: Sequence[str]) -> bool:
    """Return whether the first filled line starts a JSON object or an array of objects."""
    first = next((line.strip() for line in lines if line.strip()), "")
    return first.startswith("{") or bool(_ARRAY.fullmatch(first))


def iter_json(file: InputText) -> Iterator[Row | Problem]:
    """Yield the objects of a file as rows, with a note for each column that is not read."""
    unknown: dict[str, int] = {}
    for item in iter_objects(file):
        if isinstance(item, Problem):
            yield item
            continue
        number, values = item
        for name in file.columns.unknown(values):
            unknown.setdefault(name, number)
        yield file.source(number), values
    for name, number in unknown.items():
        detail = f"'{name}' is not a column that kgraph reads"
        yield Problem(file.source(number), "note", "unknown-column", detail, "it was ignored")


def rows_of(to_row: Callable[[Object], Mapping[str, object]]) -> Reader:
    """Return a reader of a format in JSON, given the row of an object."""

    def read(file: InputText) -> Iterator[Row | Problem]:
        for item in iter_objects(file):
            if isinstance(item, Problem):
                yield item
            else:
                yield file.source(item[0]), to_row(item[1])

    return read


def iter_objects(file: InputText) -> Iterator[tuple[int, Object] | Problem]:
    """Yield the line where each record starts, and the record; or a problem for what is not one.

    The records are the lines of JSON Lines, the items of an array, or the items of the list in an
    object without a title, such as the answer of an API.
    """
    for item in _iter_values(file):
        if isinstance(item, Problem):
            yield item
            continue
        number, value = item
        records = _records_in(value, file.columns)
        if not records:
            detail = "this is not a JSON object with a title"
            yield _broken(file, number, detail, "it was skipped")
        for record in records:
            yield number, record


def _records_in(value: object, columns: Columns) -> list[Object]:
    """Return the object itself, or the objects of the longest list in it if it has no title."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    if not isinstance(value, dict):
        return []
    message = value.get("message")  # of Crossref
    values = (message if isinstance(message, dict) else value).values()
    lists = [_records_in(item, columns) for item in values if isinstance(item, list)]
    longest = max(lists, key=len, default=[])
    return longest if longest and not columns.has_title(value) else [value]


def _broken(file: InputText, line: int, detail: str, decision: str) -> Problem:
    return Problem(file.source(line), "problem", "broken-json", detail, decision)


def _iter_values(file: InputText) -> Iterator[_Value | Problem]:
    """Yield the items of an array, or otherwise the value of each line."""
    filled = (line.strip() for line in file.iter_lines() if line.strip())
    first, second = (*islice(filled, 2), "", "")[:2]
    if first.startswith("[") and not (second and _is_json(first)):
        return _iter_array(file)
    if first.startswith("{") and second and not _is_json(first):
        return _iter_object(file)
    return _iter_lines(file)


def _iter_lines(file: InputText) -> Iterator[_Value | Problem]:
    for number, line in enumerate(file.iter_lines(), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line, strict=False)
        except (ValueError, RecursionError) as error:
            detail = f"the line is not JSON: {_reason(error)}"
            yield _broken(file, number, detail, "the line was skipped")


def _iter_object(file: InputText) -> Iterator[_Value | Problem]:
    """Yield the object that the file consists of, or its lines if only some of them are JSON."""
    try:
        values = json.loads("\n".join(file.lines), strict=False)
    except (ValueError, RecursionError) as error:
        if any(_is_json(line) for line in file.lines if line.lstrip().startswith("{")):
            yield from _iter_lines(file)
        else:
            yield _broken(file, 1, f"this is not JSON: {_reason(error)}", _REMEDY)
        return
    number = next(number for number, line in enumerate(file.lines, 1) if line.strip())
    yield number, values


def _iter_array(file: InputText) -> Iterator[_Value | Problem]:
    """Yield the items of an array.

    After a broken item, reading resumes at the next line that starts an object with the
    indentation of the first.
    """
    text = "\n".join(file.lines)
    decoder = json.JSONDecoder(strict=False)
    position = _skip_gap(text, text.index("[") + 1)
    start = _item_start(text, position)
    number, counted = 1, 0
    while position < len(text) and text[position] != "]":
        # Counting on from the last item keeps the whole loop linear in the length of the text.
        number, counted = number + text.count("\n", counted, position), position
        try:
            values, end = decoder.raw_decode(text, position)
            yield number, values
            position = _skip_gap(text, end)
        except (ValueError, RecursionError) as error:
            following = start.search(text, position + 1)
            decision = "the object was skipped" if following else "the rest of the file was skipped"
            yield _broken(file, number, f"the object is not JSON: {_reason(error)}", decision)
            position = following.end() - 1 if following else len(text) + 1
    if position == len(text):
        yield _broken(file, len(file.lines), "the array is not closed", "its objects were read")
    elif text[position + 1 :].strip():
        number += text.count("\n", counted, position)
        yield _broken(file, number, "there is text after the array", "the text was skipped")


def _item_start(text: str, first: int) -> re.Pattern[str]:
    """Return a pattern for the start of an object, indented like the first item of the array."""
    indent = text[text.rfind("\n", 0, first) + 1 : first]
    return re.compile(rf"^{indent if indent.isspace() else ''}\{{", re.MULTILINE)


def _skip_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _is_json(line: str) -> bool:
    try:
        json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return getattr(error, "msg", str(error))

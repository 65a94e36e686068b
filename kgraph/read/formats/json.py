"""Read JSON Lines, one object with a title per line, or a JSON array of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from kgraph.read.columns import Columns
from kgraph.read.markup import plain_text
from kgraph.read.record import Reader, Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_REMEDY = "the file was skipped; write one object per line"
# A title of a listing can start with a bracket as well: '[Re] Wide Networks'.
_ARRAY = re.compile(r"\[\s*(\{.*)?")
_LIST = re.compile(r":\s*\[\s*\{")
_NAME = re.compile(r'"([^"\\]*)"\s*:')
_GAP = re.compile(r"[\s,]*")

# The columns of text that can contain tags or entities.
_MARKED = ("title", "abstract", "venue")

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


def rows_of(to_row: Callable[[Object], Mapping[str, object] | None]) -> Reader:
    """Return a reader of a format in JSON.

    Args:
        to_row: Returns the row of a record, or None if the record is not of a paper, such as an
            attachment. Markup is removed from the texts of the row.
    """

    def read(file: InputText) -> Iterator[Row | Problem]:
        others: list[int] = []
        for item in iter_objects(file):
            if isinstance(item, Problem):
                yield item
            elif row := to_row(item[1]):
                yield file.source(item[0]), _without_markup(row)
            else:
                others.append(item[0])
        if others:
            detail = f"records that are not of papers, such as notes and files: {len(others)}"
            yield Problem(
                file.source(others[0]), "note", "not-a-paper", detail, "they were skipped"
            )

    return read


def _without_markup(row: Mapping[str, object]) -> dict[str, object]:
    texts = {name: plain_text(text) for name in _MARKED if isinstance(text := row.get(name), str)}
    return {**row, **texts}


def at(value: object, *path: str | int) -> Any:
    """Return the value at a path of names and indices, or None if it is missing.

    Example:
        >>> at({"issued": {"date-parts": [[2019, 5]]}}, "issued", "date-parts", 0, 0)
        2019
    """
    for step in path:
        try:
            value = value[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def objects(value: object) -> list[Object]:
    """Return the objects of a list; none if the value is not a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def iter_objects(file: InputText) -> Iterator[tuple[int, Object] | Problem]:
    """Yield the line where each record starts, and the record; or a problem for what is not one.

    The records are the lines of JSON Lines, the items of an array, or the items of the list of
    records in an object that is not a record itself, such as the answer of an API.
    """
    for item in _iter_values(file):
        if isinstance(item, Problem):
            yield item
            continue
        number, value = item
        for record in _records_in(value, file.columns):
            if isinstance(record, dict):
                yield number, record
            elif record is None:
                detail = "the record is null, as APIs answer for an unknown id"
                yield Problem(file.source(number), "note", "null-record", detail, "it was skipped")
            else:
                detail = "this is not a JSON object with a title"
                yield _broken(file, number, detail, "it was skipped")


def _records_in(value: object, columns: Columns) -> list[object]:
    """Return the items of a list, the records in an object, or the value itself."""
    if isinstance(value, list):
        return value
    return max(_iter_lists(value, columns), key=len, default=[value])


def _iter_lists(value: object, columns: Columns) -> Iterator[list[object]]:
    """Yield the lists of records in an object, at any depth, unless it is a record itself."""
    if not isinstance(value, dict) or columns.has("authors", value) or _is_titled(value, columns):
        return
    for item in value.values():
        if isinstance(item, list) and any(_is_titled(record, columns) for record in item):
            yield item
        else:
            yield from _iter_lists(item, columns)


def _is_titled(value: object, columns: Columns) -> bool:
    """Return whether an object has a title, itself or in an object of it.

    Zotero has titles in `data`, OpenReview in `content`, Crossref in `message`.
    """
    if not isinstance(value, dict):
        return False
    inner = (item for item in value.values() if isinstance(item, dict))
    return any(columns.has("title", names) for names in (value, *inner))


def _broken(file: InputText, line: int, detail: str, decision: str) -> Problem:
    return Problem(file.source(line), "problem", "broken-json", detail, decision)


def _iter_values(file: InputText) -> Iterator[_Value | Problem]:
    """Yield the items of an array, or otherwise the value of each line."""
    filled = (line.strip() for line in file.iter_lines() if line.strip())
    first, second, third = (*islice(filled, 3), "", "", "")[:3]
    if first.startswith("[") and not (second and _is_json(first)):
        return _iter_array(file)
    if not first.startswith("{") or _is_json(first):
        return _iter_lines(file)
    # The line after a broken one shows whether the file is JSON Lines, which must not be loaded.
    is_lines = second.startswith("{") and third[:1] in ("", "{") and _is_json(second)
    return _iter_lines(file) if is_lines else _iter_object(file)


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
    """Yield the object that the file consists of; if it is broken, the records in it, or lines."""
    text = "\n".join(file.lines)
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        detail = f"this is not JSON: {_reason(error)}"
        if start := _find_list(text, file.columns):
            yield _broken(file, 1, detail, "the records in it that are whole were read")
            yield from _iter_items(file, text, start)
        elif any(_is_json(line) for line in file.lines if line.lstrip().startswith("{")):
            yield from _iter_lines(file)
        else:
            yield _broken(file, 1, detail, _REMEDY)
        return
    number = next(number for number, line in enumerate(file.lines, 1) if line.strip())
    yield number, value


def _find_list(text: str, columns: Columns) -> int:
    """Return where the first list of objects starts if it is one of records, otherwise 0."""
    found = _LIST.search(text)
    if not found:
        return 0
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, found.end() - 1)
    except (ValueError, RecursionError):
        return 0
    before = set(_NAME.findall(text, 0, found.start()))
    is_of_records = _is_titled(value, columns) and not columns.has("title", before)
    return found.end() - 1 if is_of_records else 0


def _iter_array(file: InputText) -> Iterator[_Value | Problem]:
    """Yield the items of an array, and a problem for text after it."""
    text = "\n".join(file.lines)
    end = yield from _iter_items(file, text, _skip_gap(text, text.index("[") + 1))
    if text[end:].strip():
        number = 1 + text.count("\n", 0, end)
        yield _broken(file, number, "there is text after the array", "the text was skipped")


def _iter_items(
    file: InputText, text: str, position: int
) -> Generator[_Value | Problem, None, int]:
    """Yield the items of the array whose first item is at a position; return where it ends.

    After a broken item, reading resumes at the next line that starts an object with the
    indentation of the first.
    """
    decoder = json.JSONDecoder(strict=False)
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
    return position + 1


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

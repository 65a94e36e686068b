"""Read JSON Lines, one object with a title per line, or a JSON array of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kgraph.read.files import TextFile
from kgraph.read.record import Row, has_title, iter_records, unknown_columns
from kgraph.types import Paper, Problem

_REMEDY = "the file was skipped; write one object per line"
# A title of a listing can start with a bracket as well: '[Re] Wide Networks'.
_ARRAY = re.compile(r"\[\s*(\{.*)?")
_GAP = re.compile(r"[\s,]*")

_Value = tuple[int, object]
"""The line where a value starts, and the value."""


def is_json_file(file: TextFile) -> bool:
    """Return whether the first non-blank line starts a JSON object or an array of objects."""
    first = _first_line(file)
    return first.startswith("{") or bool(_ARRAY.fullmatch(first))


def iter_jsonl(file: TextFile, max_chars: int) -> Iterator[Paper | Problem]:
    """Yield the papers of a file, and a problem for each value that cannot be read.

    Args:
        file: JSON Lines, or one JSON array of objects.
        max_chars: As for `read_papers`.
    """
    yield from iter_records(_iter_rows(file), max_chars)


def _iter_rows(file: TextFile) -> Iterator[Row | Problem]:
    unknown: dict[str, int] = {}
    for item in _iter_values(file):
        if isinstance(item, Problem):
            yield item
            continue
        number, values = item
        if not isinstance(values, dict):
            yield _broken(file, number, "this is not a JSON object", "it was skipped")
            continue
        for name in unknown_columns(values):
            unknown.setdefault(name, number)
        yield file.source(number), values
    for name, number in unknown.items():
        detail = f"'{name}' is not a column that kgraph reads"
        yield Problem(file.source(number), "note", "unknown-column", detail, "it was ignored")


def _broken(file: TextFile, line: int, detail: str, decision: str) -> Problem:
    return Problem(file.source(line), "problem", "broken-json", detail, decision)


def _first_line(file: TextFile) -> str:
    return next((line.strip() for line in file.lines if line.strip()), "")


def _iter_values(file: TextFile) -> Iterator[_Value | Problem]:
    """Yield the items of an array, or otherwise the value of each line."""
    first = _first_line(file)
    is_single = sum(1 for line in file.lines if line.strip()) == 1
    if first.startswith("[") and (is_single or not _is_json(first)):
        return _iter_array(file)
    if first.startswith("{") and not is_single and not _is_json(first):
        return _iter_object(file)
    return _iter_lines(file)


def _iter_lines(file: TextFile) -> Iterator[_Value | Problem]:
    for number, line in enumerate(file.lines, 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line, strict=False)
        except (ValueError, RecursionError) as error:
            detail = f"the line is not JSON: {_reason(error)}"
            yield _broken(file, number, detail, "the line was skipped")


def _iter_object(file: TextFile) -> Iterator[_Value | Problem]:
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
    if isinstance(values, dict) and not has_title(values):
        yield _broken(file, number, "the file is one object without a title", _REMEDY)
    else:
        yield number, values


def _iter_array(file: TextFile) -> Iterator[_Value | Problem]:
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

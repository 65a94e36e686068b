"""JSON Lines: one object a line, with at least a title; or one array of such objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kgraph.read.files import TextFile
from kgraph.read.record import has_title, iter_record, unknown_columns
from kgraph.types import Paper, Problem

_REMEDY = "the file was skipped; write one object a line"
# A title may start with a bracket too: '[Re] Wide Networks'.
_ARRAY = re.compile(r"\[\s*(\{.*)?")
_GAP = re.compile(r"[\s,]*")

_Value = tuple[int, object]


def is_json_file(file: TextFile) -> bool:
    """Tell whether the first line that is not blank starts a JSON object or an array of objects."""
    first = _first_line(file)
    return first.startswith("{") or bool(_ARRAY.fullmatch(first))


def iter_jsonl(file: TextFile, max_chars: int) -> Iterator[Paper | Problem]:
    """Yield the papers of a JSON Lines file; a broken line is reported and those around it are read."""
    unknown: dict[str, int] = {}
    for item in _iter_values(file):
        if isinstance(item, Problem):
            yield item
            continue
        number, values = item
        source = file.source(number)
        if not isinstance(values, dict):
            yield Problem(
                source, "problem", "broken-json", "this is not a JSON object", "it was skipped"
            )
            continue
        for name in unknown_columns(values):
            unknown.setdefault(name, number)
        yield from iter_record(values, source, max_chars)
    for name, number in unknown.items():
        detail = f"'{name}' is no column that kgraph reads"
        yield Problem(file.source(number), "note", "unknown-column", detail, "it was ignored")


def _first_line(file: TextFile) -> str:
    return next((line.strip() for line in file.lines if line.strip()), "")


def _iter_values(file: TextFile) -> Iterator[_Value | Problem]:
    """Yield each value of the file with its line: of an array its items, else the value of each line."""
    first = _first_line(file)
    alone = sum(1 for line in file.lines if line.strip()) == 1
    if first.startswith("[") and (alone or not _is_json(first)):
        return _iter_array(file)
    if first.startswith("{") and not alone and not _is_json(first):
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
            yield Problem(
                file.source(number), "problem", "broken-json", detail, "the line was skipped"
            )


def _iter_object(file: TextFile) -> Iterator[_Value | Problem]:
    """Yield the one object that a file is; or its lines where it is none and at least one line is."""
    try:
        values = json.loads("\n".join(file.lines), strict=False)
    except (ValueError, RecursionError) as error:
        if any(_is_json(line) for line in file.lines if line.lstrip().startswith("{")):
            yield from _iter_lines(file)
        else:
            yield Problem(
                file.source(),
                "problem",
                "broken-json",
                f"this is not JSON: {_reason(error)}",
                _REMEDY,
            )
        return
    number = next(number for number, line in enumerate(file.lines, 1) if line.strip())
    if isinstance(values, dict) and not has_title(values):
        yield Problem(
            file.source(number),
            "problem",
            "broken-json",
            "the file is one object without a title",
            _REMEDY,
        )
    else:
        yield number, values


def _iter_array(file: TextFile) -> Iterator[_Value | Problem]:
    """Yield the items of an array; after a broken one, go on at the next line that starts an object like the first."""
    text = "\n".join(file.lines)
    decoder = json.JSONDecoder(strict=False)
    position = _skip_gap(text, text.index("[") + 1)
    indent = text[text.rfind("\n", 0, position) + 1 : position]
    start = re.compile(rf"^{indent if indent.isspace() else ''}\{{", re.MULTILINE)
    number, counted = 1, 0
    while position < len(text) and text[position] != "]":
        number, counted = number + text.count("\n", counted, position), position
        try:
            values, end = decoder.raw_decode(text, position)
            yield number, values
            position = _skip_gap(text, end)
        except (ValueError, RecursionError) as error:
            following = start.search(text, position + 1)
            decision = "the object was skipped" if following else "the rest of the file was skipped"
            detail = f"the object is not JSON: {_reason(error)}"
            yield Problem(file.source(number), "problem", "broken-json", detail, decision)
            position = following.end() - 1 if following else len(text) + 1
    if position == len(text):
        detail, decision = "the array is not closed", "its objects were read"
        yield Problem(file.source(len(file.lines)), "problem", "broken-json", detail, decision)
    elif text[position + 1 :].strip():
        number += text.count("\n", counted, position)
        detail, decision = "there is text after the array", "the text was skipped"
        yield Problem(file.source(number), "problem", "broken-json", detail, decision)


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
    return (
        "nested too deeply"
        if isinstance(error, RecursionError)
        else getattr(error, "msg", str(error))
    )

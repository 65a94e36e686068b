"""The start of a file, by which its format is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kgraph.read.columns import Columns
from kgraph.read.formats.json import iter_objects, starts_json
from kgraph.read.text import HEAD, InputText
from kgraph.types import Problem

_BEFORE_ROOT = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)*", re.DOTALL
)
_ROOT = re.compile(r"<([\w.-]+:)?(?P<name>[\w.-]+)(?=[\s>/])")


@dataclass(frozen=True)
class Start:
    """What the start of a file shows.

    Attributes:
        data: The first bytes.
        head: The first lines; none if the file is not text.
        lines: The filled ones of them, stripped.
        root: The name of the root element of XML without its prefix, in lower case, or ''.
        record: The first object of JSON, if the file starts with one.
        columns: What the columns of the file are called.
    """

    data: bytes
    head: tuple[str, ...]
    lines: tuple[str, ...]
    root: str
    record: dict[str, Any] | None
    columns: Columns


def read_start(file: InputText) -> Start:
    """Return the start of a file."""
    lines = () if file.is_binary else file.head_lines
    text = "\n".join(lines)
    before = _BEFORE_ROOT.match(text)
    root = _ROOT.match(text, before.end() if before else 0)
    return Start(
        file.head,
        lines[:-1] if len(file.head) >= HEAD else lines,
        tuple(stripped for line in lines if (stripped := line.strip("\ufeff \t\r\n"))),
        root["name"].casefold() if root else "",
        _first_record(file) if starts_json(lines) else None,
        file.columns,
    )


def _first_record(file: InputText) -> dict[str, Any] | None:
    found = (item[1] for item in iter_objects(file) if not isinstance(item, Problem))
    return next(found, None)

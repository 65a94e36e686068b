"""Read plain text in which each paragraph is an abstract, without titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
_ENDED = re.compile(r"[.!?][\"'”’)\]]*$")
_SHORTEST = 250
# The first line of a wrapped paragraph is about as long as the others; that of a title is not.
_FULL_SHARE = 0.75

_Paragraph = tuple[int, list[str]]
"""The number of its first line, and its lines."""


def is_text(lines: Sequence[str]) -> bool:
    """Return whether the lines are paragraphs of running text, none of them with a title.

    Example:
        >>> is_text(["We study wide networks. They behave like kernels. " * 6])
        True
        >>> is_text(["Wide Networks", "We study wide networks. They behave like kernels. " * 6])
        False
    """
    paragraphs = [block for _, block in _iter_paragraphs(lines)]
    return bool(paragraphs) and all(_is_running(block) for block in paragraphs)


def _is_running(block: list[str]) -> bool:
    text = " ".join(block)
    is_full = len(block[0]) >= _FULL_SHARE * max(len(line) for line in block)
    return is_full and len(text) >= _SHORTEST and bool(_ENDED.search(text))


def iter_text(file: InputText) -> Iterator[Row | Problem]:
    """Yield each paragraph: its first sentence as the title, the others as the abstract."""
    count = 0
    for number, block in _iter_paragraphs(file.iter_lines()):
        count += 1
        title, *rest = _SENTENCE_END.split(" ".join(block), maxsplit=1)
        yield file.source(number), {"title": title, "abstract": " ".join(rest)}
    if count:
        detail = f"{count} paragraphs have no titles"
        decision = "the first sentence of each was taken as its title"
        yield Problem(file.source(), "note", "no-titles", detail, decision)


def _iter_paragraphs(lines: Iterable[str]) -> Iterator[_Paragraph]:
    block: list[str] = []
    number = 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            block.append(" ".join(line.split()))
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block

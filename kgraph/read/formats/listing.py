"""Read text listings of papers, as copied from a web page: a title line, then an abstract line.

Blank lines, wrapped lines, abstracts in several paragraphs, missing abstracts and the banner of the
page are recognised from how lines start and end, and from their lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_BANNER = re.compile(
    r"new|Subscribe|Daily Papers|Trending Papers|Get trending papers in your email inbox.*"
    r"|by\s?AK and the research community"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]* \d{1,2}(?:, \d{4})?"
)
# A page copied without line breaks joins the button above the first title to the title.
_GLUED = re.compile(r"(?:Subscribe|Daily Papers|Trending Papers)(?=[A-Z0-9])")
_SENTENCE_END = re.compile(r"[.!?。…][\"'”’)\]}]*$|https?://\S*[^\s-]$")
_SENTENCE_BREAK = re.compile(r"[a-z0-9)][.!?]\s+[A-Z]|。")
# A word hyphenated at the end of a line; 'pre- and post-training' keeps its space.
_CUT_WORD = re.compile(r"[^\W_]-$")
_AFTER_HYPHEN = re.compile(r"(?:and|or|to|and/or)(?!\S)")
_OPEN_END = re.compile(
    r"[:,–—-]$|\b(a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|with|without)$",
    re.IGNORECASE,
)
# Longer lines are neither titles nor lines of wrapped text.
_LONGEST_TITLE = 250
# Text is wrapped at a width if most lines end where the next word would have exceeded it.
_WIDTHS = range(30, 201)
_WRAPPED_SHARE = 0.6
_FEWEST_WRAPPED = 5
_SLACK = 5
_MOST_TITLE_LINES = 4
# This many lines of the narrowest width are longer than any title.
_LOOK_AHEAD = 12
_FEWEST_WORDS = 3
# Less of a line of code, a log or a table of numbers is letters and spaces.
_LETTERS = 0.75
_CODE = re.compile(r"(import|from|def|class|return|if|for|while|var|let|const|print)\b(?!.*[.?!]$)")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A title, an abstract or one of its paragraphs: the number of its first line, and its text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A title with the paragraphs of its abstract."""

    title: _Unit
    paragraphs: tuple[_Unit, ...] = ()


def is_odd(lines: Sequence[str]) -> bool:
    """Return whether most lines are neither titles nor sentences but code, tags or numbers.

    Example:
        >>> is_odd(["import os", "x = f(y, 3)", "print(x)"]), is_odd(["Wide Networks"])
        (True, False)
    """
    return 2 * sum(1 for line in lines if _is_odd(line)) > len(lines)


def _is_odd(line: str) -> bool:
    letters = sum(1 for char in line if char.isalpha() or char.isspace())
    return letters < _LETTERS * len(line) or bool(_CODE.match(line))


def iter_listing(file: InputText) -> Iterator[Row | Problem]:
    """Yield the title and abstract of each paper in order, with problems and notes."""
    lines, problems = _drop_banner(file)
    yield from problems
    drafts, orphans = _pair(_iter_units(lines, _find_width(lines)))
    for orphan in orphans:
        detail = f"text before the first title: '{orphan.text[:60]}'"
        source = file.source(orphan.line)
        yield Problem(source, "problem", "no-title", detail, "the text was skipped")
    for draft in drafts:
        yield from _iter_draft(file, draft)


def _iter_draft(file: InputText, draft: _Draft) -> Iterator[Row | Problem]:
    title = draft.title
    for extra in draft.paragraphs[1:]:
        detail = f"another paragraph under '{title.text[:60]}'"
        decision = "it was joined to the abstract"
        yield Problem(file.source(extra.line), "note", "several-paragraphs", detail, decision)
    abstract = " ".join(paragraph.text for paragraph in draft.paragraphs)
    yield file.source(title.line), {"title": title.text, "abstract": abstract}


def _drop_banner(file: InputText) -> tuple[list[_Unit], list[Problem]]:
    """Return all lines, stripped and without the banner, and a note for each title it touched."""
    lines, notes = [], []
    for number, raw in enumerate(file.lines, 1):
        text = raw.strip().lstrip("\ufeff")
        if _BANNER.fullmatch(text):
            text = ""
        elif glued := _GLUED.match(text):
            detail = f"'{glued[0]}' is joined to the title"
            decision = "it was removed from the title"
            notes.append(Problem(file.source(number), "note", "glued-banner", detail, decision))
            text = text[glued.end() :]
        lines.append(_Unit(number, text))
    return lines, notes


def _find_width(lines: list[_Unit]) -> int:
    """Return the width that the text is wrapped at, in code points, or 0 if it is not wrapped."""
    lengths = sorted((len(line.text) for line in lines if line.text), reverse=True)
    # One line in fifty may be longer: an address, or a title that is not wrapped.
    width = lengths[len(lengths) // 50] if lengths else 0
    pairs = [
        (line.text, following.text)
        for line, following in pairwise(lines)
        if line.text and following.text
    ]
    full = sum(1 for line, following in pairs if _is_full(line, following, width))
    wrapped = width in _WIDTHS and full >= max(_FEWEST_WRAPPED, _WRAPPED_SHARE * len(pairs))
    return width if wrapped else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Return whether the first word of the next line would not have fitted on this line."""
    return width - len(following.split(maxsplit=1)[0]) <= len(line) <= width + _SLACK


def _iter_units(lines: Iterable[_Unit], width: int) -> Iterator[_Unit]:
    """Yield titles and paragraphs, with their wrapped lines joined."""
    title_open = False
    for filled, group in groupby(lines, key=lambda line: bool(line.text)):
        if not filled:
            continue
        block = list(group)
        for unit in _iter_block(block, width, title_open):
            yield unit
            title_open = not _is_prose(unit.text, title_open)


def _iter_block(block: list[_Unit], width: int, title_open: bool) -> Iterator[_Unit]:
    if width:
        for segment in _segments(block, width):
            for group in _cut(segment, title_open):
                unit = _Unit(group[0].line, _join_lines(group))
                yield unit
                title_open = not _is_prose(unit.text, title_open)
    elif len(block) > 1 and all(len(line.text) <= _LONGEST_TITLE for line in block):
        yield from _unwrap(block, title_open)
    else:
        yield from block


def _segments(block: list[_Unit], width: int) -> list[list[_Unit]]:
    """Split a block after each line that had room for the next word."""
    segments = [[block[0]]]
    for line, following in pairwise(block):
        if _is_full(line.text, following.text, width):
            segments[-1].append(following)
        else:
            segments.append([following])
    return segments


def _cut(segment: list[_Unit], title_open: bool) -> list[list[_Unit]]:
    """Split a segment in which the last line of a title or an abstract happens to be full."""
    parts: list[list[_Unit]] = []
    while not _is_title(segment, title_open):
        if not title_open and (count := _count_title_lines(segment)):
            title_open = True
        elif count := _find_title(segment):
            title_open = False
        else:
            last = _find_end(segment)
            return [*parts, *(part for part in (segment[:last], segment[last:]) if part)]
        parts.append(segment[:count])
        segment = segment[count:]
    return [*parts, segment]


def _is_title(segment: list[_Unit], title_open: bool) -> bool:
    text = _join_lines(segment[:_LOOK_AHEAD])
    return not title_open and len(text) <= _LONGEST_TITLE and not _is_prose(text, title_open)


def _find_end(segment: list[_Unit]) -> int:
    """Return the number of lines before a title at the end of a segment, or of all lines."""
    ends = [number for number, line in enumerate(segment, 1) if _SENTENCE_END.search(line.text)]
    if not ends or ends[-1] == len(segment) or len(segment) - ends[-1] > _MOST_TITLE_LINES:
        return len(segment)
    return len(segment) if segment[ends[-1]].text[0].islower() else ends[-1]


def _find_title(segment: list[_Unit]) -> int:
    """Return the number of lines before a title between two abstracts, or 0 without one."""
    for number in range(1, len(segment) - 1):
        line, following = segment[number - 1], segment[number]
        if (
            _SENTENCE_END.search(line.text)
            and not _reads_on(following.text)
            and _count_title_lines(segment[number:])
        ):
            return number
    return 0


def _count_title_lines(segment: list[_Unit]) -> int:
    """Return the number of lines of a title before its abstract, or 0 if there is no title."""
    if not _is_prose(_join_lines(segment[:_LOOK_AHEAD]), False):
        return 0
    for count, (line, following) in enumerate(pairwise(segment[: _MOST_TITLE_LINES + 1]), 1):
        ended = _SENTENCE_END.search(line.text) and not line.text.endswith("?")
        if ended or _SENTENCE_BREAK.search(line.text):
            return 0
        if not _continues(line.text, following.text) and _reads_on(following.text):
            return count
    return 0


def _reads_on(line: str) -> bool:
    """Return whether most words after the first are in lower case, as in a sentence."""
    words = [word for word in line.split()[1:] if word[0].isalpha()]
    return 2 * sum(1 for word in words if word[0].islower()) > max(len(words), _FEWEST_WORDS)


def _join_lines(group: list[_Unit]) -> str:
    text = group[0].text
    for before, line in pairwise(group):
        is_cut = _CUT_WORD.search(before.text) and line.text[0].isalnum()
        if is_cut and not _AFTER_HYPHEN.match(line.text):
            text += line.text
        else:
            text += " " + line.text
    return text


def _unwrap(block: list[_Unit], title_open: bool) -> list[_Unit]:
    """Join the lines of each title and paragraph in a block of short lines."""
    groups, in_title = [[block[0]]], not title_open
    for (line, following), after in zip(pairwise(block), [*block[2:], None], strict=True):
        if in_title and _continues(line.text, following.text):
            groups[-1].append(following)
        elif in_title:
            groups.append([following])
            in_title = False
        elif _starts_title(line, following, after):
            groups.append([following])
            in_title = True
        else:
            groups[-1].append(following)
    return [unit for group in groups for unit in _join(group)]


def _starts_title(line: _Unit, following: _Unit, after: _Unit | None) -> bool:
    """Return whether a paragraph ended with `line` and `following` is the next title."""
    ended = bool(_SENTENCE_END.search(line.text)) and not _SENTENCE_END.search(following.text)
    starts = (unit.text[0] for unit in (following, after) if unit)
    return ended and not any(start.islower() for start in starts)


def _continues(title: str, line: str) -> bool:
    return line[0].islower() or bool(_OPEN_END.search(title))


def _join(group: list[_Unit]) -> list[_Unit]:
    """Join the lines of a title or paragraph; lines that end no sentence are separate titles."""
    text = _join_lines(group)
    wrapped = len(text) <= _LONGEST_TITLE and any(line.text[0].islower() for line in group[1:])
    open_title = all(_continues(line.text, following.text) for line, following in pairwise(group))
    if (
        wrapped
        or open_title
        or _SENTENCE_END.search(text)
        or (len(text) > _LONGEST_TITLE and _SENTENCE_BREAK.search(text))
    ):
        return [_Unit(group[0].line, text)]
    return group


def _is_prose(text: str, title_open: bool) -> bool:
    """Return whether a text is an abstract, not a title; after a title, one sentence suffices."""
    if len(text) > _LONGEST_TITLE:
        return True
    ended = bool(_SENTENCE_END.search(text))
    return ended and ((title_open and not text.endswith("?")) or bool(_SENTENCE_BREAK.search(text)))


def _pair(units: Iterable[_Unit]) -> tuple[list[_Draft], list[_Unit]]:
    """Return the titles with their paragraphs, and the paragraphs before the first title."""
    drafts: list[_Draft] = []
    orphans: list[_Unit] = []
    for unit in units:
        title_open = bool(drafts) and not drafts[-1].paragraphs
        if not _is_prose(unit.text, title_open):
            drafts.append(_Draft(unit))
        elif drafts:
            drafts[-1] = _Draft(drafts[-1].title, (*drafts[-1].paragraphs, unit))
        else:
            orphans.append(unit)
    return drafts, orphans

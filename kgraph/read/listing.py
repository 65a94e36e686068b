"""Text listings of papers, as copied from a page: a title line, then an abstract line.

Blank lines between them, abstracts wrapped over lines or split into paragraphs, missing abstracts
and the page's banner are all told apart by how lines end, begin and how long they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from kgraph.read.files import TextFile
from kgraph.read.record import iter_record
from kgraph.types import Paper, Problem

_BANNER = re.compile(
    r"new|Subscribe|Daily Papers|Trending Papers|Get trending papers in your email inbox.*"
    r"|by\s?AK and the research community"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]* \d{1,2}(?:, \d{4})?"
)
# The button before the first title is glued to it when the page is copied without line breaks.
_GLUED = re.compile(r"(?:Subscribe|Daily Papers|Trending Papers)(?=[A-Z0-9])")
_SENTENCE_END = re.compile(r"[.!?。…][\"'”’)\]}]*$|https?://\S*[^\s-]$")
_SENTENCE_BREAK = re.compile(r"[a-z0-9)][.!?]\s+[A-Z]|。")
# A word that is cut at its hyphen where a line ends; 'pre- and post-training' keeps its space.
_CUT_WORD = re.compile(r"[^\W_]-$")
_AFTER_HYPHEN = re.compile(r"(?:and|or|to|and/or)(?!\S)")
_OPEN_END = re.compile(
    r"[:,–—-]$|\b(a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|with|without)$",
    re.IGNORECASE,
)
# No title of a listing is longer, and no line of text wrapped by hand.
_LONGEST_TITLE = 250
# A text counts as wrapped at a width when most lines end where the next word would have crossed it.
_WIDTHS = range(30, 201)
_WRAPPED_SHARE = 0.6
_FEWEST_WRAPPED = 5
_SLACK = 5
_MOST_TITLE_LINES = 4
# So many lines, of the narrowest width, are longer than any title.
_LOOK_AHEAD = 12
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Unit:
    """A title, an abstract or a paragraph of one: its first line's number and its text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A title with the paragraphs of its abstract."""

    title: _Unit
    paragraphs: tuple[_Unit, ...] = ()


def iter_listing(file: TextFile, max_chars: int) -> Iterator[Paper | Problem]:
    """Yield the papers of a listing in order, and a problem for each thing that had to be guessed."""
    lines, problems = _drop_banner(file)
    yield from problems
    drafts, orphans = _pair(_iter_units(lines, _find_width(lines)))
    for orphan in orphans:
        detail = f"text before the first title: '{orphan.text[:60]}'"
        yield Problem(
            file.source(orphan.line), "problem", "no-title", detail, "the text was skipped"
        )
    for draft in drafts:
        yield from _iter_draft(file, draft, max_chars)


def _iter_draft(file: TextFile, draft: _Draft, max_chars: int) -> Iterator[Paper | Problem]:
    for extra in draft.paragraphs[1:]:
        detail = f"a further paragraph under '{draft.title.text[:60]}'"
        yield Problem(
            file.source(extra.line),
            "note",
            "several-paragraphs",
            detail,
            "it was joined to the abstract",
        )
    abstract = " ".join(paragraph.text for paragraph in draft.paragraphs)
    yield from iter_record(
        {"title": draft.title.text, "abstract": abstract}, file.source(draft.title.line), max_chars
    )


def _drop_banner(file: TextFile) -> tuple[list[_Unit], list[Problem]]:
    """Return all lines, stripped and without the page's banner, and a note for each title freed from it."""
    lines, notes = [], []
    for number, raw in enumerate(file.lines, 1):
        text = raw.strip().lstrip("\ufeff")
        if _BANNER.fullmatch(text):
            text = ""
        elif glued := _GLUED.match(text):
            detail = f"'{glued[0]}' is glued to the title"
            notes.append(
                Problem(
                    file.source(number), "note", "glued-banner", detail, "the title was cut free"
                )
            )
            text = text[glued.end() :]
        lines.append(_Unit(number, text))
    return lines, notes


def _find_width(lines: list[_Unit]) -> int:
    """Return the width that the text was wrapped at, in code points; 0 if it was not wrapped."""
    lengths = sorted((len(line.text) for line in lines if line.text), reverse=True)
    # One line in fifty may be longer: an address, or a title that was not wrapped.
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
    """Tell whether the first word of the following line would not have fitted at the end of this one."""
    return width - len(following.split(maxsplit=1)[0]) <= len(line) <= width + _SLACK


def _iter_units(lines: Iterable[_Unit], width: int) -> Iterator[_Unit]:
    """Yield titles and paragraphs, each whole: the lines of a block wrapped by hand are joined."""
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
    """Part a block after each line that had room for the next word."""
    segments = [[block[0]]]
    for line, following in pairwise(block):
        if _is_full(line.text, following.text, width):
            segments[-1].append(following)
        else:
            segments.append([following])
    return segments


def _cut(segment: list[_Unit], title_open: bool) -> list[list[_Unit]]:
    """Part a segment where a title's or an abstract's last line happens to be full."""
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
    """Return the number of lines before a title at the end of an abstract's segment; all lines if there is none."""
    ends = [number for number, line in enumerate(segment, 1) if _SENTENCE_END.search(line.text)]
    if not ends or ends[-1] == len(segment) or len(segment) - ends[-1] > _MOST_TITLE_LINES:
        return len(segment)
    return len(segment) if segment[ends[-1]].text[0].islower() else ends[-1]


def _find_title(segment: list[_Unit]) -> int:
    """Return the number of lines before a title inside a segment, between two abstracts; 0 if there is none."""
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
    """Return how many lines of a title stand before its abstract in one segment; 0 if none do."""
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
    """Tell whether most words after the first are small, as in a sentence and not in a title."""
    words = [word for word in line.split()[1:] if word[0].isalpha()]
    return 2 * sum(1 for word in words if word[0].islower()) > max(len(words), _FEWEST_WORDS)


def _join_lines(group: list[_Unit]) -> str:
    text = group[0].text
    for before, line in pairwise(group):
        cut = (
            _CUT_WORD.search(before.text)
            and line.text[0].isalnum()
            and not _AFTER_HYPHEN.match(line.text)
        )
        text += line.text if cut else " " + line.text
    return text


def _unwrap(block: list[_Unit], title_open: bool) -> list[_Unit]:
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
    """Tell whether a paragraph ended with `line` and `following` is the next title."""
    ended = bool(_SENTENCE_END.search(line.text)) and not _SENTENCE_END.search(following.text)
    return (
        ended and not following.text[0].islower() and (after is None or not after.text[0].islower())
    )


def _continues(title: str, line: str) -> bool:
    return line[0].islower() or bool(_OPEN_END.search(title))


def _join(group: list[_Unit]) -> list[_Unit]:
    """Join the lines of one title or paragraph; lines that never come to a sentence's end are titles of their own."""
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
    """Tell an abstract from a title. After an open title one whole sentence is enough."""
    if len(text) > _LONGEST_TITLE:
        return True
    ended = bool(_SENTENCE_END.search(text))
    return ended and ((title_open and not text.endswith("?")) or bool(_SENTENCE_BREAK.search(text)))


def _pair(units: Iterable[_Unit]) -> tuple[list[_Draft], list[_Unit]]:
    """Return titles with their paragraphs, and the paragraphs that stand before any title."""
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

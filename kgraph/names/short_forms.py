"""Short forms, and where a text defines them: "neural tangent kernel (NTK)".

The long form is found by the algorithm of Schwartz and Hearst, "A simple algorithm for identifying
abbreviation definitions in biomedical text", PSB 2003, doi:10.1142/9789812776303_0042.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kgraph.names.words import SKIPPED_BY_SHORT_FORMS, SPOKEN_DIGITS

# Two capitals, or a capital and a digit, among at most ten characters.
_SHORT_FORM = re.compile(
    r"(?=[^A-Z]*[A-Z])(?=\S*[A-Z]\S*[A-Z]|\S*[A-Z]\S*\d|[A-Z]{2})[A-Za-z0-9][A-Za-z0-9+./-]{1,9}"
)
_PLURAL = re.compile(r".*[A-Z0-9]s")
_BRACKET = re.compile(r"\(([^()\n]{2,120})\)")
_COLON = re.compile(r"([^\s:]+): (?:(?:[Aa]n?|[Tt]he|Towards) )?(?=\S)")
# Words that introduce a short form in a bracket: "(or NTK)", "(denoted by NTK)".
_INTRODUCTION = re.compile(
    r"\A(?:or|i\.e\.,?|aka|a\.k\.a\.|denoted(?: as| by)?|called|abbreviated(?: as)?) ",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.;:!?()\[\]{}\n]")
_WINDOW = 200  # characters before a bracket that can hold the long form


class Definition(NamedTuple):
    """A short form and its long form, as half-open character offsets of the text."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find_definitions(text: str) -> list[Definition]:
    """Return the definitions of short forms in a text, in order.

    They are written "long form (SF)" or "SF (long form)", or "SF: Long Form" at the very start.

    >>> find_definitions("The neural tangent kernel (NTK) is constant.")
    [Definition(short_start=27, short_end=30, long_start=4, long_end=25)]
    """
    title = _define_after_colon(text)
    return ([title] if title else []) + [
        definition
        for bracket in _BRACKET.finditer(text)
        if (definition := _define_before(text, bracket) or _define_inside(text, bracket))
    ]


@lru_cache(maxsize=1 << 18)
def short_form(surface: str) -> str | None:
    """Return a surface that looks like a short form in the singular; None if it does not.

    >>> short_form("GANs"), short_form("networks")
    ('GAN', None)
    """
    singular = singular_short_form(surface)
    return singular if _SHORT_FORM.fullmatch(singular) else None


def singular_short_form(surface: str) -> str:
    """Return a surface without the s of a plural after a capital or a digit: GAN for GANs."""
    return surface[:-1] if _PLURAL.fullmatch(surface) else surface


def align(short: str, words: str) -> int | None:
    """Return where the long form of `short` starts in the words before it; None if none fits.

    The initials of the last words are tried first, then those without small words such as "of".
    Otherwise both are walked from the end, as Schwartz and Hearst do: each letter or digit of the
    short form must occur in order, and its first letter at the start of a word.

    >>> align("NTK", "the neural tangent kernel")
    4
    """
    letters = _letters(short)
    matches = list(_WORD.finditer(words))
    for some in (matches, [word for word in matches if word[0] not in SKIPPED_BY_SHORT_FORMS]):
        last = some[-len(letters) :]
        if _are_initials(letters, last):
            return last[0].start()
    return _walk_back(letters, words)


def spells(short: str, long: str) -> bool:
    """Return whether a short form has the initials of its long form, or the long form's capitals.

    Small words such as "of" may be skipped.

    >>> spells("BERT", "bidirectional encoder representations from transformers")
    True
    >>> spells("BERT", "best model utilizes pretraining")
    False
    """
    letters, words = _letters(short), list(_WORD.finditer(long))
    telling = [word for word in words if word[0].lower() not in SKIPPED_BY_SHORT_FORMS]
    capitals = [char.lower() for char in long if char.isupper() or char.isdigit()]
    return capitals == letters or _are_initials(letters, words) or _are_initials(letters, telling)


def _letters(short: str) -> list[str]:
    return [char.lower() for char in short if char.isalnum()]


def _are_initials(letters: list[str], words: list[re.Match[str]]) -> bool:
    """Return whether words begin with the letters, one each."""
    return len(letters) == len(words) and all(
        map(_begins, letters, (word[0].lower() for word in words))
    )


def _begins(letter: str, word: str) -> bool:
    """Return whether a word begins with a letter.

    A digit may be read aloud (2 is "to"), and an X may be that of "explainable".
    """
    return (
        word[0] == letter
        or word in SPOKEN_DIGITS.get(letter, ())
        or (letter == "x" and word.startswith("ex"))
    )


def _walk_back(letters: list[str], words: str) -> int | None:
    position = len(words)
    lowered = words.lower()
    for index in range(len(letters) - 1, -1, -1):
        position -= 1
        while position >= 0 and not (
            lowered[position] == letters[index] and (index or _is_word_start(lowered, position))
        ):
            position -= 1
        if position < 0:
            return None
    return position - 1 if lowered[position - 1 : position + 1] == "ex" else position


def _is_word_start(lowered: str, position: int) -> bool:
    """Return whether a word starts at a position, or before its X if the word starts with "ex"."""
    if lowered[position] == "x" and lowered[position - 1 : position] == "e":
        position -= 1
    return position == 0 or not lowered[position - 1].isalnum()


def _define_after_colon(text: str) -> Definition | None:
    """Return the definition in a title such as "RVRT: Recurrent Video Restoration Transformer"."""
    colon = _COLON.match(text)
    short = short_form(colon[1]) if colon else None
    if not colon or short is None:
        return None
    end = min((match.start() for match in _STOP.finditer(text, colon.end())), default=len(text))
    words = list(_WORD.finditer(text, colon.end(), end))[: 2 * len(short)]
    letters = _letters(short)
    for count in range(2, len(words) + 1):
        last = words[count - 1]
        long = text[words[0].start() : last.end()]
        if _spell(letters, words[:count]) and _is_long_form(short, long):
            return Definition(colon.start(1), colon.end(1), words[0].start(), last.end())
    return None


def _spell(letters: list[str], words: list[re.Match[str]]) -> bool:
    """Return whether the letters are all capitals of the words, or begin some of them.

    These include the first and the last word, and none is a small word: "Retrieval and Graphs" is
    not RAG.
    """
    if [char.lower() for word in words for char in word[0] if char.isupper()] == letters:
        return True
    first, last = words[0][0].lower(), words[-1][0].lower()
    if not (_begins(letters[0], first) and _begins(letters[-1], last)):
        return False
    rest = iter([word for word in words if word[0].lower() not in SKIPPED_BY_SHORT_FORMS])
    return all(any(_begins(letter, word[0].lower()) for word in rest) for letter in letters)


def _define_before(text: str, bracket: re.Match[str]) -> Definition | None:
    """Return the definition whose short form is in the bracket and its long form before it."""
    inside = _INTRODUCTION.sub("", re.split(r"[,;]", bracket[1].strip())[0].strip())
    short = short_form(inside)
    if short is None:
        return None
    end = bracket.start()
    while end and text[end - 1] in " }":
        end -= 1
    start = _window_start(text, end, 2 * len(short) + 1)
    offset = align(short, text[start:end])
    if offset is None or not _is_long_form(short, text[start + offset : end]):
        return None
    short_start = bracket.start(1) + bracket[1].index(inside)
    return Definition(short_start, short_start + len(inside), start + offset, end)


def _define_inside(text: str, bracket: re.Match[str]) -> Definition | None:
    """Return the definition whose long form is in the bracket and its short form before it."""
    before = text[max(0, bracket.start() - _WINDOW) : bracket.start()].removesuffix(" ")
    if not before or before[-1].isspace():
        return None
    word = before.split()[-1]
    short = short_form(word)
    if short is None or align(short, bracket[1]) != 0 or not _is_long_form(short, bracket[1]):
        return None
    end = bracket.start() - text.startswith(" ", bracket.start() - 1)
    return Definition(end - len(word), end, bracket.start(1), bracket.end(1))


def _window_start(text: str, end: int, words: int) -> int:
    """Return where the last `words` words before `end` begin.

    They do not cross a bracket or the end of a sentence.
    """
    first = max(0, end - _WINDOW)
    start = max((match.end() for match in _STOP.finditer(text, first, end)), default=first)
    starts = [match.start() for match in re.finditer(r"(?<!\w)\w", text[start:end])]
    return start + starts[max(0, len(starts) - words)] if starts else end


def _is_long_form(short: str, long: str) -> bool:
    words = re.findall(r"\w+", long.lower())
    return len(long) > len(short) and len(words) > 1 and short.lower() not in words

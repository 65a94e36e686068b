"""Short forms that a text defines, in either order, and every place where the text uses them.

The long form is found by the algorithm of Schwartz and Hearst, "A simple algorithm for identifying
abbreviation definitions in biomedical text", PSB 2003, doi:10.1142/9789812776303_0042.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Doc, Span

from kgraph.extract.candidates import Candidate, add_candidates, read_candidates
from kgraph.extract.lexicon import SOURCE as LEXICON
from kgraph.extract.occurrences import find_occurrences
from kgraph.types import Label

SOURCE = "abbreviation"
_SHORT_FORM = re.compile(
    r"(?=[^A-Z]*[A-Z])(?=\S*[A-Z]\S*[A-Z]|\S*[A-Z]\S*\d|[A-Z]{2})[A-Za-z0-9][A-Za-z0-9+./-]{1,9}"
)
_WORD_BEFORE = re.compile(r"(\S+) ?\Z")
_COLON = re.compile(r"([^\s:]+): (?:(?:[Aa]n?|[Tt]he|Towards) )?(?=\S)")
_INTRODUCTION = re.compile(
    r"(?:or|i\.e\.,?|aka|a\.k\.a\.|denoted(?: as| by)?|called|abbreviated(?: as)?) ", re.IGNORECASE
)
# What a digit stands for: Embed-to-Control is E2C.
_SPOKEN = {"2": ("to", "two"), "4": ("for", "four")}
_WINDOW = 200  # characters before a bracket in which the other form can stand
_SMALL_WORDS = {
    *(
        "a",
        "an",
        "and",
        "are",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "in",
        "is",
        "not",
        "of",
        "on",
        "the",
        "to",
    ),
    "with",
}
_WORDS = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.;:!?()\[\]{}\n]")


class Definition(NamedTuple):
    """A short form and its long form, as half-open character offsets of the text."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find_definitions(text: str) -> list[Definition]:
    """Find every "long form (SF)" and "SF (long form)" of a text, and "SF: Long Form" at its start, in order."""
    title = _after_colon(text)
    return ([title] if title else []) + [
        definition
        for bracket in re.finditer(r"\(([^()\n]{2,120})\)", text)
        if (definition := _long_before(text, bracket) or _long_inside(text, bracket))
    ]


@lru_cache(maxsize=1 << 16)
def short_form(surface: str) -> str | None:
    """Return a surface that looks like a short form, in the singular; None where it does not."""
    singular = _singular(surface)
    return singular if _SHORT_FORM.fullmatch(singular) else None


def align(short: str, words: str) -> int | None:
    """Return where the long form of `short` starts in the words before it, or None where they do not match.

    The initials of the last words are tried first, then those without small words such as "of".
    Else both are walked from the end, as Schwartz and Hearst do: each letter or digit of the short
    form must occur in order, and its first one at the start of a word.
    """
    letters = _letters(short)
    starts = list(_WORDS.finditer(words))
    for some in (starts, [word for word in starts if word[0] not in _SMALL_WORDS]):
        last = some[-len(letters) :]
        if _are_initials(letters, last):
            return last[0].start()
    return _walk(letters, words)


def _letters(short: str) -> list[str]:
    return [char.lower() for char in short if char.isalnum()]


def _are_initials(letters: list[str], words: list[re.Match[str]]) -> bool:
    """Tell whether words begin with the letters, one each; a digit may be spoken, and an X is that of "explainable"."""
    return len(letters) == len(words) and all(
        map(_begins, letters, (word[0].lower() for word in words))
    )


def _spell(letters: list[str], words: list[re.Match[str]]) -> bool:
    """Tell whether the letters begin some of the words, from the first to the last, or are all their capitals.

    None of them is that of a small word: "Retrieval and Graphs" is no RAG.
    """
    if [char.lower() for word in words for char in word[0] if char.isupper()] == letters:
        return True
    if not (
        _begins(letters[0], words[0][0].lower()) and _begins(letters[-1], words[-1][0].lower())
    ):
        return False
    rest = iter([word for word in words if word[0].lower() not in _SMALL_WORDS])
    return all(any(_begins(letter, word[0].lower()) for word in rest) for letter in letters)


def _begins(letter: str, word: str) -> bool:
    return (
        word[0] == letter
        or word in _SPOKEN.get(letter, ())
        or (letter == "x" and word.startswith("ex"))
    )


def _walk(letters: list[str], words: str) -> int | None:
    position = len(words)
    lowered = words.lower()
    for index in range(len(letters) - 1, -1, -1):
        position -= 1
        while position >= 0 and not (
            lowered[position] == letters[index] and (index or _starts(lowered, position))
        ):
            position -= 1
        if position < 0:
            return None
    return position - 1 if lowered[position - 1 : position + 1] == "ex" else position


def _starts(lowered: str, position: int) -> bool:
    """Tell whether a word starts at a position, or its X is that of a word that starts with "ex"."""
    if lowered[position] == "x" and lowered[position - 1 : position] == "e":
        position -= 1
    return position == 0 or not lowered[position - 1].isalnum()


def _after_colon(text: str) -> Definition | None:
    """Find the long form that a title gives after its short form: "RVRT: Recurrent Video Restoration Transformer"."""
    colon = _COLON.match(text)
    short = short_form(colon[1]) if colon else None
    if not colon or short is None:
        return None
    end = min((match.start() for match in _STOP.finditer(text, colon.end())), default=len(text))
    words = list(_WORDS.finditer(text, colon.end(), end))[: 2 * len(short)]
    letters = _letters(short)
    for count in range(2, len(words) + 1):
        last = words[count - 1]
        long = text[words[0].start() : last.end()]
        if _spell(letters, words[:count]) and _is_long(short, long):
            return Definition(colon.start(1), colon.end(1), words[0].start(), last.end())
    return None


def _long_before(text: str, bracket: re.Match[str]) -> Definition | None:
    inside = _INTRODUCTION.sub("", re.split(r"[,;]", bracket[1].strip())[0].strip(), count=1)
    singular = short_form(inside)
    if singular is None:
        return None
    end = bracket.start()
    while end and text[end - 1] in " }":
        end -= 1
    start = _window_start(text, end, 2 * len(singular) + 1)
    found = align(singular, text[start:end])
    if found is None or not _is_long(singular, text[start + found : end]):
        return None
    short_start = bracket.start(1) + bracket[1].index(inside)
    return Definition(short_start, short_start + len(inside), start + found, end)


def _long_inside(text: str, bracket: re.Match[str]) -> Definition | None:
    before = _WORD_BEFORE.search(text, max(0, bracket.start() - _WINDOW), bracket.start())
    if not before:
        return None
    short = short_form(before[1])
    if short is None or align(short, bracket[1]) != 0 or not _is_long(short, bracket[1]):
        return None
    return Definition(before.start(1), before.end(1), bracket.start(1), bracket.end(1))


def _singular(short: str) -> str:
    return short[:-1] if re.fullmatch(r".*[A-Z0-9]s", short) else short


def _window_start(text: str, end: int, words: int) -> int:
    """Return where the last `words` words before `end` begin, without crossing a bracket or a sentence's end."""
    first = max(0, end - _WINDOW)
    start = max((match.end() for match in _STOP.finditer(text, first, end)), default=first)
    starts = [match.start() for match in re.finditer(r"(?<!\w)\w", text[start:end])]
    return start + starts[max(0, len(starts) - words)] if starts else end


def _is_long(short: str, long: str) -> bool:
    words = re.findall(r"\w+", long.lower())
    return len(long) > len(short) and len(words) > 1 and short.lower() not in words


class AbbreviationFinder:
    """Propose the short form wherever it stands, under the name and label of its long form.

    The long form's label is that of the candidate that covers its end; where there is none, the
    definition is left alone: what it names is not known.
    """

    def __init__(self, *, score: float) -> None:
        self._score = score

    def __call__(self, doc: Doc) -> Doc:
        """Add candidates for the short and long forms that the Doc defines, and return the Doc."""
        return add_candidates(doc, list(self._find(doc)))

    def _find(self, doc: Doc) -> Iterator[Candidate]:
        candidates = sorted(read_candidates(doc), key=lambda c: (c.score, c))
        likeliest = {c.end: c for c in candidates}
        names = {(c.start, c.end): c.name for c in candidates if c.source == LEXICON}
        meanings: dict[tuple[str, ...], tuple[Label, str]] = {}
        for definition in find_definitions(doc.text):
            long = doc.char_span(definition.long_start, definition.long_end)
            short = doc.char_span(definition.short_start, definition.short_end)
            if long is None or short is None or long.end not in likeliest:
                continue
            if doc[short.end : short.end + 1].text == ":" and (short.start, short.end) in names:
                continue  # a title such as "RAG: Rare Answers of Graphs" explains no short form that is known
            inner = likeliest[long.end]
            name = names.get((long.start, long.end), long.text)
            if inner.start > long.start:
                yield Candidate(long.start, long.end, inner.label, name, self._score, SOURCE)
            for form in _numbers(short):
                meanings.setdefault(form, (inner.label, name))
        for start, end, (label, name) in find_occurrences(doc, meanings):
            yield Candidate(start, end, label, name, self._score, SOURCE)


def _numbers(short: Span) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens of a short form in the singular and in the plural."""
    *first, last = (token.text for token in short)
    return (*first, _singular(last)), (*first, _singular(last) + "s")

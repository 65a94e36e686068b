"""The component that finds the names of the lexicon, in all their variants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.lexicon import Entry, exact_form, letters_of
from kgraph.extract.tokens import Tokens, read_tokens
from kgraph.names.spelling import iter_words, name_key, name_parts, singular
from kgraph.types import Label

SOURCE = "lexicon"
# A hyphen, a slash or an apostrophe may be inside a name, but no comma, bracket or end of sentence.
_JOINED = re.compile(r"(?:\w|[-‐‑–/'’+#*&]|\.(?=\w)| (?! )|(?<=\w)\n(?=\w))+")


class _Target(NamedTuple):
    """What a match is taken for; `exact` is how a short name is written, or ''."""

    label: Label
    name: str
    exact: str


class _Word(NamedTuple):
    """A folded word of a text: its tokens, first and last, and whether it begins and ends there."""

    folded: str
    token: int
    last_token: int
    starts_token: bool
    ends_token: bool


class LexiconMatcher:
    """Find the longest names of a lexicon, whatever their hyphens, spaces, case and number.

    There is one dictionary look-up for each token and each possible length; `kgraph.names.spelling`
    defines which spellings are the same name.
    """

    def __init__(self, entries: tuple[Entry, ...], *, score: float) -> None:
        self._score = score
        self._targets: dict[tuple[str, ...], list[_Target]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for entry in entries:
            for surface in entry.surfaces:
                self._add(surface, entry)

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each name in the Doc, and return the Doc."""
        return add_candidates(doc, self._find(read_tokens(doc)))

    def _add(self, surface: str, entry: Entry) -> None:
        words = tuple(name_key(surface).split(" "))
        target = _Target(entry.label, entry.name, exact_form(surface))
        if target not in self._targets.setdefault(words, []):
            self._targets[words].append(target)
        if len(words) > 1:
            lengths = {*self._lengths.get(words[0], ()), len(words)}
            self._lengths[words[0]] = tuple(sorted(lengths, reverse=True))

    def _find(self, tokens: Tokens) -> Iterator[Candidate]:
        words = _read_words(tokens.words)
        position = 0
        while position < len(words):
            length, targets = self._longest_at(tokens, words, position)
            if targets:
                bounds = words[position].token, words[position + length - 1].last_token + 1
                for target in targets:
                    yield Candidate(
                        *bounds, target.label, target.name, self._score, SOURCE, "lexicon"
                    )
            position += length

    def _longest_at(
        self, tokens: Tokens, words: Sequence[_Word], position: int
    ) -> tuple[int, Sequence[_Target]]:
        """Return how many words the longest name at a word has, with its targets; 1 without any."""
        first = words[position]
        if not first.starts_token:
            return 1, ()
        for length in (*self._lengths.get(first.folded, ()), 1):
            if position + length > len(words):
                continue
            match = words[position : position + length]
            targets = self._targets.get(_key(match))
            if targets and match[-1].ends_token:
                text = tokens.slice(first.token, match[-1].last_token + 1)
                if fitting := [target for target in targets if _fits(target, text)]:
                    return length, fitting
        return 1, ()


def _key(words: Sequence[_Word]) -> tuple[str, ...]:
    return (*[word.folded for word in words[:-1]], singular(words[-1].folded))


def _fits(target: _Target, text: str) -> bool:
    """Return whether a match has only joining marks inside, and a short name its exact letters."""
    if not _JOINED.fullmatch(text):
        return False
    return not target.exact or letters_of(text) in (target.exact, target.exact + "s")


def _read_words(words: Sequence[str]) -> list[_Word]:
    """Return the folded words of a text, each prefix joined to what follows it, without marks."""
    parts = []
    for token, word in enumerate(words):
        folded = _token_parts(word)
        last = len(folded) - 1
        for i, part in enumerate(folded):
            parts.append(_Word(part, token, token, i == 0, i == last))
    groups = iter_words([part.folded for part in parts])
    return [
        parts[group[0]] if len(group) == 1 else _join([parts[i] for i in group]) for group in groups
    ]


def _join(parts: Sequence[_Word]) -> _Word:
    first, last = parts[0], parts[-1]
    folded = "".join(part.folded for part in parts)
    return _Word(folded, first.token, last.last_token, first.starts_token, last.ends_token)


_token_parts = lru_cache(maxsize=1 << 17)(name_parts)

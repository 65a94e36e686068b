"""The component that finds the names of the lexicon, in all their variants."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.component import Component
from kgraph.extract.lexicon import Entry, exact_form, letters_of
from kgraph.extract.tokens import Tokens, read_tokens
from kgraph.names.spelling import join_parts, name_key, name_parts, singular
from kgraph.types import Label

SOURCE = "lexicon"
OWN_SOURCE = "own lexicon"
"""The extractor of names that the user adds: no model decides on them."""

# A hyphen, a slash or an apostrophe may be inside a name, but no comma, bracket or end of sentence.
_JOINED = re.compile(r"(?:\w|[-‐‑–/'’+#*&]|\.(?=\w)| (?! )|(?<=\w)\n(?=\w))+")


class _Target(NamedTuple):
    """What a match is taken for; `exact` is how a short name is written, or ''."""

    label: Label
    name: str
    exact: str
    source: str


class _Text(NamedTuple):
    """A text as folded words: the first and the last part of each word.

    `first_part` is the first part of each token, and at its end the number of all parts.
    """

    tokens: Tokens
    words: Sequence[str]
    first: Sequence[int]
    last: Sequence[int]
    first_part: Sequence[int]
    singulars: Sequence[str]

    @classmethod
    def of(cls, tokens: Tokens) -> _Text:
        """Fold a text; each prefix is joined to what follows it, and marks are left out."""
        of_tokens = list(map(_token_parts, tokens.words))
        words, first, last = join_parts(list(chain.from_iterable(of_tokens)))
        first_part = list(accumulate(map(len, of_tokens), initial=0))
        return cls(tokens, words, first, last, first_part, list(map(singular, words)))

    def bounds(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the tokens (half-open) of words `start` to `end`; None if they cut a token."""
        first, past = self.first[start], self.last[end - 1] + 1
        first_token = bisect_right(self.first_part, first) - 1
        past_token = bisect_right(self.first_part, past - 1)
        if self.first_part[first_token] != first or self.first_part[past_token] != past:
            return None
        return first_token, past_token


class _Node(NamedTuple):
    """The names that begin with the same words, by their next word.

    `ends` has the targets of the names whose last word this is, in the singular; `longer` leads to
    the names that go on.
    """

    ends: dict[str, list[_Target]]
    longer: dict[str, _Node]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> _Node:
        """Return the root: all names of a lexicon."""
        root = cls({}, {})
        for entry in entries:
            for surface in entry.surfaces:
                root._add(name_key(surface).split(" "), entry, surface)
        return root

    def _add(self, words: Sequence[str], entry: Entry, surface: str) -> None:
        *inner, last = words
        node = self
        for word in inner:
            node = node.longer.setdefault(word, _Node({}, {}))
        targets = node.ends.setdefault(last, [])
        source = OWN_SOURCE if entry.own else SOURCE
        target = _Target(entry.label, entry.name, exact_form(surface), source)
        if target not in targets:
            targets.append(target)

    def find_starts(self, text: _Text) -> Iterator[int]:
        """Yield each word that is a name, or begins the first two words of one."""
        words, singulars = text.words, text.singulars
        for start, node in enumerate(map(self.longer.get, words)):
            if singulars[start] in self.ends or (
                node
                and start + 1 < len(words)
                and (words[start + 1] in node.longer or singulars[start + 1] in node.ends)
            ):
                yield start

    def find(self, text: _Text, start: int) -> list[tuple[int, list[_Target]]]:
        """Return the end (half-open) and the targets of each name at a word, the shortest first."""
        words, singulars = text.words, text.singulars
        found = []
        end = start
        node: _Node | None = self
        while node and end < len(words):
            word, single, end = words[end], singulars[end], end + 1
            if single in node.ends:
                found.append((end, node.ends[single]))
            node = node.longer.get(word)
        return found


class LexiconMatcher(Component):
    """Find the longest names of a lexicon, whatever their hyphens, spaces, case and number.

    The words of a text are followed through a tree of all names (a trie); `kgraph.names.spelling`
    defines which spellings are the same name.
    """

    def __init__(self, entries: tuple[Entry, ...], *, score: float) -> None:
        self._score = score
        self._names = _Node.of(entries)

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each name in the Doc, and return the Doc."""
        return add_candidates(doc, self._find(_Text.of(read_tokens(doc))))

    def _find(self, text: _Text) -> Iterator[Candidate]:
        free = 0  # the first word after the last match
        for start in self._names.find_starts(text):
            if start < free:
                continue
            for end, targets in reversed(self._names.find(text, start)):
                if candidates := self._match(text, start, end, targets):
                    yield from candidates
                    free = end
                    break

    def _match(
        self, text: _Text, start: int, end: int, targets: Iterable[_Target]
    ) -> Sequence[Candidate]:
        """Return a candidate for each target that fits the words `start` to `end`."""
        bounds = text.bounds(start, end)
        if bounds is None:
            return []
        surface = text.tokens.slice(*bounds)
        return [
            Candidate(*bounds, target.label, target.name, self._score, target.source, "lexicon")
            for target in targets
            if _fits(target, surface)
        ]


def _fits(target: _Target, text: str) -> bool:
    """Return whether a match has only joining marks inside, and a short name its exact letters."""
    if not _is_joined(text):
        return False
    return not target.exact or letters_of(text) in (target.exact, target.exact + "s")


_token_parts = lru_cache(maxsize=1 << 17)(name_parts)
_is_joined = lru_cache(maxsize=1 << 16)(_JOINED.fullmatch)

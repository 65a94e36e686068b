"""The features of each token: its word, shape, position, exact spelling and lexicon tag.

Training reads the same features from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from spacy.attrs import ORTH, SPACY
from spacy.strings import StringStore
from spacy.tokens import Doc
from spacy.vectors import Vectors

from kgraph.extract.crf import Array
from kgraph.extract.tags import mention_tags

SHAPES = 16
CATEGORIES = 4 * SHAPES
SPELLINGS = 8192
_CACHED_WORDS = 50_000
# Shapes of tokens without letters.
_SPACE, _MARK, _DIGITS, _NUMBER = range(4)
# Shapes of tokens with letters; those up to _CAPITALIZED are followed by the same with a digit.
_LOWER, _ONE_CAPITAL, _CAPITALS, _CAPITALIZED = 4, 6, 8, 10
_INNER_CAPITAL, _PLURAL_ACRONYM, _MIXED = 12, 13, 14


class Batch(NamedTuple):
    """Documents as padded arrays, the longest first.

    Args:
        lengths: Tokens of each document, (B,).
        valid: Whether there is a token, (T, B).
        words: The distinct lower-case words of all documents, sorted.
        word: The index in `words` of each token, (T, B).
        category: Its shape, whether it is joined to the token before, and whether it is in the
            title, as a number from 0 to 63, (T, B).
        spelling: The row of its exact spelling, from 1 to 8191, (T, B).
    """

    lengths: Array
    valid: Array
    words: list[str]
    word: Array
    category: Array
    spelling: Array


@lru_cache(maxsize=_CACHED_WORDS)
def word_shape(token: str) -> int:
    """Return the class of a token's shape, one of 16."""
    letters = [char.isupper() for char in token if char.isalpha()]
    if not letters:
        return _shape_without_letters(token)
    shape = _letter_shape(token, letters)
    if shape in (_INNER_CAPITAL, _PLURAL_ACRONYM):
        return shape
    return shape + any(char.isdigit() for char in token)


def _shape_without_letters(token: str) -> int:
    if token.isspace():
        return _SPACE
    if not any(char.isalnum() for char in token):
        return _MARK
    return _DIGITS if token.isdigit() else _NUMBER


def _letter_shape(token: str, upper: Sequence[bool]) -> int:
    rules = (
        (_LOWER, not any(upper)),
        (_ONE_CAPITAL, len(upper) == 1),
        (_CAPITALS, all(upper)),
        (_CAPITALIZED, upper[0] and not any(upper[1:])),
        (_INNER_CAPITAL, not upper[0] and not upper[-1]),
        (_PLURAL_ACRONYM, token.rstrip("0123456789").endswith("s") and all(upper[:-1])),
    )
    return next((shape for shape, holds in rules if holds), _MIXED)


@lru_cache(maxsize=_CACHED_WORDS)
def spelling_row(token: str) -> int:
    """Return the row of a token in the embedding of exact spellings.

    The hash is 32-bit FNV-1a (Fowler, Noll and Vo, RFC 9923): unlike Python's own, it is the same
    in every run. Row 0 is for padding.
    """
    value = 2166136261
    for byte in token.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value % (SPELLINGS - 1) + 1


def lowered(token: str) -> str:
    """Return the word whose vector a token has."""
    return "\n" if token.isspace() else token.lower()


def read_batch(docs: Sequence[Doc]) -> Batch:
    """Return the features of documents (title, blank line, abstract), the longest first."""
    lengths = np.array([len(doc) for doc in docs])
    orth, joined = _pad(docs, lengths)
    valid: Array = np.asarray(np.arange(len(orth))[:, None] < lengths[None])
    # Everything that depends on the token alone is computed once for each distinct token.
    keys, member = np.unique(orth[valid], return_inverse=True)
    token = np.zeros(orth.shape, dtype=np.int64)
    token[valid] = member
    texts = [docs[0].vocab.strings[int(key)] for key in keys]
    words = [lowered(text) for text in texts]
    distinct = sorted(set(words))
    index = {word: i for i, word in enumerate(distinct)}
    blank = np.array([text.isspace() for text in texts])[token] & valid
    joined[1:] &= ~blank[:-1]
    title = _in_title(np.array(["\n" in text for text in texts])[token] & valid)
    shape = np.array([word_shape(text) for text in texts])[token]
    return Batch(
        lengths=lengths,
        valid=valid,
        words=distinct,
        word=np.array([index[word] for word in words])[token],
        category=shape * 4 + joined * 2 + title,
        spelling=np.array([spelling_row(text) for text in texts])[token],
    )


def _pad(docs: Sequence[Doc], lengths: Array) -> tuple[Array, Array]:
    """Return each token's hash, and whether no space is before it, (T, B)."""
    orth = np.zeros((int(lengths[0]), len(docs)), dtype=np.uint64)
    joined = np.zeros(orth.shape, dtype=np.int64)
    for j, doc in enumerate(docs):
        columns = doc.to_array([ORTH, SPACY])
        orth[: len(doc), j] = columns[:, 0]
        joined[1 : len(doc), j] = columns[:-1, 1] == 0
    return orth, joined


def _in_title(ends_title: Array) -> Array:
    """Return whether each token is before the first line break of a document that has one."""
    has_title = np.broadcast_to(ends_title.any(axis=0), ends_title.shape)
    return np.asarray((np.cumsum(ends_title, axis=0) == 0) & has_title)


class WordVectors:
    """The vectors of words from their hashed n-grams (floret), with a cache.

    Args:
        table: One vector for each row that an n-gram can be hashed to, (rows, width).
        settings: The shortest and longest n-gram, and the hash.
    """

    def __init__(self, table: Array, settings: Mapping[str, int]) -> None:
        self._vectors = Vectors(
            strings=StringStore(), data=table, mode="floret", bow="<", eow=">", **settings
        )
        self._cache: dict[str, Array] = {}
        self.width: int = table.shape[1]

    def __call__(self, words: Sequence[str]) -> Array:
        """Return one vector for each word, (words, dimensions)."""
        missing = [word for word in words if word not in self._cache]
        if missing:
            if len(self._cache) + len(missing) > _CACHED_WORDS:
                self._cache.clear()
                missing = list(words)
            for word, vector in zip(missing, self._vectors.get_batch(missing), strict=True):
                self._cache[word] = vector
        return np.stack([self._cache[word] for word in words])


class LexiconFeature:
    """The lexicon as a feature: the longest matches from left to right, as BIOES tags."""

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        self._label: dict[tuple[str, ...], int] = {}
        self._longest: dict[str, int] = {}
        for line in packed.decode().splitlines():
            label, *words = line.split("\t")
            self._label[tuple(words)] = int(label)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    @classmethod
    def pack(cls, terms: Mapping[tuple[str, ...], int]) -> LexiconFeature:
        """Make the feature from lower-case tokens and the index of their label."""
        lines = ["\t".join([str(label), *words]) for words, label in sorted(terms.items())]
        return cls("\n".join(lines).encode())

    def read(self, batch: Batch) -> Array:
        """Return the tag of each token of a batch, (T, B)."""
        tags = np.zeros_like(batch.word)
        for j, length in enumerate(batch.lengths.tolist()):
            words = [batch.words[row] for row in batch.word[:length, j].tolist()]
            tags[:length, j] = self.tags(words)
        return tags

    def tags(self, words: Sequence[str]) -> list[int]:
        """Return the tag of each lower-case token of a text."""
        tags = [0] * len(words)
        free = 0  # the first token after the last match
        for start, longest in enumerate(map(self._longest.get, words)):
            if longest is None or start < free:
                continue
            length, label = self._longest_at(words, start, min(longest, len(words) - start))
            if label is not None:
                tags[start : start + length] = mention_tags(label, length)
                free = start + length
        return tags

    def _longest_at(self, words: Sequence[str], start: int, longest: int) -> tuple[int, int | None]:
        """Return how many tokens the longest name at a token has, and its label; 1 without any."""
        for length in range(longest, 0, -1):
            label = self._label.get(tuple(words[start : start + length]))
            if label is not None:
                return length, label
        return 1, None

"""The tokens of a Doc as plain strings and offsets, read once and shared by all components.

spaCy makes a Python object for each token that is looked at, each time, and a string for each text.
That took more than half of the time of all components but the model.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from spacy.attrs import IDX, ORTH, SPACY
from spacy.strings import StringStore
from spacy.tokens import Doc

T = TypeVar("T")
_KEY = "kgraph_tokens"
_CACHED_WORDS = 1 << 17
# spaCy's hash of a word depends on the word alone, so all vocabularies share the words.
_words: dict[int, str] = {}


class Tokens(NamedTuple):
    """A text, its tokens, and where each begins in it, in code points."""

    text: str
    words: Sequence[str]
    starts: Sequence[int]

    @property
    def ends(self) -> list[int]:
        """Where each token ends, in code points (half-open)."""
        return [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]

    def slice(self, start: int, end: int) -> str:
        """Return the text of the tokens from `start` up to, but not including, `end`."""
        return self.text[self.starts[start] : self.starts[end - 1] + len(self.words[end - 1])]

    def find(self, start_char: int, end_char: int) -> tuple[int, int] | None:
        """Return the tokens (half-open) with exactly these bounds; None if they cut a token."""
        start, end = bisect_left(self.starts, start_char), bisect_left(self.starts, end_char)
        if start >= end or self.starts[start] != start_char:
            return None
        return (start, end) if self.starts[end - 1] + len(self.words[end - 1]) == end_char else None


def read_tokens(doc: Doc) -> Tokens:
    """Return the tokens of a Doc."""
    tokens = doc.user_data.get(_KEY)
    # The length differs if a component merged or split tokens; a Doc read from disk has a list.
    if not isinstance(tokens, Tokens) or len(tokens.words) != len(doc):
        tokens = doc.user_data[_KEY] = _read(doc)
    return tokens


def forget_tokens(doc: Doc) -> None:
    """Drop what `read_tokens` keeps on the Doc; the last component calls this."""
    doc.user_data.pop(_KEY, None)


def _read(doc: Doc) -> Tokens:
    columns = doc.to_array([ORTH, IDX, SPACY])
    hashes, starts, spaces = (columns[:, column].tolist() for column in range(3))
    words = _read_words(hashes, doc.vocab.strings)
    text = "".join(
        [word + " " if space else word for word, space in zip(words, spaces, strict=True)]
    )
    return Tokens(text, words, starts)


def _read_words(hashes: Sequence[int], strings: StringStore) -> list[str]:
    """Return the words with these hashes, as the same objects each time.

    All look-ups by word are then quick, because Python keeps the hash of a string with it.
    """
    try:
        return [_words[key] for key in hashes]
    except KeyError:
        if len(_words) > _CACHED_WORDS:
            _words.clear()
        _words.update((key, strings[key]) for key in hashes if key not in _words)
        return [_words[key] for key in hashes]


def find_occurrences(
    words: Sequence[str], names: Mapping[tuple[str, ...], T]
) -> Iterator[tuple[int, int, T]]:
    """Yield the bounds (half-open) of each occurrence of a name, with the value of the name.

    Args:
        words: The tokens of a text.
        names: A value for the tokens of each name. Where two names begin at the same token, the
            longer one is found.
    """
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        by_first[name[0]].append(name)
    if not by_first:
        return
    for start in [i for i, word in enumerate(words) if word in by_first]:
        for name in by_first[words[start]]:
            if tuple(words[start : start + len(name)]) == name:
                yield start, start + len(name), names[name]
                break

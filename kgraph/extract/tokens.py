"""The tokens of a Doc as plain strings and offsets, read once and shared by all components.

spaCy makes a Python object for each token that is looked at, each time. That took more than half
of the time of all components but the model.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from spacy.attrs import IDX, SPACY
from spacy.tokens import Doc

T = TypeVar("T")
_KEY = "kgraph_tokens"


class Tokens(NamedTuple):
    """A text, its tokens, and where each begins and ends in it, in code points (half-open)."""

    text: str
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def slice(self, start: int, end: int) -> str:
        """Return the text of the tokens from `start` up to, but not including, `end`."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def find(self, start_char: int, end_char: int) -> tuple[int, int] | None:
        """Return the tokens (half-open) with exactly these bounds; None if they cut a token."""
        start, end = bisect_left(self.starts, start_char), bisect_left(self.ends, end_char)
        if end == len(self.ends) or start > end:
            return None
        if (self.starts[start], self.ends[end]) != (start_char, end_char):
            return None
        return start, end + 1


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
    words = [token.text for token in doc]
    columns = doc.to_array([IDX, SPACY])
    starts, spaces = columns[:, 0].tolist(), columns[:, 1].tolist()
    text = "".join(
        [word + " " if space else word for word, space in zip(words, spaces, strict=True)]
    )
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return Tokens(text, words, starts, ends)


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
    for start, word in enumerate(words):
        for name in by_first.get(word, ()):
            if tuple(words[start : start + len(name)]) == name:
                yield start, start + len(name), names[name]
                break

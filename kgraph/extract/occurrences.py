"""Every place of a text where one of some names stands, in one pass over its tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeVar

from spacy.tokens import Doc

T = TypeVar("T")


def find_occurrences(doc: Doc, names: Mapping[tuple[str, ...], T]) -> Iterator[tuple[int, int, T]]:
    """Yield the first and the last token (half-open) of each place where a name stands, with what it maps to.

    Args: doc: The text. names: The tokens of each name, as they are written; of two that start
        alike the longer one is found.
    """
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        by_first[name[0]].append(name)
    tokens = [token.text for token in doc]
    for start, token in enumerate(tokens):
        for name in by_first.get(token, ()):
            if tuple(tokens[start : start + len(name)]) == name:
                yield start, start + len(name), names[name]
                break

"""Misspellings: names whose words differ in a few letters, and not in a number or a prefix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import fuzz

from kgraph.names.words import CONTRASTING_PREFIXES

_SIMILAR = 72.0  # lowest similarity, 0 to 100, of two words that may be spellings of one
_SHORTEST = 4  # letters of words that may be misspelled: shorter words differ in meaning
_STEM = 3  # letters that are left of a word without its prefix


def may_be_misspelled(words: Iterable[str], others: Iterable[str]) -> bool:
    """Return whether the words in which two names differ may be spellings of one word each.

    Args:
        words: The folded words of a name.
        others: Those of another name.

    >>> may_be_misspelled(["multilayer", "perception"], ["multilayer", "perceptron"])
    True
    >>> may_be_misspelled(["training", "stability"], ["training", "instability"])
    False
    """
    left, right = Counter(words), Counter(others)
    some, rest = list((left - right).elements()), list((right - left).elements())
    if len(some) != len(rest):
        some, rest = ["".join(some)], ["".join(rest)]
    return all(_may_be_one_word(a, b) for a, b in zip(sorted(some), sorted(rest), strict=True))


def _may_be_one_word(word: str, other: str) -> bool:
    if word == other:  # several words written together
        return True
    if (
        not (word + other).isalpha()
        or min(len(word), len(other)) < _SHORTEST
        or word[0] != other[0]
    ):
        return False
    return fuzz.ratio(word, other) >= _SIMILAR and not _stems(word) & _stems(other)


def _stems(word: str) -> set[str]:
    """Return a word with and without its prefixes, as instability and stability."""
    rests = {
        word.removeprefix(prefix) for prefix in CONTRASTING_PREFIXES if word.startswith(prefix)
    }
    return {word, *(rest for rest in rests if len(rest) >= _STEM or not rest)}

"""Names in reverse order: "composition of functions" has the words of "function composition"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from kgraph.names.spelling import name_key, singular
from kgraph.names.words import ARTICLES, LANGUAGES, SKIPPED_BY_INITIALS

_FIXED = LANGUAGES | SKIPPED_BY_INITIALS


def turn_around(words: Sequence[str], prepositions: Collection[str]) -> tuple[str, ...]:
    """Return the words of "X of Y" as those of "Y X", in the singular and without articles.

    Args:
        words: The words of a key.
        prepositions: The words around which to reverse: the first of them after the first word.
            Without any of them, the words keep their order.
    """
    middle = next((i for i, word in enumerate(words) if i and word in prepositions), len(words))
    turned = (*words[middle + 1 :], *words[:middle])
    return tuple(singular(word) for word in turned if word not in ARTICLES)


@lru_cache(maxsize=1 << 18)
def bag_of_words(name: str) -> str:
    """Return the words of a name in alphabetical order before its head; '' if order may matter.

    "X of Y" is read as "Y X". A single letter or a number may be anything ("sum of 2"), "image to
    text" is not "text to image", and a translation from English not one from German.

    >>> bag_of_words("smooth convex functions"), bag_of_words("function of convex smooth")
    ('convex smooth function', 'convex smooth function')
    """
    words = name_key(name).split(" ")
    if words.count("of") > 1:
        return ""
    *first, head = turn_around(words, {"of"})
    if not first or not all(_is_free(word) for word in (*first, head)):
        return ""
    return " ".join((*sorted(first), head))


def _is_free(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word not in _FIXED

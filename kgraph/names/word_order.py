"""Names in reverse order: "composition of functions" has the words of "function composition"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from kgraph.names.spelling import name_key, singular
from kgraph.names.words import ARTICLES


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


@lru_cache(maxsize=1 << 16)
def turned_key(name: str) -> str:
    """Return the key of a name "X of Y" as "Y X", or '' if it cannot be reversed.

    A single letter or a number may be anything: "sum of 2", "state of A".
    """
    words = name_key(name).split(" ")
    if words[1:-1].count("of") != 1:
        return ""
    turned = turn_around(words, {"of"})
    return " ".join(turned) if all(len(word) > 1 and word.isalpha() for word in turned) else ""

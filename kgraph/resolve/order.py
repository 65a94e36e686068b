"""One name turned around: "composition of functions" is "function composition" where papers say that, too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from kgraph.names.spelling import name_key, singular
from kgraph.resolve.naming import Named
from kgraph.types import Label

_ARTICLES = frozenset({"the", "a", "an"})


def join_orders(named: Sequence[Named]) -> list[Named]:
    """Give each name "X of Y" the name "Y X" where a mention of the same label has it."""
    names: dict[tuple[Label, str], Counter[str]] = defaultdict(Counter)
    for one in named:
        names[one.label, name_key(one.name)][one.name] += 1
    return [_join(one, names.get((one.label, _turned(one.name)))) for one in named]


def _join(one: Named, names: Counter[str] | None) -> Named:
    if not names:
        return one
    return one._replace(name=min(names, key=lambda name: (-names[name], name)), rule="order")


@lru_cache(maxsize=1 << 16)
def _turned(name: str) -> str:
    """Return the key of a name "X of Y" turned around; '' of a name that cannot be.

    A letter or number alone may be anything: "sum of 2", "state of A".
    """
    head, of, rest = name_key(name).partition(" of ")
    words = [singular(word) for word in (*rest.split(" "), head) if word not in _ARTICLES]
    if (
        not of
        or " of " in rest
        or not all(len(word) > 1 and word.isalpha() for word in " ".join(words).split(" "))
    ):
        return ""
    return " ".join(words)

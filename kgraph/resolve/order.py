"""One name turned around: "composition of functions" is "function composition" where papers say that, too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from kgraph.names.spelling import name_key
from kgraph.names.word_order import turned_key
from kgraph.resolve.naming import Named
from kgraph.types import Label


def join_orders(named: Sequence[Named]) -> list[Named]:
    """Give each name "X of Y" the name "Y X" where a mention of the same label has it."""
    names: dict[tuple[Label, str], Counter[str]] = defaultdict(Counter)
    for one in named:
        names[one.label, name_key(one.name)][one.name] += 1
    return [_join(one, names.get((one.label, turned_key(one.name)))) for one in named]


def _join(one: Named, names: Counter[str] | None) -> Named:
    if not names:
        return one
    return one._replace(name=min(names, key=lambda name: (-names[name], name)), rule="order")

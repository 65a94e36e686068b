"""What each span names, and why: the value that the rules of resolution hand on to each other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kgraph.names.spelling import entity_key, name_key, slug
from kgraph.types import Label, Rule, Span


class Named(NamedTuple):
    """A span, the label and the name under which it is resolved, and the rule that gave them."""

    span: Span
    label: Label
    name: str
    rule: Rule

    @property
    def entity(self) -> str:
        """The id of the entity that this is a mention of."""
        return named_entity(self.label, self.name)


@lru_cache(maxsize=1 << 20)
def named_entity(label: Label, name: str) -> str:
    """Return the id of the entity with a label and a name."""
    return entity_id(label, entity_key(label, name))


def entity_id(label: Label, key: str) -> str:
    """Return the id of the entity with a label and a key: `label/slug`."""
    return f"{label.lower()}/{slug(key)}"


def read_names(spans: Iterable[Span]) -> list[Named]:
    """Name each span as its own paper and the lexicon do; a span that names nothing is left out."""
    return [
        Named(span, span.label, span.name, _rule(span)) for span in spans if name_key(span.name)
    ]


def _rule(span: Span) -> Rule:
    return "text" if name_key(span.name) == name_key(span.text) else span.named_by

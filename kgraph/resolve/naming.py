"""What each span names, and why: the value that the rules of resolution hand on to each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kgraph.names.ids import named_entity
from kgraph.names.spelling import name_key
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

    @property
    def runs_in_text(self) -> bool:
        """Whether this is within a sentence, where only names have capitals."""
        return self.span.field == "abstract" and self.span.start != self.span.sentence_start

    @property
    def in_lexicon(self) -> bool:
        """Whether the name is from the lexicon, also if the text has it in the same words."""
        return self.rule == "lexicon" or (
            self.span.named_by == "lexicon" and self.name == self.span.name
        )


def read_names(spans: Iterable[Span]) -> list[Named]:
    """Name each span as its own paper and the lexicon do; a span that names nothing is left out."""
    return [
        Named(span, span.label, span.name, _rule(span)) for span in spans if name_key(span.name)
    ]


def _rule(span: Span) -> Rule:
    return "text" if name_key(span.name) == name_key(span.text) else span.named_by

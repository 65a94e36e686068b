"""The component that finds the short forms that a text defines, wherever the text uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates, read_candidates
from kgraph.extract.component import Component
from kgraph.extract.tokens import Tokens, find_occurrences, read_tokens
from kgraph.names.short_forms import Definition, find_definitions, singular_short_form
from kgraph.types import Label

SOURCE = "abbreviation"

_Bounds = tuple[int, int]
_Meanings = dict[tuple[str, ...], tuple[Label, str]]


class AbbreviationFinder(Component):
    """Propose each occurrence of a short form, under the name and label of its long form.

    The label is that of the candidate that ends where the long form ends. Without this candidate
    the definition is ignored, because it is not known what kind of thing it names.
    """

    def __init__(self, *, score: float) -> None:
        self._score = score

    def __call__(self, doc: Doc) -> Doc:
        """Add candidates for the short and long forms that the Doc defines, and return the Doc."""
        tokens = read_tokens(doc)
        definitions = find_definitions(tokens.text)
        return add_candidates(doc, self._find(doc, tokens, definitions)) if definitions else doc

    def _find(
        self, doc: Doc, tokens: Tokens, definitions: Sequence[Definition]
    ) -> Iterator[Candidate]:
        candidates = sorted(read_candidates(doc), key=lambda c: (c.score, c))
        likeliest = {c.end: c for c in candidates}
        names = {(c.start, c.end): c.name for c in candidates if c.named_by == "lexicon"}
        meanings: _Meanings = {}
        for short, long in _iter_bounds(tokens, definitions, names):
            inner = likeliest.get(long[1])
            if inner is None:
                continue
            name = names.get(long, tokens.slice(*long))
            if inner.start > long[0]:
                yield self._candidate(*long, inner.label, name)
            for form in _numbers(tokens.words[short[0] : short[1]]):
                meanings.setdefault(form, (inner.label, name))
        for start, end, (label, name) in find_occurrences(tokens.words, meanings):
            yield self._candidate(start, end, label, name)

    def _candidate(self, start: int, end: int, label: Label, name: str) -> Candidate:
        return Candidate(start, end, label, name, self._score, SOURCE, "abbreviation")


def _iter_bounds(
    tokens: Tokens, definitions: Sequence[Definition], names: Mapping[_Bounds, str]
) -> Iterator[tuple[_Bounds, _Bounds]]:
    """Yield the tokens of the short and the long form of each definition that cuts no token."""
    for definition in definitions:
        short = tokens.find(definition.short_start, definition.short_end)
        long = tokens.find(definition.long_start, definition.long_end)
        if short is None or long is None:
            continue
        # A title such as "RAG: Rare Answers of Graphs" does not redefine a known short form.
        if tokens.words[short[1] : short[1] + 1] == [":"] and short in names:
            continue
        yield short, long


def _numbers(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens of a short form in the singular and in the plural."""
    *first, last = words
    return (*first, singular_short_form(last)), (*first, singular_short_form(last) + "s")

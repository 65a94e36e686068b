"""The component that finds the short forms that a text defines, wherever the text uses them."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span

from kgraph.extract.candidates import Candidate, add_candidates, read_candidates
from kgraph.extract.lexicon import SOURCE as LEXICON
from kgraph.extract.occurrences import find_occurrences
from kgraph.names.short_forms import find_definitions, singular_short_form
from kgraph.types import Label

SOURCE = "abbreviation"


class AbbreviationFinder:
    """Propose the short form wherever it stands, under the name and label of its long form.

    The long form's label is that of the candidate that covers its end; where there is none, the
    definition is left alone: what it names is not known.
    """

    def __init__(self, *, score: float) -> None:
        self._score = score

    def __call__(self, doc: Doc) -> Doc:
        """Add candidates for the short and long forms that the Doc defines, and return the Doc."""
        return add_candidates(doc, list(self._find(doc)))

    def _find(self, doc: Doc) -> Iterator[Candidate]:
        candidates = sorted(read_candidates(doc), key=lambda c: (c.score, c))
        likeliest = {c.end: c for c in candidates}
        names = {(c.start, c.end): c.name for c in candidates if c.source == LEXICON}
        meanings: dict[tuple[str, ...], tuple[Label, str]] = {}
        for definition in find_definitions(doc.text):
            long = doc.char_span(definition.long_start, definition.long_end)
            short = doc.char_span(definition.short_start, definition.short_end)
            if long is None or short is None or long.end not in likeliest:
                continue
            if doc[short.end : short.end + 1].text == ":" and (short.start, short.end) in names:
                continue  # a title such as "RAG: Rare Answers of Graphs" explains no short form that is known
            inner = likeliest[long.end]
            name = names.get((long.start, long.end), long.text)
            if inner.start > long.start:
                yield Candidate(long.start, long.end, inner.label, name, self._score, SOURCE)
            for form in _numbers(short):
                meanings.setdefault(form, (inner.label, name))
        for start, end, (label, name) in find_occurrences(doc, meanings):
            yield Candidate(start, end, label, name, self._score, SOURCE)


def _numbers(short: Span) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens of a short form in the singular and in the plural."""
    *first, last = (token.text for token in short)
    return (*first, singular_short_form(last)), (*first, singular_short_form(last) + "s")

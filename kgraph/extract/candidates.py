"""Candidates: what each component proposes, kept on the Doc in spaCy's own fields, and the choice among them.

They stand in `doc.spans["mentions"]`: a span's `label_` is the label, its `kb_id_` the name the
thing is taken to have, its `id_` the component that proposed it; the scores stand in the group's
`attrs["scores"]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Doc, Span

from kgraph.extract.cover import cover
from kgraph.types import Label

GROUP = "mentions"
# Whose names count, the last of them most.
_NAMING = ("lexicon", "abbreviation")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Candidate(NamedTuple):
    """A proposed mention: tokens `start` to `end` (half-open), and what they are taken for."""

    start: int
    end: int
    label: Label
    name: str
    score: float
    source: str


def add_candidates(doc: Doc, candidates: Iterable[Candidate]) -> Doc:
    """Add candidates to those that the Doc has, and return the Doc."""
    every = [*read_candidates(doc), *candidates]
    spans = [
        Span(doc, c.start, c.end, label=c.label, kb_id=c.name, span_id=c.source) for c in every
    ]
    doc.spans[GROUP] = spans
    doc.spans[GROUP].attrs["scores"] = [candidate.score for candidate in every]
    return doc


def read_candidates(doc: Doc) -> list[Candidate]:
    """Return the candidates in the order in which they were added."""
    if GROUP not in doc.spans:
        return []
    group = doc.spans[GROUP]
    return [
        Candidate(span.start, span.end, span.label_, span.kb_id_, score, span.id_)
        for span, score in zip(group, group.attrs["scores"], strict=True)
    ]


def read_names(candidates: Iterable[Candidate]) -> dict[tuple[int, int], Candidate]:
    """Return, by exact bounds, the candidate whose name counts there: the text's own definition, else the lexicon's."""
    every = list(candidates)
    return {(c.start, c.end): c for source in _NAMING for c in every if c.source == source}


class MentionChooser:
    """Choose the mentions among candidates: the flat cover whose scores rise furthest above the threshold.

    A mention is named by what the text or the lexicon calls its exact bounds, whichever component
    found it.
    """

    def __init__(self, *, threshold: float) -> None:
        self._threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents`, and return the Doc."""
        candidates = _balanced(doc, read_candidates(doc))
        likeliest: dict[tuple[int, int, str], Candidate] = {}
        for candidate in sorted(candidates, key=lambda c: (c.score, c)):
            likeliest[candidate.start, candidate.end, candidate.label] = candidate
        names = read_names(candidates)
        chosen = cover(likeliest.values(), self._threshold)
        doc.ents = [
            Span(
                doc,
                c.start,
                c.end,
                label=c.label,
                kb_id=names.get((c.start, c.end), c).name,
                span_id=c.source,
            )
            for c in chosen
        ]
        return doc


def _balanced(doc: Doc, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Leave out what begins or ends amid a bracket: "NTK) theory"."""
    depth = [0]
    for token in doc:
        depth.append(depth[-1] + (token.text in _OPENING) - (token.text in _CLOSING))
    return [
        c for c in candidates if min(depth[c.start : c.end + 1]) == depth[c.start] == depth[c.end]
    ]

"""Candidates: what the extractors propose, kept on the Doc until one component chooses among them.

An extractor of kgraph adds candidates with `add_candidates`; all of them are in
`doc._.kgraph_candidates`, and those that were chosen are in `doc._.kgraph_mentions`. Any other
spaCy component takes part if it puts spans into the span group `doc.spans["mentions"]`: a span's
`label_` is one of the labels of the configuration, its `kb_id_` the name of the thing (if it is
empty, the text is the name), and its `id_` the component's own name; `attrs["scores"]` of the group
has a score from 0 to 1 for each span, or is missing if all are certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from spacy.tokens import Doc

from kgraph.types import Label, NamedBy

GROUP = "mentions"
CANDIDATES, MENTIONS = "kgraph_candidates", "kgraph_mentions"
# Whose names count, the last of them most: the text's own definition before the lexicon.
_NAMING: tuple[NamedBy, ...] = ("lexicon", "abbreviation")

for _attribute in (CANDIDATES, MENTIONS):
    Doc.set_extension(_attribute, default=(), force=True)


class Candidate(NamedTuple):
    """A proposed mention: tokens `start` to `end` (half-open), and what they may be.

    `name` is what the thing is called, `named_by` says who calls it so, `score` is between 0 and 1,
    `source` is the extractor.
    """

    start: int
    end: int
    label: Label
    name: str
    score: float
    source: str
    named_by: NamedBy = "text"


def add_candidates(doc: Doc, candidates: Iterable[Candidate]) -> Doc:
    """Add candidates to those of a Doc, and return the Doc."""
    doc._.kgraph_candidates = (*doc._.kgraph_candidates, *candidates)
    return doc


def read_candidates(doc: Doc) -> tuple[Candidate, ...]:
    """Return the candidates of a Doc: those of other components, then kgraph's in order.

    Raises:
        ValueError: Another component did not give one score for each span.
    """
    return (*_read_group(doc), *doc._.kgraph_candidates)


def _read_group(doc: Doc) -> list[Candidate]:
    if GROUP not in doc.spans or not len(doc.spans[GROUP]):
        return []
    group = doc.spans[GROUP]
    scores = group.attrs.get("scores", [1.0] * len(group))
    if len(scores) != len(group):
        raise ValueError(f"doc.spans[{GROUP!r}] has {len(group)} spans and {len(scores)} scores")
    return [
        Candidate(
            span.start, span.end, span.label_, span.kb_id_ or span.text, score, span.id_ or GROUP
        )
        for span, score in zip(group, scores, strict=True)
    ]


def find_names(candidates: Iterable[Candidate]) -> dict[tuple[int, int], Candidate]:
    """Return, by exact bounds, the candidate whose name counts there."""
    named = [candidate for candidate in candidates if candidate.named_by != "text"]
    return {(c.start, c.end): c for source in _NAMING for c in named if c.named_by == source}

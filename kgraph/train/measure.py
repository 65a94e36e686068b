"""Papers for training as `kgraph.quality` measures them: their gold, and what a model finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kgraph.extract.candidates import Candidate
from kgraph.extract.choice import cover
from kgraph.quality.gold import AnnotatedPaper, Annotation
from kgraph.train.papers import TrainingPaper
from kgraph.types import Label


def as_gold(paper: TrainingPaper) -> AnnotatedPaper:
    """Return a paper with its annotations."""
    return _as_annotated(paper, [_annotation(paper, *span, 1.0) for span in paper.spans])


def as_predicted(
    paper: TrainingPaper, candidates: Iterable[Candidate], threshold: float
) -> AnnotatedPaper:
    """Return a paper with the cover of candidates."""
    chosen = cover(candidates, threshold)
    return _as_annotated(
        paper, [_annotation(paper, c.start, c.end, c.label, c.score) for c in chosen]
    )


def _annotation(
    paper: TrainingPaper, start: int, end: int, label: Label, score: float
) -> Annotation:
    span = paper.doc[start:end]
    bounds = span.start_char, span.end_char
    return Annotation("abstract", *bounds, label, span.text, span.text, score)


def _as_annotated(paper: TrainingPaper, annotations: Sequence[Annotation]) -> AnnotatedPaper:
    """Return a paper whose abstract is its whole text, so that offsets count in the Doc."""
    return AnnotatedPaper(paper.id, "", paper.doc.text, tuple(sorted(annotations)))

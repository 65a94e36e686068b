"""From annotated papers to papers for training: every annotation becomes a span of tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kgraph.extract.spans import field_offset, join_text
from kgraph.extract.tokens import Tokens, read_tokens
from kgraph.quality.gold import AnnotatedPaper, Annotation
from kgraph.train.papers import NLP, TrainingPaper
from kgraph.train.tags import TokenSpan
from kgraph.types import Problem, Source


class Aligned(NamedTuple):
    """Papers for training, and a problem for each annotation that was changed or dropped."""

    papers: tuple[TrainingPaper, ...]
    problems: tuple[Problem, ...]


def align(papers: Iterable[AnnotatedPaper]) -> Aligned:
    """Tokenise papers, and give each annotation the tokens that it touches.

    The model can only find whole tokens: an annotation that cuts a token is widened to it, and one
    that then has a token in common with the annotation before it is dropped.
    """
    aligned = [_align(paper) for paper in papers]
    return Aligned(
        tuple(paper for paper, _ in aligned),
        tuple(problem for _, problems in aligned for problem in problems),
    )


def _align(paper: AnnotatedPaper) -> tuple[TrainingPaper, list[Problem]]:
    doc = NLP.make_doc(join_text(paper.title, paper.abstract))
    spans: list[TokenSpan] = []
    problems = []
    for annotation, start, end in _iter_touched(paper, read_tokens(doc)):
        if start >= end:
            problems.append(_problem(paper, annotation, "dropped, because it has no tokens"))
        elif spans and start < spans[-1][1]:
            decision = "dropped, because its tokens are in another mention"
            problems.append(_problem(paper, annotation, decision))
        else:
            spans.append((start, end, annotation.label))
            text = read_tokens(doc).slice(start, end)
            if text != annotation.text:
                problems.append(_problem(paper, annotation, f"used {text!r}"))
    return TrainingPaper(paper.id, doc, spans), problems


def _iter_touched(paper: AnnotatedPaper, tokens: Tokens) -> Iterator[tuple[Annotation, int, int]]:
    """Yield each annotation with the tokens that it touches, in the order of the text."""
    for annotation in sorted(paper.annotations, key=lambda a: (a.field == "abstract", a.start)):
        name = annotation.text.strip()
        start = annotation.start + annotation.text.index(name)
        start += field_offset(paper.title, annotation.field)
        yield (
            annotation,
            bisect_right(tokens.ends, start),
            bisect_left(tokens.starts, start + len(name)),
        )


def _problem(paper: AnnotatedPaper, annotation: Annotation, decision: str) -> Problem:
    place = f"in the {annotation.field} from {annotation.start} to {annotation.end}"
    return Problem(
        source=paper.source or Source(paper.id, 1),
        level="problem",
        code="not-whole-tokens",
        detail=f"{annotation.text!r} {place} is not a sequence of whole words and marks",
        decision=decision,
    )

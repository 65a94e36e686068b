"""Predictions for annotated papers, from text or from the gold spans, in the form of the gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.config import Settings
from kgraph.errors import InputError
from kgraph.extract.candidates import Candidate, add_candidates, find_names, read_candidates
from kgraph.extract.spans import (
    Extraction,
    build_nlp,
    extract,
    field_offset,
    join_text,
    settings_lexicon,
)
from kgraph.quality.gold import Mark, MarkedPaper
from kgraph.resolve.entities import resolve
from kgraph.types import Paper, Span

_SOURCE = "gold"
_MODEL = "kgraph_model"


def predict(gold: Sequence[MarkedPaper], settings: Settings) -> tuple[MarkedPaper, ...]:
    """Extract and resolve the mentions of annotated papers, in their order."""
    papers = [Paper(str(i), paper.title, paper.abstract) for i, paper in enumerate(gold)]
    spans = [span for extraction in extract(papers, settings) for span in _read(extraction)]
    return _resolve(gold, spans, settings)


def _read(extraction: Extraction) -> tuple[Span, ...]:
    if extraction.problem:
        # Scores without one of the papers would be wrong.
        raise InputError(f"{extraction.problem.detail}. Take the paper out of the gold file.")
    return extraction.spans


def predict_given(gold: Sequence[MarkedPaper], settings: Settings) -> tuple[MarkedPaper, ...]:
    """Resolve the gold spans of papers, in their order, to measure resolution alone.

    The pipeline runs without the model; the gold spans are candidates with score 1. The other
    components only name them: the lexicon, and abbreviations by their long forms. Then the spans of
    all papers are resolved together.

    Returns:
        The papers with their marks, each with the label and the name of its entity. A mark that
        names nothing is dropped.
    """
    nlp = build_nlp(_without_model(settings))
    docs = nlp.pipe(
        [_make_doc(nlp, paper) for paper in gold], batch_size=settings.nlp["batch_size"]
    )
    spans = [
        span
        for i, (doc, paper) in enumerate(zip(docs, gold, strict=True))
        for span in _spans(doc, paper, str(i))
    ]
    return _resolve(gold, spans, settings)


def _resolve(
    gold: Sequence[MarkedPaper], spans: Iterable[Span], settings: Settings
) -> tuple[MarkedPaper, ...]:
    """Return the papers with resolved spans as marks; `span.paper` is an index into `gold`."""
    entities, mentions, _ = resolve(spans, len(gold), settings, settings_lexicon(settings))
    names = {entity.id: entity.name for entity in entities}
    marks: dict[str, list[Mark]] = defaultdict(list)
    for m in mentions:
        mark = Mark(m.field, m.start, m.end, m.label, m.text, names[m.entity], m.score)
        marks[m.paper].append(mark)
    return tuple(
        MarkedPaper(paper.id, paper.title, paper.abstract, tuple(sorted(marks[str(i)])))
        for i, paper in enumerate(gold)
    )


def _without_model(settings: Settings) -> Settings:
    factories = {
        name: dict(options).get("factory") for name, options in settings.components.items()
    }
    kept = [name for name in settings.nlp["pipeline"] if factories.get(name) != _MODEL]
    return settings.model_copy(update={"nlp": {**settings.nlp, "pipeline": kept}})


def _make_doc(nlp: Language, paper: MarkedPaper) -> Doc:
    """Make the Doc of a paper, with a candidate for each mark that consists of whole tokens."""
    doc = nlp.make_doc(join_text(paper.title, paper.abstract))
    spans = [(doc.char_span(*_bounds(paper, mark)), mark) for mark in paper.marks]
    candidates = [
        Candidate(span.start, span.end, mark.label, mark.text, 1.0, _SOURCE)
        for span, mark in spans
        if span is not None
    ]
    return add_candidates(doc, candidates)


def _bounds(paper: MarkedPaper, mark: Mark) -> tuple[int, int]:
    """Return the offsets of a mark in the text of the Doc."""
    offset = field_offset(paper.title, mark.field)
    return mark.start + offset, mark.end + offset


def _spans(doc: Doc, paper: MarkedPaper, paper_id: str) -> Iterator[Span]:
    names = {
        (span.start_char, span.end_char): naming
        for (start, end), naming in find_names(read_candidates(doc)).items()
        for span in [doc[start:end]]
    }
    for mark in paper.marks:
        naming = names.get(_bounds(paper, mark))
        yield Span(
            paper=paper_id,
            field=mark.field,
            start=mark.start,
            end=mark.end,
            text=mark.text,
            label=mark.label,
            name=naming.name if naming else mark.text,
            score=1.0,
            source=_SOURCE,
            sentence_start=mark.start,  # resolution does not use sentences
            sentence_end=mark.end,
            named_by=naming.named_by if naming else "text",
        )

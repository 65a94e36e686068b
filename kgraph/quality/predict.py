"""Predictions for annotated papers, from text or from the gold spans, in the form of the gold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

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
from kgraph.quality.gold import AnnotatedPaper, Annotation
from kgraph.resolve.entities import resolve
from kgraph.track import Track, untracked
from kgraph.types import Paper, Span

_SOURCE = "gold"
_PROPOSING = ("kgraph_model", "kgraph_scorer")


def predict(
    gold: Sequence[AnnotatedPaper], settings: Settings, track: Track = untracked
) -> tuple[AnnotatedPaper, ...]:
    """Extract and resolve the mentions of annotated papers, in their order."""
    papers = [Paper(str(i), paper.title, paper.abstract) for i, paper in enumerate(gold)]
    extractions = track(extract(papers, settings), len(papers), "Extracting")
    spans = [span for extraction in extractions for span in _read(extraction)]
    return _resolve(gold, spans, settings)


def _read(extraction: Extraction) -> tuple[Span, ...]:
    if extraction.problem:
        # Scores without one of the papers would be wrong.
        raise InputError(f"{extraction.problem.detail}. Take the paper out of the gold file.")
    return extraction.spans


def predict_given(gold: Sequence[AnnotatedPaper], settings: Settings) -> tuple[AnnotatedPaper, ...]:
    """Resolve the gold spans of papers, in their order, to measure resolution alone.

    The pipeline runs without the model; the gold spans are candidates with score 1. The other
    components only name them: the lexicon, and abbreviations by their long forms. Then the spans of
    all papers are resolved together.

    Returns:
        The papers with their annotations, each with the label and the name of its entity. An
        annotation that names nothing is dropped.
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
    gold: Sequence[AnnotatedPaper], spans: Iterable[Span], settings: Settings
) -> tuple[AnnotatedPaper, ...]:
    """Return the papers with resolved spans as annotations; `span.paper` indexes `gold`."""
    entities, mentions, _ = resolve(spans, len(gold), settings, settings_lexicon(settings))
    names = {entity.id: entity.name for entity in entities}
    annotations: dict[str, list[Annotation]] = defaultdict(list)
    for m in mentions:
        annotation = Annotation(m.field, m.start, m.end, m.label, m.text, names[m.entity], m.score)
        annotations[m.paper].append(annotation)
    return tuple(
        AnnotatedPaper(paper.id, paper.title, paper.abstract, tuple(sorted(annotations[str(i)])))
        for i, paper in enumerate(gold)
    )


def _without_model(settings: Settings) -> Settings:
    factories = {
        name: dict(options).get("factory") for name, options in settings.components.items()
    }
    kept = [name for name in settings.nlp["pipeline"] if factories.get(name) not in _PROPOSING]
    return settings.model_copy(update={"nlp": {**settings.nlp, "pipeline": kept}})


def _make_doc(nlp: Language, paper: AnnotatedPaper) -> Doc:
    """Make the Doc of a paper, with a candidate for each annotation of whole tokens."""
    doc = nlp.make_doc(join_text(paper.title, paper.abstract))
    spans = [
        (doc.char_span(*_bounds(paper, annotation)), annotation) for annotation in paper.annotations
    ]
    candidates = [
        Candidate(span.start, span.end, annotation.label, annotation.text, 1.0, _SOURCE)
        for span, annotation in spans
        if span is not None
    ]
    return add_candidates(doc, candidates)


def _bounds(paper: AnnotatedPaper, annotation: Annotation) -> tuple[int, int]:
    """Return the offsets of an annotation in the text of the Doc."""
    offset = field_offset(paper.title, annotation.field)
    return annotation.start + offset, annotation.end + offset


def _spans(doc: Doc, paper: AnnotatedPaper, paper_id: str) -> Iterator[Span]:
    names = {
        (span.start_char, span.end_char): naming
        for (start, end), naming in find_names(read_candidates(doc)).items()
        for span in [doc[start:end]]
    }
    sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    for annotation in paper.annotations:
        bounds = _bounds(paper, annotation)
        naming, sentence = names.get(bounds), _sentence(sentences, *bounds)
        offset = field_offset(paper.title, annotation.field)
        yield Span(
            paper=paper_id,
            field=annotation.field,
            start=annotation.start,
            end=annotation.end,
            text=annotation.text,
            label=annotation.label,
            name=naming.name if naming else annotation.text,
            score=1.0,
            source=_SOURCE,
            sentence_start=sentence[0] - offset,
            sentence_end=sentence[1] - offset,
            named_by=naming.named_by if naming else "text",
        )


def _sentence(sentences: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return where the sentence of a stretch of text begins and ends."""
    first = bisect_right(sentences, start, key=itemgetter(0)) - 1
    last = bisect_left(sentences, end, key=itemgetter(0)) - 1
    return sentences[first][0], sentences[last][1]

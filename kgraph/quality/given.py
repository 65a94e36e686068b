"""Gold spans named and resolved as a build would: what is measured is the grouping, not the finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from kgraph.config import Settings
from kgraph.extract.candidates import Candidate, add_candidates, read_candidates, read_names
from kgraph.extract.spans import build_nlp
from kgraph.quality.gold import MarkedPaper, resolve_spans
from kgraph.types import Span

_GAP = "\n\n"  # between title and abstract, as when spans are found
_SOURCE = "gold"
_MODEL = "kgraph_model"


def predict_given(gold: Sequence[MarkedPaper], settings: Settings) -> tuple[MarkedPaper, ...]:
    """Name and resolve the gold spans of papers, in their order.

    The pipeline of the settings runs without its model, with the gold marks as candidates that are
    certain. Of what the other components propose only the names at a mark's exact bounds count: the
    lexicon's, and the long forms of short forms. Then all spans of all papers are resolved
    together.

    Returns: The papers with their marks, each with the label and the name of its entity; a mark
        that names nothing is left out.
    """
    nlp = build_nlp(_without_model(settings))
    docs = nlp.pipe([_given(nlp, paper) for paper in gold], batch_size=settings.nlp["batch_size"])
    spans = [
        span
        for i, (doc, paper) in enumerate(zip(docs, gold, strict=True))
        for span in _spans(doc, paper, str(i))
    ]
    return resolve_spans(gold, spans, settings)


def _without_model(settings: Settings) -> Settings:
    factories = {
        name: dict(options).get("factory") for name, options in settings.components.items()
    }
    kept = [name for name in settings.nlp["pipeline"] if factories.get(name) != _MODEL]
    return settings.model_copy(update={"nlp": {**settings.nlp, "pipeline": kept}})


def _given(nlp: Language, paper: MarkedPaper) -> Doc:
    """Make the Doc of a paper, with a candidate for each mark; one that parts a token has none."""
    doc = nlp.make_doc(paper.title + _GAP + paper.abstract)
    bounds = [(doc.char_span(*_bounds(paper, i)), mark) for i, mark in enumerate(paper.marks)]
    return add_candidates(
        doc,
        [
            Candidate(s.start, s.end, mark.label, mark.text, 1.0, _SOURCE)
            for s, mark in bounds
            if s is not None
        ],
    )


def _bounds(paper: MarkedPaper, index: int) -> tuple[int, int]:
    """Return where a mark stands in the title and the abstract together."""
    mark = paper.marks[index]
    offset = 0 if mark.field == "title" else len(paper.title) + len(_GAP)
    return mark.start + offset, mark.end + offset


def _spans(doc: Doc, paper: MarkedPaper, identity: str) -> Iterator[Span]:
    names = {
        (span.start_char, span.end_char): naming
        for (start, end), naming in read_names(read_candidates(doc)).items()
        for span in [doc[start:end]]
    }
    for i, mark in enumerate(paper.marks):
        naming = names.get(_bounds(paper, i))
        yield Span(
            paper=identity,
            field=mark.field,
            start=mark.start,
            end=mark.end,
            text=mark.text,
            label=mark.label,
            name=naming.name if naming else mark.text,
            score=1.0,
            source=_SOURCE,
            sentence_start=mark.start,  # resolution reads no sentences
            sentence_end=mark.end,
            named_by=naming.source if naming else "text",  # type: ignore[arg-type]  # only two sources name
        )

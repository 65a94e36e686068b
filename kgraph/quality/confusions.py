"""The most frequent confusions between gold and predictions, each with a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import spacy
from spacy.language import Language

from kgraph.extract.segmentation import SentenceSplitter, build_tokenizer
from kgraph.quality.gold import AnnotatedPaper, Annotation

Kind = tuple[str, str, str]
"""What went wrong, the gold and the prediction: the first three fields of a `Confusion`."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """A kind of error with its count and one example.

    `what` is 'missed', 'spurious', 'other label', 'other bounds' or 'other label and bounds';
    `gold` and `predicted` are 'Label: text', or '' without one; `sentence` is the sentence of
    the first occurrence, in the paper with the id `paper`.
    """

    what: str
    gold: str
    predicted: str
    count: int
    paper: str
    sentence: str


def find_confusions(
    gold: Sequence[AnnotatedPaper], predicted: Sequence[AnnotatedPaper], *, most: int
) -> list[Confusion]:
    """Return the `most` most frequent confusions, each with its first occurrence."""
    if not most:
        return []
    counts: Counter[Kind] = Counter()
    examples: dict[Kind, tuple[AnnotatedPaper, Annotation]] = {}
    for paper, prediction in zip(gold, predicted, strict=True):
        for kind, annotation in _compare(paper.annotations, prediction.annotations):
            counts[kind] += 1
            examples.setdefault(kind, (paper, annotation))
    nlp = spacy.blank("en")
    nlp.tokenizer = build_tokenizer(nlp)
    ranked = sorted(counts, key=lambda kind: (-counts[kind], kind))[:most]
    return [
        Confusion(*kind, counts[kind], examples[kind][0].id, _sentence(nlp, *examples[kind]))
        for kind in ranked
    ]


def _compare(
    gold: Sequence[Annotation], predicted: Sequence[Annotation]
) -> Iterator[tuple[Kind, Annotation]]:
    for annotation in gold:
        match = next(
            (candidate for candidate in predicted if _overlap(annotation, candidate)), None
        )
        if match is None:
            yield ("missed", _describe(annotation), ""), annotation
        elif what := _difference(annotation, match):
            yield (what, _describe(annotation), _describe(match)), annotation
    for annotation in predicted:
        if not any(_overlap(annotation, candidate) for candidate in gold):
            yield ("spurious", "", _describe(annotation)), annotation


def _difference(gold: Annotation, predicted: Annotation) -> str:
    label = gold.label != predicted.label
    bounds = (gold.start, gold.end) != (predicted.start, predicted.end)
    what = " and ".join(["label"] * label + ["bounds"] * bounds)
    return f"other {what}" if what else ""


def _overlap(a: Annotation, b: Annotation) -> bool:
    return a.field == b.field and a.start < b.end and b.start < a.end


def _describe(annotation: Annotation) -> str:
    # The capital at the start of a sentence makes no other name; any further one may.
    is_plain = not any(char.isupper() for char in annotation.text[1:])
    return f"{annotation.label}: {annotation.text.lower() if is_plain else annotation.text}"


def _sentence(nlp: Language, paper: AnnotatedPaper, annotation: Annotation) -> str:
    doc = SentenceSplitter()(nlp.make_doc(paper.text(annotation.field)))
    sentences = (sentence for sentence in doc.sents if sentence.end_char > annotation.start)
    return next(sentences).text.strip()

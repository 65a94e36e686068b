"""What goes wrong most often: the confusions between gold and predictions, each with a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import spacy
from spacy.language import Language

from kgraph.extract.sentences import split_sentences
from kgraph.extract.tokenizer import build_tokenizer
from kgraph.quality.gold import Mark, MarkedPaper


@dataclass(frozen=True, slots=True)
class Confusion:
    """A kind of error: what the gold has and what was predicted ('' for nothing), how often, and one place of it.

    `what` is 'missed', 'spurious', 'other label', 'other bounds' or 'other label and bounds';
    `gold` and `predicted` are 'Label: text'; `sentence` is the sentence around it in the paper
    `paper`.
    """

    what: str
    gold: str
    predicted: str
    count: int
    paper: str
    sentence: str


def find_confusions(
    gold: Sequence[MarkedPaper], predicted: Sequence[MarkedPaper], *, most: int
) -> list[Confusion]:
    """Find the most frequent confusions, each with its first place."""
    if not most:
        return []
    counts: Counter[tuple[str, str, str]] = Counter()
    places: dict[tuple[str, str, str], tuple[MarkedPaper, Mark]] = {}
    for paper, found in zip(gold, predicted, strict=True):
        for kind, place in _compare(paper.marks, found.marks):
            counts[kind] += 1
            places.setdefault(kind, (paper, place))
    nlp = spacy.blank("en")
    nlp.tokenizer = build_tokenizer(nlp)
    ranked = sorted(counts, key=lambda kind: (-counts[kind], kind))[:most]
    return [
        Confusion(*kind, counts[kind], places[kind][0].id, _sentence(nlp, *places[kind]))
        for kind in ranked
    ]


def _compare(
    gold: Sequence[Mark], predicted: Sequence[Mark]
) -> Iterator[tuple[tuple[str, str, str], Mark]]:
    for mark in gold:
        others = [other for other in predicted if _meet(mark, other)]
        if not others:
            yield ("missed", _name(mark), ""), mark
        for other in others[:1]:
            bounds = (mark.start, mark.end) != (other.start, other.end)
            label = mark.label != other.label
            if bounds or label:
                what = " and ".join(["label"] * label + ["bounds"] * bounds)
                yield (f"other {what}", _name(mark), _name(other)), mark
    for other in predicted:
        if not any(_meet(mark, other) for mark in gold):
            yield ("spurious", "", _name(other)), other


def _meet(one: Mark, other: Mark) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _name(mark: Mark) -> str:
    return f"{mark.label}: {mark.text.lower() if not any(c.isupper() for c in mark.text[1:]) else mark.text}"


def _sentence(nlp: Language, paper: MarkedPaper, mark: Mark) -> str:
    doc = split_sentences(nlp.make_doc(paper.text(mark.field)))
    sentences = (sentence for sentence in doc.sents if sentence.end_char > mark.start)
    return next(sentences).text.strip()

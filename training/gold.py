"""The annotated papers: reading, tokens, gold tags."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.tokens import Doc

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from kgraph.extract.crf import Array
from kgraph.extract.segmentation import build_tokenizer
from kgraph.extract.spans import field_offset, join_text
from kgraph.extract.tags import TAGS, mention_tags
from kgraph.types import LABELS, Label

Gold = tuple[int, int, Label]
NLP = spacy.blank("en")
NLP.tokenizer = build_tokenizer(NLP)


@dataclass
class Paper:
    """A tokenised paper with its annotations as token offsets, with probabilities if automatic."""

    id: str
    doc: Doc
    spans: list[Gold]
    chances: list[float] | None = None
    weight: float = 1.0

    def draw(self, rng: np.random.Generator) -> list[Gold]:
        """Draw the annotations, those of a teacher with their probability."""
        if self.chances is None:
            return self.spans
        return [
            span
            for span, chance in zip(self.spans, self.chances, strict=True)
            if rng.random() < chance
        ]


def read_annotated(path: Path) -> list[Paper]:
    """Read annotations/*.jsonl; every mention must align with the tokenizer."""
    papers: list[Paper] = []
    for line in path.read_text("utf8").splitlines():
        row = json.loads(line)
        mentions = [
            (m["field"], m["start"], m["end"], m["text"], m["label"]) for m in row["mentions"]
        ]
        papers.append(_aligned(row["id"], row["title"], row["abstract"], mentions))
    return papers


def read_corrected(marks: Path, corpus: Path, weight: float) -> list[Paper]:
    """Read our annotations of unlabelled papers, and their texts from the corpus."""
    rows = {
        row["title"]: row["mentions"]
        for row in map(json.loads, marks.read_text("utf8").splitlines())
    }
    papers: dict[str, Paper] = {}
    with gzip.open(corpus, "rt", encoding="utf8") as file:
        for paper in map(json.loads, file):
            title = paper["title"]
            if title in rows and title not in papers and _fits(paper, rows[title]):
                papers[title] = replace(
                    _aligned(title, title, paper["abstract"], rows[title]), weight=weight
                )
    if missing := rows.keys() - papers.keys():
        raise ValueError(
            f"{corpus}: no text for {len(missing)} marked papers, such as {min(missing)!r}"
        )
    return [papers[title] for title in sorted(papers)]


def _fits(paper: Mapping[str, str], mentions: Iterable[Sequence[Any]]) -> bool:
    return all(
        (paper.get(field) or "")[start:end] == text for field, start, end, text, _ in mentions
    )


def _aligned(name: str, title: str, abstract: str, mentions: Iterable[Sequence[Any]]) -> Paper:
    """Tokenise a paper and turn its mentions into token spans."""
    doc = NLP.make_doc(join_text(title, abstract))
    spans: list[Gold] = []
    for field, start, end, text, label in mentions:
        offset = field_offset(title, field)
        span = doc.char_span(start + offset, end + offset)
        if span is None:
            raise ValueError(f"{name}: {text!r} does not align with the tokens")
        spans.append((span.start, span.end, label))
    return Paper(name, doc, sorted(spans))


def tag_rows(length: int, spans: Iterable[Gold]) -> Array:
    """Return the BIOES tag of each token of a text with spans."""
    tags = np.zeros(length, dtype=np.int64)
    for start, end, label in spans:
        tags[start:end] = mention_tags(LABELS.index(label), end - start)
    return tags


def allowed() -> tuple[Array, Array, Array]:
    """Return which tag may follow which, which may begin a text, and which may end it."""
    follow = np.zeros((len(TAGS), len(TAGS)), dtype=bool)
    for i, first in enumerate(TAGS):
        for j, second in enumerate(TAGS):
            if first[0] in "BI":
                follow[i, j] = second[0] in "IE" and second[2:] == first[2:]
            else:
                follow[i, j] = second[0] in "OBS"
    start = np.array([tag[0] in "OBS" for tag in TAGS])
    end = np.array([tag[0] in "OES" for tag in TAGS])
    return follow, start, end

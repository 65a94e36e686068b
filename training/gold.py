"""The marked papers: reading, tokens, gold tags."""

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
from kgraph.extract.chain import Array
from kgraph.extract.model import TAGS, case_class
from kgraph.extract.tokenizer import build_tokenizer
from kgraph.types import Label

Gold = tuple[int, int, Label]
NLP = spacy.blank("en")
NLP.tokenizer = build_tokenizer(NLP)
TAG_ROW = {tag: row for row, tag in enumerate(TAGS)}
_CLASSES: dict[str, int] = {}


@dataclass
class Paper:
    """A tokenised paper with its marks (token offsets); a teacher's marks carry a probability each."""

    id: str
    doc: Doc
    spans: list[Gold]
    chances: list[float] | None = None
    weight: float = 1.0

    def draw(self, rng: np.random.Generator) -> list[Gold]:
        """Give the marks, those of a teacher each with its probability."""
        if self.chances is None:
            return self.spans
        return [
            span
            for span, chance in zip(self.spans, self.chances, strict=True)
            if rng.random() < chance
        ]


def categories(doc: Doc) -> list[int]:
    """Class of shape, glued to the token before, in the title: one number from 0 to 63 a token."""
    out: list[int] = []
    title = int(any("\n" in token.text for token in doc))
    glued = 0
    for token in doc:
        text = token.text
        if "\n" in text:
            title = 0
        if text not in _CLASSES:
            _CLASSES[text] = case_class(text)
        out.append(_CLASSES[text] * 4 + glued * 2 + title)
        glued = int(not token.whitespace_ and not text.isspace())
    return out


def lowered(text: str) -> str:
    """Give the form under which a token has its vector."""
    return "\n" if text.isspace() else text.lower()


def read_marked(path: Path) -> list[Paper]:
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
    """Read our marks of unlabelled papers, which hold no text, with the texts of the corpus."""
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
    doc = NLP.make_doc(f"{title}\n\n{abstract}")
    shift = {"title": 0, "abstract": len(title) + 2}
    spans: list[Gold] = []
    for field, start, end, text, label in mentions:
        span = doc.char_span(start + shift[field], end + shift[field])
        if span is None:
            raise ValueError(f"{name}: {text!r} does not align with the tokens")
        spans.append((span.start, span.end, label))
    return Paper(name, doc, sorted(spans))


def tag_rows(length: int, spans: Iterable[Gold]) -> Array:
    """Turn spans into BIOES tag numbers."""
    tags = np.zeros(length, dtype=np.int64)
    for start, end, label in spans:
        if end - start == 1:
            tags[start] = TAG_ROW[f"S-{label}"]
            continue
        tags[start : end - 1] = TAG_ROW[f"I-{label}"]
        tags[start], tags[end - 1] = TAG_ROW[f"B-{label}"], TAG_ROW[f"E-{label}"]
    return tags


def allowed() -> tuple[Array, Array, Array]:
    """Say which tag may follow which, which may begin a text and which may end it."""
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

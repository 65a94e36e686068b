"""The annotated papers that the shipped model is trained on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kgraph.extract.spans import field_offset, join_text
from kgraph.train.papers import NLP, TrainingPaper
from kgraph.train.tags import TokenSpan


def read_annotated(path: Path) -> list[TrainingPaper]:
    """Read annotations/*.jsonl; every mention must align with the tokenizer."""
    papers: list[TrainingPaper] = []
    for line in path.read_text("utf8").splitlines():
        row = json.loads(line)
        mentions = [
            (m["field"], m["start"], m["end"], m["text"], m["label"]) for m in row["mentions"]
        ]
        papers.append(_aligned(row["id"], row["title"], row["abstract"], mentions))
    return papers


def read_corrected(marks: Path, corpus: Path, weight: float) -> list[TrainingPaper]:
    """Read our annotations of unlabelled papers, and their texts from the corpus."""
    rows = {
        row["title"]: row["mentions"]
        for row in map(json.loads, marks.read_text("utf8").splitlines())
    }
    papers: dict[str, TrainingPaper] = {}
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


def _aligned(
    name: str, title: str, abstract: str, mentions: Iterable[Sequence[Any]]
) -> TrainingPaper:
    """Tokenise a paper and turn its mentions into token spans."""
    doc = NLP.make_doc(join_text(title, abstract))
    spans: list[TokenSpan] = []
    for field, start, end, text, label in mentions:
        offset = field_offset(title, field)
        span = doc.char_span(start + offset, end + offset)
        if span is None:
            raise ValueError(f"{name}: {text!r} does not align with the tokens")
        spans.append((span.start, span.end, label))
    return TrainingPaper(name, doc, sorted(spans))

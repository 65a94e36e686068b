"""The annotated papers that the shipped model is trained on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kgraph.quality import gold
from kgraph.quality.gold import AnnotatedPaper, Annotation
from kgraph.train.align import align
from kgraph.train.papers import TrainingPaper


def read_annotated(path: Path) -> list[TrainingPaper]:
    """Read annotations/*.jsonl; every mention must align with the tokenizer."""
    return _aligned(gold.read_annotated(path))


def read_corrected(marks: Path, corpus: Path, weight: float) -> list[TrainingPaper]:
    """Read our annotations of unlabelled papers, and their texts from the corpus."""
    rows = {
        row["title"]: row["mentions"]
        for row in map(json.loads, marks.read_text("utf8").splitlines())
    }
    papers: dict[str, AnnotatedPaper] = {}
    with gzip.open(corpus, "rt", encoding="utf8") as file:
        for paper in map(json.loads, file):
            title = paper["title"]
            if title in rows and title not in papers and _fits(paper, rows[title]):
                annotations = tuple(_annotation(*mention) for mention in rows[title])
                papers[title] = AnnotatedPaper(title, title, paper["abstract"], annotations)
    if missing := rows.keys() - papers.keys():
        raise ValueError(
            f"{corpus}: no text for {len(missing)} marked papers, such as {min(missing)!r}"
        )
    aligned = _aligned(papers[title] for title in sorted(papers))
    return [replace(paper, weight=weight) for paper in aligned]


def _fits(paper: Mapping[str, str], mentions: Iterable[Sequence[Any]]) -> bool:
    return all(
        (paper.get(field) or "")[start:end] == text for field, start, end, text, _ in mentions
    )


def _annotation(field: Any, start: int, end: int, text: str, label: Any) -> Annotation:
    return Annotation(field, start, end, label, text, text)


def _aligned(papers: Iterable[AnnotatedPaper]) -> list[TrainingPaper]:
    aligned = align(papers)
    if aligned.problems:
        raise ValueError(str(aligned.problems[0]))
    return list(aligned.papers)

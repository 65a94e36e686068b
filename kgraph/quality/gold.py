"""Annotated papers: read from JSON Lines, checked line by line, or predicted by a pipeline in the same form."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kgraph.config import Settings
from kgraph.errors import InputError
from kgraph.extract.spans import iter_spans, settings_lexicon
from kgraph.read.identity import title_key
from kgraph.resolve.entities import resolve
from kgraph.types import FIELDS, LABELS, Field, Label, Paper, Span


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One annotated or predicted mention; offsets are half-open code points of the field. A gold mark scores 1."""

    field: Field
    start: int
    end: int
    label: Label
    text: str
    canonical: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class MarkedPaper:
    """A paper with its marks, sorted; no two overlap."""

    id: str
    title: str
    abstract: str
    marks: tuple[Mark, ...]

    def text(self, field: Field) -> str:
        """Return the title or the abstract."""
        return self.title if field == "title" else self.abstract


def read_marked(path: str | Path) -> tuple[MarkedPaper, ...]:
    """Read annotated papers, or what `kgraph extract` wrote.

    Args: path: JSON Lines with id, title, abstract and mentions, each with field, start, end, text,
        label, canonical.

    Raises:
        InputError: The file cannot be read, or a line does not fit; the message names it.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}). Give JSON Lines in UTF-8.") from error
    papers = tuple(
        _paper(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()
    )
    if not papers:
        raise InputError(
            f"{path}: holds no papers. Give JSON Lines with id, title, abstract and mentions."
        )
    return papers


def predict(gold: Sequence[MarkedPaper], settings: Settings) -> tuple[MarkedPaper, ...]:
    """Extract from the papers of a gold set, in its order."""
    papers = [Paper(str(i), paper.title, paper.abstract) for i, paper in enumerate(gold)]
    spans = [span for found in iter_spans(papers, settings) for span in found]
    return resolve_spans(gold, spans, settings)


def resolve_spans(
    gold: Sequence[MarkedPaper], spans: Iterable[Span], settings: Settings
) -> tuple[MarkedPaper, ...]:
    """Return the papers with what spans are resolved to as their marks; a span's paper is a position in `gold`."""
    entities, mentions, _ = resolve(spans, len(gold), settings, settings_lexicon(settings))
    names = {entity.id: entity.name for entity in entities}
    marks: dict[str, list[Mark]] = defaultdict(list)
    for m in mentions:
        marks[m.paper].append(
            Mark(m.field, m.start, m.end, m.label, m.text, names[m.entity], m.score)
        )
    return tuple(
        MarkedPaper(paper.id, paper.title, paper.abstract, tuple(sorted(marks[str(i)])))
        for i, paper in enumerate(gold)
    )


def pair(gold: Sequence[MarkedPaper], predicted: Iterable[MarkedPaper]) -> tuple[MarkedPaper, ...]:
    """Return the prediction for each gold paper, in the gold's order, by title and text.

    Raises: InputError: A gold paper has no prediction, or its text differs, so that offsets would
        not compare.
    """
    by_title = {title_key(paper.title): paper for paper in predicted}
    return tuple(_match(paper, by_title) for paper in gold)


def _match(paper: MarkedPaper, by_title: Mapping[str, MarkedPaper]) -> MarkedPaper:
    found = by_title.get(title_key(paper.title))
    if found is None:
        raise InputError(
            f"'{paper.title}' ({paper.id}) has no prediction. Extract from the gold file itself."
        )
    if (found.title, found.abstract) != (paper.title, paper.abstract):
        raise InputError(
            f"'{paper.title}' ({paper.id}) has another text in the prediction. Extract from the gold file."
        )
    return found


def _paper(line: str, place: str) -> MarkedPaper:
    try:
        row = json.loads(line)
        title, abstract = str(row["title"]), str(row.get("abstract") or "")
        paper = MarkedPaper(str(row.get("id", "")), title, abstract, ())
        marks = tuple(sorted(_mark(paper, mention, place) for mention in row["mentions"]))
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        reason = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"{place}: is no annotated paper ({reason}).") from error
    _check_apart(marks, place)
    return MarkedPaper(paper.id, title, abstract, marks)


def _mark(paper: MarkedPaper, row: Mapping[str, object], place: str) -> Mark:
    field, label = row["field"], row["label"]
    if field not in FIELDS or label not in LABELS:
        raise InputError(
            f"{place}: '{field}' or '{label}' is unknown. Fields: {FIELDS}; labels: {LABELS}."
        )
    start, end, text = int(str(row["start"])), int(str(row["end"])), str(row["text"])
    if not text or paper.text(field)[start:end] != text:
        raise InputError(
            f"{place}: '{text}' is not the {field} from {start} to {end}. Offsets count code points."
        )
    score = float(str(row.get("score", 1.0)))
    return Mark(field, start, end, label, text, str(row.get("canonical") or text), score)


def _check_apart(marks: Sequence[Mark], place: str) -> None:
    for one, other in pairwise(marks):
        if one.field == other.field and other.start < one.end:
            raise InputError(f"{place}: '{one.text}' and '{other.text}' overlap. Keep one of them.")

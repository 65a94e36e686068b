"""Annotated papers: read from JSON Lines, checked, and paired with predictions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import cast

from kgraph.errors import InputError
from kgraph.identity import title_key
from kgraph.types import FIELDS, LABELS, Field, Label, Source

_FORM = "Give one JSON object per line, with title, abstract and mentions."


@dataclass(frozen=True, slots=True, order=True)
class Annotation:
    """One annotated or predicted mention; an annotated mention has score 1.

    `start` and `end` are half-open code points of the field.
    """

    field: Field
    start: int
    end: int
    label: Label
    text: str
    canonical: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class AnnotatedPaper:
    """A paper with its annotations, sorted, which do not overlap, and where it was read."""

    id: str
    title: str
    abstract: str
    annotations: tuple[Annotation, ...]
    source: Source | None = field(default=None, compare=False)

    def text(self, field: Field) -> str:
        """Return the title or the abstract."""
        return self.title if field == "title" else self.abstract


def read_annotated(
    path: str | Path, labels: Collection[Label] | None = LABELS
) -> tuple[AnnotatedPaper, ...]:
    """Read annotated papers, or the output of `kgraph extract`.

    Args:
        path: JSON Lines with id, title, abstract and mentions; a mention has field, start, end and
            label and, optionally, text, which is checked, and canonical.
        labels: The labels that a mention may have; None allows any.

    Raises:
        InputError: The file cannot be read, or a line is invalid; the message names the line.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}). Give JSON Lines in UTF-8.") from error
    papers = tuple(
        _read_paper(line, Source(str(path), number), labels)
        for number, line in enumerate(lines, 1)
        if line.strip()
    )
    if not papers:
        raise InputError(f"{path}: contains no papers. {_FORM}")
    return papers


def pair(
    gold: Sequence[AnnotatedPaper], predicted: Iterable[AnnotatedPaper]
) -> tuple[AnnotatedPaper, ...]:
    """Return the prediction for each gold paper, matched by title.

    Raises:
        InputError: A gold paper has no prediction, or a prediction has a different text, so that
            the offsets cannot be compared.
    """
    by_title = {title_key(paper.title): paper for paper in predicted}
    return tuple(_match(paper, by_title) for paper in gold)


def _match(paper: AnnotatedPaper, by_title: Mapping[str, AnnotatedPaper]) -> AnnotatedPaper:
    remedy = "Run `kgraph extract` on the gold file itself."
    prediction = by_title.get(title_key(paper.title))
    if prediction is None:
        raise InputError(f"'{paper.title}' ({paper.id}) has no prediction. {remedy}")
    if (prediction.title, prediction.abstract) != (paper.title, paper.abstract):
        raise InputError(
            f"'{paper.title}' ({paper.id}) has a different text in the prediction. {remedy}"
        )
    return prediction


def _read_paper(line: str, source: Source, labels: Collection[Label] | None) -> AnnotatedPaper:
    try:
        row = json.loads(line)
        _check_form(row)
        title, abstract = str(row["title"] or ""), str(row.get("abstract") or "")
        paper = AnnotatedPaper(str(row.get("id", "")), title, abstract, (), source)
        annotations = tuple(
            sorted(_read_annotation(paper, mention, labels) for mention in row["mentions"])
        )
    except (ValueError, KeyError) as error:
        reason = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"{source}: is not an annotated paper ({reason}). {_FORM}") from error
    _check_overlaps(annotations, source)
    return replace(paper, annotations=annotations)


def _check_form(row: object) -> None:
    """Raise a ValueError if a line is not an object with a list of objects as mentions."""
    if not isinstance(row, dict):
        raise ValueError("the line is not a JSON object")
    mentions = row["mentions"]
    if not isinstance(mentions, list) or not all(isinstance(entry, dict) for entry in mentions):
        raise ValueError("'mentions' is not a list of JSON objects")


def _read_annotation(
    paper: AnnotatedPaper, row: Mapping[str, object], labels: Collection[Label] | None
) -> Annotation:
    field, label = cast(Field, row["field"]), str(row["label"])
    if field not in FIELDS:
        raise InputError(f"{paper.source}: '{field}' is not a field. Fields: {', '.join(FIELDS)}.")
    if labels is not None and label not in labels:
        raise InputError(f"{paper.source}: '{label}' is not a label. Labels: {', '.join(labels)}.")
    start, end = int(str(row["start"])), int(str(row["end"]))
    text = paper.text(field)[max(start, 0) : end]
    if not 0 <= start < end <= len(paper.text(field)) or row.get("text", text) != text:
        raise InputError(
            f"{paper.source}: '{row.get('text', text)}' is not the {field} from {start} to {end}. "
            "Give offsets in code points."
        )
    score = float(str(row.get("score", 1.0)))
    return Annotation(field, start, end, label, text, str(row.get("canonical") or text), score)


def _check_overlaps(annotations: Sequence[Annotation], source: Source) -> None:
    for annotation, following in pairwise(annotations):
        if annotation.field == following.field and following.start < annotation.end:
            raise InputError(
                f"{source}: '{annotation.text}' and '{following.text}' overlap. Keep one of them."
            )

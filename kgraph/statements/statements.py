"""The stage that finds what each paper states, between resolution and the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from kgraph.types import SUBJECT_SCORE, About, Mention, Paper, Predicate, Statement

_PROPOSES = re.compile(r"\b(?:we|this paper) (?:propose|introduce|present)\b", re.IGNORECASE)
_BETTER = re.compile(r"^\W*(?:\w+ )?outperforms?\b", re.IGNORECASE)


def find_statements(
    papers: Mapping[str, Paper], mentions: Sequence[Mention], about: Iterable[About]
) -> tuple[Statement, ...]:
    """Return what each paper states, sorted.

    Args:
        papers: The papers, by id.
        mentions: Their mentions.
        about: How much each paper is about each entity.
    """
    subjects = {(a.paper, a.entity) for a in about if a.score >= SUBJECT_SCORE}
    found: dict[tuple[str, str, str, str], Statement] = {}
    for mention in mentions:
        if predicate := _own(papers[mention.paper], mention, subjects):
            statement = _state(mention, "", predicate, mention.entity)
            found.setdefault((statement.paper, "", predicate, statement.object), statement)
    for first, second in _neighbours(mentions):
        if predicate := _between(papers[first.paper], first, second):
            key = (first.paper, first.entity, predicate, second.entity)
            found.setdefault(key, _state(first, first.entity, predicate, second.entity))
    return tuple(sorted(found.values()))


def _own(paper: Paper, mention: Mention, subjects: set[tuple[str, str]]) -> Predicate | None:
    before = paper.text(mention.field)[mention.sentence_start : mention.start]
    is_subject = (mention.paper, mention.entity) in subjects
    if mention.label == "Dataset":
        return "evaluates-on" if " on " in before else "uses"
    if mention.label == "Metric":
        return "measures-by"
    if mention.label == "Task":
        return "addresses" if is_subject else None
    if is_subject:
        return "proposes" if _PROPOSES.search(before) else "studies"
    return None


def _neighbours(mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    for first, second in pairwise(mentions):
        same = (first.paper, first.field, first.sentence_start)
        if first.entity != second.entity and same == (
            second.paper, second.field, second.sentence_start,
        ):  # fmt: skip
            yield first, second


def _between(paper: Paper, first: Mention, second: Mention) -> Predicate | None:
    between = paper.text(first.field)[first.end : second.start]
    if between == " for ":
        return "used-for"
    if _BETTER.match(between):
        return "improves-over"
    return "affects" if between.strip() in ("improves", "affects", "reduces") else None


def _state(mention: Mention, subject: str, predicate: Predicate, obj: str) -> Statement:
    return Statement(
        paper=mention.paper,
        subject=subject,
        predicate=predicate,
        object=obj,
        field=mention.field,
        sentence_start=mention.sentence_start,
        sentence_end=mention.sentence_end,
        score=0.75,
        rule="sentence" if subject else "mention",
    )

"""The stage that finds what each paper states, between resolution and the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from kgraph.config import StatementSettings
from kgraph.statements.classifier import Classifier
from kgraph.statements.features import Document
from kgraph.types import About, Mention, Paper, Statement

_BATCH = 128  # papers


def find_statements(
    papers: Mapping[str, Paper],
    mentions: Sequence[Mention],
    about: Iterable[About],
    settings: StatementSettings,
) -> tuple[Statement, ...]:
    """Return what each paper states, sorted.

    Args:
        papers: The papers, by id.
        mentions: Their mentions, by paper, field (title first) and offset.
        about: How much each paper is about each entity that it mentions.
        settings: The lowest score, and whether tentative statements are kept.
    """
    scores: dict[str, dict[str, float]] = {}
    for row in about:
        scores.setdefault(row.paper, {})[row.entity] = row.score
    documents = [
        Document(papers[paper], tuple(own), scores.get(paper, {}))
        for paper, own in groupby(mentions, key=lambda mention: mention.paper)
    ]
    statements = _classify(documents, settings)
    return tuple(sorted(statements, key=attrgetter("key")))


def _classify(documents: Sequence[Document], settings: StatementSettings) -> Iterator[Statement]:
    if not documents:
        return
    classifier = Classifier.load()
    for start in range(0, len(documents), _BATCH):
        for statement in classifier.find(documents[start : start + _BATCH], settings.min_score):
            if settings.tentative or not statement.tentative:
                yield statement

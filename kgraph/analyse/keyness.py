"""Keyness: what papers are about more often than is usual in their field."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from kgraph.background.counts import Background
from kgraph.types import KnowledgeGraph

_ADDED = 1.0  # papers


def keyness(kg: KnowledgeGraph, background: Background | None = None) -> dict[str, float]:
    """Return the keyness of each entity: how much more papers are about it than is usual.

    It is ln((k + 1) / (n b / N + 1)) in nats, where k of the n papers of the graph are about the
    entity and b of the N papers of the background have its name: above 0 if k is more than the n b
    / N papers that are expected. The added paper keeps entities of very few papers from the top.
    All papers with a name count in the background, but only those about the entity in the graph,
    which lowers names that most papers mention in passing.

    Args:
        kg: The knowledge graph.
        background: The papers to compare with; None is the background that comes with kgraph.

    Returns:
        The keyness of every entity, by its id, in the order of the graph.

    References:
        Kilgarriff 2009, "Simple maths for keywords", Corpus Linguistics.
    """
    about = Counter(entity for _, entity in kg.subjects)
    counts = np.array([about[id_] for id_ in kg.entities], dtype=float)
    scores = score_keyness(counts, expect_papers(kg, background))
    return dict(zip(kg.entities, scores.tolist(), strict=True))


def expect_papers(kg: KnowledgeGraph, background: Background | None = None) -> NDArray[np.float64]:
    """Return how many papers the background lets expect for each entity, in the graph's order."""
    usual = background or Background.load()
    share = len(kg) / usual.papers
    return np.array([share * usual.count(entity) for entity in kg.entities.values()], dtype=float)


def score_keyness(
    counts: NDArray[np.float64], expected: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the keyness of entities, as `keyness`.

    Args:
        counts: The number of papers about each entity.
        expected: The number of papers expected for each.
    """
    scores: NDArray[np.float64] = np.log((counts + _ADDED) / (expected + _ADDED))
    return scores

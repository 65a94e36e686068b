"""Keyness: what papers are about more often than is usual in their field."""

from __future__ import annotations

import math
from collections import Counter

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
    usual = background or Background.load()
    about = Counter(entity for _, entity in kg.subjects)
    share = len(kg) / usual.papers
    return {
        id_: math.log((about[id_] + _ADDED) / (share * usual.count(entity) + _ADDED))
        for id_, entity in kg.entities.items()
    }

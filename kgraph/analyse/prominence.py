"""Prominence: how much papers are about an entity, and more so than is usual in their field."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kgraph.analyse.keyness import expect_papers, score_keyness
from kgraph.background.counts import Background
from kgraph.types import SUBJECT_SCORE, KnowledgeGraph

Floats = NDArray[np.float64]


def prominence(kg: KnowledgeGraph, background: Background | None = None) -> dict[str, float]:
    """Return the prominence of each entity: what a set of papers is about, compared with others.

    It is the number of papers about the entity, each counted by its probability, times how much
    more these are than expected, in nats:

        (sum of a_p) * ln((k + 1) / (r n b / N + 1)),

    where a_p is the probability that paper p is about it and k the number of papers where that is
    at least 0.5. Of the N papers of the background b have its name, so that n b / N of the n papers
    of the graph would mention it, and r of them be about it, as r of all entities that papers of
    the graph mention are their subjects. It is below 0 for what fewer papers are about than
    expected. Like the log-likelihood of Dunning, it is a count times the logarithm of a ratio.

    Args:
        kg: The knowledge graph.
        background: The papers to compare with; None is the background that comes with kgraph.

    Returns:
        The prominence of every entity, by its id, in the order of the graph.

    References:
        Dunning 1993, "Accurate methods for the statistics of surprise and coincidence",
        https://aclanthology.org/J93-1003.
    """
    scores = score_prominence(about_matrix(kg), expect_subjects(kg, background))
    return dict(zip(kg.entities, scores.tolist(), strict=True))


def expect_subjects(kg: KnowledgeGraph, background: Background | None = None) -> Floats:
    """Return how many papers would be about each entity by the background, in the graph's order."""
    share = len(kg.subjects) / max(1, sum(entity.paper_count for entity in kg.entities.values()))
    return expect_papers(kg, background) * share


def about_matrix(kg: KnowledgeGraph) -> Any:
    """Return how much each paper (row) is about each entity (column) that it mentions.

    Returns:
        A sparse matrix in CSR form, papers and entities in the graph's order. It has an entry for
        every mentioned entity, which is 0 where `about` of the graph has none.
    """
    column = {entity: number for number, entity in enumerate(kg.entities)}
    scores = {(about.paper, about.entity): about.score for about in kg.about}
    rows, columns, values = [], [], []
    for row, paper in enumerate(kg.papers):
        for entity in kg.entities_of(paper):
            rows.append(row)
            columns.append(column[entity])
            values.append(scores.get((paper, entity), 0.0))
    ends = (np.array(rows, dtype=int), np.array(columns, dtype=int))
    return sparse.csr_array(
        (np.array(values, dtype=float), ends), shape=(len(kg.papers), len(kg.entities))
    )


def score_prominence(
    about: Any, expected: Floats, times: NDArray[np.int64] | None = None
) -> Floats:
    """Return the prominence of each entity, as `prominence`.

    Args:
        about: The scores, as of `about_matrix`.
        expected: The number of papers about each that is expected, as of `expect_subjects`.
        times: How often each paper counts; None is once.
    """
    weights = np.ones(about.shape[0]) if times is None else times.astype(float)
    subjects = sparse.csr_array(
        ((about.data >= SUBJECT_SCORE).astype(float), about.indices, about.indptr),
        shape=about.shape,
    )
    scores: Floats = (about.T @ weights) * score_keyness(subjects.T @ weights, expected)
    return scores

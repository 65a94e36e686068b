"""Links: each paper is linked with the papers that are most about what it is about.

Two papers can only be linked if they share an entity or have near ones; how similar their words and
texts are then raises or lowers the weight. The candidates of a paper come from a list of the papers
that are most about each entity, so that the work grows with the number of papers and not with that
of their pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array

from kgraph.config import LinkSettings
from kgraph.graph.reasons import Reasons, Weights
from kgraph.similarity.cosine import cosines_of_pairs, to_steps
from kgraph.similarity.encoder import TextEncoder
from kgraph.similarity.words import word_vectors
from kgraph.types import KnowledgeGraph, PaperLink

Array = NDArray[Any]

ENTITIES, WORDS, CONTEXT = 0.1, 0.5, 0.4
"""The shares of the three similarities in the weight of a link; docs/links.md says why."""

_LEAST = 0.005  # similarity by entities of a pair that is considered
_LISTED = 30  # papers most about an entity: these propose each other
_CANDIDATES = 50  # pairs that a paper proposes
_BLOCK = 1_000  # papers that are compared at once
_DIGITS = 4


class _Pairs(NamedTuple):
    """Pairs of papers as rows a < b, sorted; the three similarities and the weight, 0 to 1."""

    a: Array
    b: Array
    entities: Array
    words: Array
    context: Array
    weight: Array


def find_links(
    kg: KnowledgeGraph, encoder: TextEncoder, settings: LinkSettings
) -> tuple[PaperLink, ...]:
    """Link every paper with the papers that are most about the same.

    Args:
        kg: The papers, entities, mentions, near entities, and what the papers are about; its own
            links are ignored.
        encoder: Gives each paper its text vector.
        settings: How many pairs of a paper become links, and from which weight on.

    Returns:
        The links, sorted. Of its heaviest pairs, each paper keeps the first `nearest` that weigh at
        least `min_weight`, and the first `kept` in any case: below `min_weight` they are weak.
    """
    papers = sorted(kg.papers)
    reasons = Reasons(kg)
    pairs = _compare(kg, papers, reasons.weights, encoder)
    return tuple(
        _link(papers, pairs, i, reasons, settings.min_weight)
        for i in _choose(pairs, len(papers), settings)
    )


def _link(
    papers: Sequence[str], pairs: _Pairs, i: int, reasons: Reasons, min_weight: float
) -> PaperLink:
    a, b, weight = papers[pairs.a[i]], papers[pairs.b[i]], float(pairs.weight[i])
    return PaperLink(
        a=a,
        b=b,
        weight=weight,
        shared=reasons.shared(a, b),
        near=reasons.near(a, b),
        entities=float(pairs.entities[i]),
        words=float(pairs.words[i]),
        context=float(pairs.context[i]),
        weak=weight < min_weight,
    )


def _compare(
    kg: KnowledgeGraph, papers: Sequence[str], weights: Weights, encoder: TextEncoder
) -> _Pairs:
    """Compare every two papers of which one proposes the other."""
    about, closeness = _about_vectors(kg, papers, weights)
    reached = csr_array(about @ closeness)
    length = np.sqrt((reached * about).sum(axis=1))
    a, b = _candidates(about, reached, length)
    entities = _products(reached, about, a, b) / (length[a] * length[b])
    likely = entities.round(_DIGITS) >= _LEAST
    a, b, entities = a[likely], b[likely], entities[likely].clip(0, 1).round(_DIGITS)
    ordered = [kg.papers[paper] for paper in papers]
    tfidf, vectors = word_vectors(ordered), to_steps(encoder.encode_papers(ordered))
    words = _products(tfidf, tfidf, a, b).clip(0, 1).round(_DIGITS)
    context = _context(vectors, a, b).clip(0, 1).round(_DIGITS)
    weight = (ENTITIES * entities + WORDS * words + CONTEXT * context).round(6)
    return _Pairs(a, b, entities, words, context, weight)


def _about_vectors(
    kg: KnowledgeGraph, papers: Sequence[str], weights: Weights
) -> tuple[csr_array, csr_array]:
    """Return what papers are about, and how close entities are, as sparse arrays.

    The first is (papers, entities), as `weigh_mentions`; the second is (entities, entities), with 1
    on the diagonal. Hubs have no column.
    """
    specific = sorted(entity.id for entity in kg.entities.values() if not entity.hub)
    column = {entity: i for i, entity in enumerate(specific)}
    row = {paper: i for i, paper in enumerate(papers)}
    place = [row[paper] for paper, _ in weights], [column[entity] for _, entity in weights]
    about = csr_array((list(weights.values()), place), (len(papers), len(specific)))
    ends = [column[item.a] for item in kg.near], [column[item.b] for item in kg.near]
    size = (len(specific), len(specific))
    upper = csr_array(([item.closeness for item in kg.near], ends), size)
    return about, csr_array(upper + upper.T + eye_array(len(specific)))


def _candidates(about: csr_array, reached: csr_array, length: Array) -> tuple[Array, Array]:
    """Return pairs of rows a < b, sorted: each paper with those that are most about the same."""
    columns = csr_array(_keep_largest(csr_array(about.T), _LISTED))
    papers = about.shape[0]
    found = [np.empty(0, dtype=np.int64)]  # pairs as a * papers + b
    for start in range(0, papers, _BLOCK):
        block = csr_array(reached[start : start + _BLOCK] @ columns)
        for row in range(block.shape[0]):
            a, (others, values) = start + row, _row(block, row)
            scores = (values / (length[others] + 1e-9)).round(9)
            best = others[np.lexsort((others, -scores))[: _CANDIDATES + 1]].astype(np.int64)
            best = best[best != a]
            found.append(np.minimum(a, best) * papers + np.maximum(a, best))
    pairs = np.unique(np.concatenate(found))
    return pairs // max(1, papers), pairs % max(1, papers)


def _keep_largest(rows: csr_array, size: int) -> csr_array:
    """Return an array with the largest values of each row only; equal values in their order."""
    keep = np.ones(rows.nnz, dtype=bool)
    for row in np.flatnonzero(np.diff(rows.indptr) > size):
        start, end = rows.indptr[row], rows.indptr[row + 1]
        order = np.argsort(-rows.data[start:end], kind="stable")
        keep[start + order[size:]] = False
    kept = rows.copy()
    kept.data = np.where(keep, rows.data, 0.0)
    kept.eliminate_zeros()
    return kept


def _row(array: csr_array, row: int) -> tuple[Array, Array]:
    """Return the columns and values of a row."""
    part = slice(array.indptr[row], array.indptr[row + 1])
    return array.indices[part], array.data[part]


def _products(left: csr_array, right: csr_array, a: Array, b: Array) -> Array:
    """Return the product of row a[i] of one array with row b[i] of another, (pairs,)."""
    parts = [
        np.asarray((left[a[i : i + _BLOCK]] * right[b[i : i + _BLOCK]]).sum(axis=1))
        for i in range(0, len(a), _BLOCK)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def _context(vectors: Array, a: Array, b: Array) -> Array:
    """Return the cosine of rows a[i] and b[i], (pairs,)."""
    parts = [
        cosines_of_pairs(vectors[a[i : i + _BLOCK]], vectors[b[i : i + _BLOCK]])
        for i in range(0, len(a), _BLOCK)
    ]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


def _choose(pairs: _Pairs, papers: int, settings: LinkSettings) -> Iterator[int]:
    """Yield the pairs that one of their papers keeps, in order."""
    order = np.lexsort((pairs.b, pairs.a, -pairs.weight))
    taken = [0] * papers
    kept = []
    for i in order.tolist():
        ends = int(pairs.a[i]), int(pairs.b[i])
        is_heavy = pairs.weight[i] >= settings.min_weight
        limit = max(settings.nearest, settings.kept) if is_heavy else settings.kept
        if any(taken[end] < limit for end in ends):
            kept.append(i)
        for end in ends:
            taken[end] += 1
    yield from sorted(kept)

"""Gaps: pairs of entities that no paper mentions together though the same others go with both."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse, special

from kgraph.types import Entity, KnowledgeGraph, Label


@dataclass(frozen=True, slots=True)
class Gap:
    """Two entities that no paper mentions together, and why one might.

    `expected` is the number of papers that would mention both if they were independent, and
    `chance` how likely none would; `evidence` is the resource allocation index of the two, and
    `score` the product of `expected` and `evidence`. `via` holds what goes with both, the strongest
    evidence first; `papers_a` and `papers_b` are the ids of the papers to read about either, those
    with the most such evidence first.
    """

    a: Entity
    b: Entity
    score: float
    expected: float
    chance: float
    evidence: float
    via: tuple[Entity, ...]
    papers_a: tuple[str, ...]
    papers_b: tuple[str, ...]


def find_gaps(
    kg: KnowledgeGraph,
    *,
    label: Label | None = None,
    other: Label | None = None,
    min_papers: int = 2,
    reading: int = 3,
    n: int = 20,
) -> list[Gap]:
    """Return the pairs of entities that most ought to be mentioned together and never are, the foremost first.

    Entities u and v, in s_u and s_v of N papers, are a pair if no paper mentions both, at least one
    entity z goes with (is in a paper with) each, and neither is above the other in the lexicon.
    Their score is

        (s_u s_v / N) * (sum over z of 1 / k_z),

    the count expected if they were independent times the resource allocation index, where k_z is
    the number of entities that z goes with. Equal scores rank by the ids. Hubs take no part, nor do
    entities in few papers. Only pairs with a common z are considered: 3,300 entities in 2 to 20 papers
    each take 2 s.

    Args:
        kg: The knowledge graph.
        label: Only pairs in which one entity, then `a`, has this label ...
        other: ... and the other, then `b`, this one; None allows any.
        min_papers: Only entities in at least this many papers, and at least 1, can be u, v or z.
        reading: How many papers to name for either entity.
        n: The number of pairs, at most.

    References:
        Zhou, Lü and Zhang 2009, doi:10.1140/epjb/e2009-00335-8, on resource allocation;
        Swanson 1986, doi:10.1353/pbm.1986.0087, on what literatures that never meet have in common.
    """
    enough = {
        entity: papers
        for entity in kg.entities
        if entity not in kg.hubs and len(papers := kg.papers_of(entity)) >= max(1, min_papers)
    }
    ids = list(enough)
    together, degrees = _neighbours(kg, enough)
    found: list[Gap] = []
    for row, column, evidence in _iter_pairs(kg, enough, together, degrees):
        if len(found) == n:
            break
        if ends := _ends(kg, (ids[row], ids[column]), label, other):
            via = np.intersect1d(_row(together, row), _row(together, column))
            shares = {ids[z]: 1 / degrees[z] for z in via}
            found.append(_gap(kg, ends, evidence, shares, enough, reading))
    return found


def _neighbours(kg: KnowledgeGraph, papers_of: Mapping[str, Sequence[str]]) -> tuple[Any, Any]:
    """Return the sparse 0/1 matrix of which entities a paper mentions together, and its row sums."""
    place = {paper: number for number, paper in enumerate(kg.papers)}
    uses = [
        (place[paper], number)
        for number, papers in enumerate(papers_of.values())
        for paper in papers
    ]
    rows, columns = np.array(uses, dtype=int).reshape(-1, 2).T
    mentions = sparse.csr_array(
        (np.ones(len(uses)), (rows, columns)), shape=(len(place), len(papers_of))
    )
    together = (mentions.T @ mentions).tocoo()
    apart = together.row != together.col
    ones = np.ones(int(apart.sum()))
    graph = sparse.csr_array(
        (ones, (together.row[apart], together.col[apart])), shape=together.shape
    )
    graph.sort_indices()
    return graph, np.asarray(graph.sum(axis=1)).ravel()


def _open_pairs(together: Any, degrees: Any) -> tuple[Any, Any, Any]:
    """Return the two numbers and the resource allocation index of each pair with a neighbour in common and no link.

    Only pairs with a common neighbour are ever made: those of the product of two sparse matrices.
    """
    shares = sparse.diags_array(1 / np.maximum(degrees, 1)) if len(degrees) else together
    index = sparse.triu(together @ shares @ together, k=1).tocsr()
    linked = index.multiply(together)  # the same places as in `index`, where the two are linked
    linked.data[:] = 1
    opened = (index - index.multiply(linked)).tocoo()
    real = opened.data > 0
    return opened.row[real], opened.col[real], opened.data[real]


def _row(matrix: Any, number: int) -> Any:
    """Return the columns of a sparse matrix that a row fills."""
    return matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]]


def _iter_pairs(
    kg: KnowledgeGraph, papers_of: Mapping[str, Sequence[str]], together: Any, degrees: Any
) -> Iterator[tuple[int, int, float]]:
    """Yield the two numbers and the index of each open pair, the highest score first."""
    rows, columns, evidence = _open_pairs(together, degrees)
    sizes = np.array([len(papers) for papers in papers_of.values()], dtype=float)
    scores = np.round(sizes[rows] * sizes[columns] / max(1, len(kg.papers)) * evidence, 12)
    for place in np.lexsort((columns, rows, -scores)):
        yield int(rows[place]), int(columns[place]), float(evidence[place])


def _ends(
    kg: KnowledgeGraph, pair: tuple[str, str], label: Label | None, other: Label | None
) -> tuple[str, str] | None:
    """Return a pair, the end with the first label first; None where it does not fit or one is above the other."""
    a, b = pair
    if a in _ancestors(kg.entities, b) or b in _ancestors(kg.entities, a):
        return None
    for x, y in ((a, b), (b, a)):
        if label in (None, kg.entities[x].label) and other in (None, kg.entities[y].label):
            return x, y
    return None


def _ancestors(entities: Mapping[str, Entity], identity: str) -> set[str]:
    """Return all entities that an entity is under."""
    seen: set[str] = set()
    waiting = list(entities[identity].broader)
    while waiting:
        if (above := waiting.pop()) not in seen:
            seen.add(above)
            waiting.extend(entities[above].broader if above in entities else ())
    return seen


def _gap(
    kg: KnowledgeGraph,
    pair: tuple[str, str],
    evidence: float,
    shares: Mapping[str, float],
    papers_of: Mapping[str, Sequence[str]],
    reading: int,
) -> Gap:
    """Return a pair with its numbers, and the papers about either with the most of what goes with both."""
    a, b = pair
    size_a, size_b, papers = len(papers_of[a]), len(papers_of[b]), len(kg.papers)
    of_paper: dict[str, float] = defaultdict(float)
    for z in sorted(shares):
        for paper in papers_of[z]:
            of_paper[paper] += shares[z]
    to_read = [
        tuple(
            sorted(papers_of[end], key=lambda paper: (-round(of_paper.get(paper, 0.0), 12), paper))[
                :reading
            ]
        )
        for end in pair
    ]
    expected = size_a * size_b / papers
    return Gap(
        a=kg.entities[a],
        b=kg.entities[b],
        score=expected * evidence,
        expected=expected,
        chance=_chance_of_none(papers, size_a, size_b),
        evidence=evidence,
        via=tuple(kg.entities[z] for z in sorted(shares, key=lambda z: (-shares[z], z))),
        papers_a=to_read[0],
        papers_b=to_read[1],
    )


def _chance_of_none(papers: int, size_a: int, size_b: int) -> float:
    """Return how likely two random sets of papers have none in common: C(N - a, b) / C(N, b)."""
    if size_a + size_b > papers:
        return 0.0
    terms = (papers - size_a + 1, papers - size_b + 1, papers + 1, papers - size_a - size_b + 1)
    of_a, of_b, of_all, of_rest = (float(special.gammaln(term)) for term in terms)
    return min(1.0, math.exp(of_a + of_b - of_all - of_rest))

"""Gaps: pairs of entities that no paper mentions together, although several should by chance."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse, stats

from kgraph.lookup.nodes import find_label
from kgraph.records import Records
from kgraph.resolve.hierarchy import find_broader
from kgraph.types import Entity, KnowledgeGraph, Label

_MIN_SHARED = 2  # papers in which an entity must be to be evidence
_DIGITS = 12  # libraries differ in the digits after these


@dataclass(frozen=True, slots=True)
class Gap:
    """Two entities that no paper mentions together, and the evidence for a connection.

    Attributes:
        a: An entity.
        b: The other entity.
        score: `expected` times `evidence`.
        expected: The number of papers that would mention both if they were independent.
        chance: The probability, 0 to 1, that no paper would mention both if they were independent.
        q: `chance` corrected for the number of pairs tested, 0 to 1: the share of gaps with at most
            this q that are due to chance.
        evidence: The resource allocation index of the two.
        via: The entities that occur with both, the strongest evidence first.
        papers_a: The ids of the papers to read about `a`, those with the most evidence first.
        papers_b: The same about `b`.
    """

    a: Entity
    b: Entity
    score: float
    expected: float
    chance: float
    q: float
    evidence: float
    via: tuple[Entity, ...]
    papers_a: tuple[str, ...]
    papers_b: tuple[str, ...]


class _Pair(NamedTuple):
    """Two entities, by position, that no paper mentions together."""

    a: int
    b: int
    expected: float
    chance: float
    q: float


def find_gaps(
    kg: KnowledgeGraph,
    *,
    label: Label | None = None,
    other: Label | None = None,
    min_papers: int = 3,
    min_expected: float = 3.0,
    max_q: float = 0.05,
    reading: int = 3,
    n: int = 20,
) -> Records[Gap]:
    """Return the pairs of entities that never occur together, although they should by chance.

    Entities u and v, in s_u and s_v of N papers, are a gap if no paper mentions both, although s_u
    s_v / N, the number expected if they were independent, is at least `min_expected`; and if that
    is significant: the probability that none does, which is hypergeometric, corrected for all pairs
    with enough expected (Benjamini and Hochberg), is at most `max_q`. At least one entity
    z occurs in a paper with each, and neither is broader than the other in the lexicon. The score
    is

        (s_u s_v / N) * (sum over z of 1 / k_z),

    the expected number times the resource allocation index, where k_z is the number of entities
    that occur with z. Hubs are left out. As any entity in more than a twentieth of the papers is a
    hub with the default settings, fewer than about 1,200 papers have no gap.

    Args:
        kg: The knowledge graph.
        label: Only pairs in which one entity, then `a`, has this label ...
        other: ... and the other, then `b`, this one; None allows any.
        min_papers: Only entities that at least this many papers are about can be u or v.
        min_expected: The number of papers that are expected to mention both, at least.
        max_q: Return gaps up to this q, 0 to 1.
        reading: The number of papers to name for each entity, at most.
        n: The number of pairs, at most.

    Returns:
        The pairs with the highest scores first, equal scores by the ids.

    Raises:
        NotFoundError: The graph does not have one of the labels.

    References:
        Zhou, Lü and Zhang 2009, doi:10.1140/epjb/e2009-00335-8, on resource allocation;
        Swanson 1986, doi:10.1353/pbm.1986.0087, on connections between unconnected literatures;
        Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    labels = (label and find_label(kg, label), other and find_label(kg, other))
    papers_of = {
        entity: papers
        for entity in kg.entities
        if entity not in kg.hubs and len(papers := kg.papers_of(entity)) >= _MIN_SHARED
    }
    parents = {id_: entity.broader for id_, entity in kg.entities.items()}
    ids = list(papers_of)
    counts = _count_together(kg, papers_of)
    together = _without_loops(counts)
    degrees = np.diff(together.indptr)
    gaps: list[Gap] = []
    for pair in _find_pairs(kg, counts, _find_ends(kg, ids, min_papers), min_expected):
        via = np.intersect1d(_row(together, pair.a), _row(together, pair.b))
        ends = _ends(kg, parents, (ids[pair.a], ids[pair.b]), labels)
        if pair.q <= max_q and len(via) and ends:
            shares = {ids[z]: 1 / int(degrees[z]) for z in via}
            gaps.append(_gap(kg, ends, pair, shares, papers_of, reading))
    best = sorted(gaps, key=lambda gap: (-round(gap.score, _DIGITS), gap.a.id, gap.b.id))
    return Records(best[:n])


def _find_ends(kg: KnowledgeGraph, ids: Sequence[str], min_papers: int) -> Any:
    """Return the positions of the entities that enough papers are about."""
    about = Counter(entity for _, entity in kg.subjects)
    return np.array([n for n, id_ in enumerate(ids) if about[id_] >= min_papers], dtype=int)


def _count_together(kg: KnowledgeGraph, papers_of: Mapping[str, Sequence[str]]) -> Any:
    """Return how many papers mention every two entities, sparse; each alone on the diagonal."""
    row_of = {paper: number for number, paper in enumerate(kg.papers)}
    uses = [
        (row_of[paper], number)
        for number, papers in enumerate(papers_of.values())
        for paper in papers
    ]
    rows, columns = np.array(uses, dtype=int).reshape(-1, 2).T
    mentions = sparse.csr_array(
        (np.ones(len(uses), dtype=int), (rows, columns)), shape=(len(row_of), len(papers_of))
    )
    counts = (mentions.T @ mentions).tocsr()
    counts.sort_indices()
    return counts


def _without_loops(counts: Any) -> Any:
    """Return a matrix without its diagonal."""
    entries = counts.tocoo()
    apart = entries.row != entries.col
    ends = (entries.row[apart], entries.col[apart])
    graph = sparse.csr_array((entries.data[apart], ends), shape=counts.shape)
    graph.sort_indices()
    return graph


def _row(matrix: Any, number: int) -> Any:
    """Return the columns of the entries in a row of a sparse matrix."""
    return matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]]


def _find_pairs(kg: KnowledgeGraph, counts: Any, ends: Any, min_expected: float) -> Iterator[_Pair]:
    """Yield the pairs that no paper mentions together, tested among all with enough expected."""
    papers = max(1, len(kg.papers))
    sizes = counts.diagonal()
    # An entity that is in too few papers even with the most frequent one needs no test.
    ends = ends[sizes[ends] * sizes[ends].max(initial=0) >= min_expected * papers]
    rows, columns = np.triu_indices(len(ends), k=1)
    expected = sizes[ends[rows]] * sizes[ends[columns]] / papers
    enough = expected >= min_expected
    a, b, expected = ends[rows[enough]], ends[columns[enough]], expected[enough]
    if not len(a):
        return
    found = np.asarray(counts[a, b]).ravel()
    chances = stats.hypergeom.cdf(found, papers, sizes[a], sizes[b])
    corrected = stats.false_discovery_control(np.clip(chances, 0.0, 1.0))
    for number in np.flatnonzero(found == 0).tolist():
        yield _Pair(
            *(int(a[number]), int(b[number]), float(expected[number])),
            *(float(chances[number]), float(corrected[number])),
        )


def _ends(
    kg: KnowledgeGraph,
    parents: Mapping[str, Sequence[str]],
    pair: tuple[str, str],
    labels: tuple[Label | None, Label | None],
) -> tuple[str, str] | None:
    """Return a pair in the order of the labels.

    None if the labels do not fit, or if one entity is broader than the other.
    """
    a, b = pair
    if a in find_broader(b, parents) or b in find_broader(a, parents):
        return None
    for x, y in ((a, b), (b, a)):
        if labels[0] in (None, kg.entities[x].label) and labels[1] in (None, kg.entities[y].label):
            return x, y
    return None


def _gap(
    kg: KnowledgeGraph,
    ends: tuple[str, str],
    pair: _Pair,
    shares: Mapping[str, float],
    papers_of: Mapping[str, Sequence[str]],
    reading: int,
) -> Gap:
    """Return the gap of a pair; the papers with the most evidence about each entity come first."""
    of_paper: dict[str, float] = defaultdict(float)
    for z in sorted(shares):
        for paper in papers_of[z]:
            of_paper[paper] += shares[z]

    def rank(paper: str) -> tuple[float, str]:
        return -round(of_paper.get(paper, 0.0), _DIGITS), paper

    evidence = math.fsum(shares.values())
    papers_a, papers_b = (tuple(sorted(papers_of[end], key=rank)[:reading]) for end in ends)
    return Gap(
        a=kg.entities[ends[0]],
        b=kg.entities[ends[1]],
        score=pair.expected * evidence,
        expected=pair.expected,
        chance=pair.chance,
        q=pair.q,
        evidence=evidence,
        via=tuple(kg.entities[z] for z in sorted(shares, key=lambda z: (-shares[z], z))),
        papers_a=papers_a,
        papers_b=papers_b,
    )

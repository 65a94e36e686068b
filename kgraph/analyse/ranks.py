"""Uncertainty of a ranking of entities: bootstrap intervals, and comparison with random graphs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from kgraph.analyse.centrality import check_measure, score_nodes
from kgraph.errors import KgraphError
from kgraph.types import Entity, KnowledgeGraph, Measure

_PRECISION = 1e-10
_DIGITS = 12
# Trades per paper between two random graphs. Strona et al. 2014 find that more add little mixing.
_TRADES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """An entity's centrality and its rank, with an interval.

    Attributes:
        entity: The entity.
        score: Its centrality.
        rank: 1 for the highest score; equal scores share the best rank.
        low: The best rank of the interval.
        high: The worst rank of the interval.
    """

    entity: Entity
    score: float
    rank: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Departure:
    """An entity's centrality, compared with its mean and standard deviation in random graphs.

    `z` is (score - mean) / deviation, or None if all random graphs give the same score.
    """

    entity: Entity
    score: float
    mean: float
    deviation: float
    z: float | None


def bootstrap_ranks(
    kg: KnowledgeGraph,
    by: Measure = "pagerank",
    *,
    resamples: int = 200,
    coverage: float = 0.95,
    seed: int = 0,
    n: int | None = 20,
) -> list[Standing]:
    """Return the most central entities with bootstrap intervals of their ranks.

    Each resample draws N of the N papers with replacement, rebuilds the graph of entities (a paper
    drawn twice counts twice; an entity that is not drawn has no edges) and ranks the entities. The
    interval covers the middle share `coverage` of an entity's ranks: the percentile bootstrap.
    Centrality is that of `centrality` on `entity_graph`. On one core a resample of 384
    papers with 3,124 entities takes 5 ms by degree or strength, 20 ms by PageRank or eigenvector,
    0.1 s by betweenness, and 1.5 s by closeness.

    Args:
        kg: The knowledge graph.
        by: The measure, as for `centrality`.
        resamples: The number of resamples, at least 1.
        coverage: The share of the ranks in the interval, between 0 and 1.
        seed: Any integer; the same graph and seed give the same intervals.
        n: The number of entities, at most; None for all.

    Returns:
        The entities by rank, equal ranks by id.

    Raises:
        KgraphError: The measure is unknown, or `resamples` is below 1.

    Example:
        >>> import kgraph
        >>> kgraph.bootstrap_ranks(kgraph.KnowledgeGraph({}, {}, (), ()))
        []

    References:
        Efron 1979, doi:10.1214/aos/1176344552.
    """
    _check(by, resamples)
    uses = _uses(kg)
    scores = _scores(uses, by)
    rng = np.random.default_rng(seed)
    papers = uses.shape[0]
    draws = (
        rng.multinomial(papers, np.full(papers, 1 / papers))
        for _ in range(resamples if papers else 0)
    )
    ranks = np.array([_ranks(_scores(uses, by, times)) for times in draws] or [_ranks(scores)])
    tail = (1 - coverage) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    standings = [
        Standing(entity, float(score), int(rank), int(first), int(last))
        for entity, score, rank, first, last in zip(
            _entities(kg), scores, _ranks(scores), low, high, strict=True
        )
    ]
    return sorted(standings, key=lambda item: (item.rank, item.entity.id))[:n]


def compare_with_chance(
    kg: KnowledgeGraph,
    by: Measure = "pagerank",
    *,
    rewirings: int = 100,
    seed: int = 0,
    n: int | None = 20,
) -> list[Departure]:
    """Return the entities whose centrality most exceeds what their number of papers explains.

    The random graphs are rewirings of the mention graph: each paper keeps its number of entities
    and each entity its number of papers. They come from a Markov chain of curveball trades, five
    per paper between two graphs, whose limit is the uniform distribution over all these graphs.

    With z above 0, an entity occurs with more, or better connected, entities than its number of
    papers explains; with z below 0, with fewer, as the names of a narrow subject do. On one core
    the rewiring takes 2 s for 100 graphs of 384 papers; each centrality takes as long as in
    `bootstrap_ranks`.

    Args:
        kg: The knowledge graph.
        by: The measure, as for `centrality`.
        rewirings: The number of random graphs, at least 2.
        seed: Any integer; the same graph and seed give the same numbers.
        n: The number of entities, at most; None for all.

    Returns:
        The entities by z, the highest first, equal ones by id; entities without a z are last.

    Raises:
        KgraphError: The measure is unknown, or `rewirings` is below 2.

    References:
        Strona et al. 2014, doi:10.1038/ncomms5114; Carstens 2015,
        doi:10.1103/PhysRevE.91.042812, proves the limit.

    Example:
        >>> import kgraph
        >>> kgraph.compare_with_chance(kgraph.KnowledgeGraph({}, {}, (), ()))
        []
    """
    _check(by, rewirings - 1)
    uses = _uses(kg)
    scores = _scores(uses, by)
    rng = random.Random(seed)  # noqa: S311 - nothing here is secret
    randoms = np.array([_scores(graph, by) for graph in _rewire(uses, rewirings, rng)])
    means, deviations = randoms.mean(axis=0), randoms.std(axis=0, ddof=1)
    departures = [
        Departure(
            entity,
            score,
            mean,
            deviation,
            (score - mean) / deviation if deviation > _PRECISION else None,
        )
        for entity, score, mean, deviation in zip(
            _entities(kg), scores.tolist(), means.tolist(), deviations.tolist(), strict=True
        )
    ]
    return sorted(
        departures, key=lambda item: (item.z is None, -round(item.z or 0.0, 9), item.entity.id)
    )[:n]


def _check(by: str, rounds: int) -> None:
    check_measure(by)
    if rounds < 1:
        raise KgraphError("There are too few random samples to compare with. Ask for more.")


def _entities(kg: KnowledgeGraph) -> list[Entity]:
    return [kg.entities[identity] for identity in sorted(kg.entities)]


def _uses(kg: KnowledgeGraph) -> Any:
    """Return the sparse 0/1 matrix of papers (rows) by entities (columns), both sorted by id."""
    row = {paper: number for number, paper in enumerate(sorted(kg.papers))}
    pairs = [
        (row[paper], number)
        for number, entity in enumerate(kg.entities)
        for paper in kg.papers_of(entity)
    ]
    return _matrix(pairs, (len(row), len(kg.entities)))


def _matrix(pairs: Sequence[tuple[int, int]], shape: tuple[int, int]) -> Any:
    rows, columns = np.array(pairs, dtype=int).reshape(-1, 2).T
    return sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=shape)


def _scores(uses: Any, by: Measure, times: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Return the centrality of each entity; a paper counts `times` times, once by default."""
    counted = uses if times is None else sparse.diags_array(times.astype(float)) @ uses
    together = (uses.T @ counted).tocoo()
    real = (together.row != together.col) & (together.data > 0)
    ends = (together.row[real], together.col[real])
    graph = sparse.csr_array((together.data[real], ends), shape=together.shape)
    return score_nodes(graph, by)


def _ranks(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    ranks: NDArray[np.int64] = stats.rankdata(-np.round(scores, _DIGITS), method="min").astype(
        np.int64
    )
    return ranks


def _rewire(uses: Any, count: int, rng: random.Random) -> Iterator[Any]:
    """Yield random graphs in which papers and entities keep their numbers of neighbours."""
    papers, width = uses.shape
    rows = [
        uses.indices[uses.indptr[paper] : uses.indptr[paper + 1]].tolist()
        for paper in range(papers)
    ]
    for _ in range(count):
        for _ in range(_TRADES * papers if papers > 1 else 0):
            a, b = rng.sample(range(papers), 2)
            rows[a], rows[b] = _trade(rows[a], rows[b], rng)
        yield _matrix(
            [(paper, entity) for paper, row in enumerate(rows) for entity in row], (papers, width)
        )


def _trade(a: list[int], b: list[int], rng: random.Random) -> tuple[list[int], list[int]]:
    """Exchange at random the entities that only one of two papers mentions.

    Each paper keeps its number of entities.
    """
    both = set(a) & set(b)
    single = [entity for entity in (*a, *b) if entity not in both]
    rng.shuffle(single)
    shared = sorted(both)
    cut = len(a) - len(shared)
    return shared + single[:cut], shared + single[cut:]

"""Links: two papers are linked by the specific entities that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import combinations

from kgraph.types import KnowledgeGraph, PaperLink

Pair = tuple[str, str]


def find_links(kg: KnowledgeGraph, *, subject_papers: int) -> tuple[PaperLink, ...]:
    """Link every two papers that share several entities which are not hubs, or one that matters.

    A paper that would then have no link, although it shares something, keeps the best of its pairs.

    Args:
        kg: The papers, entities and mentions; its own links are ignored.
        subject_papers: How many of two papers (0 to 2) must be about the only entity that they
            share for it to link them.

    Returns:
        The links, sorted. The weight of each is the sum of the idf of its shared entities, in nats,
        to six decimals.
    """
    shared = _find_shared(kg)
    single = {
        pair: _rank(kg, pair, entities[0])
        for pair, entities in shared.items()
        if len(entities) == 1
    }
    kept = {pair for pair in shared if pair not in single or -single[pair][0] >= subject_papers}
    kept |= _find_best(single, {paper for pair in kept for paper in pair})
    return tuple(_link(kg, pair, shared[pair]) for pair in sorted(kept))


def _find_shared(kg: KnowledgeGraph) -> dict[Pair, list[str]]:
    """Return what every two papers share that is not a hub, the most specific first."""
    shared: dict[Pair, list[str]] = defaultdict(list)
    for entity in sorted(kg.entities.values(), key=lambda entity: (-entity.idf, entity.id)):
        if not entity.hub:
            for pair in combinations(kg.papers_of(entity.id), 2):
                shared[pair].append(entity.id)
    return shared


def _rank(kg: KnowledgeGraph, pair: Pair, entity: str) -> tuple[int, float, Pair]:
    """Rank a pair of papers that share one entity: by how many are about it, then by its idf."""
    about = sum((paper, entity) in kg.subjects for paper in pair)
    return -about, -kg.entities[entity].idf, pair


def _link(kg: KnowledgeGraph, pair: Pair, shared: list[str]) -> PaperLink:
    weight = round(sum(kg.entities[entity].idf for entity in shared), 6)
    return PaperLink(*pair, weight, tuple(shared))


def _find_best(
    single: Mapping[Pair, tuple[int, float, Pair]], linked: Collection[str]
) -> set[Pair]:
    """Return the best-ranked pair of each paper that is not linked yet."""
    best: dict[str, tuple[int, float, Pair]] = {}
    for pair, rank in single.items():
        for paper in pair:
            if paper not in linked:
                best[paper] = min(rank, best.get(paper, rank))
    return {pair for _, _, pair in best.values()}

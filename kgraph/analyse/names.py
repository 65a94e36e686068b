"""Names of communities: the entities that distinguish each from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from kgraph.types import KnowledgeGraph


def name_paper_groups(
    kg: KnowledgeGraph, groups: Sequence[Collection[str]]
) -> tuple[tuple[str, ...], ...]:
    """Choose the entities that distinguish each group of papers, as `name_communities`.

    A paper that is about an entity (`KnowledgeGraph.subjects`) counts twice.
    Metrics are not used: they say how work is measured, not what it is about.

    Args:
        kg: The graph.
        groups: Disjoint sets of ids of papers.

    Returns:
        For each group, in order, up to three ids of entities, the most specific first. Of two
        entities with the same name, only that with the later id is counted.
    """
    home = {paper: number for number, papers in enumerate(groups) for paper in papers}
    id_of_name = {
        kg.entities[id_].name: id_
        for id_ in sorted(kg.entities)
        if kg.entities[id_].label != "Metric"
    }
    uses: list[Counter[str]] = [Counter() for _ in groups]
    for paper, number in home.items():
        for entity in kg.entities_of(paper):
            name = kg.entities[entity].name
            if id_of_name.get(name) == entity:
                uses[number][name] += 2 if (paper, entity) in kg.subjects else 1
    return tuple(tuple(id_of_name[name] for name in names) for names in name_communities(uses))


def name_communities(
    uses: Sequence[Mapping[str, int]], *, size: int = 3, own_share: float = 0.3
) -> tuple[tuple[str, ...], ...]:
    """Choose the names that distinguish each community, by class-based TF-IDF.

    A name is used for at most one community, which uses it most. A name that all use evenly, such
    as "deep learning", is not used.

    Args:
        uses: For each community, how much its papers use a name, above 0.
        size: The number of names per community, at most.
        own_share: The share of the use of a name, 0 to 1, that must be in its community.

    Returns:
        For each community, in order, 0 to `size` names, the most specific first.

    References:
        Grootendorst 2022, arXiv:2203.05794, section 3.3.
    """
    totals: Counter[str] = Counter()
    for counts in uses:
        totals.update(counts)
    mean = sum(totals.values()) / max(1, len(uses))
    home = _homes(uses)
    return tuple(
        _pick(
            {
                name: count * math.log(1 + mean / totals[name])
                for name, count in counts.items()
                if home[name] == number and count >= own_share * totals[name]
            },
            size,
        )
        for number, counts in enumerate(uses)
    )


def _homes(uses: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return the number of the community that uses each name most; the first if several do."""
    best: dict[str, tuple[int, int]] = {}
    for number, counts in enumerate(uses):
        for name, count in counts.items():
            if name not in best or count > best[name][0]:
                best[name] = (count, number)
    return {name: number for name, (_, number) in best.items()}


def _pick(scores: Mapping[str, float], size: int) -> tuple[str, ...]:
    """Take the best names, without those whose words include, or are in, those of a better name."""
    chosen: list[str] = []
    for name in sorted(scores, key=lambda name: (-scores[name], name)):
        words = set(name.lower().split())
        if all(
            not words <= set(other.lower().split()) and not set(other.lower().split()) <= words
            for other in chosen
        ):
            chosen.append(name)
        if len(chosen) == size:
            break
    return tuple(chosen)

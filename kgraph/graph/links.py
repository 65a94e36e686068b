"""Links between papers: two papers are linked by the specific entities they share, a lone one only if it matters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import combinations

from kgraph.types import Entity, Mention, PaperLink

Pair = tuple[str, str]


def find_links(
    entities: Mapping[str, Entity], mentions: Collection[Mention], *, subject_papers: int
) -> tuple[PaperLink, ...]:
    """Link every two papers that share several entities which are no hubs, or one that they are about.

    A paper that would then have no link, although it shares something, keeps the best of what it
    shares.

    Args: entities: The entities by id. mentions: The mentions of all papers. subject_papers: The only
        entity that two papers share links them if so many of the two (0 to 2) are about it.

    Returns: One link for each pair, sorted; its weight is the sum of its shared entities' idf, to
        six decimals.
    """
    shared = _find_shared(entities, mentions)
    about = find_subjects(mentions)
    lone = {
        pair: (-sum((paper, ids[0]) in about for paper in pair), -entities[ids[0]].idf, pair)
        for pair, ids in shared.items()
        if len(ids) == 1
    }
    kept = {pair for pair in shared if pair not in lone or -lone[pair][0] >= subject_papers}
    kept |= _find_best(lone, {paper for pair in kept for paper in pair})
    return tuple(
        PaperLink(
            *pair,
            round(sum(entities[identity].idf for identity in shared[pair]), 6),
            tuple(shared[pair]),
        )
        for pair in sorted(kept)
    )


def _find_shared(
    entities: Mapping[str, Entity], mentions: Collection[Mention]
) -> dict[Pair, list[str]]:
    """Return what every two papers share that is no hub, the most specific first."""
    papers_of: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        papers_of[mention.entity].add(mention.paper)
    shared: dict[Pair, list[str]] = defaultdict(list)
    for identity in sorted(papers_of, key=lambda identity: (-entities[identity].idf, identity)):
        if not entities[identity].hub:
            for pair in combinations(sorted(papers_of[identity]), 2):
                shared[pair].append(identity)
    return shared


def _find_best(lone: Mapping[Pair, tuple[int, float, Pair]], linked: Collection[str]) -> set[Pair]:
    """Return, for each paper that is not linked yet, the pair that is best: what most are about, the most specific."""
    best: dict[str, tuple[int, float, Pair]] = {}
    for pair, rank in lone.items():
        for paper in pair:
            if paper not in linked:
                best[paper] = min(rank, best.get(paper, rank))
    return {pair for _, _, pair in best.values()}


def find_subjects(mentions: Collection[Mention]) -> frozenset[tuple[str, str]]:
    """Return the pairs of a paper and an entity that it is about: it names it in its title, or more than once."""
    counts = Counter((mention.paper, mention.entity) for mention in mentions)
    titled = {(mention.paper, mention.entity) for mention in mentions if mention.field == "title"}
    return frozenset(titled | {pair for pair, count in counts.items() if count > 1})

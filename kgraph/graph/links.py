"""Links between papers: two papers are linked by the specific entities they share, a lone one only if it matters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import combinations

from kgraph.types import Entity, Mention, PaperLink


def find_links(
    entities: Mapping[str, Entity], mentions: Collection[Mention], *, lone_about: int
) -> tuple[PaperLink, ...]:
    """Link every two papers that share several entities which are no hubs, or one that they are about.

    Args:
        entities: The entities by id.
        mentions: The mentions of all papers.
        lone_about: The only entity that two papers share links them if so many of the two (0 to 2) are about it.

    Returns:
        One link for each pair, sorted; its weight is the sum of its shared entities' idf, to six decimals.
    """
    papers_of: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        papers_of[mention.entity].add(mention.paper)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for identity in sorted(papers_of, key=lambda identity: (-entities[identity].idf, identity)):
        if not entities[identity].hub:
            for pair in combinations(sorted(papers_of[identity]), 2):
                shared[pair].append(identity)
    about = find_subjects(mentions)
    return tuple(
        PaperLink(a, b, round(sum(entities[identity].idf for identity in ids), 6), tuple(ids))
        for (a, b), ids in sorted(shared.items())
        if len(ids) > 1 or sum((paper, ids[0]) in about for paper in (a, b)) >= lone_about
    )


def find_subjects(mentions: Collection[Mention]) -> frozenset[tuple[str, str]]:
    """Return the pairs of a paper and an entity that it is about: it names it in its title, or more than once."""
    counts = Counter((mention.paper, mention.entity) for mention in mentions)
    titled = {(mention.paper, mention.entity) for mention in mentions if mention.field == "title"}
    return frozenset(titled | {pair for pair, count in counts.items() if count > 1})

"""Links between papers: two papers are linked by the entities they share, the specific ones only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from kgraph.types import Entity, Mention, PaperLink


def find_links(
    entities: Mapping[str, Entity], mentions: Iterable[Mention], *, papers: int, hub_share: float, hub_papers: int
) -> tuple[PaperLink, ...]:
    """Link every two papers that share an entity which is no hub.

    Args:
        entities: The entities by id.
        mentions: The mentions of all papers.
        papers: How many papers there are.
        hub_share: An entity in more than this share of the papers (0 to 1) is a hub and links nobody ...
        hub_papers: ... if it is in more than this many papers, too: in a small corpus nothing is a hub.

    Returns:
        One link for each pair, sorted; its weight is the sum of its shared entities' idf, to six decimals.
    """
    papers_of: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        papers_of[mention.entity].add(mention.paper)
    most = max(hub_papers, hub_share * papers)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for identity in sorted(papers_of, key=lambda identity: (-entities[identity].idf, identity)):
        if len(papers_of[identity]) <= most:
            for pair in combinations(sorted(papers_of[identity]), 2):
                shared[pair].append(identity)
    return tuple(
        PaperLink(a, b, round(sum(entities[identity].idf for identity in ids), 6), tuple(ids))
        for (a, b), ids in sorted(shared.items())
    )

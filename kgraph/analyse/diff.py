"""Differences between two builds: entities, claims, changes of share and new bridges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from kgraph.analyse.bridges import Bridge, find_bridges
from kgraph.analyse.claims import Claim, find_claims
from kgraph.analyse.communities import find_communities
from kgraph.types import Entity, KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Change:
    """An entity's papers before and after, and the test of the change of its share.

    Attributes:
        entity: The entity.
        before: The number of papers of the old build that mention it.
        papers_before: The number of papers of the old build.
        after: The number of papers that only the new build has and that mention it.
        papers_after: The number of papers that only the new build has.
        p: The one-sided p-value of the change in its direction, 0 to 1.
        q: `p`, corrected for the number of entities tested.
    """

    entity: Entity
    before: int
    papers_before: int
    after: int
    papers_after: int
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The differences of two builds: papers by id, entities, claims, changes of share, bridges."""

    papers_new: tuple[str, ...]
    papers_gone: tuple[str, ...]
    new: tuple[Entity, ...]
    gone: tuple[Entity, ...]
    claims_new: tuple[Claim, ...]
    claims_gone: tuple[Claim, ...]
    rising: tuple[Change, ...]
    falling: tuple[Change, ...]
    bridges: tuple[Bridge, ...]


def diff(
    old: KnowledgeGraph,
    new: KnowledgeGraph,
    *,
    max_q: float = 0.05,
    min_papers: int = 3,
    seed: int = 0,
) -> Difference:
    """Compare two builds; papers and entities are the same if their ids are.

    An entity rises if its share of the papers that only `new` has is above its share of the papers
    of `old`: two disjoint sets, so that Fisher's exact test fits, one-sided: p = P(X >= after), X
    hypergeometric; it falls likewise. q corrects p for the number of entities tested (Benjamini and
    Hochberg). They are selected by their papers in both builds together, which the test conditions
    on. A bridge of `new` is new if by the papers of `old` alone it would not join communities of
    `new`: the communities of `old` may differ for reasons that have nothing to do with the entity.

    Both builds should come from one version and one configuration of kgraph; otherwise the change
    may be in the extraction. If a paper is in both, its mentions are those of `old`.

    Args:
        old: The earlier graph.
        new: The later graph.
        max_q: Report changes up to this q, 0 to 1: the expected share of reported changes that are
            due to chance.
        min_papers: Bridges, and entities that are tested for a change, are in at least this many
            papers.
        seed: Any integer, for the communities that bridges join.

    Returns:
        New and gone entities and claims, those in most papers first; changes, the clearest first;
        bridges as `find_bridges` returns them.

    References:
        Fisher 1922, doi:10.2307/2340521; Benjamini and Hochberg 1995,
        doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    rising, falling = _changes(old, new, max_q, min_papers)
    groups = find_communities(new, seed=seed)
    known = {
        bridge.entity.id
        for bridge in find_bridges(old, communities=groups, min_papers=2, hubs=True, n=None)
    }
    bridges = find_bridges(new, communities=groups, min_papers=min_papers, n=None)
    return Difference(
        papers_new=tuple(sorted(new.papers.keys() - old.papers.keys())),
        papers_gone=tuple(sorted(old.papers.keys() - new.papers.keys())),
        new=_only_in(new, old),
        gone=_only_in(old, new),
        claims_new=_claims_only_in(new, old),
        claims_gone=_claims_only_in(old, new),
        rising=rising,
        falling=falling,
        bridges=tuple(bridge for bridge in bridges if bridge.entity.id not in known),
    )


def _only_in(a: KnowledgeGraph, b: KnowledgeGraph) -> tuple[Entity, ...]:
    entities = (a.entities[id_] for id_ in a.entities.keys() - b.entities.keys())
    return tuple(sorted(entities, key=lambda entity: (-entity.paper_count, entity.id)))


def _claims_only_in(a: KnowledgeGraph, b: KnowledgeGraph) -> tuple[Claim, ...]:
    others = {(s.subject, s.predicate, s.object) for s in b.statements}
    claims = find_claims(a)
    return tuple(c for c in claims if (c.subject, c.predicate, c.object) not in others)


def _changes(
    old: KnowledgeGraph, new: KnowledgeGraph, max_q: float, min_papers: int
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Return the changes of the rising and of the falling entities."""
    added = new.papers.keys() - old.papers.keys()
    before = Counter({entity: len(old.papers_of(entity)) for entity in old.entities})
    after = Counter(
        {entity: len(added.intersection(new.papers_of(entity))) for entity in new.entities}
    )
    ids = [id_ for id_, count in sorted((before + after).items()) if count >= min_papers]
    if not ids or not added or not old.papers:
        return (), ()
    counts = np.array([(before[identity], after[identity]) for identity in ids])
    papers, drawn, mentioned = len(old.papers) + len(added), len(added), counts.sum(axis=1)
    more = stats.hypergeom.sf(counts[:, 1] - 1, papers, mentioned, drawn)
    fewer = stats.hypergeom.cdf(counts[:, 1], papers, mentioned, drawn)
    rising, falling = (
        _clear(old, new, ids, counts.tolist(), np.clip(chances, 0, 1), max_q)
        for chances in (more, fewer)
    )
    return rising, falling


def _clear(
    old: KnowledgeGraph,
    new: KnowledgeGraph,
    ids: Sequence[str],
    counts: Sequence[Sequence[int]],
    chances: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    max_q: float,
) -> tuple[Change, ...]:
    """Return the changes up to a corrected p-value, the clearest first."""
    corrected = stats.false_discovery_control(chances)
    sizes = len(old.papers), len(new.papers.keys() - old.papers.keys())
    found = [
        Change(new.entities.get(id_) or old.entities[id_], was, sizes[0], now, sizes[1], p, q)
        for id_, (was, now), p, q in zip(
            ids, counts, chances.tolist(), corrected.tolist(), strict=True
        )
        if q <= max_q
    ]
    return tuple(sorted(found, key=lambda change: (change.p, change.entity.id)))

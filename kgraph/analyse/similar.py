"""The papers most similar to a paper, and what they have in common with it."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.analyse.why import find_stated
from kgraph.lookup.nodes import find_paper
from kgraph.records import Records
from kgraph.types import Entity, KnowledgeGraph, OwnPredicate, Paper, PaperLink


@dataclass(frozen=True, slots=True)
class Similar:
    """A paper that is similar to another.

    Attributes:
        paper: The paper.
        weight: The weight of the link between the two, 0 to 1.
        shared: The entities that both mention, what matters most to the link first.
        near: Each entity of this paper with a near one of the other paper, likewise.
        stated: For each shared entity, the predicates with which both papers state something of
            themselves and the entity.
        weak: Whether the link is weak.
    """

    paper: Paper
    weight: float
    shared: tuple[Entity, ...]
    near: tuple[tuple[Entity, Entity], ...]
    stated: tuple[tuple[OwnPredicate, ...], ...]
    weak: bool


def similar_papers(kg: KnowledgeGraph, paper: str, n: int = 10) -> Records[Similar]:
    """Return the papers that a paper is linked with, the heaviest link first.

    Args:
        kg: The knowledge graph.
        paper: A paper, as for `find_paper`.
        n: The number of papers, at most.

    Returns:
        The most similar papers first, equal weights by id.

    Raises:
        NotFoundError: The paper is not in the graph.
    """
    own = find_paper(kg, paper)
    similar = [_read(kg, own.id, link) for link in kg.links_of(own.id)]
    return Records(sorted(similar, key=lambda item: (-item.weight, item.paper.id))[:n])


def _read(kg: KnowledgeGraph, own: str, link: PaperLink) -> Similar:
    is_first = link.a == own
    shared = tuple(kg.entities[entity] for entity in link.shared)
    pairs = link.near if is_first else tuple((b, a) for a, b in link.near)
    near = tuple((kg.entities[a], kg.entities[b]) for a, b in pairs)
    stated = tuple(_stated_by_both(kg, link, entity) for entity in link.shared)
    other = kg.papers[link.b if is_first else link.a]
    return Similar(other, link.weight, shared, near, stated, link.weak)


def _stated_by_both(kg: KnowledgeGraph, link: PaperLink, entity: str) -> tuple[OwnPredicate, ...]:
    by_b = find_stated(kg, link.b, entity)
    return tuple(predicate for predicate in find_stated(kg, link.a, entity) if predicate in by_b)

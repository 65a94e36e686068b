"""Adoption: what one paper proposes and other, later papers use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgraph.background.counts import Background
from kgraph.lookup.nodes import find_label
from kgraph.records import Records
from kgraph.types import (
    ENTITY_PREDICATES,
    Entity,
    KnowledgeGraph,
    Label,
    Paper,
    Predicate,
    Statement,
)

_ADOPTING: frozenset[Predicate] = frozenset(
    {"uses", "compares-with", "evaluates-on", *ENTITY_PREDICATES}
)

_KNOWN = 0.05  # the share of the papers with a name after which no paper proposes what it names


@dataclass(frozen=True, slots=True)
class Adopter:
    """A paper that adopts an entity, and its statements that show it.

    `later` is whether the paper is known to be later than the proposal; if not, the two are of the
    same year or the year of one is unknown.
    """

    paper: Paper
    statements: tuple[Statement, ...]
    later: bool

    @property
    def predicates(self) -> tuple[Predicate, ...]:
        """The predicates of the statements, each once, in the order of the statements."""
        return tuple(dict.fromkeys(statement.predicate for statement in self.statements))


@dataclass(frozen=True, slots=True)
class Adoption:
    """An entity, the papers that propose it and those that adopt it, both the earliest first."""

    entity: Entity
    proposals: tuple[Paper, ...]
    adopters: tuple[Adopter, ...]


def find_adoption(
    kg: KnowledgeGraph, *, label: Label | None = None, background: Background | None = None
) -> Records[Adoption]:
    """Return the entities that some papers propose and others adopt.

    A paper does not propose what was known before: it does not count if, before its year, a
    twentieth of the papers of the background with the name had appeared; nor, if its year is
    unknown, what the background has in 20 papers or more. What more papers propose than adopt is
    left out: its name has several meanings there.

    A paper adopts an entity that it does not propose itself if it states that it uses it, compares
    with it or evaluates on it, or states something about it and another entity. A paper of a year
    before that of the first proposal does not count. If the years are equal, or one is unknown, it
    counts, but it is not `later`.

    Args:
        kg: The knowledge graph.
        label: Only entities with this label, in any case.
        background: The papers in which names emerged; None is the background that comes with
            kgraph.

    Returns:
        The entities that most papers adopt first, then by id.

    Raises:
        NotFoundError: The graph has no such label.
    """
    only = label and find_label(kg, label)
    field = background or Background.load()
    found = []
    for entity in kg.entities.values():
        if not only or entity.label == only:
            proposals = _proposals(kg, entity, field)
            adopters = _adopters(kg, entity.id, proposals) if proposals else ()
            if len(adopters) >= max(1, len(proposals)):
                found.append(Adoption(entity, proposals, adopters))
    return Records(sorted(found, key=lambda item: (-len(item.adopters), item.entity.id)))


def _proposals(kg: KnowledgeGraph, entity: Entity, field: Background) -> tuple[Paper, ...]:
    stated = {s.paper for s in kg.statements_of(entity.id) if s.predicate == "proposes"}
    known = field.year_of_share(entity, _KNOWN) if stated else None
    papers = sorted((kg.papers[id_] for id_ in stated), key=_by_year)
    return tuple(paper for paper in papers if _is_new(paper.year, known))


def _is_new(year: int | None, known: int | None) -> bool:
    return known is None or (year is not None and year <= known)


def _adopters(kg: KnowledgeGraph, entity: str, proposals: Sequence[Paper]) -> tuple[Adopter, ...]:
    proposing = {paper.id for paper in proposals}
    first = min((paper.year for paper in proposals if paper.year is not None), default=None)
    adopters = []
    for id_, statements in _adopting(kg, entity).items():
        later = _is_later(kg.papers[id_].year, first)
        if id_ not in proposing and later is not False:
            adopters.append(Adopter(kg.papers[id_], tuple(statements), later is True))
    return tuple(sorted(adopters, key=lambda adopter: _by_year(adopter.paper)))


def _is_later(year: int | None, first: int | None) -> bool | None:
    """Return whether a year is after another; None if that is open or they are equal."""
    return None if year is None or first is None or year == first else year > first


def _adopting(kg: KnowledgeGraph, entity: str) -> Mapping[str, Sequence[Statement]]:
    """Return the statements by which papers adopt an entity, by paper."""
    statements: dict[str, list[Statement]] = defaultdict(list)
    for statement in kg.statements_of(entity):
        if statement.predicate in _ADOPTING:
            statements[statement.paper].append(statement)
    return statements


def _by_year(paper: Paper) -> tuple[bool, int, str]:
    return paper.year is None, paper.year or 0, paper.id

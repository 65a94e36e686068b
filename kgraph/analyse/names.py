"""Names of groups of papers: the entities that most of them are about and others are not."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kgraph.types import About, KnowledgeGraph

_NAMES = 3
_PASSING = 0.3  # of a paper that names an entity; 1 for one that is certainly about it
_COVERED = 0.25  # of a paper that has one of the names before
_LEAST_LIFT = 1.5  # times as frequent as in all papers
_SPECIFIC = 0.75  # the power of ln(lift): higher makes names rarer, and cover fewer papers
_DIGITS = 9

Uses = Mapping[str, Mapping[str, float]]
"""How much each paper of a group is about each entity that it names, by entity and paper."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a group of papers.

    Attributes:
        named_by: Up to three ids of entities, the best name first.
        coverage: The share of the papers that name one of them, 0 to 1.
    """

    named_by: tuple[str, ...]
    coverage: float


def name_paper_groups(kg: KnowledgeGraph, groups: Sequence[Collection[str]]) -> tuple[Naming, ...]:
    """Choose the entities that name each group of papers.

    The first name is the entity with the highest sum over the papers of the group, in which a paper
    that names it counts 0.3 to 1, the more it is about it; times a power of the logarithm of how
    much more that is per paper than in all papers. For the second and third, papers that have a
    name before count a quarter. Left out are entities that are less than 1.5 times as frequent as
    in all papers, those in only one paper of the group, names whose words are in another name of
    it, and metrics, which say how work is measured, not what it is about.

    Args:
        kg: The graph.
        groups: Disjoint sets of ids of papers.
    """
    of_entity: dict[str, list[float]] = {}
    for item in kg.about:
        of_entity.setdefault(item.entity, []).append(_weigh(item))
    totals = {entity: math.fsum(weights) for entity, weights in of_entity.items()}
    return tuple(_name(kg, group, totals) for group in groups)


def _weigh(item: About) -> float:
    return _PASSING + (1 - _PASSING) * item.score


def _name(kg: KnowledgeGraph, group: Collection[str], totals: Mapping[str, float]) -> Naming:
    uses = _uses(kg, group)
    lifts = _lifts(uses, totals, len(group) / len(kg.papers))
    chosen: list[str] = []
    named: set[str] = set()
    while len(chosen) < _NAMES:
        scores = {
            entity: _gain(uses[entity], named) * math.log(lift) ** _SPECIFIC
            for entity, lift in lifts.items()
            if _differs(kg, entity, chosen)
        }
        if not scores:
            break
        best = min(scores, key=lambda entity: (-round(scores[entity], _DIGITS), entity))
        chosen.append(best)
        named |= uses[best].keys()
    return Naming(tuple(chosen), len(named) / max(1, len(group)))


def _uses(kg: KnowledgeGraph, group: Collection[str]) -> Uses:
    """Return how much each paper of a group is about each entity that it names, but metrics."""
    uses: dict[str, dict[str, float]] = {}
    for paper in sorted(group):
        for item in kg.about_of(paper):
            if kg.entities[item.entity].label != "Metric":
                uses.setdefault(item.entity, {})[paper] = _weigh(item)
    return uses


def _lifts(uses: Uses, totals: Mapping[str, float], share: float) -> dict[str, float]:
    """Return how many times as frequent as in all papers each possible name is in a group.

    `share` is the share of all papers that are in the group.
    """
    lifts = {
        entity: math.fsum(of_papers.values()) / (totals[entity] * share)
        for entity, of_papers in uses.items()
        if len(of_papers) > 1
    }
    return {entity: lift for entity, lift in lifts.items() if lift >= _LEAST_LIFT}


def _gain(of_papers: Mapping[str, float], named: Collection[str]) -> float:
    return math.fsum(
        weight * (_COVERED if paper in named else 1) for paper, weight in of_papers.items()
    )


def _differs(kg: KnowledgeGraph, entity: str, chosen: Sequence[str]) -> bool:
    """Return whether the words of a name neither include nor are in those of a chosen name."""
    words = set(kg.entities[entity].name.lower().split())
    others = [set(kg.entities[other].name.lower().split()) for other in chosen]
    return not any(words <= other or other <= words for other in others)

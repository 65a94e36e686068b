"""Rankings: entities that papers are about, central entities and papers, authors and venues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kgraph.analyse.centrality import Scores, centrality, check_measure
from kgraph.analyse.prominence import prominence
from kgraph.graph.networks import entity_graph, paper_graph
from kgraph.lookup.nodes import find_label
from kgraph.records import Records
from kgraph.types import (
    MEASURES,
    Entity,
    KnowledgeGraph,
    Label,
    Measure,
    NetworkMeasure,
    Paper,
    Person,
    Venue,
)

MIN_PAPERS = 3
"""The number of papers from which on entities are ranked, unless asked otherwise."""

_FIRST = "Concept"  # the label that says most about what papers are about
_DIGITS = 12  # libraries differ in the digits after these


class Ranked(NamedTuple):
    """An entity with its score by a measure."""

    entity: Entity
    score: float


class RankedPaper(NamedTuple):
    """A paper with its centrality."""

    paper: Paper
    score: float


@dataclass(frozen=True, slots=True)
class Selection:
    """The entities that are ranked, and what is left out.

    Attributes:
        ids: The ids of the entities, sorted.
        min_papers: The number of papers that each is in, at least.
        hubs: The number of hubs that are left out.
        rare: The number of other entities that are left out, because they are in fewer papers.
    """

    ids: tuple[str, ...]
    min_papers: int
    hubs: int
    rare: int

    @property
    def left_out(self) -> str:
        """Say what is left out, as "2 hubs and 9 entities in fewer than 3 papers"; "" if nothing.

        >>> Selection((), 3, hubs=1, rare=0).left_out
        '1 hub'
        """
        hubs = f"{self.hubs:,} {'hub' if self.hubs == 1 else 'hubs'}"
        rare = f"{self.rare:,} {'entity' if self.rare == 1 else 'entities'}"
        parts = (
            hubs if self.hubs else "",
            f"{rare} in fewer than {self.min_papers} papers" if self.rare else "",
        )
        return " and ".join(filter(None, parts))


def select_entities(
    kg: KnowledgeGraph,
    *,
    label: Label | None = None,
    min_papers: int = MIN_PAPERS,
    hubs: bool = False,
) -> Selection:
    """Select the entities to rank.

    Args:
        kg: The knowledge graph.
        label: Only entities with this label.
        min_papers: Only entities in at least this many papers.
        hubs: Whether hubs are ranked.

    Raises:
        NotFoundError: The graph does not have the label.
    """
    label = label and find_label(kg, label)
    wanted = [entity for entity in kg.entities.values() if label in (None, entity.label)]
    shown = [entity for entity in wanted if hubs or not entity.hub]
    ids = tuple(entity.id for entity in shown if entity.paper_count >= min_papers)
    return Selection(ids, min_papers, len(wanted) - len(shown), len(shown) - len(ids))


def score_entities(kg: KnowledgeGraph, by: Measure = "prominence") -> Scores:
    """Return the prominence of each entity, or its centrality in the graph of entities, by its id.

    Raises:
        KgraphError: The measure is unknown.
    """
    check_measure(by, MEASURES)
    return Scores(prominence(kg)) if by == "prominence" else centrality(entity_graph(kg), by)


def top_entities(
    kg: KnowledgeGraph,
    by: Measure = "prominence",
    *,
    label: Label | None = None,
    min_papers: int = MIN_PAPERS,
    hubs: bool = False,
    n: int = 20,
    scores: Mapping[str, float] | None = None,
) -> Records[Ranked]:
    """Return the `n` entities with the highest scores, the highest first.

    Args:
        kg: The knowledge graph.
        by: `prominence`, or a measure of `centrality` in the graph of entities.
        label: Return only entities with this label; the scores are those in the whole graph.
        min_papers: Return only entities in at least this many papers.
        hubs: Whether hubs are returned.
        n: The number of entities, at most.
        scores: The result of `View.entity_centrality(by)`, if you have it.

    Raises:
        NotFoundError: The graph does not have the label.
        KgraphError: The measure is unknown.
    """
    selection = select_entities(kg, label=label, min_papers=min_papers, hubs=hubs)
    scores = score_entities(kg, by) if scores is None else scores
    best = find_top(scores, selection.ids, n)
    return Records(Ranked(kg.entities[identity], score) for identity, score in best)


def top_by_label(
    kg: KnowledgeGraph, *, n: int, scores: Mapping[str, float] | None = None
) -> dict[Label, list[Ranked]]:
    """Return the `n` most prominent entities of each label, Concepts first.

    Entities that papers are less about than usual, with a prominence of 0 or less, are left out, as
    are hubs and entities in fewer than three papers.

    Args:
        kg: The knowledge graph.
        n: The number of entities of a label, at most.
        scores: The result of `View.entity_centrality("prominence")`, if you have it.
    """
    scores = score_entities(kg) if scores is None else scores
    labels = sorted((label.name for label in kg.labels), key=lambda label: label != _FIRST)
    ranked = {label: top_entities(kg, label=label, n=n, scores=scores) for label in labels}
    return {label: [item for item in best if item.score > 0] for label, best in ranked.items()}


def top_papers(
    kg: KnowledgeGraph,
    by: NetworkMeasure = "pagerank",
    *,
    n: int = 20,
    scores: Mapping[str, float] | None = None,
) -> Records[RankedPaper]:
    """Return the `n` most central papers of the graph of linked papers, the most central first.

    Args:
        kg: The knowledge graph.
        by: The measure, as for `centrality`.
        n: The number of papers, at most.
        scores: The result of `View.paper_centrality(by)`, if you have it.
    """
    scores = centrality(paper_graph(kg), by) if scores is None else scores
    best = find_top(scores, kg.papers, n)
    return Records(RankedPaper(kg.papers[identity], score) for identity, score in best)


def top_authors(kg: KnowledgeGraph, *, n: int = 20) -> Records[Person]:
    """Return the `n` authors of the most papers, equals by id."""
    return Records(sorted(kg.authors.values(), key=_by_papers)[:n])


def top_venues(kg: KnowledgeGraph, *, n: int = 20) -> Records[Venue]:
    """Return the `n` venues of the most papers, equals by id."""
    return Records(sorted(kg.venues.values(), key=_by_papers)[:n])


def _by_papers(node: Person | Venue) -> tuple[int, str]:
    return -node.paper_count, node.id


def find_top(scores: Mapping[str, float], wanted: Iterable[str], n: int) -> list[tuple[str, float]]:
    """Return the ids with the highest scores among those wanted, equals by id."""
    return sorted(
        ((id_, scores[id_]) for id_ in wanted), key=lambda item: (-round(item[1], _DIGITS), item[0])
    )[:n]

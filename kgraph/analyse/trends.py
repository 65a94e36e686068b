"""Trends: the papers per year that mention an entity, since when, and whether they rise or fall."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgraph.background.counts import Background
from kgraph.lookup.nodes import find_entity, find_label
from kgraph.records import Records
from kgraph.types import Entity, KnowledgeGraph, Label

_EMERGED = 0.01  # the share of the papers with a name by which it has emerged


@dataclass(frozen=True, slots=True)
class Year:
    """A year, its number of papers, and how many of them mention the entity."""

    year: int
    papers: int
    count: int

    @property
    def share(self) -> float:
        """Return the share of the year's papers that mention the entity, 0 to 1."""
        return self.count / self.papers


@dataclass(frozen=True, slots=True)
class Trend:
    """An entity's papers year by year, and the test of their share for a trend.

    `z` is above 0 if the share rises; `p` is its two-sided p-value, 0 to 1. `first` is the first
    year in which a paper of the graph mentions it. `emerged` is the year by which a hundredth of
    the papers of the background with its name had appeared, so that a few early uses of the word do
    not count; None for a name that is in fewer than 20 of them.
    """

    entity: Entity
    years: tuple[Year, ...]
    z: float
    p: float
    first: int
    emerged: int | None


def count_years(kg: KnowledgeGraph, entity: str) -> tuple[Year, ...]:
    """Count the papers of an entity in each year that has papers.

    Args:
        kg: The knowledge graph.
        entity: An entity, as for `find_entity`.

    Raises:
        NotFoundError: The entity is not in the graph.
    """
    return _years(kg, _papers_of_years(kg), kg.papers_of(find_entity(kg, entity).id))


def find_trends(
    kg: KnowledgeGraph,
    *,
    label: Label | None = None,
    min_papers: int = 5,
    falling: bool = False,
    background: Background | None = None,
    n: int | None = 20,
) -> Records[Trend]:
    """Return the entities whose share of the papers rises most clearly over the years.

    The Cochran-Armitage test: of N_t papers in year t, R_t mention the entity. With the totals N
    and R, p = R / N, T = sum of t (R_t - N_t p) and V = p (1 - p) (sum of N_t t^2 - (sum of N_t
    t)^2 / N), z = T / sqrt(V) is about standard normal without a trend (less so with few papers),
    and sqrt(N) times the correlation of year and mention. p is not corrected for the number of
    entities.

    Args:
        kg: The knowledge graph.
        label: Only entities with this label.
        min_papers: Only entities in at least this many papers with a year.
        falling: Return the entities that fall most clearly instead.
        background: The papers in which names emerged; None is the background that comes with
            kgraph.
        n: The number of entities, at most; None for all.

    Returns:
        The trends with z furthest from 0 first, equal ones by the id of the entity.

    Raises:
        NotFoundError: The graph does not have the label.

    References:
        Armitage 1955, doi:10.2307/3001775.
    """
    label = label and find_label(kg, label)
    totals = _papers_of_years(kg)
    field = background or Background.load()
    trends = []
    for entity in kg.entities.values():
        years = _years(kg, totals, kg.papers_of(entity.id))
        if label in (None, entity.label) and sum(year.count for year in years) >= min_papers:
            z = _armitage(years)
            if z < 0 if falling else z > 0:
                trends.append(_trend(entity, years, z, field))
    best = sorted(trends, key=lambda item: (-round(abs(item.z), 9), item.entity.id))
    return Records(best[:n])


def _trend(entity: Entity, years: tuple[Year, ...], z: float, field: Background) -> Trend:
    return Trend(
        entity,
        years,
        z,
        p=math.erfc(abs(z) / math.sqrt(2)),
        first=min(year.year for year in years if year.count),
        emerged=field.year_of_share(entity, _EMERGED),
    )


def _papers_of_years(kg: KnowledgeGraph) -> dict[int, int]:
    """Return the number of papers of each year that has any, in order."""
    return dict(
        sorted(
            Counter(paper.year for paper in kg.papers.values() if paper.year is not None).items()
        )
    )


def _years(
    kg: KnowledgeGraph, totals: Mapping[int, int], papers: Sequence[str]
) -> tuple[Year, ...]:
    counts = Counter(kg.papers[paper].year for paper in papers)
    return tuple(Year(year, total, counts[year]) for year, total in totals.items())


def _armitage(years: Sequence[Year]) -> float:
    """Return the z of the Cochran-Armitage test.

    0 if all papers or no papers mention the entity, or if all papers are of one year.
    """
    papers, count = sum(year.papers for year in years), sum(year.count for year in years)
    share = count / papers if papers else 0.0
    # Counting years from the first gives the same z and keeps the squares small.
    times = [year.year - years[0].year for year in years]
    trend = sum(
        time * (year.count - year.papers * share) for time, year in zip(times, years, strict=True)
    )
    weighted = sum(time * year.papers for time, year in zip(times, years, strict=True))
    squares = sum(time**2 * year.papers for time, year in zip(times, years, strict=True))
    variance = share * (1 - share) * (squares - weighted**2 / papers) if papers else 0.0
    return trend / math.sqrt(variance) if variance > 0 else 0.0

"""What the papers of an author or a venue have in common: their subjects, authors and venues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kgraph.types import Entity, KnowledgeGraph, Person, Venue


def count_subjects(kg: KnowledgeGraph, papers: Iterable[str]) -> list[tuple[Entity, int]]:
    """Count how many of some papers, by id, are about each entity.

    Returns:
        The entities of most papers first, otherwise the least specific, which say most to a reader.
    """
    counts = Counter(id_ for paper in papers for id_ in kg.subjects_of(paper))
    subjects = ((kg.entities[id_], count) for id_, count in counts.items())
    return sorted(subjects, key=lambda item: (-item[1], item[0].idf, item[0].id))


def count_authors(kg: KnowledgeGraph, papers: Iterable[str]) -> list[tuple[Person, int]]:
    """Count how many of some papers, by id, each author wrote; those of most come first."""
    counts = Counter(id_ for paper in papers for id_ in set(kg.authors_of(paper)))
    return [(kg.authors[id_], count) for id_, count in _most_first(counts)]


def count_venues(kg: KnowledgeGraph, papers: Iterable[str]) -> list[tuple[Venue, int]]:
    """Count how many of some papers, by id, appeared in each venue; those of most come first."""
    counts = Counter(id_ for paper in papers if (id_ := kg.venue_of(paper)))
    return [(kg.venues[id_], count) for id_, count in _most_first(counts)]


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

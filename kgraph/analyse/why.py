"""Why two papers are linked: the entities they share, those that are near, and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.errors import NotFoundError
from kgraph.graph.reasons import Reasons
from kgraph.lookup.nodes import find_paper
from kgraph.types import (
    OWN_PREDICATES,
    Entity,
    KnowledgeGraph,
    Mention,
    OwnPredicate,
    Paper,
    PaperLink,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention with its sentence; `start` and `end` are its offsets in the sentence."""

    mention: Mention
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SharedEntity:
    """An entity that both papers mention, and its first mention in each.

    `about_a` and `about_b` are how much each paper is about it, 0 to 1; `stated_a` and `stated_b`
    are the predicates with which each paper states something of itself and the entity. It does not
    link papers if it is a hub.
    """

    entity: Entity
    about_a: float
    about_b: float
    stated_a: tuple[OwnPredicate, ...]
    stated_b: tuple[OwnPredicate, ...]
    evidence_a: Evidence
    evidence_b: Evidence


@dataclass(frozen=True, slots=True)
class NearEntities:
    """An entity of each paper, how close they are, 0 to 1, and the first mention of each.

    `stated_a` and `stated_b` are the predicates with which each paper states something of itself
    and its entity.
    """

    a: Entity
    b: Entity
    closeness: float
    stated_a: tuple[OwnPredicate, ...]
    stated_b: tuple[OwnPredicate, ...]
    evidence_a: Evidence
    evidence_b: Evidence


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two papers, their link if they are linked, and what they have in common.

    What matters most to the link comes first, and hubs last.
    """

    a: Paper
    b: Paper
    link: PaperLink | None
    shared: tuple[SharedEntity, ...]
    near: tuple[NearEntities, ...]


def why(kg: KnowledgeGraph, a: str, b: str) -> Explanation:
    """Explain why two papers are linked, or what they have in common if they are not.

    Args:
        kg: The knowledge graph.
        a: A paper, as for `find_paper`.
        b: Another paper, likewise.

    Raises:
        NotFoundError: One of them is not in the graph, or they are the same paper.
    """
    paper_a, paper_b = find_paper(kg, a), find_paper(kg, b)
    if paper_a.id == paper_b.id:
        raise NotFoundError(f"'{a}' and '{b}' are the same paper, {paper_a.id}. Give two papers.")
    reasons = Reasons(kg)
    firsts = first_mentions(kg, paper_a), first_mentions(kg, paper_b)
    hubs = sorted(firsts[0].keys() & firsts[1].keys() & kg.hubs)
    shared = (*reasons.shared(paper_a.id, paper_b.id), *hubs)
    return Explanation(
        paper_a,
        paper_b,
        kg.link_between(paper_a.id, paper_b.id),
        tuple(_shared(kg, entity, *firsts) for entity in shared),
        tuple(
            NearEntities(
                kg.entities[left],
                kg.entities[right],
                reasons.closeness(left, right),
                find_stated(kg, paper_a.id, left),
                find_stated(kg, paper_b.id, right),
                find_evidence(kg, firsts[0][left]),
                find_evidence(kg, firsts[1][right]),
            )
            for left, right in reasons.near(paper_a.id, paper_b.id)
        ),
    )


def _shared(
    kg: KnowledgeGraph, entity: str, in_a: dict[str, Mention], in_b: dict[str, Mention]
) -> SharedEntity:
    mentions = in_a[entity], in_b[entity]
    about_a, about_b = (kg.about_score(mention.paper, entity) for mention in mentions)
    stated_a, stated_b = (find_stated(kg, mention.paper, entity) for mention in mentions)
    evidence = (find_evidence(kg, mention) for mention in mentions)
    return SharedEntity(kg.entities[entity], about_a, about_b, stated_a, stated_b, *evidence)


def find_stated(kg: KnowledgeGraph, paper: str, entity: str) -> tuple[OwnPredicate, ...]:
    """Return the predicates with which a paper states something of itself and an entity.

    Both are ids. The predicates are in the order of `OWN_PREDICATES`.
    """
    own = [s.predicate for s in kg.statements_of(paper) if (s.subject, s.object) == ("", entity)]
    return tuple(predicate for predicate in OWN_PREDICATES if predicate in own)


def find_evidence(kg: KnowledgeGraph, mention: Mention) -> Evidence:
    """Return a mention with its sentence."""
    text = kg.papers[mention.paper].text(mention.field)
    offset = mention.sentence_start
    return Evidence(
        mention, text[offset : mention.sentence_end], mention.start - offset, mention.end - offset
    )


def first_mentions(kg: KnowledgeGraph, paper: Paper) -> dict[str, Mention]:
    """Return the first mention of each entity of a paper by its id, in the abstract if possible."""
    mentions = kg.mentions_of(paper.id)
    firsts: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda mention: (mention.field == "title", mention.start)):
        firsts.setdefault(mention.entity, mention)
    return firsts

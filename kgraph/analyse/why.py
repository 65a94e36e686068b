"""Why two papers are linked: the entities they share, the weight of each, and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.errors import NotFoundError
from kgraph.lookup.nodes import find_paper
from kgraph.types import Entity, KnowledgeGraph, Mention, Paper


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

    `links` is false for an entity that adds nothing to the weight of the link: a hub, which is too
    common, and the single shared entity of two papers that are not about it.
    """

    entity: Entity
    links: bool
    evidence_a: Evidence
    evidence_b: Evidence


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two papers, the weight of their link in nats (0 without a link), and what they share.

    Entities that link the papers come first.
    """

    a: Paper
    b: Paper
    weight: float
    shared: tuple[SharedEntity, ...]


def why(kg: KnowledgeGraph, a: str, b: str) -> Explanation:
    """Explain the link between two papers.

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
    link = kg.link_between(paper_a.id, paper_b.id)
    linking = link.shared if link else ()
    first_a, first_b = first_mentions(kg, paper_a), first_mentions(kg, paper_b)
    ranked = sorted(
        first_a.keys() & first_b.keys(), key=lambda i: (i not in linking, -kg.entities[i].idf, i)
    )
    shared = tuple(
        SharedEntity(
            kg.entities[i],
            i in linking,
            find_evidence(kg, first_a[i]),
            find_evidence(kg, first_b[i]),
        )
        for i in ranked
    )
    return Explanation(paper_a, paper_b, link.weight if link else 0.0, shared)


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

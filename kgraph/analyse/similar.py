"""The papers most similar to a paper, by the specific entities they share."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kgraph.lookup.nodes import find_paper
from kgraph.types import Entity, KnowledgeGraph, Paper, PaperLink


@dataclass(frozen=True, slots=True)
class Similar:
    """A paper that is similar to another.

    Attributes:
        paper: The paper.
        score: The similarity, 0 to 1.
        weight: The weight of the link in nats: the sum of the idf of `shared`.
        shared: The entities that link the two papers, the most specific first.
    """

    paper: Paper
    score: float
    weight: float
    shared: tuple[Entity, ...]


def similar_papers(kg: KnowledgeGraph, paper: str, n: int = 10) -> list[Similar]:
    """Return the papers most similar to a paper.

    The score is w_ab / sqrt(w_a w_b), where w_ab is the weight of the link, the sum of idf over all
    entities that both mention and that are not hubs, and w_a the same sum over all such entities of
    a: the cosine of the two papers' vectors with sqrt(idf) for every entity that is not a hub.
    It is 1 for papers that mention the same entities.

    Args:
        kg: The knowledge graph.
        paper: A paper, as for `find_paper`.
        n: The number of papers, at most; only papers with a link to it are returned.

    Returns:
        The most similar papers first, equal scores by id.

    Raises:
        NotFoundError: The paper is not in the graph.

    References:
        Salton and Buckley 1988, doi:10.1016/0306-4573(88)90021-0, on cosine normalisation.
    """
    own = find_paper(kg, paper)
    similar = [_compare(kg, own, link) for link in kg.links_of(own.id)]
    return sorted(similar, key=lambda item: (-round(item.score, 9), item.paper.id))[:n]


def _compare(kg: KnowledgeGraph, own: Paper, link: PaperLink) -> Similar:
    linked = kg.papers[link.b if link.a == own.id else link.a]
    norm = math.sqrt(_specific_weight(kg, link.a) * _specific_weight(kg, link.b))
    shared = tuple(kg.entities[id_] for id_ in link.shared)
    # The weight of a link is rounded, so the score of equal papers could exceed 1.
    return Similar(linked, min(1.0, link.weight / norm), link.weight, shared)


def _specific_weight(kg: KnowledgeGraph, paper: str) -> float:
    """Return the sum of idf over the entities of a paper that are not hubs."""
    entities = (kg.entities[id_] for id_ in kg.entities_of(paper))
    return math.fsum(entity.idf for entity in entities if not entity.hub)

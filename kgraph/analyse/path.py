"""The shortest path of mentions between two papers or entities, with sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from kgraph.analyse.why import Evidence, find_evidence, first_mentions
from kgraph.errors import NotFoundError
from kgraph.graph.networks import mention_graph
from kgraph.lookup.nodes import Node, find_node
from kgraph.types import Entity, KnowledgeGraph, Paper


@dataclass(frozen=True, slots=True)
class Step:
    """An edge of a path: a paper, an entity that it mentions, the evidence, and the length."""

    paper: Paper
    entity: Entity
    evidence: Evidence
    length: float


@dataclass(frozen=True, slots=True)
class MentionPath:
    """Alternating papers and entities from one end to the other, and the step between each two."""

    nodes: tuple[Node, ...]
    steps: tuple[Step, ...]
    length: float


def find_path(kg: KnowledgeGraph, start: str, end: str) -> MentionPath:
    """Find the shortest path between two papers or entities in the mention graph.

    An edge of an entity has the length 1 / idf, so that paths prefer specific entities: through an
    entity in 2 of 100 papers (idf 3.9) they are 5.6 times as short as through an entity in half of
    them (idf 0.7). The algorithm is Dijkstra's; of equally long paths it always returns the same.

    Args:
        kg: The knowledge graph.
        start: A paper or an entity, as for `find_node`.
        end: Another paper or entity, likewise.

    Returns:
        The path, its length, and for each step the first mention of the entity in the paper, in the
        abstract if possible.

    Raises:
        NotFoundError: An end is not in the graph, both are the same, or no path joins them.
    """
    first, last = find_node(kg, start), find_node(kg, end)
    if first.id == last.id:
        raise NotFoundError(
            f"'{start}' and '{end}' are the same, {first.id}. Give two papers or entities."
        )
    try:
        ids = nx.dijkstra_path(_lengths(kg), first.id, last.id, weight="length")
    except nx.NetworkXNoPath as error:
        raise NotFoundError(
            f"No path joins {first.id} and {last.id}: no chain of papers shares entities."
        ) from error
    steps = _steps(kg, ids)
    return MentionPath(
        tuple(_node(kg, id_) for id_ in ids), steps, sum(step.length for step in steps)
    )


def _lengths(kg: KnowledgeGraph) -> nx.Graph[str]:
    """Return the mention graph, each edge with its `length`."""
    graph = mention_graph(kg)
    for paper, entity in graph.edges:
        graph.edges[paper, entity]["length"] = _length(kg.entities[entity])
    return graph


def _length(entity: Entity) -> float:
    return 1 / entity.idf


def _node(kg: KnowledgeGraph, id_: str) -> Node:
    return kg.papers[id_] if id_ in kg.papers else kg.entities[id_]


def _steps(kg: KnowledgeGraph, ids: Sequence[str]) -> tuple[Step, ...]:
    """Return the step between each two successive nodes."""
    pairs = ((a, b) if a in kg.papers else (b, a) for a, b in pairwise(ids))
    return tuple(_step(kg, kg.papers[paper], kg.entities[entity]) for paper, entity in pairs)


def _step(kg: KnowledgeGraph, paper: Paper, entity: Entity) -> Step:
    return Step(
        paper, entity, find_evidence(kg, first_mentions(kg, paper)[entity.id]), _length(entity)
    )

"""The network that the page draws: the strongest lines, few enough to be read, and how central each node is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from kgraph.analyse.centrality import centrality
from kgraph.graph.networks import paper_graph
from kgraph.types import KnowledgeGraph, Measure

MAP_EDGES = 1500
"""Lines drawn at most in each view; the panel lists all."""

LINKS_PER_NODE = 3
"""Lines drawn at most per paper to other papers, and per entity to other entities."""

MEASURES: tuple[Measure, ...] = ("pagerank", "betweenness")
"""The centralities that nodes can be sized by, beside the number of papers."""

Edge = tuple[str, str]
Weighed = tuple[float, str, str]


def find_edges(kg: KnowledgeGraph, together: nx.Graph[str]) -> list[Edge]:
    """Choose the lines to draw, between nodes of `to_map_graph`: those of the map, then those of the entities alone.

    The map has each paper's strongest links, and the most specific entities of each. An entity of a
    single paper has no line: it is drawn beside its paper. Entities are joined by what is most
    telling of them: they are named together in at least two papers, and their number times the
    pointwise mutual information is highest.

    Args:
        kg: The graph.
        together: Its `entity_graph`.
    """
    return [*_map_edges(kg), *_entity_edges(together)]


def find_measures(kg: KnowledgeGraph, together: nx.Graph[str]) -> dict[str, dict[str, float]]:
    """Return the centrality of every node of `to_map_graph`: of papers among papers, of entities among entities.

    Args:
        kg: The graph.
        together: Its `entity_graph`.
    """
    graphs = {"paper": paper_graph(kg), "entity": together}
    return {
        measure: {
            f"{kind}/{id_}": score
            for kind, graph in graphs.items()
            for id_, score in centrality(graph, measure).items()
        }
        for measure in MEASURES
    }


def _map_edges(kg: KnowledgeGraph) -> list[Edge]:
    """Return the lines of the map: each paper's strongest, in turn, until there are enough."""
    links = [(link.weight, f"paper/{link.a}", f"paper/{link.b}") for link in kg.links]
    uses = {(m.paper, m.entity) for m in kg.mentions if kg.entities[m.entity].paper_count > 1}
    mentions = [
        (kg.entities[entity].idf, f"paper/{paper}", f"entity/{entity}") for paper, entity in uses
    ]
    return _strongest(
        [*_in_turn(links, limit=LINKS_PER_NODE), *_in_turn(mentions, limit=MAP_EDGES)]
    )


def _entity_edges(together: nx.Graph[str]) -> list[Edge]:
    """Return the lines between entities: each one's strongest, in turn, until there are enough."""
    pairs = [
        (data["weight"] * data["pmi"], f"entity/{a}", f"entity/{b}")
        for a, b, data in together.edges(data=True)
        if data["weight"] > 1 and data["pmi"] > 0
    ]
    both_ways = [*pairs, *((score, b, a) for score, a, b in pairs)]
    return _strongest(_in_turn(both_ways, limit=LINKS_PER_NODE))


def _in_turn(edges: Sequence[Weighed], *, limit: int) -> list[tuple[int, float, str, str]]:
    """Rank edges by how many stronger ones their first end has, then by weight; drop ranks from `limit` on."""
    seen: Counter[str] = Counter()
    ranked = []
    for weight, a, b in sorted(edges, key=lambda edge: (-edge[0], edge[1:])):
        if seen[a] < limit:
            ranked.append((seen[a], -weight, a, b))
        seen[a] += 1
    return ranked


def _strongest(ranked: Iterable[tuple[int, float, str, str]]) -> list[Edge]:
    """Return the best `MAP_EDGES` pairs, sorted; a paper comes before an entity."""
    chosen: dict[Edge, None] = {}
    for _, _, a, b in sorted(ranked):
        chosen[(a, b) if a.startswith("paper/") else (min(a, b), max(a, b))] = None
        if len(chosen) == MAP_EDGES:
            break
    return sorted(chosen)


def restrict(kg: KnowledgeGraph, most: int) -> KnowledgeGraph:
    """Return the part of a graph that a page can show with ease: the papers whose links weigh most, and what is theirs.

    Entities keep the number of papers, and so the specificity, that they have in the whole graph.

    Args:
        kg: The graph.
        most: How many papers are kept at most.
    """
    if len(kg.papers) <= most:
        return kg
    strength: Mapping[str, float] = dict(paper_graph(kg).degree(weight="weight"))
    kept = set(sorted(kg.papers, key=lambda id_: (-strength[id_], id_))[:most])
    mentions = tuple(mention for mention in kg.mentions if mention.paper in kept)
    named = {mention.entity for mention in mentions}
    return KnowledgeGraph(
        {id_: paper for id_, paper in kg.papers.items() if id_ in kept},
        {id_: entity for id_, entity in kg.entities.items() if id_ in named},
        mentions,
        tuple(link for link in kg.links if link.a in kept and link.b in kept),
    )

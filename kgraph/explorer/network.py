"""The network that the page draws: the strongest lines, few enough to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import networkx as nx

from kgraph.analyse.view import View
from kgraph.records import Records, RecordsById
from kgraph.types import Author, KnowledgeGraph, Paper

MAP_EDGES = 1500
"""The most lines drawn in each picture; the panel lists all. Half of the map's may be links."""

LINKS_PER_NODE = 3
"""The most lines drawn from a paper to other papers, and from an entity to other entities."""

Edge = tuple[str, str]
Weighed = tuple[float, str, str]


def find_edges(view: View) -> list[Edge]:
    """Choose the lines to draw between nodes of the map graph, then those between entities.

    The map has the strongest links and the most specific entities of each paper. An entity of a
    single paper has no line: it is drawn next to its paper. Two entities are joined if at least two
    papers mention both, first those with the highest number of these papers times pointwise mutual
    information.
    """
    return [*_map_edges(view.kg), *_entity_edges(view.entity_graph)]


def _map_edges(kg: KnowledgeGraph) -> list[Edge]:
    """Return the lines of the map: the strongest of each paper, in turn, up to the limit.

    Links and mentions are chosen apart: their weights do not compare.
    """
    links = [(link.weight, f"paper/{link.a}", f"paper/{link.b}") for link in kg.links]
    mentions = [
        (entity.idf, f"paper/{paper}", f"entity/{entity.id}")
        for entity in kg.entities.values()
        if entity.paper_count > 1
        for paper in kg.papers_of(entity.id)
    ]
    linked = _strongest(_in_turn(links, limit=LINKS_PER_NODE), most=MAP_EDGES // 2)
    mentioned = _strongest(_in_turn(mentions, limit=MAP_EDGES), most=MAP_EDGES - len(linked))
    return sorted([*linked, *mentioned])


def _entity_edges(together: nx.Graph[str]) -> list[Edge]:
    """Return the lines between entities: the strongest of each, in turn, up to the limit."""
    pairs = [
        (data["weight"] * data["pmi"], f"entity/{a}", f"entity/{b}")
        for a, b, data in together.edges(data=True)
        if data["weight"] > 1 and data["pmi"] > 0
    ]
    both_ways = [*pairs, *((score, b, a) for score, a, b in pairs)]
    return _strongest(_in_turn(both_ways, limit=LINKS_PER_NODE), most=MAP_EDGES)


def _in_turn(edges: Sequence[Weighed], *, limit: int) -> list[tuple[int, float, str, str]]:
    """Rank edges by how many stronger edges their first end has, then by weight.

    Ranks from `limit` on are dropped.
    """
    seen: Counter[str] = Counter()
    ranked = []
    for weight, a, b in sorted(edges, key=lambda edge: (-edge[0], edge[1:])):
        if seen[a] < limit:
            ranked.append((seen[a], -weight, a, b))
        seen[a] += 1
    return ranked


def _strongest(ranked: Iterable[tuple[int, float, str, str]], *, most: int) -> list[Edge]:
    """Return the best pairs, `most` of them, sorted; a paper comes before an entity."""
    chosen: dict[Edge, None] = {}
    for _, _, a, b in sorted(ranked):
        chosen[(a, b) if a.startswith("paper/") else (min(a, b), max(a, b))] = None
        if len(chosen) == most:
            break
    return sorted(chosen)


def restrict(view: View, most: int) -> View:
    """Return the view of what a page can show with ease: the papers whose links weigh most.

    Entities keep the number of papers, and so the specificity, that they have in the whole graph,
    and authors their ORCIDs.

    Args:
        view: The view of the whole graph.
        most: How many papers are kept at most.

    Returns:
        The same view if it has at most this many papers.
    """
    kg = view.kg
    if len(kg) <= most:
        return view
    strength = view.paper_centrality("strength")
    kept = set(sorted(kg.papers, key=lambda paper: (-strength[paper], paper))[:most])
    mentions = Records(mention for mention in kg.mentions if mention.paper in kept)
    mentioned = {mention.entity for mention in mentions}
    part = replace(
        kg,
        papers=RecordsById(
            {id_: _with_orcids(kg, paper) for id_, paper in kg.papers.items() if id_ in kept}
        ),
        entities=RecordsById(
            {id_: entity for id_, entity in kg.entities.items() if id_ in mentioned}
        ),
        mentions=mentions,
        links=Records(link for link in kg.links if link.a in kept and link.b in kept),
        about=Records(about for about in kg.about if about.paper in kept),
        near=Records(near for near in kg.near if near.a in mentioned and near.b in mentioned),
        statements=Records(statement for statement in kg.statements if statement.paper in kept),
    )
    return View(part, seed=view.seed, resolution=view.resolution)


def _with_orcids(kg: KnowledgeGraph, paper: Paper) -> Paper:
    """Return a paper whose authors have the ORCIDs that other papers may give them."""
    nodes = (kg.authors[id_] for id_ in kg.authors_of(paper.id))
    authors = zip(paper.authors, nodes, strict=True)
    return replace(paper, authors=tuple(Author(own.name, node.orcid) for own, node in authors))

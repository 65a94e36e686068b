"""The knowledge graph as one GraphML file: papers and entities, mentions and links."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from kgraph.analyse.view import View
from kgraph.graph.networks import mention_graph
from kgraph.types import KnowledgeGraph


def write_graphml(kg: KnowledgeGraph, path: str | Path, *, view: View | None = None) -> None:
    """Write papers and entities as nodes, and mentions and links as weighted edges.

    A node's `label` is its title or name, which is where Gephi looks for it, `type` is Paper or the
    entity's label, and `community` the number of its community, from 1. An edge's `kind` is mention
    or link; the `about` of a mention is how likely the paper is about the entity, the `shared` of
    a link holds the ids of its entities, what matters most first, its `near` the pairs of near ones
    as `A~B`, with a space between, and `weak` is true for a weak link.

    Args:
        kg: The knowledge graph.
        path: The file to write.
        view: The view of `kg` that the communities are taken from; None makes one with seed 0.
    """
    graph = mention_graph(kg)  # a new graph, so its attributes can be changed
    communities = (view or View(kg)).communities
    home = {
        node: number
        for number, community in enumerate(communities, 1)
        for node in community.members
    }
    for node, attributes in graph.nodes(data=True):
        attributes.update(type=attributes["label"], label=attributes.pop("name"))
        if number := home.get(f"{attributes['kind']}/{node}"):
            attributes["community"] = number
    for _, _, attributes in graph.edges(data=True):
        attributes.update(kind="mention", weight=float(attributes["weight"]))
    for about in kg.about:
        graph.edges[about.paper, about.entity]["about"] = about.score
    for paper in kg.papers.values():
        if paper.year is not None:
            graph.nodes[paper.id]["year"] = paper.year
    for entity in kg.entities.values():
        graph.nodes[entity.id].update(papers=entity.paper_count, idf=entity.idf)
    for link in kg.links:
        shared = " ".join(link.shared)
        near = " ".join(f"{a}~{b}" for a, b in link.near)
        graph.add_edge(
            link.a,
            link.b,
            kind="link",
            weight=link.weight,
            shared=shared,
            near=near,
            weak=link.weak,
        )
    Path(path).write_bytes("\n".join((*nx.generate_graphml(graph), "")).encode())

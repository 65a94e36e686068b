"""The knowledge graph as one GraphML file: papers and entities, mentions and links."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import networkx as nx

from kgraph.analyse.communities import Community
from kgraph.graph.networks import mention_graph
from kgraph.types import KnowledgeGraph


def write_graphml(
    kg: KnowledgeGraph, path: str | Path, *, communities: Sequence[Community] = ()
) -> None:
    """Write papers and entities as nodes, mentions (`kind` mention) and links (`kind` link) as weighted edges.

    A node's `label` is its title or name, which is where Gephi looks for it, and `type` is Paper or
    the entity's label. A link's `shared` holds the ids of its entities, the most specific first,
    with a space between.

    Args:
        kg: The graph.
        path: The file.
        communities: What `to_communities` gave; their numbers, from 1, become `community`.
    """
    graph = mention_graph(kg)  # a new graph each time, so that it can be written on
    home = {node: number for number, found in enumerate(communities, 1) for node in found.members}
    for node, attributes in graph.nodes(data=True):
        attributes.update(type=attributes["label"], label=attributes.pop("name"))
        if number := home.get(f"{attributes['kind']}/{node}"):
            attributes["community"] = number
    for _, _, attributes in graph.edges(data=True):
        attributes.update(kind="mention", weight=float(attributes["weight"]))
    for paper in kg.papers.values():
        if paper.year is not None:
            graph.nodes[paper.id]["year"] = paper.year
    for entity in kg.entities.values():
        graph.nodes[entity.id].update(papers=entity.paper_count, idf=entity.idf)
    for link in kg.links:
        graph.add_edge(
            link.a, link.b, kind="link", weight=link.weight, shared=" ".join(link.shared)
        )
    Path(path).write_bytes("\n".join((*nx.generate_graphml(graph), "")).encode())

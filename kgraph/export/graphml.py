"""The knowledge graph as one GraphML file: papers and entities, mentions and links."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from kgraph.graph.networks import mention_graph
from kgraph.types import KnowledgeGraph


def write_graphml(kg: KnowledgeGraph, path: str | Path) -> None:
    """Write papers and entities as nodes, mentions (`kind` mention) and links (`kind` link) as weighted edges.

    A link's `shared` holds the ids of its entities, the most specific first, with a space between.
    """
    graph = mention_graph(kg)  # a new graph each time, so that it can be written on
    for _, _, attributes in graph.edges(data=True):
        attributes.update(kind="mention", weight=float(attributes["weight"]))
    for paper in kg.papers.values():
        if paper.year is not None:
            graph.nodes[paper.id]["year"] = paper.year
    for entity in kg.entities.values():
        graph.nodes[entity.id].update(papers=entity.paper_count, idf=entity.idf)
    for link in kg.links:
        graph.add_edge(link.a, link.b, kind="link", weight=link.weight, shared=" ".join(link.shared))
    Path(path).write_bytes("\n".join((*nx.generate_graphml(graph), "")).encode())

"""Maps for VOSviewer: the entities that papers mention together, and the papers that are linked, as two JSON files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from kgraph.export.communities import Community
from kgraph.export.explorer.data import paper_url
from kgraph.graph.networks import entity_graph, paper_graph
from kgraph.types import KnowledgeGraph

_PAPERS = 2  # an entity in one paper joins nothing
_CLUSTERS = 1000  # as many as VOSviewer knows


def write_vosviewer(kg: KnowledgeGraph, folder: str | Path, *, communities: Sequence[Community] = ()) -> None:
    """Write vosviewer-entities.json and vosviewer-papers.json into a folder that exists.

    Items have the ids of every other export, and communities as clusters. There are no coordinates: VOSviewer lays the
    map out when it opens it. Links of entities, which are those in two papers or more, have the number of papers that
    mention both as strength, as VOSviewer expects, which turns it into association strength itself; links of papers
    have their weight in nats.

    Args:
        kg: The graph.
        folder: Where to write.
        communities: What `to_communities` gave.

    References:
        https://app.vosviewer.com/docs/file-types/json-file-type/
    """
    frequent = [entity.id for entity in kg.entities.values() if entity.paper_count >= _PAPERS]
    maps = {
        "entities": (_entity_items(kg, frequent), entity_graph(kg).subgraph(frequent), "entity"),
        "papers": (_paper_items(kg), paper_graph(kg), "paper"),
    }
    for name, (items, graph, kind) in maps.items():
        network = _to_network(kg, items, graph, kind, communities[:_CLUSTERS])
        text = json.dumps({"network": network}, ensure_ascii=False, separators=(",", ":"))
        (Path(folder) / f"vosviewer-{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _entity_items(kg: KnowledgeGraph, ids: Sequence[str]) -> list[dict[str, Any]]:
    years: dict[str, dict[str, int]] = defaultdict(dict)
    for mention in kg.mentions:
        year = kg.papers[mention.paper].year
        if year is not None:
            years[mention.entity][mention.paper] = year
    return [
        {
            "id": entity.id,
            "label": entity.name,
            **({"url": entity.close_matches[0]} if entity.close_matches else {}),
            "weights": {"Papers": entity.paper_count},
            "scores": {"Specificity": entity.idf, **_mean_year(years[entity.id].values())},
        }
        for entity in (kg.entities[identity] for identity in ids)
    ]


def _mean_year(years: Collection[int]) -> dict[str, float]:
    return {"Mean year": round(sum(years) / len(years), 2)} if years else {}


def _paper_items(kg: KnowledgeGraph) -> list[dict[str, Any]]:
    entities: dict[str, set[str]] = defaultdict(set)
    for mention in kg.mentions:
        entities[mention.paper].add(mention.entity)
    return [
        {
            "id": paper.id,
            "label": paper.title,
            **({"url": address} if (address := paper_url(paper)) else {}),
            "weights": {"Entities": len(entities[paper.id])},
            "scores": {"Year": paper.year} if paper.year is not None else {},
        }
        for paper in kg.papers.values()
    ]


def _to_network(
    kg: KnowledgeGraph, items: list[dict[str, Any]], graph: nx.Graph[str], kind: str, communities: Sequence[Community]
) -> dict[str, Any]:
    """Return the network object: items with their cluster, links, and the clusters by the entities that name them."""
    home = {node: number for number, found in enumerate(communities, 1) for node in found.members}
    links = sorted((min(edge), max(edge), graph.edges[edge]["weight"]) for edge in graph.edges)
    clusters = {item["id"]: home.get(f"{kind}/{item['id']}") for item in items}
    return {
        "items": [{**item, **({"cluster": c} if (c := clusters[item["id"]]) else {})} for item in items],
        "links": [{"source_id": a, "target_id": b, "strength": weight} for a, b, weight in links],
        "clusters": [
            {"cluster": number, "label": ", ".join(kg.entities[id_].name for id_ in found.named_by)}
            for number, found in enumerate(communities, 1)
        ],
    }

"""Maps for VOSviewer: the entity graph and the paper graph, as two JSON files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import networkx as nx

from kgraph.analyse.communities import Community
from kgraph.analyse.view import View
from kgraph.types import KnowledgeGraph

_PAPERS = 2  # an entity of a single paper connects nothing
_CLUSTERS = 1000  # VOSviewer's limit


def write_vosviewer(kg: KnowledgeGraph, folder: str | Path, *, view: View | None = None) -> None:
    """Write vosviewer-entities.json and vosviewer-papers.json into a folder that exists.

    Items have the ids of every other export, and communities as clusters. There are no coordinates:
    VOSviewer lays the map out when it opens it. Links of entities, which are those in two papers or
    more, have the number of papers that mention both as strength, as VOSviewer expects, which turns
    it into association strength itself; links of papers have their weight.

    Args:
        kg: The knowledge graph.
        folder: Where to write.
        view: The view of `kg` that networks and communities are taken from; None makes one with
            seed 0.

    References:
        https://app.vosviewer.com/docs/file-types/json-file-type/
    """
    view = view or View(kg)
    frequent = [entity for entity in sorted(kg.entities) if len(kg.papers_of(entity)) >= _PAPERS]
    maps = {
        "entities": (_entity_items(kg, frequent), view.entity_graph.subgraph(frequent), "entity"),
        "papers": (_paper_items(kg), view.paper_graph, "paper"),
    }
    for name, (items, graph, kind) in maps.items():
        network = _to_network(kg, items, graph, kind, view.communities[:_CLUSTERS])
        text = json.dumps({"network": network}, ensure_ascii=False, separators=(",", ":"))
        (Path(folder) / f"vosviewer-{name}.json").write_text(
            text + "\n", encoding="utf-8", newline="\n"
        )


def _entity_items(kg: KnowledgeGraph, entities: Iterable[str]) -> list[dict[str, Any]]:
    items = []
    for identity in entities:
        entity, papers = kg.entities[identity], kg.papers_of(identity)
        years = [year for paper in papers if (year := kg.papers[paper].year) is not None]
        scores = {"Specificity": entity.idf} | (
            {"Mean year": round(mean(years), 2)} if years else {}
        )
        url = entity.close_matches[0] if entity.close_matches else ""
        items.append(_item(identity, entity.name, url, {"Papers": len(papers)}, scores))
    return items


def _paper_items(kg: KnowledgeGraph) -> list[dict[str, Any]]:
    return [
        _item(
            *(paper.id, paper.title, next(iter(paper.addresses.values()), "")),
            {"Entities": len(kg.entities_of(paper.id))},
            {} if paper.year is None else {"Year": paper.year},
        )
        for paper in kg.papers.values()
    ]


def _item(
    identity: str, label: str, url: str, weights: Mapping[str, int], scores: Mapping[str, float]
) -> dict[str, Any]:
    item = {"id": identity, "label": label, "weights": weights, "scores": scores}
    return {**item, "url": url} if url else item


def _to_network(
    kg: KnowledgeGraph,
    items: list[dict[str, Any]],
    graph: nx.Graph[str],
    kind: str,
    communities: Sequence[Community],
) -> dict[str, Any]:
    """Return the network object: items with their clusters, links, and the names of clusters."""
    home = {
        node: number
        for number, community in enumerate(communities, 1)
        for node in community.members
    }
    links = sorted((min(edge), max(edge), graph.edges[edge]["weight"]) for edge in graph.edges)
    for item in items:
        if number := home.get(f"{kind}/{item['id']}"):
            item["cluster"] = number
    return {
        "items": items,
        "links": [{"source_id": a, "target_id": b, "strength": weight} for a, b, weight in links],
        "clusters": [
            {
                "cluster": number,
                "label": community.caption(kg),
            }
            for number, community in enumerate(communities, 1)
        ],
    }

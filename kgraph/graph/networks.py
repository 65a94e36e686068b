"""networkx graphs of a knowledge graph, with sorted nodes and edges and the ids of every output."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import combinations

import networkx as nx

from kgraph.types import KnowledgeGraph

LINK_PULL = 10.0
"""How much a link of weight 1 counts in `map_graph`, in nats of specificity."""


def mention_graph(kg: KnowledgeGraph) -> nx.Graph[str]:
    """Return the bipartite graph of papers and entities.

    Nodes carry `kind` ('paper' or 'entity'), `label` ('Paper' or the entity's) and `name`; an edge
    carries `weight`, the number of mentions, and `score`, the highest of them.
    """
    graph: nx.Graph[str] = nx.Graph()
    for paper in kg.papers.values():
        graph.add_node(paper.id, kind="paper", label="Paper", name=paper.title)
    for entity in kg.entities.values():
        graph.add_node(entity.id, kind="entity", label=entity.label, name=entity.name)
    for paper_id in kg.papers:
        scores: dict[str, list[float]] = defaultdict(list)
        for mention in kg.mentions_of(paper_id):
            scores[mention.entity].append(mention.score)
        for entity_id in kg.entities_of(paper_id):
            own = scores[entity_id]
            graph.add_edge(paper_id, entity_id, weight=len(own), score=max(own))
    return graph


def paper_graph(kg: KnowledgeGraph) -> nx.Graph[str]:
    """Return the graph of papers.

    An edge is a link, with `weight`, 0 to 1, and `shared`, the ids of the shared entities.
    """
    graph: nx.Graph[str] = nx.Graph()
    for paper in kg.papers.values():
        graph.add_node(paper.id, name=paper.title)
    for link in kg.links:
        graph.add_edge(link.a, link.b, weight=link.weight, shared=link.shared)
    return graph


def entity_graph(kg: KnowledgeGraph) -> nx.Graph[str]:
    """Return the graph of entities that papers mention together.

    With N papers, s_u of them with entity u and c_uv with both u and v, an edge carries

    - `weight`, the count c_uv;
    - `association`, N c_uv / (s_u s_v): the association strength c_uv / (s_u s_v), scaled by N to
      be the count over the one expected if u and v were independent (1: as expected);
    - `pmi`, ln(N c_uv / (s_u s_v)), in nats: the pointwise mutual information of "the paper has u"
      and "it has v", by maximum likelihood (shares of papers, no smoothing), so that it overrates
      pairs of rare entities.

    References:
        van Eck and Waltman 2009, doi:10.1002/asi.21075, on the association strength with s as
        occurrences; Church and Hanks 1990, https://aclanthology.org/J90-1003, on pointwise mutual
        information.
    """
    graph: nx.Graph[str] = nx.Graph()
    for entity in kg.entities.values():
        graph.add_node(entity.id, label=entity.label, name=entity.name, papers=entity.paper_count)
    counts = Counter(pair for paper in kg.papers for pair in combinations(kg.entities_of(paper), 2))
    for (a, b), count in sorted(counts.items()):
        association = len(kg.papers) * count / (len(kg.papers_of(a)) * len(kg.papers_of(b)))
        graph.add_edge(a, b, weight=count, association=association, pmi=math.log(association))
    return graph


def map_graph(kg: KnowledgeGraph) -> nx.Graph[str]:
    """Return the graph of papers and entities that the map is made from.

    Its nodes are `paper/ID`, then `entity/ID`; an edge's weight is the specificity of the entity
    that a paper mentions, or the weight of a link times `LINK_PULL`, in nats.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(f"paper/{paper}" for paper in kg.papers)
    graph.add_nodes_from(f"entity/{entity}" for entity in kg.entities)
    for mention in kg.mentions:
        weight = kg.entities[mention.entity].idf
        graph.add_edge(f"paper/{mention.paper}", f"entity/{mention.entity}", weight=weight)
    for link in kg.links:
        graph.add_edge(f"paper/{link.a}", f"paper/{link.b}", weight=link.weight * LINK_PULL)
    return graph

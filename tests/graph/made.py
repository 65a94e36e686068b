"""A knowledge graph made from a list of which paper mentions what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kgraph.graph.links import find_links
from kgraph.resolve.entities import specificity
from kgraph.types import Entity, KnowledgeGraph, Mention, Paper


def graph_of_uses(
    uses: Iterable[tuple[str, str]],
    *,
    papers: Sequence[str] = (),
    years: Mapping[str, int] | None = None,
    hub_papers: int = 100,
    broader: Mapping[str, str] | None = None,
) -> KnowledgeGraph:
    """Return the graph of (paper, entity) pairs: entity x has the id method/x, each mention the sentence 'x.'."""
    pairs = sorted(set(uses))
    ids = sorted({paper for paper, _ in pairs} | set(papers))
    texts: dict[str, str] = dict.fromkeys(ids, "")
    mentions = []
    for paper, name in pairs:
        start = len(texts[paper])
        texts[paper] += f"{name}. "
        end = start + len(name)
        mentions.append(
            Mention(paper, "abstract", start, end, name, "Method", f"method/{name}", 1.0, "s", start, end + 1)
        )
    counts = Counter(name for _, name in pairs)
    entities = {
        f"method/{name}": Entity(
            f"method/{name}",
            name,
            "Method",
            paper_count=counts[name],
            idf=specificity(len(ids), counts[name]),
            broader=(f"method/{broader[name]}",) if broader and name in broader else (),
        )
        for name in sorted(counts)
    }
    links = find_links(entities, mentions, papers=len(ids), hub_share=0, hub_papers=hub_papers)
    of_year = years or {}
    made = {id_: Paper(id_, f"On {id_}", texts[id_], year=of_year.get(id_)) for id_ in ids}
    return KnowledgeGraph(made, entities, tuple(mentions), links)

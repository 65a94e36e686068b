"""A graph made from pairs of papers and entities, and links derived from mentions alone."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from kgraph.graph.backbone import backbone
from kgraph.graph.links import find_links
from kgraph.graph.networks import paper_graph
from kgraph.resolve.entities import specificity
from kgraph.types import SUBJECT_SCORE, About, Entity, KnowledgeGraph, Mention, Paper


def graph_of_uses(
    uses: Iterable[tuple[str, str]],
    *,
    papers: Sequence[str] = (),
    years: Mapping[str, int] | None = None,
    hub_papers: int = 100,
    broader: Mapping[str, str] | None = None,
) -> KnowledgeGraph:
    """Return the graph of (paper, entity) pairs.

    Entity x has the id method/x, and each of its mentions is the sentence 'x.'.
    Papers are linked by any entity that they share and that at most `hub_papers` mention.
    """
    pairs = sorted(set(uses))
    ids = sorted({paper for paper, _ in pairs} | set(papers))
    texts: dict[str, str] = dict.fromkeys(ids, "")
    mentions = []
    for paper, name in pairs:
        start = len(texts[paper])
        texts[paper] += f"{name}. "
        end = start + len(name)
        mentions.append(
            Mention(
                paper,
                "abstract",
                start,
                end,
                name,
                "Method",
                f"method/{name}",
                1.0,
                "s",
                start,
                end + 1,
            )
        )
    counts = Counter(name for _, name in pairs)
    entities = {
        f"method/{name}": Entity(
            f"method/{name}",
            name,
            "Method",
            paper_count=counts[name],
            idf=specificity(len(ids), counts[name]),
            hub=counts[name] > hub_papers,
            broader=(f"method/{broader[name]}",) if broader and name in broader else (),
        )
        for name in sorted(counts)
    }
    of_year = years or {}
    made = {id_: Paper(id_, f"On {id_}", texts[id_], year=of_year.get(id_)) for id_ in ids}
    kg = KnowledgeGraph(made, entities, tuple(mentions), ())
    return replace(kg, links=find_links(kg, subject_papers=0))


def about_titles(mentions: Iterable[Mention]) -> tuple[About, ...]:
    """Say that papers are about what their titles mention, and not about the rest."""
    titled: dict[tuple[str, str], bool] = {}
    for m in mentions:
        pair = m.paper, m.entity
        titled[pair] = titled.get(pair, False) or m.field == "title"
    return tuple(About(*pair, 0.9 if titled[pair] else 0.1) for pair in sorted(titled))


def derive_links(folder: Path) -> dict[tuple[str, str], tuple[float, set[str]]]:
    """Derive the links of a build with default settings from its other tables alone."""
    papers = {row["id"]: set[str]() for row in read_csv(folder / "papers.csv")}
    for row in read_csv(folder / "mentions.csv"):
        papers[row["paper"]].add(row["entity"])
    about = {
        (row["paper"], row["entity"])
        for row in read_csv(folder / "about.csv")
        if float(row["score"]) >= SUBJECT_SCORE
    }
    counts = Counter(entity for entities in papers.values() for entity in entities)
    weights = {
        e: round(math.log((1 + len(papers)) / n), 6)
        for e, n in counts.items()
        if n <= max(5, 0.05 * len(papers))
    }
    shared = {
        pair: papers[pair[0]] & papers[pair[1]] & set(weights)
        for pair in combinations(sorted(papers), 2)
    }
    found = {
        (a, b)
        for (a, b), entities in shared.items()
        if len(entities) > 1 or any({(a, entity), (b, entity)} <= about for entity in entities)
    }
    for alone in set(papers) - {paper for pair in found for paper in pair}:
        # What two such papers share is one entity; the best is what more of the two are about, then
        # the rarer.
        ranked = [
            (-len({(paper, entity) for paper in pair} & about), -weights[entity], pair)
            for pair, entities in shared.items()
            if alone in pair
            for entity in entities
        ]
        found |= {min(ranked)[2]} if ranked else set()
    return {
        pair: (round(math.fsum(weights[e] for e in shared[pair]), 6), shared[pair])
        for pair in found
    }


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_links(kg: KnowledgeGraph, folder: Path) -> None:
    """Check that links follow from mentions, and that the backbone keeps each paper linked."""
    assert {(link.a, link.b): (link.weight, set(link.shared)) for link in kg.links} == derive_links(
        folder
    )
    graph = paper_graph(kg)
    linked = {paper for link in kg.links for paper in (link.a, link.b)}
    for alpha in (0, 0.01, 0.2):
        kept = backbone(graph, alpha)
        assert {paper for paper in kept if kept.degree[paper]} == linked

"""Graphs made from pairs of papers and entities or from statements, and links without a model."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from kgraph.graph.backbone import backbone
from kgraph.graph.networks import paper_graph
from kgraph.resolve.entities import specificity
from kgraph.types import (
    About,
    Entity,
    KnowledgeGraph,
    Mention,
    Paper,
    PaperLink,
    Predicate,
    Statement,
)


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
    Papers are linked by any entity that they share and that at most `hub_papers` mention; a link
    weighs the sum of their specificity.
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
    return replace(kg, links=tuple(_iter_links(kg)))


def graph_of_statements(
    rows: Iterable[tuple[str, str, Predicate, str, str]],
    *,
    years: Mapping[str, int] | None = None,
    papers: Sequence[str] = (),
) -> KnowledgeGraph:
    """Return the graph of (paper, subject, predicate, object, sentence).

    Subject and object are ids, as task/parsing; an empty subject is the paper itself. Their names
    are mentioned wherever the sentence has them; a sentence that a row repeats is in the abstract
    once, and an empty one has all its names.
    """
    stated = [(p, s, r, o, text or f"{_name(s)} {r} {_name(o)}.") for p, s, r, o, text in rows]
    texts: dict[str, str] = dict.fromkeys(sorted({row[0] for row in stated} | set(papers)), "")
    for paper, _, _, _, text in stated:
        if text not in texts[paper]:
            texts[paper] += f"{text} "
    mentions, statements = set(), set()
    for paper, subject, predicate, obj, text in stated:
        start = texts[paper].index(text)
        end = start + len(text)
        statements.add(
            Statement(paper, subject, predicate, obj, "abstract", start, end, 0.9, "sentence")
        )
        for id_ in {subject, obj} - {""}:
            for found in re.finditer(rf"\b{re.escape(_name(id_))}\b", text):
                spot = start + found.start(), start + found.end(), found[0]
                mentions.add(
                    Mention(paper, "abstract", *spot, _label(id_), id_, 1.0, "s", start, end)
                )
    ids = sorted({mention.entity for mention in mentions})
    made = {id_: Paper(id_, f"On {id_}", texts[id_], year=(years or {}).get(id_)) for id_ in texts}
    entities = {id_: Entity(id_, _name(id_), _label(id_), paper_count=1) for id_ in ids}
    return KnowledgeGraph(
        made, entities, tuple(sorted(mentions)), (), statements=tuple(sorted(statements))
    )


def _name(entity: str) -> str:
    return entity.partition("/")[2].replace("-", " ")


def _label(entity: str) -> str:
    return entity.partition("/")[0].capitalize()


def _iter_links(kg: KnowledgeGraph) -> Iterator[PaperLink]:
    for a, b in combinations(kg.papers, 2):
        shared = set(kg.entities_of(a)) & set(kg.entities_of(b)) - kg.hubs
        ranked = tuple(sorted(shared, key=lambda entity: (-kg.entities[entity].idf, entity)))
        if ranked:
            weight = math.fsum(kg.entities[entity].idf for entity in ranked)
            yield PaperLink(a, b, round(weight, 6), ranked)


def about_all(kg: KnowledgeGraph) -> KnowledgeGraph:
    """Return a graph in which papers are about all that they mention."""
    pairs = sorted({(mention.paper, mention.entity) for mention in kg.mentions})
    return replace(kg, about=tuple(About(*pair, 0.9) for pair in pairs))


def about_titles(mentions: Iterable[Mention]) -> tuple[About, ...]:
    """Say that papers are about what their titles mention, and not about the rest."""
    titled: dict[tuple[str, str], bool] = {}
    for m in mentions:
        pair = m.paper, m.entity
        titled[pair] = titled.get(pair, False) or m.field == "title"
    return tuple(About(*pair, 0.9 if titled[pair] else 0.1) for pair in sorted(titled))


def derive_links(folder: Path) -> dict[tuple[str, str], tuple[float, float, set[str]]]:
    """Derive the links of a build from its other tables: entities, weight and what is shared.

    The words and texts are not in the tables: their similarities are taken from the links.
    """
    entities = {row["id"]: row for row in read_csv(folder / "entities.csv")}
    about: dict[str, dict[str, float]] = defaultdict(dict)
    for row in read_csv(folder / "about.csv"):
        if entities[row["entity"]]["hub"] == "false":
            score = 0.2 + 0.8 * float(row["score"])
            about[row["paper"]][row["entity"]] = score * float(entities[row["entity"]]["idf"])
    near = {
        frozenset((row["a"], row["b"])): float(row["closeness"])
        for row in read_csv(folder / "near.csv")
    }

    def overlap(a: str, b: str) -> float:
        return math.fsum(
            left * right * (1 if x == y else near.get(frozenset((x, y)), 0))
            for x, left in about[a].items()
            for y, right in about[b].items()
        )

    derived = {}
    for row in read_csv(folder / "links.csv"):
        a, b = row["a"], row["b"]
        similar = min(1, overlap(a, b) / math.sqrt(overlap(a, a) * overlap(b, b)))
        weight = 0.1 * similar + 0.5 * float(row["words"]) + 0.4 * float(row["context"])
        derived[a, b] = (similar, weight, about[a].keys() & about[b].keys())
    return derived


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_links(kg: KnowledgeGraph, folder: Path) -> None:
    """Check that links follow from the tables, and that the backbone keeps each paper linked."""
    derived = derive_links(folder)
    assert [(link.a, link.b) for link in kg.links] == list(derived)
    for link in kg.links:
        similar, weight, shared = derived[link.a, link.b]
        assert (link.entities, link.weight) == (
            pytest.approx(similar, abs=6e-5),
            pytest.approx(weight, abs=2e-5),
        )
        assert set(link.shared) == shared
        assert link.shared or link.near
    graph = paper_graph(kg)
    linked = {paper for link in kg.links for paper in (link.a, link.b)}
    for alpha in (0, 0.01, 0.2):
        kept = backbone(graph, alpha)
        assert {paper for paper in kept if kept.degree[paper]} == linked

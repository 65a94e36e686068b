"""Rankings: what is ranked, what is left out, and what leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgraph.analyse.centrality import centrality
from kgraph.analyse.top import (
    score_entities,
    select_entities,
    top_by_label,
    top_entities,
    top_papers,
)
from kgraph.errors import KgraphError
from kgraph.graph.networks import paper_graph
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_uses

USES = [
    *((str(paper), "hub") for paper in range(6)),
    *((str(paper), "often") for paper in range(3)),
    ("1", "rare"),
    ("1", "rarest"),
]


def test_hubs_and_entities_of_few_papers_are_left_out_on_default() -> None:
    kg = graph_of_uses(USES, hub_papers=5)
    selection = select_entities(kg)
    assert selection.ids == ("method/often",)
    assert selection.left_out == "1 hub and 2 entities in fewer than 3 papers"
    assert select_entities(kg, hubs=True).left_out == "2 entities in fewer than 3 papers"
    everything = select_entities(kg, hubs=True, min_papers=1)
    assert (everything.ids, everything.left_out) == (tuple(kg.entities), "")
    assert select_entities(kg, label="dataset").left_out == ""


def test_the_highest_scores_come_first_and_can_be_of_one_label(sample: KnowledgeGraph) -> None:
    ranked = top_entities(sample, n=10)
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert not any(entity.hub or entity.paper_count < 3 for entity, _ in ranked)
    datasets = top_entities(sample, "degree", label="Dataset", n=5)
    assert {entity.label for entity, _ in datasets} == {"Dataset"}
    assert len(datasets) == 5
    with pytest.raises(KgraphError, match="'fame' is not a measure of centrality"):
        score_entities(sample, "fame")  # type: ignore[arg-type]


def test_labels_follow_with_concepts_first(sample: KnowledgeGraph) -> None:
    top = top_by_label(sample, n=3)
    assert list(top) == ["Concept", "Method", "Dataset", "Task", "Metric"]
    assert top["Concept"][0].entity.name == "grokking"
    for label, ranked in top.items():
        assert len(ranked) <= 3
        assert all(entity.label == label and score > 0 for entity, score in ranked)


def test_labels_without_a_concept_keep_their_order(sample: KnowledgeGraph) -> None:
    labels = tuple(label for label in sample.labels if label.name != "Concept")
    methods = {id_: e for id_, e in sample.entities.items() if e.label != "Concept"}
    kg = replace(sample, labels=labels, entities=methods)
    assert list(top_by_label(kg, n=1, scores=score_entities(sample))) == [
        label.name for label in labels
    ]


def test_the_most_central_papers_come_first(sample: KnowledgeGraph) -> None:
    scores = centrality(paper_graph(sample), "strength")
    ranked = top_papers(sample, "strength", n=5)
    assert [(paper.id, score) for paper, score in ranked] == sorted(
        scores.items(), key=lambda item: -item[1]
    )[:5]

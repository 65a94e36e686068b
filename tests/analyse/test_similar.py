"""Similar papers: the cosine computed by hand, and the weight and entities of the link."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.analyse.similar import similar_papers
from kgraph.errors import NotFoundError
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_uses

USES = st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("uvwxyz")), min_size=1)


def test_the_score_worked_out_by_hand() -> None:
    kg = graph_of_uses([("p", "x"), ("p", "y"), ("q", "x"), ("q", "y"), ("r", "y"), ("r", "z")])
    x, y, z = math.log(4 / 2), math.log(4 / 3), math.log(4 / 1)
    first, second = similar_papers(kg, "p")
    assert (first.paper.id, [e.name for e in first.shared]) == ("q", ["x", "y"])
    assert first.score == pytest.approx(1)
    assert (second.paper.id, [e.name for e in second.shared]) == ("r", ["y"])
    assert second.score == pytest.approx(y / math.sqrt((x + y) * (y + z)), abs=1e-6)


def test_a_hub_neither_makes_papers_similar_nor_sets_them_apart() -> None:
    uses = [(paper, "hub") for paper in "pqrs"] + [("p", "x"), ("q", "x")]
    kg = graph_of_uses(uses, hub_papers=3)
    (only,) = similar_papers(kg, "p")
    assert (only.paper.id, only.score) == ("q", pytest.approx(1))
    assert similar_papers(kg, "s") == []


@given(USES)
def test_scores_are_cosines_of_the_papers_vectors(uses: set[tuple[str, str]]) -> None:
    kg = graph_of_uses(uses)
    for a in kg.papers:
        scores = {item.paper.id: item.score for item in similar_papers(kg, a)}
        for b in kg.papers:
            vectors = [
                {e: math.sqrt(kg.entities[f"method/{e}"].idf) for p, e in uses if p == paper}
                for paper in (a, b)
            ]
            dot = sum(vectors[0][e] * vectors[1].get(e, 0.0) for e in vectors[0])
            lengths = [math.sqrt(sum(value**2 for value in vector.values())) for vector in vectors]
            if a != b:
                assert scores.get(b, 0.0) == pytest.approx(dot / math.prod(lengths), abs=1e-4)


def test_reasons_and_weights_are_those_of_the_links(sample: KnowledgeGraph) -> None:
    links = {frozenset((link.a, link.b)): link for link in sample.links}
    found = similar_papers(sample, "1806.07572", 5)
    assert len(found) == min(5, len(sample.links_of("arxiv-1806.07572"))) > 1
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)
    for item in found:
        link = links[frozenset(("arxiv-1806.07572", item.paper.id))]
        assert (item.weight, tuple(entity.id for entity in item.shared)) == (
            link.weight,
            link.shared,
        )
        assert 0 < item.score <= 1


def test_an_unknown_paper_is_an_error(sample: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match="no paper matches 'zzzz'"):
        similar_papers(sample, "zzzz")

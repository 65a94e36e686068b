"""Why two papers are linked: what each states of what they have in common."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgraph.analyse.similar import similar_papers
from kgraph.analyse.why import why
from kgraph.types import KnowledgeGraph, Near, PaperLink
from tests.graph.made import graph_of_statements

ADAM, SGD, NEWS, PARSING = "method/adam", "method/sgd", "dataset/news", "task/parsing"


@pytest.fixture
def kg() -> KnowledgeGraph:
    kg = graph_of_statements(
        [
            ("p", "", "addresses", PARSING, ""),
            ("p", "", "uses", NEWS, ""),
            ("p", "", "evaluates-on", NEWS, ""),
            ("p", "", "proposes", ADAM, ""),
            ("p", ADAM, "used-for", PARSING, ""),
            ("q", "", "addresses", PARSING, ""),
            ("q", "", "evaluates-on", NEWS, ""),
            ("q", SGD, "used-for", PARSING, ""),
            ("q", "", "compares-with", SGD, ""),
        ]
    )
    link = PaperLink("p", "q", 0.5, (PARSING, NEWS), ((ADAM, SGD),))
    return replace(kg, links=(link,), near=(Near(ADAM, SGD, 0.6),))


def test_shared_and_near_entities_have_what_each_paper_states_of_itself(
    kg: KnowledgeGraph,
) -> None:
    found = why(kg, "p", "q")
    assert {item.entity.id: (item.stated_a, item.stated_b) for item in found.shared} == {
        PARSING: (("addresses",), ("addresses",)),
        NEWS: (("uses", "evaluates-on"), ("evaluates-on",)),
    }
    (near,) = found.near
    assert (near.a.id, near.stated_a, near.stated_b) == (ADAM, ("proposes",), ("compares-with",))
    (turned,) = why(kg, "q", "p").near
    assert (turned.a.id, turned.stated_a, turned.stated_b) == (SGD, near.stated_b, near.stated_a)


def test_similar_papers_have_what_both_state(kg: KnowledgeGraph) -> None:
    (similar,) = similar_papers(kg, "q")
    assert [entity.id for entity in similar.shared] == [PARSING, NEWS]
    assert similar.stated == (("addresses",), ("evaluates-on",))

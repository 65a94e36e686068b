"""Claims: the same statement from several papers, and statements that contradict each other."""

from __future__ import annotations

import pytest

from kgraph.analyse.claims import find_claims, find_names
from kgraph.analyse.contradictions import find_contradictions
from kgraph.errors import NotFoundError
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_statements

ADAM, SGD, SPEED, NEWS = "method/adam", "method/sgd", "concept/speed", "dataset/news"


@pytest.fixture
def kg() -> KnowledgeGraph:
    return graph_of_statements(
        [
            ("p", "", "uses", NEWS, ""),
            ("q", "", "uses", NEWS, ""),
            ("r", "", "uses", NEWS, ""),
            ("q", ADAM, "improves-over", SGD, "Here, adam is better than sgd."),
            ("r", ADAM, "improves-over", SGD, "We prefer adam to sgd."),
            ("p", SGD, "improves-over", ADAM, "On images sgd beats adam."),
            ("p", "", "proposes", ADAM, ""),
        ],
        years={"p": 2020, "q": 2018},
    )


def test_papers_that_state_the_same_make_one_claim(kg: KnowledgeGraph) -> None:
    claims = find_claims(kg)
    assert [(c.subject, c.predicate, c.object, c.papers, c.years) for c in claims] == [
        ("", "uses", NEWS, ("p", "q", "r"), (2018, 2020)),
        (ADAM, "improves-over", SGD, ("q", "r"), (2018,)),
        ("", "proposes", ADAM, ("p",), (2020,)),
        (SGD, "improves-over", ADAM, ("p",), (2020,)),
    ]
    assert sorted(s for claim in claims for s in claim.statements) == list(kg.statements)


def test_claims_of_a_predicate_of_a_paper_or_of_an_entity(kg: KnowledgeGraph) -> None:
    assert [claim.support for claim in find_claims(kg, predicate="Improves over")] == [2, 1]
    assert {claim.papers for claim in find_claims(kg, node="p")} == {("p",)}
    assert [claim.papers for claim in find_claims(kg, node="news")] == [("p", "q", "r")]
    assert find_claims(kg, node="news", predicate="proposes") == ()
    with pytest.raises(NotFoundError, match="Give one of proposes, studies"):
        find_claims(kg, predicate="better")


def test_names_are_the_mentions_in_the_sentence_of_a_statement(kg: KnowledgeGraph) -> None:
    (claim,) = find_claims(kg, node="p", predicate="improves-over")
    assert [name.text for name in find_names(kg, claim.statements[0])] == ["sgd", "adam"]


def test_each_improves_over_the_other(kg: KnowledgeGraph) -> None:
    (found,) = find_contradictions(kg)
    assert (found.a.subject, found.a.support) == (ADAM, 2)
    assert (found.b.subject, found.b.support) == (SGD, 1)


def test_one_raises_what_the_other_lowers() -> None:
    kg = graph_of_statements(
        [
            ("p", SGD, "affects", SPEED, "Here, sgd reduces speed."),
            ("q", SGD, "affects", SPEED, "There, sgd increases speed."),
            ("r", SGD, "affects", SPEED, "It is known that sgd slightly increases speed."),
            ("s", SGD, "affects", SPEED, "We relate sgd and speed."),
            ("q", ADAM, "affects", SPEED, "With images adam increases speed."),
        ]
    )
    (found,) = find_contradictions(kg)
    assert (found.a.papers, found.b.papers) == (("q", "r"), ("p",))
    assert found.a.predicate == found.b.predicate == "affects"


def test_a_paper_may_contradict_itself_but_not_a_sentence() -> None:
    both = "On news sgd and adam are equal."
    rows = [("p", ADAM, "improves-over", SGD, both), ("p", SGD, "improves-over", ADAM, both)]
    assert find_contradictions(graph_of_statements(rows)) == ()  # type: ignore[arg-type]
    rows[0] = ("p", ADAM, "improves-over", SGD, "On images adam is better than sgd.")
    (found,) = find_contradictions(graph_of_statements(rows))  # type: ignore[arg-type]
    assert found.a.papers == found.b.papers == ("p",)


def test_what_most_papers_disagree_on_comes_first() -> None:
    kg = graph_of_statements(
        [
            ("p", ADAM, "improves-over", NEWS, ""),
            ("q", ADAM, "improves-over", NEWS, ""),
            ("r", ADAM, "improves-over", NEWS, ""),
            ("s", NEWS, "improves-over", ADAM, ""),
            ("p", SGD, "improves-over", SPEED, ""),
            ("q", SGD, "improves-over", SPEED, ""),
            ("r", SPEED, "improves-over", SGD, ""),
            ("s", SPEED, "improves-over", SGD, ""),
        ]
    )
    supports = [(item.a.support, item.b.support) for item in find_contradictions(kg)]
    assert supports == [(2, 2), (3, 1)]

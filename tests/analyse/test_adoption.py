"""Adoption: who proposes, who uses it later, and what does not count."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kgraph.analyse.adoption import Adoption, find_adoption
from kgraph.background.counts import Background
from kgraph.types import Predicate
from tests.graph.made import graph_of_statements

NET, NEWS = "method/net", "dataset/news"
NOTHING_KNOWN = Background({}, {})


def adoption(
    *rows: tuple[str, str, Predicate, str], years: Mapping[str, int] | None = None
) -> tuple[Adoption, ...]:
    kg = graph_of_statements([(*row, "") for row in rows], years=years)
    return find_adoption(kg, background=NOTHING_KNOWN)


def test_later_papers_adopt_what_one_proposes() -> None:
    (found,) = adoption(
        ("p", "", "proposes", NET),
        ("p", "", "uses", NET),
        ("q", "", "uses", NET),
        ("q", NET, "evaluated-on", NEWS),
        ("r", "", "compares-with", NET),
        ("s", "", "studies", NET),
        years={"p": 2019, "q": 2021, "r": 2020, "s": 2022},
    )
    assert (found.entity.id, [paper.id for paper in found.proposals]) == (NET, ["p"])
    assert [(each.paper.id, each.predicates, each.later) for each in found.adopters] == [
        ("r", ("compares-with",), True),
        ("q", ("uses", "evaluated-on"), True),
    ]


@pytest.mark.parametrize(
    ("years", "later"),
    [
        ({"p": 2019, "q": 2018}, None),
        ({"p": 2019, "q": 2019}, False),
        ({"p": 2019, "q": 2020}, True),
        ({"p": 2019}, False),
        ({"q": 2018}, False),
        ({}, False),
    ],
)
def test_earlier_papers_do_not_adopt(years: Mapping[str, int], later: bool | None) -> None:
    found = adoption(("p", "", "proposes", NET), ("q", "", "uses", NET), years=years)
    assert [adopter.later for item in found for adopter in item.adopters] == (
        [] if later is None else [later]
    )


def test_what_is_proposed_more_often_than_adopted_is_left_out() -> None:
    rows: list[tuple[str, str, Predicate, str]] = [
        ("p", "", "proposes", NET),
        ("q", "", "proposes", NET),
        ("r", "", "uses", NET),
    ]
    assert adoption(*rows) == ()
    assert len(adoption(*rows, ("s", "", "uses", NET))) == 1


def test_a_paper_does_not_propose_what_was_known_before() -> None:
    kg = graph_of_statements(
        [
            ("p", "", "proposes", NET, ""),
            ("q", "", "proposes", NET, ""),
            ("q", "", "uses", NET, ""),
            ("r", "", "uses", NET, ""),
        ],
        years={"p": 2012, "q": 2013, "r": 2014},
    )
    (found,) = find_adoption(kg, background=Background({}, {"net": "2010\t1 1 8 90"}))
    assert [paper.id for paper in found.proposals] == ["p"]
    assert [adopter.paper.id for adopter in found.adopters] == ["q", "r"]
    assert find_adoption(kg, background=Background({}, {"net": "2010\t9 91"})) == ()


def test_a_paper_of_unknown_year_proposes_nothing_that_the_background_knows() -> None:
    kg = graph_of_statements([("p", "", "proposes", NET, ""), ("q", "", "uses", NET, "")])
    assert find_adoption(kg, background=Background({}, {"net": "2010\t9 91"})) == ()
    assert len(find_adoption(kg, background=NOTHING_KNOWN)) == 1


def test_only_entities_with_a_label_most_adopted_first() -> None:
    kg = graph_of_statements(
        [
            ("p", "", "proposes", NET, ""),
            ("p", "", "proposes", NEWS, ""),
            ("q", "", "uses", NET, ""),
            ("q", "", "evaluates-on", NEWS, ""),
            ("r", "", "evaluates-on", NEWS, ""),
        ]
    )
    every = find_adoption(kg, background=NOTHING_KNOWN)
    methods = find_adoption(kg, label="method", background=NOTHING_KNOWN)
    assert [[found.entity.id for found in each] for each in (every, methods)] == [
        [NEWS, NET],
        [NET],
    ]

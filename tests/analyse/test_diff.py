"""Differences: new and gone entities, Fisher's exact test as in scipy, and new bridges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kgraph.analyse.bridges import find_bridges
from kgraph.analyse.diff import diff
from kgraph.types import KnowledgeGraph
from tests.graph.made import about_all, graph_of_statements, graph_of_uses

USES = st.sets(st.tuples(st.sampled_from("1234567"), st.sampled_from("uvwxyz")), min_size=1)


def test_entities_and_papers_that_are_new_or_gone() -> None:
    old = graph_of_uses([("1", "x"), ("2", "x"), ("2", "y")])
    new = graph_of_uses([("2", "x"), ("3", "x"), ("3", "z"), ("4", "z"), ("4", "w")])
    found = diff(old, new)
    assert (found.papers_new, found.papers_gone) == (("3", "4"), ("1",))
    assert [entity.name for entity in found.new] == ["z", "w"]
    assert [entity.name for entity in found.gone] == ["y"]


def test_claims_that_are_new_or_gone() -> None:
    kept, gone = ("1", "", "studies", "method/x", ""), ("1", "", "studies", "method/y", "")
    once = ("2", "method/x", "is-a", "method/y", "")
    twice = (("2", "", "uses", "method/y", ""), ("3", "", "uses", "method/y", ""))
    moved = ("3", "", "studies", "method/x", "")
    found = diff(graph_of_statements([kept, gone]), graph_of_statements([moved, once, *twice]))
    assert [(c.subject, c.predicate, c.object, c.papers) for c in found.claims_new] == [
        ("", "uses", "method/y", ("2", "3")),
        ("method/x", "is-a", "method/y", ("2",)),
    ]
    assert [(c.predicate, c.object) for c in found.claims_gone] == [("studies", "method/y")]


def test_rising_and_falling_entities_have_the_p_of_fishers_test() -> None:
    before, after = [f"a{i}" for i in range(20)], [f"b{i}" for i in range(10)]
    uses = [(paper, "steady") for paper in (*before[:10], *after[:5])]
    uses += [(paper, "rising") for paper in (*before[:1], *after[:9])]
    uses += [(paper, "falling") for paper in before[:18]]
    old = graph_of_uses([use for use in uses if use[0] in before], papers=before)
    found = diff(old, graph_of_uses(uses, papers=[*before, *after]))
    ((rising,), (falling,)) = found.rising, found.falling
    assert (rising.entity.name, rising.before, rising.after) == ("rising", 1, 9)
    assert (rising.papers_before, rising.papers_after) == (20, 10)
    assert rising.p == pytest.approx(
        stats.fisher_exact([[9, 1], [1, 19]], alternative="greater").pvalue
    )
    assert rising.q == pytest.approx(3 * rising.p)
    assert falling.p == pytest.approx(
        stats.fisher_exact([[0, 10], [18, 2]], alternative="less").pvalue
    )


@given(USES, USES)
def test_all_that_is_said_follows_from_the_two_builds(
    before: set[tuple[str, str]], after: set[tuple[str, str]]
) -> None:
    old, new = graph_of_uses(before), graph_of_uses(after)
    found = diff(old, new, max_q=1)
    assert {entity.id for entity in found.new} == set(new.entities) - set(old.entities)
    assert {entity.id for entity in found.gone} == set(old.entities) - set(new.entities)
    for change in (*found.rising, *found.falling):
        assert change.before == sum(entity == change.entity.name for _, entity in before)
        assert change.after == sum(
            e == change.entity.name and p in found.papers_new for p, e in after
        )
        assert 0 <= change.p <= change.q <= 1
    back = diff(new, old)
    assert (back.papers_new, back.new, back.gone) == (found.papers_gone, found.gone, found.new)


def test_a_build_does_not_differ_from_itself(sample: KnowledgeGraph) -> None:
    found = diff(sample, sample)
    assert not any(
        (
            found.papers_new,
            found.papers_gone,
            found.new,
            found.gone,
            found.claims_new,
            found.claims_gone,
            found.rising,
            found.falling,
            found.bridges,
        )
    )


def test_bridges_that_were_none_before_are_told(sample: KnowledgeGraph) -> None:
    empty = KnowledgeGraph({}, {}, (), ())
    found = diff(empty, sample)
    assert found.bridges == tuple(find_bridges(sample, n=None))
    assert not found.rising
    assert diff(sample, empty).bridges == ()


def test_an_entity_that_joined_the_communities_before_is_no_new_bridge() -> None:
    uses = [(f"a{i}", name) for i in range(4) for name in ("s", "t")]
    uses += [(f"b{i}", name) for i in range(4) for name in ("u", "v")]
    uses += [("a0", "old"), ("b0", "old"), ("a1", "new"), ("a2", "new")]
    added = [("a4", "s"), ("a4", "t"), ("b4", "u"), ("b4", "v"), ("b4", "new"), ("a4", "old")]
    found = diff(about_all(graph_of_uses(uses)), about_all(graph_of_uses([*uses, *added])))
    assert [(bridge.entity.name, bridge.counts) for bridge in found.bridges] == [("new", (2, 1))]

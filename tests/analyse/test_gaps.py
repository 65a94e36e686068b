"""Gaps: scores computed by hand, and the same pairs as a slow search over all pairs."""

from __future__ import annotations

import random
import time
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.analyse.gaps import find_gaps
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_uses

USES = st.sets(st.tuples(st.sampled_from("12345678"), st.sampled_from("stuvwxyz")), min_size=1)


def test_a_gap_worked_out_by_hand() -> None:
    # u and v never meet; z is with both, and with w: k_z = 3.
    uses = [
        ("1", "u"),
        ("1", "z"),
        ("2", "u"),
        ("2", "z"),
        ("3", "v"),
        ("3", "z"),
        ("4", "v"),
        ("5", "v"),
        ("5", "w"),
    ]
    kg = graph_of_uses([*uses, ("6", "w"), ("6", "z")], papers=["7"])
    gaps = {(gap.a.name, gap.b.name): gap for gap in find_gaps(kg)}
    assert set(gaps) == {("u", "v"), ("u", "w")}
    gap = gaps["u", "v"]
    assert gap.expected == pytest.approx(2 * 3 / 7)
    assert gap.chance == pytest.approx(comb(5, 3) / comb(7, 3))
    # w goes with v and z, but not with u: it is not evidence.
    assert gap.evidence == pytest.approx(1 / 3)
    assert gap.score == pytest.approx(2 * 3 / 7 / 3)
    assert [entity.name for entity in gap.via] == ["z"]
    assert (gap.papers_a, gap.papers_b) == (("1", "2"), ("3", "4", "5"))
    assert find_gaps(kg, reading=1)[0].papers_b == ("3",)
    assert len(find_gaps(kg, n=1)) == 1


def test_the_papers_with_the_most_evidence_are_read_first() -> None:
    uses = [
        ("1", "u"),
        ("2", "u"),
        ("2", "z"),
        ("3", "v"),
        ("4", "v"),
        ("4", "z"),
        ("4", "y"),
        ("5", "y"),
        ("5", "u"),
    ]
    (gap,) = (
        gap for gap in find_gaps(graph_of_uses(uses)) if (gap.a.name, gap.b.name) == ("u", "v")
    )
    assert gap.papers_a == ("2", "5", "1")
    assert gap.papers_b == ("4", "3")


@given(USES, st.integers(1, 3))
def test_gaps_are_those_of_a_search_over_all_pairs(
    uses: set[tuple[str, str]], min_papers: int
) -> None:
    kg = graph_of_uses(uses)
    papers_of = {e: {p for p, other in uses if other == e} for _, e in uses}
    some = sorted(e for e in papers_of if len(papers_of[e]) >= min_papers)
    near = {e: {z for z in some if z != e and papers_of[z] & papers_of[e]} for e in some}
    expected = {}
    for u, v in combinations(some, 2):
        if v not in near[u] and near[u] & near[v]:
            evidence = sum(1 / len(near[z]) for z in near[u] & near[v])
            expected[u, v] = evidence * len(papers_of[u]) * len(papers_of[v]) / len(kg.papers)
    found = find_gaps(kg, min_papers=min_papers, n=1000)
    assert {(gap.a.name, gap.b.name): gap.score for gap in found} == pytest.approx(expected)
    assert [gap.score for gap in found] == pytest.approx(sorted(expected.values(), reverse=True))
    for gap in found:
        assert {entity.name for entity in gap.via} == near[gap.a.name] & near[gap.b.name]
        assert 0 <= gap.chance <= 1


def test_an_entity_and_what_it_is_under_are_no_gap() -> None:
    uses = [("1", "u"), ("1", "z"), ("2", "u"), ("2", "z"), ("3", "v"), ("3", "z"), ("4", "v")]
    assert len(find_gaps(graph_of_uses(uses))) == 1
    assert not find_gaps(graph_of_uses(uses, broader={"u": "v"}))
    assert not find_gaps(graph_of_uses(uses, broader={"v": "u"}))
    assert not find_gaps(graph_of_uses(uses, broader={"u": "z", "z": "v"}))


def test_hubs_take_no_part() -> None:
    uses = [(paper, "hub") for paper in "12345"] + [("1", "u"), ("2", "u"), ("3", "v"), ("4", "v")]
    assert len(find_gaps(graph_of_uses(uses))) == 1
    assert not find_gaps(graph_of_uses(uses, hub_papers=4))


def test_gaps_of_two_labels_and_their_papers(sample: KnowledgeGraph) -> None:
    found = find_gaps(sample, label="Dataset", other="Method", n=5)
    assert len(found) == 5
    mentioned = {(mention.paper, mention.entity) for mention in sample.mentions}
    for gap in found:
        assert (gap.a.label, gap.b.label) == ("Dataset", "Method")
        assert all((paper, gap.a.id) in mentioned for paper in gap.papers_a)
        assert all((paper, gap.b.id) in mentioned for paper in gap.papers_b)
        assert not {(p, gap.b.id) for p in gap.papers_a} & mentioned


def test_one_label_leaves_the_other_end_free(sample: KnowledgeGraph) -> None:
    found = find_gaps(sample, label="Task", n=100)
    assert all(gap.a.label == "Task" for gap in found)
    assert len({gap.b.label for gap in found}) > 1
    turned = find_gaps(sample, other="Task", n=100)
    assert [{gap.a.id, gap.b.id} for gap in turned] == [{gap.a.id, gap.b.id} for gap in found]
    assert all(gap.b.label == "Task" for gap in turned)


def test_a_graph_without_entities_in_several_papers_has_no_gap() -> None:
    assert find_gaps(graph_of_uses([("p", "x"), ("q", "y")])) == []
    assert find_gaps(graph_of_uses([("p", "x"), ("q", "x")])) == []


@pytest.mark.slow
def test_three_thousand_entities_take_seconds() -> None:
    rng = random.Random(0)
    uses = [
        (f"p{rng.randrange(1500)}", f"e{i}")
        for i in range(3300)
        for _ in range(rng.choice([2, 3, 4, 8, 20]))
    ]
    kg = graph_of_uses(uses)
    start = time.process_time()
    assert len(find_gaps(kg)) == 20
    assert time.process_time() - start < 8

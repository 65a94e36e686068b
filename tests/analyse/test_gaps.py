"""Gaps: values computed by hand, and the same pairs as a slow search over all pairs."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kgraph.analyse.gaps import find_gaps
from kgraph.types import KnowledgeGraph
from tests.graph.made import about_all, graph_of_uses

Uses = list[tuple[str, str]]


def part(name: str, first: int, count: int) -> Uses:
    """Return that papers from number `first` on mention an entity."""
    return [(f"{number:02}", name) for number in range(first, first + count)]


# Of 40 papers, u is in 0 to 14, v in 20 to 34, and z in some of each, so that 5.6 have u and v.
UV = [*part("u", 0, 15), *part("v", 20, 15), *part("z", 13, 8)]
PAPERS = [f"{number:02}" for number in range(40)]


def graph_of(uses: Uses, **options: dict[str, str]) -> KnowledgeGraph:
    return about_all(graph_of_uses(uses, papers=PAPERS, **options))  # type: ignore[arg-type]


def test_a_gap_worked_out_by_hand() -> None:
    (gap,) = find_gaps(graph_of([*UV, ("13", "w"), ("39", "w")]))
    assert (gap.a.name, gap.b.name) == ("u", "v")
    assert gap.expected == pytest.approx(15 * 15 / 40)
    assert gap.chance == pytest.approx(comb(25, 15) / comb(40, 15))
    # Two other pairs, of u or v with z, have 15 * 8 / 40 = 3 papers expected; both are together.
    assert gap.q == pytest.approx(3 * gap.chance)
    # z goes with u, v and w: k_z = 3. w does not go with v and does not count.
    assert gap.evidence == pytest.approx(1 / 3)
    assert gap.score == pytest.approx(gap.expected / 3)
    assert [entity.name for entity in gap.via] == ["z"]
    # The papers with z come first.
    assert (gap.papers_a, gap.papers_b) == (("13", "14", "00"), ("20", "21", "22"))


def test_chance_does_not_make_gaps() -> None:
    assert not find_gaps(graph_of([*part("u", 0, 9), *part("v", 9, 9), *part("z", 0, 18)]))
    # 10 * 12 / 40 = 3 are expected, none is found in 2 of 100 draws.
    fair = graph_of([*part("u", 0, 10), *part("v", 10, 12), *part("z", 8, 4)])
    assert len(find_gaps(fair)) == 1
    assert not find_gaps(fair, max_q=0.01)
    assert not find_gaps(fair, min_expected=3.1)


def test_both_ends_are_what_papers_are_about() -> None:
    kg = graph_of(UV)
    passing = tuple(
        replace(about, score=0.1) if about.entity == "method/u" and about.paper > "01" else about
        for about in kg.about
    )
    assert not find_gaps(replace(kg, about=passing))
    assert len(find_gaps(replace(kg, about=passing), min_papers=2)) == 1


def test_nothing_that_goes_with_both_is_no_gap() -> None:
    assert not find_gaps(graph_of([*part("u", 0, 15), *part("v", 20, 15)]))


@given(st.integers(0, 1000))
def test_gaps_are_those_of_a_search_over_all_pairs(seed: int) -> None:
    rng = random.Random(seed)
    uses = {
        (paper, name)
        for name in "stuvwxyz"
        for paper in rng.sample(PAPERS[:20] if name < "w" else PAPERS, rng.randint(2, 18))
        if (paper < "10") != (name in "tv")
    }
    kg = graph_of(sorted(uses))
    papers_of = {e: {p for p, other in uses if other == e} for _, e in uses}
    some = sorted(e for e in papers_of if len(papers_of[e]) > 1)
    near = {e: {z for z in some if z != e and papers_of[z] & papers_of[e]} for e in some}
    tested = [
        (u, v, len(papers_of[u]) * len(papers_of[v]) / 40)
        for u, v in combinations((e for e in some if len(papers_of[e]) > 2), 2)
        if len(papers_of[u]) * len(papers_of[v]) / 40 >= 1
    ]
    chances = [
        stats.hypergeom.cdf(
            len(papers_of[u] & papers_of[v]), 40, *map(len, (papers_of[u], papers_of[v]))
        )
        for u, v, _ in tested
    ]
    corrected = stats.false_discovery_control(chances) if chances else []
    expected = {
        (u, v): count * sum(1 / len(near[z]) for z in near[u] & near[v])
        for (u, v, count), q in zip(tested, corrected, strict=True)
        if not papers_of[u] & papers_of[v] and q <= 0.5 and near[u] & near[v]
    }
    found = find_gaps(kg, min_expected=1, max_q=0.5, n=1000)
    assert {(gap.a.name, gap.b.name): gap.score for gap in found} == pytest.approx(expected)
    assert [gap.score for gap in found] == pytest.approx(sorted(expected.values(), reverse=True))


def test_an_entity_and_what_it_is_under_are_no_gap() -> None:
    for broader in ({"u": "v"}, {"v": "u"}, {"u": "z", "z": "v"}):
        assert not find_gaps(graph_of(UV, broader=broader))


def test_hubs_take_no_part() -> None:
    kg = graph_of(UV)
    for name in ("u", "z"):
        hub = replace(kg.entities[f"method/{name}"], hub=True)
        assert not find_gaps(replace(kg, entities={**kg.entities, hub.id: hub}))


def test_labels_choose_the_ends_and_their_order() -> None:
    kg = graph_of(UV)
    v = replace(kg.entities["method/v"], label="Dataset")
    kg = replace(kg, entities={**kg.entities, v.id: v})
    for labels in (
        {"label": "Dataset"},
        {"other": "Method"},
        {"label": "dataset", "other": "method"},
    ):
        (gap,) = find_gaps(kg, **labels)  # type: ignore[arg-type]
        assert "Dataset" not in labels.values() or gap.a.name == "v"
    assert not find_gaps(kg, label="Task")


def test_few_papers_have_no_gap(sample: KnowledgeGraph) -> None:
    assert find_gaps(sample) == ()
    assert find_gaps(graph_of_uses([("p", "x"), ("q", "y")])) == ()


@pytest.mark.slow
def test_three_thousand_entities_take_seconds() -> None:
    rng = random.Random(0)
    uses = [
        (f"p{rng.randrange(1500)}", f"e{i}")
        for i in range(3300)
        for _ in range(rng.choice([*[2] * 20, *[4] * 12, *[20] * 5, 75]))
    ]
    kg = about_all(graph_of_uses(uses))
    start = time.process_time()
    find_gaps(kg)
    assert time.process_time() - start < 8

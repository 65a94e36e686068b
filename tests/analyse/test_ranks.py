"""Ranks: the scores of every measure, intervals by seed, rewirings that keep each degree."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.analyse.ranks import Departure, _rewire, _uses, bootstrap_ranks, compare_with_chance
from kgraph.analyse.top import score_entities
from kgraph.errors import KgraphError
from kgraph.types import MEASURES, KnowledgeGraph, Measure
from tests.graph.made import graph_of_uses


def by_id(item: Departure) -> str:
    return item.entity.id


USES = st.sets(st.tuples(st.sampled_from("12345"), st.sampled_from("uvwxyz")), min_size=1)


@pytest.mark.parametrize("measure", MEASURES)
def test_scores_are_those_of_the_measure(sample: KnowledgeGraph, measure: Measure) -> None:
    found = bootstrap_ranks(sample, measure, resamples=1, n=None)
    expected = score_entities(sample, measure)
    assert {item.entity.id: item.score for item in found} == pytest.approx(expected, abs=1e-9)
    assert [item.rank for item in found] == sorted(item.rank for item in found)
    assert found[0].rank == 1


def test_intervals_follow_the_seed_and_grow_with_coverage(sample: KnowledgeGraph) -> None:
    narrow = bootstrap_ranks(sample, resamples=40, coverage=0.5, n=None)
    wide = bootstrap_ranks(sample, resamples=40, coverage=0.95, n=None)
    assert narrow == bootstrap_ranks(sample, resamples=40, coverage=0.5, n=None)
    assert narrow != bootstrap_ranks(sample, resamples=40, coverage=0.5, seed=1, n=None)
    for less, more in zip(narrow, wide, strict=True):
        assert 1 <= more.low <= less.low <= less.high <= more.high <= len(sample.entities)


def test_ranks_are_those_among_the_entities_asked_for(sample: KnowledgeGraph) -> None:
    among = {entity.id for entity in sample.entities.values() if entity.label == "Concept"}
    found = bootstrap_ranks(sample, "strength", among=among, resamples=5, n=None)
    assert {item.entity.id for item in found} == among
    assert found[0].rank == 1
    assert max(item.high for item in found) <= len(among)
    everything = compare_with_chance(sample, "degree", rewirings=2, n=None)
    some = compare_with_chance(sample, "degree", among=among, rewirings=2, n=None)
    assert some == tuple(item for item in everything if item.entity.id in among)


def test_papers_that_are_all_alike_leave_no_doubt() -> None:
    kg = graph_of_uses(product("12345", "xyz"))
    assert [(item.rank, item.low, item.high) for item in bootstrap_ranks(kg)] == [(1, 1, 1)] * 3


def test_an_entity_that_leads_in_every_paper_has_rank_one() -> None:
    kg = graph_of_uses([(str(paper), name) for paper in range(9) for name in ("x", f"y{paper}")])
    first = bootstrap_ranks(kg, "degree")[0]
    assert (first.entity.name, first.score, first.low, first.high) == ("x", 1.0, 1, 1)


@given(USES, st.integers(0, 9))
def test_rewiring_keeps_every_degree(uses: set[tuple[str, str]], seed: int) -> None:
    matrix = _uses(graph_of_uses(uses), "degree")
    for graph in _rewire(matrix, 3, random.Random(seed)):
        assert set(graph.data) == {1.0}
        assert graph.nnz == matrix.nnz
        assert graph.sum(axis=0).tolist() == matrix.sum(axis=0).tolist()
        assert graph.sum(axis=1).tolist() == matrix.sum(axis=1).tolist()


@pytest.mark.slow
def test_rewiring_draws_every_graph_about_as_often() -> None:
    # Three papers with one of three entities each: six graphs.
    matrix = _uses(graph_of_uses([("1", "x"), ("2", "y"), ("3", "z")]), "degree")
    drawn = Counter(
        tuple(graph.indices.tolist()) for graph in _rewire(matrix, 3000, random.Random(1))
    )
    assert len(drawn) == 6
    assert all(400 < count < 600 for count in drawn.values())


@given(USES)
@settings(max_examples=30)
def test_pagerank_is_a_distribution(uses: set[tuple[str, str]]) -> None:
    found = bootstrap_ranks(graph_of_uses(uses), "pagerank", resamples=1, n=None)
    assert sum(item.score for item in found) == pytest.approx(1)


def test_company_above_chance_has_a_high_z() -> None:
    # x and y are in three papers each: x with six others, y with the same two each time.
    uses = [(f"x{i}", name) for i in range(3) for name in ("x", f"a{i}", f"b{i}")]
    uses += [(f"y{i}", name) for i in range(3) for name in ("y", "c", "d")]
    kg = graph_of_uses(uses)
    found = {item.entity.name: item for item in compare_with_chance(kg, "degree", n=None)}
    assert found["x"].score == pytest.approx(6 / 9)
    assert found["y"].score == pytest.approx(2 / 9)
    assert (found["x"].z or 0) > 0 > (found["y"].z or 0)
    for item in found.values():
        if item.z is not None:
            assert item.z == pytest.approx((item.score - item.mean) / item.deviation)
    assert compare_with_chance(kg, "degree") == compare_with_chance(kg, "degree")


def test_mean_and_deviation_are_those_of_the_random_graphs() -> None:
    kg = graph_of_uses(
        [
            ("1", "x"),
            ("1", "y"),
            ("2", "y"),
            ("2", "z"),
            ("3", "w"),
            ("4", "x"),
            ("4", "z"),
            ("4", "w"),
        ]
    )
    together = [
        {
            number: len(np.unique((graph.T @ graph).tocsr()[[number], :].indices)) - 1
            for number in range(4)
        }
        for graph in _rewire(_uses(kg, "degree"), 5, random.Random(2))
    ]
    for number, item in enumerate(
        sorted(compare_with_chance(kg, "degree", rewirings=5, seed=2), key=by_id)
    ):
        degrees = [graph[number] / 3 for graph in together]
        assert (item.mean, item.deviation) == pytest.approx((mean(degrees), stdev(degrees)))


def test_a_graph_that_cannot_be_rewired_has_no_z() -> None:
    kg = graph_of_uses(product("123", "xy"))
    assert [(item.score, item.mean, item.z) for item in compare_with_chance(kg, "degree")] == [
        (1.0, 1.0, None)
    ] * 2


def test_an_empty_graph_has_no_ranks() -> None:
    kg = KnowledgeGraph({}, {}, (), ())
    assert bootstrap_ranks(kg) == ()
    assert compare_with_chance(kg, "degree") == ()


def test_wrong_questions_are_errors(sample: KnowledgeGraph) -> None:
    with pytest.raises(KgraphError, match="'fame' is not a measure of centrality"):
        bootstrap_ranks(sample, "fame")  # type: ignore[arg-type]
    with pytest.raises(KgraphError, match="too few random samples"):
        bootstrap_ranks(sample, resamples=0)
    with pytest.raises(KgraphError, match="too few random samples"):
        compare_with_chance(sample, rewirings=1)


@pytest.mark.slow
def test_intervals_cover_the_ranks_of_the_population() -> None:
    # Papers mention each entity independently of the others, so that strength ranks them by these
    # shares.
    shares = {"a": 0.7, "b": 0.62, "c": 0.5, "d": 0.42, "e": 0.3, "f": 0.25}
    rng = random.Random(1)
    covered, widths = [], []
    for _ in range(40):
        uses = [
            (str(paper), name)
            for paper in range(60)
            for name, share in shares.items()
            if rng.random() < share
        ]
        found = {
            item.entity.name: item
            for item in bootstrap_ranks(graph_of_uses(uses), "strength", resamples=60)
        }
        for rank, name in enumerate(shares, 1):
            covered.append(found[name].low <= rank <= found[name].high)
            widths.append(found[name].high - found[name].low)
    assert 0.92 <= mean(covered) < 1
    assert mean(widths) < 2.5  # of the five that say nothing

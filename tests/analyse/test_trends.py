"""Trends: counts per year add up; the test statistic equals the hand-computed value."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.analyse.trends import Year, count_years, find_trends
from kgraph.background.counts import Background
from kgraph.errors import NotFoundError
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_uses

YEARS = {"1": 2019, "2": 2019, "3": 2020, "4": 2020, "5": 2022, "6": 2022}


def test_counts_worked_out_by_hand() -> None:
    kg = graph_of_uses(
        [("1", "x"), ("5", "x"), ("6", "x"), ("7", "x")], papers="1234567", years=YEARS
    )
    assert count_years(kg, "method/x") == (Year(2019, 2, 1), Year(2020, 2, 0), Year(2022, 2, 2))
    assert [year.share for year in count_years(kg, "method/x")] == [0.5, 0, 1]


def test_the_test_worked_out_by_hand() -> None:
    kg = graph_of_uses(
        [("3", "x"), ("5", "x"), ("6", "x"), ("1", "y"), ("2", "y")], papers="123456", years=YEARS
    )
    (rising,) = find_trends(kg, min_papers=2)
    # p = 1/2, t = 0, 1, 3: T = (1 - 1) + 3 (2 - 1) = 3, V = 1/4 (2 + 18 - 64 / 6)
    assert rising.entity.name == "x"
    assert rising.z == pytest.approx(3 / math.sqrt((20 - 64 / 6) / 4))
    assert rising.p == pytest.approx(0.0495, abs=1e-3)
    assert (rising.first, rising.emerged) == (2020, None)
    (falling,) = find_trends(kg, min_papers=2, falling=True)
    assert (falling.entity.name, falling.z < 0) == ("y", True)
    assert find_trends(kg, label="Dataset", min_papers=2) == ()
    assert find_trends(kg, min_papers=4) == ()


def test_a_name_emerges_when_a_hundredth_of_its_papers_had_appeared() -> None:
    kg = graph_of_uses([("1", "x"), ("5", "x"), ("6", "x")], papers="123456", years=YEARS)
    background = Background({2000: 10, 2001: 500, 2002: 500}, {"x": "1999\t1 0 2 197"})
    (rising,) = find_trends(kg, min_papers=1, background=background)
    assert (rising.first, rising.emerged) == (2019, 2001)


@given(st.lists(st.tuples(st.integers(2010, 2024), st.booleans()), min_size=2, max_size=30))
def test_z_is_the_correlation_with_the_year_times_the_root_of_the_papers(
    rows: list[tuple[int, bool]],
) -> None:
    years = {f"p{i:02}": year for i, (year, _) in enumerate(rows)}
    uses = [(f"p{i:02}", "x") for i, (_, used) in enumerate(rows) if used]
    kg = graph_of_uses([*uses, ("q", "x")], papers=list(years), years=years)
    found = [*find_trends(kg, min_papers=1), *find_trends(kg, min_papers=1, falling=True)]
    if len({year for year, _ in rows}) > 1 and 0 < len(uses) < len(rows):
        correlation = float(np.corrcoef(*zip(*rows, strict=True))[0, 1])
        z = found[0].z if found else 0.0
        assert z == pytest.approx(correlation * math.sqrt(len(rows)), abs=1e-9)
    else:
        assert found == []


def test_the_years_of_a_corpus_add_up(sample: KnowledgeGraph) -> None:
    dated = {paper.id for paper in sample.papers.values() if paper.year is not None}
    for trend in find_trends(sample, n=None):
        papers = {mention.paper for mention in sample.mentions if mention.entity == trend.entity.id}
        assert sum(year.count for year in trend.years) == len(papers & dated)
        assert sum(year.papers for year in trend.years) == len(dated)
        assert trend.z > 0
    with pytest.raises(NotFoundError, match="no entity matches 'method/none'"):
        count_years(sample, "method/none")


def test_papers_without_a_year_have_no_trend() -> None:
    kg = graph_of_uses([("1", "x"), ("2", "x")])
    assert count_years(kg, "method/x") == ()
    assert find_trends(kg, min_papers=0) == ()

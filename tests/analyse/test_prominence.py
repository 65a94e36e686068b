"""Prominence: the value worked out by hand, and what follows from it."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from kgraph.analyse.prominence import prominence
from kgraph.analyse.ranks import _deal, _rewire, _uses
from kgraph.background.counts import Background
from kgraph.types import About, KnowledgeGraph
from tests.graph.made import graph_of_uses

BACKGROUND = Background({2020: 100}, {"x": "50", "y": "25"})


def graph_about(scores: dict[tuple[str, str], float]) -> KnowledgeGraph:
    """Return the graph of four papers with these scores of papers and entities."""
    about = tuple(About(paper, f"method/{name}", s) for (paper, name), s in sorted(scores.items()))
    return replace(graph_of_uses(scores, papers="1234"), about=about)


def test_prominence_worked_out_by_hand() -> None:
    kg = graph_about({("1", "x"): 0.9, ("2", "x"): 0.3, ("2", "y"): 0.8, ("3", "z"): 0.4})
    # In 4 papers 2 are expected with x, 1 with y and none with z; half of what papers mention is a
    # subject, and 1, 1 and 0 papers are about them.
    assert prominence(kg, BACKGROUND) == pytest.approx(
        {
            "method/x": 1.2 * math.log((1 + 1) / (2 / 2 + 1)),
            "method/y": 0.8 * math.log((1 + 1) / (1 / 2 + 1)),
            "method/z": 0.4 * math.log((0 + 1) / (0 / 2 + 1)),
        }
    )


def test_what_papers_are_about_is_more_prominent_than_what_they_mention() -> None:
    kg = graph_about(
        {(paper, name): s for paper in "123" for name, s in (("a", 0.9), ("b", 0.55), ("c", 0.1))}
    )
    scores = prominence(kg, Background({2020: 100}, {}))
    assert scores["method/a"] > scores["method/b"] > scores["method/c"] == 0


def test_a_graph_that_does_not_say_what_papers_are_about_has_no_prominent_entity() -> None:
    assert set(prominence(graph_of_uses([("1", "x"), ("2", "x")])).values()) == {0.0}


def test_chance_deals_the_scores_of_a_paper_to_its_entities() -> None:
    kg = graph_about(
        {(paper, name): 0.1 + 0.2 * i for paper in "12" for i, name in enumerate("xyz")}
    )
    uses = _uses(kg, "prominence")
    rng = np.random.default_rng(1)
    dealt = [_deal(graph, uses, rng).toarray() for graph in _rewire(uses, 20, random.Random(1))]
    for paper in range(2):
        rows = {tuple(graph[paper].tolist()) for graph in dealt}
        assert len(rows) > 1
        assert {tuple(sorted(row)) for row in rows} == {
            tuple(sorted(uses.toarray()[paper].tolist()))
        }

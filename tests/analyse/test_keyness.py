"""Keyness: the value worked out by hand, and what is key in the sample."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from kgraph.analyse.keyness import keyness
from kgraph.background.counts import Background
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_uses


def test_keyness_worked_out_by_hand() -> None:
    kg = graph_of_uses([("1", "x"), ("2", "x"), ("2", "y")], papers="1234")
    background = Background({2020: 100}, {"x": "50", "y": "25"})
    about = Counter(entity for _, entity in kg.subjects)
    # 4 of 100 papers: 2 and 1 are expected.
    assert keyness(kg, background) == {
        "method/x": pytest.approx(math.log((about["method/x"] + 1) / 3)),
        "method/y": pytest.approx(math.log((about["method/y"] + 1) / 2)),
    }


def test_what_is_key_in_the_sample(sample: KnowledgeGraph) -> None:
    values = keyness(sample)
    assert list(values) == list(sample.entities)
    first = sorted(values, key=lambda id_: (-values[id_], id_))[:20]
    assert {"concept/grokking", "task/real-time-object-detection"} <= set(first)
    assert "metric/accuracy" not in first

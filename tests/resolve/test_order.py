"""Names that are the same words in another order are one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgraph.resolve.naming import read_names
from kgraph.resolve.variants import join_orders
from kgraph.types import Span


def span(name: str, label: str = "Concept") -> Span:
    return Span("p1", "abstract", 0, len(name), name, label, name, 0.8, "model", 0, 99)  # type: ignore[arg-type]


def test_a_name_is_turned_around_where_the_other_form_is_used() -> None:
    named = join_orders(
        read_names([span("composition of functions"), span("function composition")])
    )
    assert [(item.name, item.rule) for item in named] == [
        ("function composition", "order"),
        ("function composition", "text"),
    ]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("mixture of experts", "sparse model"),
        ("transfer learning", "learning transfer"),
        ("image to text", "text to image"),
        ("sum of 2", "2 sum"),
        ("neural network", "neural networks"),
        ("text to image generation", "image to text generation"),
        ("English French translation", "French English translation"),
        ("rate 5 decay", "5 rate decay"),
    ],
)
def test_what_only_has_the_same_words_stays_apart(a: str, b: str) -> None:
    assert [named.rule for named in join_orders(read_names([span(a), span(b)]))] == [
        "text",
        "text",
    ]


def test_the_more_frequent_order_of_words_before_one_head_counts() -> None:
    spans = [
        span("convex smooth function"),
        *(replace(span("smooth convex functions"), paper=f"q{i}") for i in range(2)),
    ]
    named = join_orders(read_names(spans))
    assert [item.name for item in named] == ["smooth convex functions"] * 3


def test_labels_stay_apart() -> None:
    named = join_orders(
        read_names([span("signal propagation"), span("propagation of signals", "Method")])
    )
    assert [item.rule for item in named] == ["text", "text"]

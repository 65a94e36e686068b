"""Names with the same letters, or with one slightly different word, are one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgraph.resolve.naming import read_names
from kgraph.resolve.variants import join_spellings
from kgraph.types import Span


def span(name: str, paper: str = "p1", label: str = "Concept", named_by: str = "text") -> Span:
    return Span(
        paper, "abstract", 9, 9 + len(name), name, label, name, 0.8, "model", 0, 99, named_by
    )  # type: ignore[arg-type]


def joined(*spans: Span) -> list[str]:
    return [item.name for item in join_spellings(read_names(spans))]


@pytest.mark.parametrize(
    ("rare", "frequent"),
    [
        ("word embed- ding", "word embedding"),
        ("WideResNet", "Wide ResNet"),
        ("wallclock time", "wall-clock time"),
        ("expectation propogation", "expectation propagation"),
        ("computation efficiency", "computational efficiency"),
        ("conditional independency", "conditional independence"),
        ("autoencorder", "autoencoder"),
    ],
)
def test_a_variant_joins_the_more_frequent_name(rare: str, frequent: str) -> None:
    spans = [span(rare), *(span(frequent, f"q{i}") for i in range(2))]
    assert joined(*spans) == [frequent] * 3
    assert joined(*reversed(spans)) == [frequent] * 3


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("layer 1 2", "layer 12"),
        ("HumanEva test", "HumanEval test"),
        ("hand pose estimation", "head pose estimation"),
        ("energy function", "energy functional"),
        ("variational inference", "variation inference"),
        ("training stability", "training instability"),
        ("convolutional", "convolution"),
        ("global convergence", "global coherence"),
        ("GPT-3 network", "GPT-4 network"),
    ],
)
def test_what_may_be_two_things_stays_apart(a: str, b: str) -> None:
    assert joined(span(a), span(b)) == [a, b]


def test_the_lexicon_s_names_stay_and_come_first() -> None:
    known = span("computation efficiency", named_by="lexicon")
    crowd = [span("computational efficiency", f"q{i}") for i in range(2)]
    assert joined(known, *crowd) == ["computation efficiency"] * 3
    both = [replace(item, named_by="lexicon") for item in crowd]
    assert joined(known, *both) == ["computation efficiency", *["computational efficiency"] * 2]


def test_a_misspelling_has_the_label_of_its_name_and_the_same_letters_need_not() -> None:
    assert joined(
        span("expectation propogation"), span("expectation propagation", label="Task")
    ) == [
        "expectation propogation",
        "expectation propagation",
    ]
    assert len(set(joined(span("regu- larization"), span("regularization", label="Task")))) == 1

"""Meaning: names on the topic of a paper are nearer to it than others."""

from __future__ import annotations

import pytest

from kgraph.about.meaning import find_meaning
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import Paper

ENCODER = TextEncoder.load()
PAPER = Paper(
    "p",
    "Selective State Space Models",
    "State space models are fast. Training them by gradient descent took a week in one library.",
)
NAMES = ["state space model", "Mamba", "gradient descent", "qqqxyzzy"]


def column(paper: Paper, names: list[str], feature: str) -> list[float]:
    return [row[feature] for row in find_meaning(paper, names, ENCODER)]


def test_the_name_that_the_title_is_about_is_the_nearest() -> None:
    assert column(PAPER, NAMES, "nearest to title") == [1, 0, 0, 0]
    assert column(PAPER, NAMES, "near title, rank")[:2] == [0, 0.25]
    below = column(PAPER, NAMES, "near paper, below the nearest")
    assert below[0] == 0 < below[1]
    assert below[1] < below[3]


def test_the_first_sentence_ends_at_its_full_stop() -> None:
    longer = Paper("p", PAPER.title, f"{PAPER.abstract} Unlike 2.5 others, it has no gradient.")
    feature = "near first sentence"
    assert column(PAPER, NAMES, feature) == column(longer, NAMES, feature)
    other = Paper("p", PAPER.title, "We study gradient descent. State space models are fast.")
    assert column(PAPER, NAMES, feature)[2] < column(other, NAMES, feature)[2]


def test_cosines_with_other_names_leave_out_the_name_itself() -> None:
    nearest = column(PAPER, NAMES, "nearest other")
    assert nearest[0] == nearest[1] < 1
    assert nearest[3] == 0


def test_a_name_outside_the_vocabulary_has_no_vector() -> None:
    assert column(PAPER, NAMES, "no vector") == [0, 0, 0, 1]


@pytest.mark.parametrize("abstract", ["", "Mamba", "Mamba.\nMamba"])
def test_every_name_has_features_whatever_its_place(abstract: str) -> None:
    paper = Paper("p", "?", abstract)
    rows = find_meaning(paper, NAMES, ENCODER)
    assert rows[::-1] == find_meaning(paper, NAMES[::-1], ENCODER)
    assert find_meaning(paper, [], ENCODER) == []

"""What training needs besides torch: tags, conversion of weights, calibration."""

from __future__ import annotations

import numpy as np
import pytest

from kgraph.extract.candidates import Candidate
from kgraph.extract.model import MentionModel
from kgraph.extract.model_extractor import read_model
from kgraph.train.calibration import calibrate
from kgraph.train.convert import to_model, to_start, to_state
from kgraph.train.recipe import Shape
from kgraph.train.tables import Tables
from kgraph.train.tags import allowed, read_tags


@pytest.fixture(scope="module")
def shipped() -> MentionModel:
    return read_model()


def test_a_model_becomes_a_state_and_the_same_model_again(shipped: MentionModel) -> None:
    config = shipped.config
    again = to_model(
        to_state(shipped), Tables.of(shipped), config["labels"], config["threshold"],
        config["calibration"],
    )  # fmt: skip
    assert again.to_bytes() == shipped.to_bytes()


def test_the_shape_of_a_model_is_read_from_its_arrays(shipped: MentionModel) -> None:
    shape = Shape.of(shipped.weights, dropout=0.4)
    assert shape == Shape(projection=256, top=160, dropout=0.4)
    assert shape.lexicon == 4 * len(shipped.labels)


def test_training_starts_from_what_the_model_knows_of_the_labels(shipped: MentionModel) -> None:
    state, start = to_state(shipped), to_start(shipped, ["Material", "Task"])
    task = [0, *range(9, 13)]  # the tags outside, and of the third label of the model
    assert np.array_equal(start["out.weight"][[0, 5, 6, 7, 8]], state["out.weight"][task])
    assert np.array_equal(start["crf.t"][5:, 5:], state["crf.t"][9:13, 9:13])
    assert not start["out.weight"][1:5].any()
    assert not start["crf.t"][:, 1:5].any()
    same = to_start(shipped, shipped.labels)
    assert same.keys() == state.keys()
    assert all(np.array_equal(same[name], array) for name, array in state.items())


def test_an_annotation_gives_its_tokens_the_tags_of_its_label() -> None:
    spans = [(1, 2, "Process"), (3, 6, "Material")]
    assert read_tags(7, spans, ["Material", "Process"]).tolist() == [0, 8, 0, 1, 2, 3, 0]


def test_a_mention_that_begins_goes_on_to_its_end() -> None:
    follow, begins, ends = allowed(2)
    first, second = np.nonzero(follow)
    outside_or_closed, opening, single = {0, 3, 4, 7, 8}, {1, 5}, {4, 8}
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        if i in outside_or_closed:
            assert j in {0, *opening, *single}
        else:
            assert j in ({2, 3} if i < 5 else {6, 7})
    assert np.flatnonzero(begins).tolist() == [0, 1, 4, 5, 8]
    assert np.flatnonzero(ends).tolist() == [0, 3, 4, 7, 8]
    assert follow.sum() == 5 * 5 + 4 * 2


def test_calibrated_scores_are_the_shares_that_are_right() -> None:
    rng = np.random.default_rng(0)
    true = rng.uniform(0.05, 0.95, 4000)
    claimed = 1 / (1 + np.exp(-(2 * np.log(true / (1 - true)) + 0.5)))  # overconfident
    right = rng.random(4000) < true
    candidates = [
        [
            Candidate(i, i + 1, "Method", "x", float(score), "model")
            for i, score in enumerate(claimed)
        ]
    ]
    gold = [[(i, i + 1, "Method") for i in np.flatnonzero(right).tolist()]]
    table = calibrate(gold, candidates)
    assert np.abs(np.interp(claimed, table["x"], table["y"]) - true).max() < 0.05
    assert (table["x"][0], table["y"][0], table["x"][-1], table["y"][-1]) == (0, 0, 1, 1)

"""Training on a user's annotated papers, from the model that ships to one with their labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from kgraph.extract.model import MentionModel
from kgraph.extract.model_extractor import read_model
from kgraph.extras import needs
from kgraph.quality.scores import Score, measure
from kgraph.track import Track
from kgraph.train.calibration import calibrate
from kgraph.train.convert import to_model, to_start
from kgraph.train.measure import as_gold, as_predicted
from kgraph.train.papers import TrainingPaper
from kgraph.train.recipe import Recipe, Shape
from kgraph.train.tables import Tables
from kgraph.types import Label

ENOUGH = 40
"""Right spans in the held-out papers from which scores are calibrated and a threshold is set."""
_THRESHOLD = 0.37
_DROPOUT = 0.4


class Trained(NamedTuple):
    """A model, and its strict scores on the held-out papers: of each label, then of all together.

    If `is_calibrated` is false, the held-out papers were not enough to calibrate the scores and set
    the threshold.
    """

    model: MentionModel
    scores: tuple[Score, ...]
    is_calibrated: bool


def train_model(
    papers: Sequence[TrainingPaper],
    held_out: Sequence[TrainingPaper],
    *,
    epochs: int,
    seed: int,
    log: Callable[[str], None],
    track: Track,
) -> Trained:
    """Train a model on papers, starting from the model that comes with kgraph.

    The same papers and the same seed give the same model on the same machine.

    Args:
        papers: The papers to train on; their labels, and those of `held_out`, are the model's.
        held_out: Papers to measure the model on, and to calibrate it.
        epochs: How often each paper is read.
        seed: Of the order of the papers and of dropout.
        log: Gets a line after each epoch.
        track: Wraps the iteration over the batches of an epoch.

    Raises:
        KgraphError: torch cannot be imported.
    """
    labels = find_labels([*papers, *held_out])
    recipe = Recipe(epochs, encoder_rate=0.25, batch=4, seed=seed)
    model = _train(read_model(), papers, labels, recipe, log, track)
    return _calibrated(model, held_out) if held_out else Trained(model, (), False)


def find_labels(papers: Iterable[TrainingPaper]) -> tuple[Label, ...]:
    """Return the labels of papers, the most frequent first."""
    counts = Counter(label for paper in papers for _, _, label in paper.spans)
    return tuple(sorted(counts, key=lambda label: (-counts[label], label)))


def _train(
    base: MentionModel,
    papers: Sequence[TrainingPaper],
    labels: Sequence[Label],
    recipe: Recipe,
    log: Callable[[str], None],
    track: Track,
) -> MentionModel:
    with needs("train", "training"):
        import torch

    from kgraph.train import tagger

    torch.set_num_threads(1)  # with more, the last digits could differ, and all that follows
    start = {name: torch.from_numpy(array) for name, array in to_start(base, labels).items()}
    shape, tables = Shape.of(base.weights, _DROPOUT), Tables.of(base)
    state = tagger.train(papers, tables, labels, start, shape, recipe, log=log, track=track)
    arrays = {name: value.numpy() for name, value in state.items()}
    return to_model(arrays, tables, labels, _THRESHOLD)


def _calibrated(model: MentionModel, held_out: Sequence[TrainingPaper]) -> Trained:
    """Measure a model and, if it finds enough of what is held out, calibrate it."""
    scores = _measure(model, held_out)
    if scores[-1].correct < ENOUGH:
        return Trained(model, scores, False)
    candidates = model.candidates([paper.doc for paper in held_out])
    calibration = calibrate([paper.spans for paper in held_out], candidates)
    model = MentionModel(model.weights, {**model.config, "calibration": calibration})
    # The cover has the best expected F1 at half of that F1, see `cover`.
    threshold = round(_measure(model, held_out)[-1].f1 / 2, 2)
    model = MentionModel(model.weights, {**model.config, "threshold": threshold})
    return Trained(model, _measure(model, held_out), True)


def _measure(model: MentionModel, papers: Sequence[TrainingPaper]) -> tuple[Score, ...]:
    found = zip(papers, model.candidates([paper.doc for paper in papers]), strict=True)
    predicted = [as_predicted(paper, spans, model.config["threshold"]) for paper, spans in found]
    scores = measure([as_gold(paper) for paper in papers], predicted, model.labels)
    return tuple(score for score in scores if score.kind == "strict")

"""Calibration: from the model's probability of a span to the share of its like that are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from kgraph.extract.candidates import Candidate
from kgraph.extract.crf import Array
from kgraph.train.tags import TokenSpan

_NEAREST = 1e-4  # to 0 and 1, where the log-odds are infinite
_POINTS = np.linspace(0.02, 0.98, 49)


def calibrate(
    gold: Sequence[Sequence[TokenSpan]], candidates: Sequence[Sequence[Candidate]]
) -> dict[str, list[float]]:
    """Fit the share of right spans to the log-odds of the probability.

    Platt scaling (Platt, "Probabilistic outputs for support vector machines", 1999).

    Args:
        gold: The annotations of each paper.
        candidates: What the model proposes in it, with its probabilities.

    Returns:
        A table to interpolate in: `x` are probabilities, `y` calibrated scores, from 0 to 1.
    """
    scores = [candidate.score for of_paper in candidates for candidate in of_paper]
    odds: Array = logit(np.clip(scores, _NEAREST, 1 - _NEAREST))
    slope, shift = _fit(odds, np.concatenate([[], *map(_are_right, gold, candidates)]))
    y = np.concatenate([[0.0], expit(slope * logit(_POINTS) + shift), [1.0]])
    x = np.concatenate([[0.0], _POINTS, [1.0]])
    return {"x": x.round(5).tolist(), "y": y.round(5).tolist()}


def _are_right(spans: Sequence[TokenSpan], candidates: Sequence[Candidate]) -> list[float]:
    gold = set(spans)
    return [float((c.start, c.end, c.label) in gold) for c in candidates]


def _fit(odds: Array, right: Array) -> Array:
    """Return the slope and the shift of a logistic regression."""

    def loss(line: Array) -> tuple[float, Array]:
        values = line[0] * odds + line[1]
        gap = expit(values) - right
        return (
            float((np.logaddexp(0, values) - right * values).mean()),
            np.array([(gap * odds).mean(), gap.mean()]),
        )

    return np.asarray(minimize(loss, np.array([1.0, 0.0]), jac=True, method="BFGS").x)

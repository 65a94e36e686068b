"""Fit the scorer: a logistic regression of what is right to what the extractors say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from spacy.tokens import Doc

from kgraph.extract.crf import Array
from kgraph.extract.scorer import SCORED, CandidateEvidence, Scorer
from kgraph.extract.tokens import read_tokens
from kgraph.train.tags import TokenSpan
from kgraph.types import Label

_PENALTY = 1e-3  # of the squared weights, against the mean loss of a candidate
_DECIMALS = 4


def fit_scorer(
    gold: Sequence[Sequence[TokenSpan]], docs: Sequence[Doc], labels: Sequence[Label]
) -> Scorer:
    """Fit a scorer to papers that the model was not trained on.

    Args:
        gold: The annotations of each paper.
        docs: The papers with the candidates of all extractors.
        labels: The labels of the model.
    """
    rows: list[list[float]] = []
    right: list[float] = []
    for spans, doc in zip(gold, docs, strict=True):
        scored = [c for c in doc._.kgraph_candidates if c.source in SCORED and c.label in labels]
        evidence = CandidateEvidence(read_tokens(doc).words, scored)
        for key in evidence.keys:
            rows.append(evidence.row(key))
            right.append(float(key in spans))
    weights = _fit(np.array(rows), np.array(right)).round(_DECIMALS).tolist()
    return Scorer(weights, list(labels))


def _fit(rows: Array, right: Array) -> Array:
    penalty = np.full(rows.shape[1], _PENALTY)
    penalty[0] = 0.0  # the constant

    def loss(weights: Array) -> tuple[float, Array]:
        odds = rows @ weights
        gap = expit(odds) - right
        size = (penalty * weights**2).sum() / 2
        return (
            float((np.logaddexp(0, odds) - right * odds).mean() + size),
            rows.T @ gap / len(right) + penalty * weights,
        )

    start = np.zeros(rows.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)

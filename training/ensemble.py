"""Several models as one: the mean of their span probabilities, and what is drawn from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate
from kgraph.extract.choice import cover
from kgraph.extract.model import MentionModel


def mean_candidates(models: Sequence[MentionModel], docs: Sequence[Doc]) -> list[list[Candidate]]:
    """Average the models' scores of each span; a model that does not propose it counts as 0."""
    of_models = [model.candidates(docs) for model in models]
    return [_mean(candidates) for candidates in zip(*of_models, strict=True)]


def _mean(of_models: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    total: dict[Candidate, float] = defaultdict(float)
    for candidates in of_models:
        for candidate in candidates:
            total[candidate._replace(score=0.0)] += candidate.score / len(of_models)
    return [candidate._replace(score=score) for candidate, score in sorted(total.items())]


def marks(candidates: Sequence[Candidate], threshold: float, floor: float) -> list[Candidate]:
    """Return the best cover, and between its spans the less likely ones: targets to draw from."""
    best = cover(candidates, threshold)
    apart = [c for c in candidates if not any(c.start < b.end and b.start < c.end for b in best)]
    return sorted(best + cover(apart, floor))

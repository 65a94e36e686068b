"""Several models as one: the mean of their span probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from spacy.tokens import Doc

from kgraph.extract.cover import cover
from kgraph.extract.model import MentionModel, Span
from kgraph.types import Label


def mean_candidates(models: Sequence[MentionModel], docs: Sequence[Doc]) -> list[list[Span]]:
    """Average what the models give to each span; a model that does not name a span gives it nothing."""
    found = [model.candidates(docs) for model in models]
    out: list[list[Span]] = []
    for one_doc in zip(*found, strict=True):
        total: dict[tuple[int, int, Label], float] = defaultdict(float)
        for spans in one_doc:
            for start, end, label, chance in spans:
                total[start, end, label] += chance / len(models)
        out.append([Span(*key, chance) for key, chance in sorted(total.items())])
    return out


def marks(spans: Sequence[Span], threshold: float, floor: float) -> list[Span]:
    """Give the best flat cover and, beside it, what is less likely but possible: targets to draw from."""
    best = cover(spans, threshold)
    beside = [s for s in spans if not any(s[0] < taken[1] and taken[0] < s[1] for taken in best)]
    return sorted(best + cover(beside, floor))

"""How much a paper is about each entity that it mentions: a logistic regression."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from kgraph.about.features import Features, find_features
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import About, Mention, Paper

WEIGHTS = Path(__file__).parent.parent / "data" / "about.json"
"""The weight of each feature, in nats of log-odds; `training/about.py` writes it."""

_DECIMALS = 4


def find_about(
    papers: Mapping[str, Paper], mentions: Iterable[Mention], encoder: TextEncoder
) -> tuple[About, ...]:
    """Say how much each paper is about each entity that it mentions.

    Args:
        papers: The papers by id.
        mentions: Their mentions by paper, field (title first) and offset.
        encoder: Gives the names and the texts their vectors.

    Returns:
        One value for each paper and entity with a mention, sorted. The score is a calibrated
        probability, to four decimals; it depends on the paper and its mentions alone.
    """
    weights = _read_weights()
    return tuple(
        About(id_, entity, score_of(features, weights))
        for id_, own in groupby(mentions, key=lambda mention: mention.paper)
        for entity, features in sorted(find_features(papers[id_], tuple(own), encoder).items())
    )


def score_of(features: Features, weights: Mapping[str, float]) -> float:
    """Return the probability of a logistic regression; a feature without a weight counts 0."""
    odds = math.fsum(weights.get(name, 0.0) * value for name, value in features.items())
    return round((1 + math.tanh(odds / 2)) / 2, _DECIMALS)


@cache
def _read_weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS.read_text("utf-8"))
    return weights

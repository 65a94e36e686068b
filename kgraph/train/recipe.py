"""The sizes of the network, and the length and rates of its training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kgraph.extract.crf import Array


@dataclass(frozen=True)
class Shape:
    """Sizes of the layers and the rates of dropout."""

    vector: int = 128
    category: int = 16
    hidden: int = 192
    slot: int = 256
    spelling: int = 32
    lexicon: int = 20  # tags of the lexicon's five labels
    projection: int = 160
    top: int = 80
    dropout: float = 0.35
    word_dropout: float = 0.08

    @classmethod
    def of(cls, weights: Mapping[str, Array], dropout: float) -> Shape:
        """Return the shape of a model with these arrays."""
        vector, category = weights["table"].shape[1], weights["cat"].shape[1]
        hidden, slot = weights["rnn.hh"].shape[1], weights["mix.w"].shape[0]
        spelling, (projection, wide) = weights["hash"].shape[1], weights["proj.w"].shape
        lexicon = wide - vector - category - 2 * hidden - slot - spelling
        top = weights["top.hh"].shape[1]
        return cls(vector, category, hidden, slot, spelling, lexicon, projection, top, dropout)


@dataclass(frozen=True)
class Recipe:
    """The length and the rates of training."""

    epochs: int
    rate: float = 2e-3
    encoder_rate: float = 0.5  # of `rate`, for the pretrained parts
    batch: int = 8
    seed: int = 0
    memory: float = 0.995  # of the running mean of the weights

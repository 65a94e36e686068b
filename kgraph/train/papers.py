"""Papers for training: tokenised, with their annotations as spans of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import spacy
from spacy.tokens import Doc

from kgraph.extract.segmentation import build_tokenizer
from kgraph.train.tags import TokenSpan

NLP = spacy.blank("en")
NLP.tokenizer = build_tokenizer(NLP)


@dataclass(frozen=True)
class TrainingPaper:
    """A tokenised paper with its annotations.

    `chances` are the probabilities of the annotations if a model made them, from 0 to 1; `weight`
    is the paper's share in the loss.
    """

    id: str
    doc: Doc
    spans: Sequence[TokenSpan]
    chances: Sequence[float] | None = None
    weight: float = 1.0

    def draw(self, rng: np.random.Generator) -> Sequence[TokenSpan]:
        """Draw the annotations, each of a model with its probability."""
        if self.chances is None:
            return self.spans
        return [
            span
            for span, chance in zip(self.spans, self.chances, strict=True)
            if rng.random() < chance
        ]

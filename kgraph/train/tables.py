"""What the network looks up and training leaves as it is: the word vectors and the lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kgraph.extract.crf import Array
from kgraph.extract.features import LexiconFeature, WordVectors
from kgraph.extract.model import MentionModel, read_vectors


@dataclass(frozen=True)
class Tables:
    """The word vectors and the lexicon, as a model stores them.

    `table` has a vector of int8 for each row that an n-gram can be hashed to, (rows, width), and
    `table_scale` what a row is multiplied with, (rows,), or (1,) if it is the same for all rows;
    `floret` are the settings of the hash.
    """

    table: Array
    table_scale: Array
    floret: Mapping[str, int]
    lexicon: LexiconFeature

    @classmethod
    def of(cls, model: MentionModel) -> Tables:
        """Return those of a model."""
        weights = model.weights
        lexicon = LexiconFeature(weights["lexicon"].tobytes())
        return cls(weights["table"], weights["table_scale"], model.config["floret"], lexicon)

    @property
    def arrays(self) -> dict[str, Array]:
        """The arrays of the model's file."""
        return {
            "table": self.table,
            "table_scale": self.table_scale,
            "lexicon": np.frombuffer(self.lexicon.packed, dtype=np.uint8),
        }

    @cached_property
    def vectors(self) -> WordVectors:
        """The vectors of words."""
        return read_vectors(self.arrays, self.floret)

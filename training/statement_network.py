"""The network that decides what papers state, in torch; kgraph/statements/network.py runs it.

It reads the words of title and abstract, with the mentions marked, by a bidirectional LSTM. What a
paper states of itself is decided at each mention, what it states of two entities at each pair; an
entity or a relation has the sum of the odds of its places.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from kgraph.extract.crf import Array
from kgraph.extract.features import WordVectors
from kgraph.statements.features import (
    ENTITY_FEATURES,
    PAIR_FEATURES,
    SENTENCE_FEATURES,
    TAGS,
    DocumentBatch,
)
from kgraph.statements.network import REFUSED
from kgraph.train.convert import to_lstm
from kgraph.train.network import bidirectional
from kgraph.types import ENTITY_PREDICATES, OWN_PREDICATES

SIZE = 96
_WORD_DROPOUT = 0.1


class LogOdds(NamedTuple):
    """The log-odds of each own predicate, and of each predicate of two entities in both directions.

    `own` is (mentions, 7); `pairs` is (2 * pairs, 7), first those from the first mention of a pair
    to the second, then the others.
    """

    own: Tensor
    pairs: Tensor


class TrainableNetwork(nn.Module):  # type: ignore[misc]
    """The layers; `to_arrays` gives their weights as numpy runs them."""

    def __init__(self, vectors: WordVectors, size: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.vectors = vectors
        self.word = nn.Linear(vectors.width, size)
        self.tag = nn.Embedding(TAGS, size)
        nn.init.normal_(self.tag.weight, 0, 0.3)
        self.about = nn.Linear(2, size, bias=False)
        self.rnn = nn.LSTM(size, size // 2, bidirectional=True, batch_first=True)
        mention = 4 * size + ENTITY_FEATURES  # an end, the mean, the mean of its entity
        sentence = size + SENTENCE_FEATURES
        self.own = nn.Linear(mention + sentence + size, size)
        self.own_out = nn.Linear(size, len(OWN_PREDICATES))
        entity = 3 * size + ENTITY_FEATURES
        self.pair = nn.Linear(2 * entity + size + sentence + PAIR_FEATURES, size)
        self.pair_out = nn.Linear(size, 2 * len(ENTITY_PREDICATES))

    def forward(self, batch: DocumentBatch) -> LogOdds:
        """Return the scores of a batch."""
        states = self._read(batch)
        first, after, entity, sentence, title = torch.from_numpy(batch.mentions).T
        sums = torch.cat([states.new_zeros(1, states.shape[1]), states.cumsum(0)])
        mean = (sums[after] - sums[first]) / (after - first)[:, None]
        of_entity = _mean_of(mean, entity, len(batch.entities))
        highest = _highest(states, torch.from_numpy(batch.sentences))
        entities = torch.cat([of_entity, torch.from_numpy(batch.entity_features)], 1)[entity]
        sentences = torch.cat([highest, torch.from_numpy(batch.sentence_features)], 1)
        own = [states[first], states[after - 1], mean, entities]
        inner = self.own(torch.cat([*own, sentences[sentence], highest[title]], 1))
        left, right = torch.from_numpy(batch.pairs).T
        start, end = after[left], first[right]
        between = (sums[torch.maximum(start, end)] - sums[start]) / (end - start).clamp(min=1)[
            :, None
        ]
        sides = [
            mean[left],
            states[after[left] - 1],
            entities[left],
            mean[right],
            states[first[right]],
            entities[right],
        ]
        around = [between, sentences[sentence[left]], torch.from_numpy(batch.pair_features)]
        inner_pair = self.pair(torch.cat([*sides, *around], 1))
        forth, back = self.pair_out(self._drop(F.gelu(inner_pair))).chunk(2, 1)
        refused = torch.from_numpy(batch.refused)[:, None]
        forth, back = (x.masked_fill(refused[right], REFUSED) for x in (forth, back))
        of_mentions = self.own_out(self._drop(F.gelu(inner))).masked_fill(refused, REFUSED)
        return LogOdds(of_mentions, torch.cat([forth, back]))

    def _read(self, batch: DocumentBatch) -> Tensor:
        """Return the states of all words, (T, size)."""
        vectors = torch.from_numpy(self.vectors(batch.words))[torch.from_numpy(batch.word)]
        if self.training:
            vectors = vectors * (torch.rand(len(vectors), 1) >= _WORD_DROPOUT)
        entry = self.word(vectors) + self.tag(torch.from_numpy(batch.tag))
        entry = self._drop(F.gelu(entry + self.about(torch.from_numpy(batch.about))))
        lengths = torch.from_numpy(batch.lengths)
        valid = torch.arange(int(lengths.max()))[None] < lengths[:, None]
        padded = entry.new_zeros(*valid.shape, entry.shape[1])
        padded[valid] = entry
        return entry + bidirectional(self.rnn, padded, lengths)[valid]

    def _drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)

    def to_arrays(self) -> dict[str, Array]:
        """Return the weights as `kgraph.statements.network.StatementNetwork` reads them."""
        state = {name: value.detach().numpy() for name, value in self.state_dict().items()}
        lstm = to_lstm(state, "rnn")
        arrays = lstm | {k: v for k, v in state.items() if not k.startswith("rnn.")}
        return {name: array.astype(np.float16) for name, array in sorted(arrays.items())}


def _mean_of(rows: Tensor, group: Tensor, groups: int) -> Tensor:
    total = rows.new_zeros(groups, rows.shape[1]).index_add(0, group, rows)
    return total / torch.bincount(group, minlength=groups).clamp(min=1)[:, None]


def _highest(states: Tensor, ranges: Tensor) -> Tensor:
    """Return the highest of each state in ranges of words, (ranges, size)."""
    first, after = ranges.T
    length = after - first
    row = torch.repeat_interleave(torch.arange(len(ranges)), length)
    word = torch.arange(len(row)) - torch.repeat_interleave(
        length.cumsum(0) - length - first, length
    )
    lowest = states.new_full((len(ranges), states.shape[1]), -1e4)
    return lowest.scatter_reduce(0, row[:, None].expand(-1, states.shape[1]), states[word], "amax")


def log_sum(scores: Tensor, group: Tensor, groups: int) -> Tensor:
    """Return the logarithm of the sum of the odds of each group, (groups, predicates)."""
    columns = group[:, None].expand_as(scores)
    highest = scores.new_full((groups, scores.shape[1]), -1e4)
    highest = highest.scatter_reduce(0, columns, scores.detach(), "amax")
    total = scores.new_zeros(groups, scores.shape[1])
    return (
        highest + total.index_add(0, group, (scores - highest[group]).exp()).clamp(min=1e-9).log()
    )

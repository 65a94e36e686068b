"""The network as numpy runs it: from the features of papers to the log-odds of statements.

A bidirectional LSTM reads the words, with the mentions marked. What a paper states of itself is
decided at each mention, what it states of two entities at each pair of mentions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from kgraph.extract.crf import Array
from kgraph.extract.features import WordVectors
from kgraph.extract.network import Steps, gelu, lstm
from kgraph.statements.features import DocumentBatch, expand

REFUSED = -20.0
"""The log-odds where a clause denies something or only supposes it."""


class LogOdds(NamedTuple):
    """The log-odds of predicates: at each mention, and at each pair of mentions.

    `own` is (M, 7), of the paper's own predicates; `pairs` is (2 * P, 7), of the predicates of two
    entities: first those from the first mention of a pair to the second, then those back.
    """

    own: Array
    pairs: Array


class StatementNetwork:
    """The layers.

    Args:
        weights: The arrays, as training converts them.
        vectors: The word vectors that it was trained with.
    """

    def __init__(self, weights: Mapping[str, Array], vectors: WordVectors) -> None:
        self._vectors = vectors
        layers = {name: array.astype(np.float32) for name, array in weights.items()}
        self._layers = {
            name: np.ascontiguousarray(array.T) if name.endswith(".weight") else array
            for name, array in layers.items()
        }
        self._tag = layers["tag.weight"]
        sides = zip(layers["rnn.ih"], layers["rnn.b"], strict=True)
        self._sides = [(np.ascontiguousarray(weight.T), bias) for weight, bias in sides]

    def score(self, batch: DocumentBatch) -> LogOdds:
        """Return the log-odds of everything that documents may state."""
        layers = self._layers
        states = self._read(batch)
        first, after, entity, sentence, title = batch.mentions.T
        mean = _means(states, first, after)
        entities = np.hstack([_means_of_groups(mean, entity), batch.entity_features])
        entities = entities[entity]
        highest = np.maximum.reduceat(states, batch.sentences.reshape(-1))[::2]
        sentences = np.hstack([highest, batch.sentence_features])[sentence]
        own = [states[first], states[after - 1], mean, entities, sentences, highest[title]]
        left, right = batch.pairs.T
        sides = [
            *(mean[left], states[after[left] - 1], entities[left]),
            *(mean[right], states[first[right]], entities[right]),
        ]
        between = _means(states, after[left], first[right])
        around = [between, sentences[left], batch.pair_features]
        forth, back = np.split(_decide(layers, "pair", [*sides, *around]), 2, axis=1)
        scores = _decide(layers, "own", own)
        scores[batch.refused] = REFUSED
        back[batch.refused[right]] = forth[batch.refused[right]] = REFUSED
        return LogOdds(scores, np.concatenate([forth, back]))

    def _read(self, batch: DocumentBatch) -> Array:
        """Return the states of all words, (T + 1, size).

        The last row stands for nothing: it lets ranges of words end at the end.
        """
        layers, (steps, order) = self._layers, _Order.of(batch.lengths)
        words = _linear(self._vectors(batch.words), layers["word.weight"], layers["word.bias"])
        # A word outside mentions enters in the same way wherever it is: it is computed once.
        inside = np.flatnonzero(batch.tag)
        marked = words[batch.word[inside]] + self._tag[batch.tag[inside]]
        marked += batch.about[inside] @ layers["about.weight"]
        distinct = gelu(np.concatenate([words + self._tag[0], marked]))
        row = batch.word.copy()
        row[inside] = len(words) + np.arange(len(inside))
        gates = [_linear(distinct, *side) for side in self._sides]
        row_of_step = row[order]
        states: Array = distinct[np.append(row, 0)]
        states[order] += lstm(
            lambda side, step: gates[side][row_of_step[step]], layers["rnn.hh"], steps
        )
        return states


class _Order(NamedTuple):
    """The words of documents step by step, the longest document first.

    `order` is the place of each of these words among the words of the documents one by one.
    """

    steps: Steps
    order: Array

    @classmethod
    def of(cls, lengths: Array) -> _Order:
        longest_first = np.argsort(-lengths, kind="stable")
        steps = Steps.of(lengths[longest_first])
        starts = (np.cumsum(lengths) - lengths)[longest_first]
        places = [starts[:living] + step for step, living in enumerate(steps.living)]
        return cls(steps, np.concatenate(places))


def _decide(layers: Mapping[str, Array], name: str, columns: Sequence[Array]) -> Array:
    inner = _linear(np.hstack(columns), layers[f"{name}.weight"], layers[f"{name}.bias"])
    return _linear(gelu(inner), layers[f"{name}_out.weight"], layers[f"{name}_out.bias"])


def _linear(rows: Array, weight: Array, bias: Array) -> Array:
    product: Array = rows @ weight
    product += bias  # in place: a second array of this size costs as much as the product
    return product


def _means_of_groups(rows: Array, group: Array) -> Array:
    """Return the mean of the rows of each group, numbered from 0; none is empty."""
    order = np.argsort(group, kind="stable")
    after = np.cumsum(np.bincount(group))
    return _means(rows[order], np.concatenate([[0], after[:-1]]), after)


def _means(rows: Array, first: Array, after: Array) -> Array:
    """Return the mean of the rows of each range; 0 for an empty range.

    The product with a sparse matrix takes a tenth of the time of sums by `np.add.reduceat`.
    """
    length = np.maximum(after - first, 0)
    starts = np.concatenate([[0], np.cumsum(length)])
    shares = np.repeat(1 / np.maximum(length, 1), length).astype(np.float32)
    shape = len(first), len(rows)
    means: Array = csr_array((shares, expand(first, after), starts), shape=shape) @ rows
    return means

"""The network as numpy runs it: from the features of each token to a score for each tag.

A bidirectional LSTM reads the words; `slot` is what the states on both sides of a token expect in
its position; the mean over all occurrences of a word in its document is the document memory; a
second, small LSTM reads all of it. Nothing is random, and batching changes only the last bits.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kgraph.extract.crf import Array, count_living
from kgraph.extract.features import Batch, WordVectors
from kgraph.extract.tags import TAGS

Weights = Mapping[str, Array]


class Network:
    """The layers. Products that depend on a distinct word or category alone are computed once.

    Args:
        weights: The arrays that training converted, without the vectors and the lexicon.
        vectors: The word vectors.
    """

    def __init__(self, weights: Weights, vectors: WordVectors) -> None:
        self._vectors = vectors
        self._hidden, self._top = weights["rnn.hh"].shape[1], weights["top.hh"].shape[1]
        self._mix = np.ascontiguousarray(weights["mix.w"].T), weights["mix.b"]
        self._out = np.ascontiguousarray(weights["out.w"].T), weights["out.b"]
        self._split_encoder(weights, vectors.width)
        self._split_projection(weights, vectors.width)
        self._split_top(weights)

    def _split_encoder(self, weights: Weights, width: int) -> None:
        """Split the first LSTM's input into the part for words and the part for categories."""
        entry, category = weights["rnn.ih"], weights["cat"]
        of_category = entry[:, :, width:].reshape(-1, category.shape[1]).T
        self._category_in = category @ of_category + weights["rnn.b"].reshape(-1)
        self._word_in = np.ascontiguousarray(entry[:, :, :width].reshape(-1, width).T)
        self._rnn = weights["rnn.hh"]

    def _split_projection(self, weights: Weights, width: int) -> None:
        """Split the projection by its inputs: word, category, states, slot, spelling, lexicon."""
        category, spelling = weights["cat"], weights["hash"]
        sizes = [
            width, category.shape[1], 2 * self._hidden, weights["mix.w"].shape[0], spelling.shape[1]
        ]  # fmt: skip
        word, of_category, state, slot, of_spelling, lexicon = np.split(
            weights["proj.w"].T, np.cumsum(sizes)
        )
        self._project_word, self._project_state, self._project_slot = word, state, slot
        self._project_category = category @ of_category + weights["proj.b"]
        self._project_spelling = spelling @ of_spelling
        outside = np.zeros((1, lexicon.shape[1]), np.float32)
        self._project_lexicon = np.concatenate([outside, lexicon])

    def _split_top(self, weights: Weights) -> None:
        """Split the second LSTM's input into the token's own part and the document memory."""
        flat = weights["top.ih"].reshape(-1, weights["top.ih"].shape[2]).T
        size = weights["proj.w"].shape[0]
        self._top_own, self._top_memory = flat[:size], flat[size:]
        self._top_bias = weights["top.b"].reshape(-1)
        self._top_rnn = weights["top.hh"]

    def score(self, batch: Batch, lexicon: Array) -> Array:
        """Return a score for each tag of each token, (T, B, tags).

        Args:
            batch: The documents.
            lexicon: The tag of each token by the lexicon, (T, B).
        """
        vectors = self._vectors(batch.words)
        own = self._project(batch, lexicon, vectors, self._encode(batch, vectors))
        deep = self._read_with_memory(batch, own)
        scores = np.zeros((*batch.valid.shape, len(TAGS)), dtype=np.float32)
        weight, bias = self._out
        both = 2 * self._top
        scores[batch.valid] = deep @ weight[:both] + own @ weight[both:] + bias
        return scores

    def _encode(self, batch: Batch, vectors: Array) -> Array:
        """Run the first LSTM, (T, B, 2 * hidden)."""
        gates = (vectors @ self._word_in)[batch.word] + self._category_in[batch.category]
        return lstm(gates.reshape(*batch.valid.shape, 2, -1), self._rnn, batch.lengths)

    def _project(self, batch: Batch, lexicon: Array, vectors: Array, states: Array) -> Array:
        """Join all that is known of each token, without padding from here on: (tokens, size)."""
        valid = batch.valid
        slot = gelu(self._around(states)[valid] @ self._mix[0] + self._mix[1])
        own = states[valid] @ self._project_state + slot @ self._project_slot
        own += (
            (vectors @ self._project_word)[batch.word[valid]]
            + self._project_category[batch.category[valid]]
            + self._project_spelling[batch.spelling[valid]]
        )
        own += self._project_lexicon[lexicon[valid]]
        return gelu(own)

    def _around(self, states: Array) -> Array:
        """Return for each token the state before it and the state after it, without its own."""
        half = self._hidden
        around = np.zeros_like(states)
        around[1:, :, :half] = states[:-1, :, :half]
        around[:-1, :, half:] = states[1:, :, half:]
        return around

    def _read_with_memory(self, batch: Batch, own: Array) -> Array:
        """Run the second LSTM over the tokens and the document memory, (tokens, 2 * top)."""
        valid = batch.valid
        memory = _recall(own, batch.word[valid], valid, len(batch.words), self._top_memory)
        entry = own @ self._top_own + memory + self._top_bias
        gates = np.zeros((*valid.shape, 2, 4 * self._top), dtype=np.float32)
        gates[valid] = entry.reshape(-1, 2, 4 * self._top)
        return np.asarray(lstm(gates, self._top_rnn, batch.lengths)[valid])


def gelu(x: Array) -> Array:
    """Return the Gaussian error linear unit of each number, by its tanh form.

    Hendrycks and Gimpel, "Gaussian error linear units", 2016, arXiv:1606.08415; within 5e-4 of the
    exact one.
    """
    # In place on one new array: this is half the time of the plain formula
    # 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3))).
    inner = x * x
    inner *= 0.044715 * 0.7978845608
    inner += 0.7978845608
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= 0.5
    return inner


def _recall(own: Array, word: Array, valid: Array, words: int, weight: Array) -> Array:
    """Return for each token the mean over the occurrences of its word, times `weight`."""
    document = np.broadcast_to(np.arange(valid.shape[1]), valid.shape)[valid]
    groups, member = np.unique(document * words + word, return_inverse=True)
    order = np.argsort(member, kind="stable")
    bounds = np.searchsorted(member[order], np.arange(len(groups)))
    counts = np.diff(np.append(bounds, len(member))).astype(np.float32)
    mean = np.add.reduceat(own[order], bounds, axis=0) / counts[:, None]
    return np.asarray((mean @ weight)[member])


def lstm(gates: Array, recurrent: Array, lengths: Array) -> Array:
    """Run both directions of an LSTM (Hochreiter and Schmidhuber, doi:10.1162/neco.1997.9.8.1735).

    Args:
        gates: What enters each gate, (T, B, 2, 4 * hidden), in the order in, forget, out, cell. The
            first three are halved, because sigmoid(x) = (tanh(x / 2) + 1) / 2: one call of tanh
            computes all four.
        recurrent: The weights from the state before, (2, hidden, 4 * hidden).
        lengths: Tokens of each document, falling.

    Returns:
        The states of both directions, (T, B, 2 * hidden).
    """
    steps, size, _, four = gates.shape
    hidden = four // 4
    out = np.zeros((steps, size, 2 * hidden), dtype=np.float32)
    # The documents that still have a token are the first of the batch at each step.
    living = count_living(lengths, steps)
    for side, order in ((0, range(steps)), (1, range(steps - 1, -1, -1))):
        state = np.zeros((size, hidden), dtype=np.float32)
        cell = np.zeros((size, hidden), dtype=np.float32)
        matrix = np.ascontiguousarray(recurrent[side])
        for t in order:
            n = living[t]
            _step(state[:n], cell[:n], matrix, gates[t, :n, side])
            out[t, :n, side * hidden : (side + 1) * hidden] = state[:n]
    return out


def _step(state: Array, cell: Array, matrix: Array, entry: Array) -> None:
    """Update the states and the cells of one step in place."""
    hidden = state.shape[1]
    gate = state @ matrix
    gate += entry
    np.tanh(gate, out=gate)
    sigmoid = gate[:, : 3 * hidden]
    sigmoid *= 0.5
    sigmoid += 0.5
    cell *= gate[:, hidden : 2 * hidden]
    cell += gate[:, :hidden] * gate[:, 3 * hidden :]
    np.multiply(np.tanh(cell), gate[:, 2 * hidden : 3 * hidden], out=state)

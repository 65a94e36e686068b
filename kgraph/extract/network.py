"""The network as numpy runs it: from the features of each token to a score for each tag.

A bidirectional LSTM reads the words; `slot` is what the states on both sides of a token expect in
its position; the mean over all occurrences of a word in its document is the document memory; a
second, small LSTM reads all of it. Nothing is random, and batching changes only the last bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from kgraph.extract.crf import Array, count_living
from kgraph.extract.features import Batch, WordVectors

Weights = Mapping[str, Array]

_BLOCK = 1024  # tokens
_RANK = 96


class Network:
    """The layers. Products that depend on a distinct word or category alone are computed once.

    Args:
        weights: The arrays that training converted, without the vectors and the lexicon.
        vectors: The word vectors.
    """

    def __init__(self, weights: Weights, vectors: WordVectors) -> None:
        self._vectors = vectors
        self._top = weights["top.hh"].shape[1]
        self._mix = np.ascontiguousarray(weights["mix.w"].T), weights["mix.b"]
        self._out = np.ascontiguousarray(weights["out.w"].T), weights["out.b"]
        self._split_encoder(weights, vectors.width)
        self._split_projection(weights, vectors.width)
        self._split_top(weights)

    def _split_encoder(self, weights: Weights, width: int) -> None:
        """Split the first LSTM's input into the part for words and the part for categories."""
        entry, category = weights["rnn.ih"], weights["cat"]
        of_category = entry[:, :, width:].reshape(-1, category.shape[1]).T
        self._category_in = _split_sides(category @ of_category + weights["rnn.b"].reshape(-1))
        self._word_in = np.ascontiguousarray(entry[:, :, :width].reshape(-1, width).T)
        self._rnn = weights["rnn.hh"]

    def _split_projection(self, weights: Weights, width: int) -> None:
        """Split the projection by its inputs: word, category, states, slot, spelling, lexicon."""
        category, spelling = weights["cat"], weights["hash"]
        sizes = [
            width, category.shape[1], 2 * weights["rnn.hh"].shape[1], weights["mix.w"].shape[0],
            spelling.shape[1],
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
        size = weights["proj.w"].shape[0]
        entry = np.concatenate([side.T for side in weights["top.ih"]], axis=1)
        own, memory = entry[:size], entry[size:]
        self._top_own, self._top_memory = _Factors.of(own), _Factors.of(memory)
        # Of a word that occurs once, the memory is the token itself: one product instead of two.
        self._top_once = _Factors.of(own + memory)
        self._top_bias = weights["top.b"]
        self._top_rnn = weights["top.hh"]

    def score(self, batch: Batch, lexicon: Array) -> Array:
        """Return a score for each tag of each token, (T, B, tags).

        Args:
            batch: The documents.
            lexicon: The tag of each token by the lexicon, (T, B).
        """
        steps = Steps.of(batch.lengths)
        valid = batch.valid
        tokens = _Tokens(
            batch.word[valid], batch.category[valid], batch.spelling[valid], lexicon[valid]
        )
        vectors = self._vectors(batch.words)
        own = self._project(tokens, vectors, self._encode(tokens, vectors, steps), steps)
        deep = self._read_with_memory(tokens, own, batch, steps)
        weight, bias = self._out
        scores = np.zeros((*valid.shape, len(bias)), dtype=np.float32)
        both = 2 * self._top
        scores[valid] = deep @ weight[:both] + own @ weight[both:] + bias
        return scores

    def _encode(self, tokens: _Tokens, vectors: Array, steps: Steps) -> Array:
        """Run the first LSTM, (tokens, 2 * hidden)."""
        words, categories = _split_sides(vectors @ self._word_in), self._category_in

        # Added up step by step, this stays in the processor's cache; for a whole batch at once it
        # would be read from memory three times.
        def enter(side: int, step: slice) -> Array:
            entry = words[side][tokens.word[step]]
            entry += categories[side][tokens.category[step]]
            return entry

        return lstm(enter, self._rnn, steps)

    def _project(self, tokens: _Tokens, vectors: Array, states: Array, steps: Steps) -> Array:
        """Join everything about each token, (tokens, size)."""
        around = _around(states, steps)
        words = vectors @ self._project_word
        own: Array = np.empty((len(states), words.shape[1]), dtype=np.float32)
        # A block of tokens stays in the processor's cache from its first product to its last sum.
        for first in range(0, len(states), _BLOCK):
            block = slice(first, first + _BLOCK)
            slot = gelu(around[block] @ self._mix[0] + self._mix[1])
            joined = states[block] @ self._project_state
            joined += slot @ self._project_slot
            joined += words[tokens.word[block]]
            joined += self._project_category[tokens.category[block]]
            joined += self._project_spelling[tokens.spelling[block]]
            joined += self._project_lexicon[tokens.lexicon[block]]
            own[block] = gelu(joined)
        return own

    def _read_with_memory(self, tokens: _Tokens, own: Array, batch: Batch, steps: Steps) -> Array:
        """Run the second LSTM over the tokens and the document memory, (tokens, 2 * top)."""
        mean, row = _recall(own, tokens.word, batch)
        order = np.argsort(row > 0, kind="stable")  # the words that occur once, then the others
        place = np.argsort(order)
        own, once = own[order], int((row == 0).sum())
        own_in = np.empty((2, len(own), 4 * self._top), dtype=np.float32)
        self._top_once.multiply(own[:once], own_in[:, :once])
        self._top_own.multiply(own[once:], own_in[:, once:])
        memory_in = np.zeros((2, len(mean) + 1, 4 * self._top), dtype=np.float32)
        self._top_memory.multiply(mean, memory_in[:, 1:])
        memory_in += self._top_bias[:, None]

        # Added up step by step, as in `_encode`.
        def enter(side: int, step: slice) -> Array:
            entry: Array = own_in[side][place[step]]
            entry += memory_in[side][row[step]]
            return entry

        return lstm(enter, self._top_rnn, steps)


class _Factors(NamedTuple):
    """The input weights of both directions of an LSTM as a product of two matrices.

    `inner` is (size, rank), `sides` (2, rank, 4 * hidden). This is the nearest matrix of that rank
    (Eckart and Young, doi:10.1007/BF02288367). It takes less than half the operations of the full
    one and changes F1 by no more than 0.2.
    """

    inner: Array
    sides: Array

    @classmethod
    def of(cls, weights: Array) -> _Factors:
        """Return the factors of weights for both directions, (size, 2 * 4 * hidden)."""
        left, values, right = np.linalg.svd(weights, full_matrices=False)
        sides = np.stack(np.split(right[:_RANK], 2, axis=1))
        return cls(left[:, :_RANK] * values[:_RANK], sides)

    def multiply(self, rows: Array, out: Array) -> None:
        """Write the product of rows, (n, size), to `out`, (2, n, 4 * hidden)."""
        inner = rows @ self.inner
        for side, of_side in enumerate(self.sides):
            np.matmul(inner, of_side, out=out[side])


class _Tokens(NamedTuple):
    """What is known of each token, step by step and without padding: (tokens,) each."""

    word: Array
    category: Array
    spelling: Array
    lexicon: Array


class Steps(NamedTuple):
    """Where the tokens of each step are among the tokens of a batch.

    At each step the documents that still have a token are the first of the batch, because it begins
    with the longest.
    """

    living: Sequence[int]
    first: Sequence[int]

    @classmethod
    def of(cls, lengths: Array) -> Steps:
        """Return the steps of documents with lengths, falling."""
        living = count_living(lengths, int(lengths[0]))
        return cls(living, [0, *accumulate(living)])

    def slice(self, step: int, most: int | None = None) -> slice:
        """Return the tokens of a step, or of its first documents."""
        first = self.first[step]
        return slice(first, first + (self.living[step] if most is None else most))


def _around(states: Array, steps: Steps) -> Array:
    """Return for each token the states before it (forward) and after it (backward), not its own."""
    half = states.shape[1] // 2
    around = np.zeros_like(states)
    for step in range(1, len(steps.living)):
        here, before = steps.slice(step), steps.slice(step - 1, steps.living[step])
        around[here, :half] = states[before, :half]
        around[before, half:] = states[here, half:]
    return around


def _split_sides(gates: Array) -> tuple[Array, Array]:
    """Return the gates of the forward and the backward LSTM, each contiguous."""
    forward, backward = np.split(gates, 2, axis=1)
    return np.ascontiguousarray(forward), np.ascontiguousarray(backward)


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


def _recall(own: Array, word: Array, batch: Batch) -> tuple[Array, Array]:
    """Return the means over the occurrences of words that a document has more than once.

    Returns:
        The means, (words, size), and for each token the number of its word among them, from 1, or 0
        if the document has it once, (tokens,).
    """
    document = np.broadcast_to(np.arange(batch.valid.shape[1]), batch.valid.shape)[batch.valid]
    _, member, counts = np.unique(
        document * len(batch.words) + word, return_inverse=True, return_counts=True
    )
    repeated = counts > 1
    row = np.where(repeated, np.cumsum(repeated), 0)[member]
    order = np.argsort(row, kind="stable")[np.count_nonzero(row == 0) :]
    counts = counts[repeated]
    first = np.cumsum(counts) - counts
    return np.add.reduceat(own[order], first, axis=0) / counts[:, None].astype(np.float32), row


def lstm(enter: Callable[[int, slice], Array], recurrent: Array, steps: Steps) -> Array:
    """Run both directions of an LSTM (Hochreiter and Schmidhuber, doi:10.1162/neco.1997.9.8.1735).

    Args:
        enter: Returns what enters the gates, (n, 4 * hidden), in a direction (0 is forward, 1 is
            backward) at the tokens of a step. The gates are in, forget, out and cell; the first
            three are halved, because sigmoid(x) = (tanh(x / 2) + 1) / 2: one call of tanh computes
            all four.
        recurrent: The weights from the state before, (2, hidden, 4 * hidden).
        steps: The tokens of each step.

    Returns:
        The states of both directions, (tokens, 2 * hidden).
    """
    hidden = recurrent.shape[1]
    out = np.empty((steps.first[-1], 2 * hidden), dtype=np.float32)
    order = range(len(steps.living))
    for side, path in ((0, order), (1, reversed(order))):
        state = np.zeros((steps.living[0], hidden), dtype=np.float32)
        cell = np.zeros_like(state)
        matrix = np.ascontiguousarray(recurrent[side])
        for step in path:
            n, tokens = steps.living[step], steps.slice(step)
            _step(state[:n], cell[:n], matrix, enter(side, tokens))
            out[tokens, side * hidden : (side + 1) * hidden] = state[:n]
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

"""The trained extractor's arithmetic: floret vectors, a bidirectional LSTM, a document memory, a BIOES chain.

Needs numpy and spaCy's floret lookup alone. The weights are a folder with `model.npz`; nothing is
random and nothing depends on how the documents are batched (beyond the last bits of a float).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import ORTH, SPACY
from spacy.strings import StringStore
from spacy.tokens import Doc
from spacy.vectors import Vectors

from kgraph.extract.chain import Array, Chain, find_spans
from kgraph.extract.cover import cover
from kgraph.types import LABELS, Label

TAGS = ("O", *(f"{position}-{label}" for label in LABELS for position in "BIES"))
_BATCH_TOKENS = 16_384
_CACHE_WORDS = 50_000
_HASH_ROWS = 8191


class Span(NamedTuple):
    """A mention that the model proposes: tokens `start` to `end` (half-open), its label and its score, 0 to 1."""

    start: int
    end: int
    label: Label
    score: float


def case_class(text: str) -> int:
    """Sort a token into one of 16 classes of shape."""
    letters = [c.isupper() for c in text if c.isalpha()]
    if not letters:
        plain = (text.isspace(), not any(c.isalnum() for c in text), text.isdigit(), True)
        return plain.index(True)
    rules = (
        (4, not any(letters)),
        (6, len(letters) == 1),
        (8, all(letters)),
        (10, letters[0] and not any(letters[1:])),
        (12, not letters[0] and not letters[-1]),
        (13, text.rstrip("0123456789").endswith("s") and all(letters[:-1])),
        (14, True),
    )
    row = next(row for row, true in rules if true)
    return row if row in (12, 13) else row + any(c.isdigit() for c in text)


def fnv(text: str) -> int:
    """Hash a token to a row of the embedding of exact spellings (FNV-1a, stable between runs)."""
    value = 2166136261
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value % _HASH_ROWS + 1


def _gelu(x: Array) -> Array:
    """Gaussian error linear unit, by its tanh form (within 5e-4 of the exact one), overwriting nothing."""
    inner = x * x
    inner *= 0.044715 * 0.7978845608
    inner += 0.7978845608
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= 0.5
    return inner


def floret_lookup(table: Array, settings: dict[str, int]) -> Vectors:
    """Give spaCy's lookup of a word's vector from its hashed n-grams."""
    return Vectors(strings=StringStore(), data=table, mode="floret", bow="<", eow=">", **settings)


class Terms:
    """The lexicon as a feature: greedy longest matches, as BIES x label."""

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        self._label: dict[tuple[str, ...], int] = {}
        self._longest: dict[str, int] = {}
        for line in packed.decode().splitlines():
            label, *words = line.split("\t")
            self._label[tuple(words)] = int(label)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    @classmethod
    def pack(cls, terms: dict[tuple[str, ...], int]) -> Terms:
        """Make the feature from lower-case token tuples and the rows of their labels."""
        return cls(
            "\n".join(
                "\t".join([str(label), *words]) for words, label in sorted(terms.items())
            ).encode()
        )

    def rows(self, words: Sequence[str]) -> list[int]:
        """Give each lower-case token 0, or 1 + 4 * label + its place in the match (begin, inside, end, single)."""
        out = [0] * len(words)
        i = 0
        while i < len(words):
            for n in range(min(self._longest.get(words[i], 0), len(words) - i), 0, -1):
                label = self._label.get(tuple(words[i : i + n]))
                if label is not None:
                    first = 1 + 4 * label
                    out[i : i + n] = (
                        [first, *[first + 1] * (n - 2), first + 2] if n > 1 else [first + 3]
                    )
                    i += n
                    break
            else:
                i += 1
        return out


class _Batch(NamedTuple):
    """Some documents as padded arrays (T, B), and their distinct lower-case words."""

    lengths: Array
    valid: Array
    words: list[str]
    word: Array
    category: Array
    spelling: Array


class MentionModel:
    """Finds typed mentions in tokenised papers (text = title, blank line, abstract)."""

    def __init__(self, weights: dict[str, Array], config: dict[str, Any]) -> None:
        self.config = config
        self.weights = weights
        self._prepare()

    # storage
    @classmethod
    def from_bytes(cls, data: bytes) -> MentionModel:
        """Read what `to_bytes` gave."""
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        config = json.loads(arrays.pop("config").tobytes().decode())
        return cls(arrays, config)

    def to_bytes(self) -> bytes:
        """Give settings and weights as one npz archive."""
        buffer = BytesIO()
        config = np.frombuffer(json.dumps(self.config, sort_keys=True).encode(), dtype=np.uint8)
        arrays: dict[str, Any] = {**self.weights, "config": config}
        np.savez(buffer, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_disk(cls, path: str | Path) -> MentionModel:
        """Read a model folder."""
        return cls.from_bytes((Path(path) / "model.npz").read_bytes())

    def to_disk(self, path: str | Path) -> None:
        """Write a model folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "model.npz").write_bytes(self.to_bytes())

    # set-up
    def _prepare(self) -> None:
        w = {
            k: v.astype(np.float32)
            for k, v in self.weights.items()
            if k not in ("table", "table_scale", "lexicon")
        }
        self._terms = Terms(self.weights["lexicon"].tobytes())
        table = self.weights["table"].astype(np.float32)
        if "table_scale" in self.weights:
            table *= self.weights["table_scale"].astype(np.float32)[:, None]
        self._vectors = floret_lookup(table, self.config["floret"])
        self._cache: dict[str, Array] = {}
        self._facts: dict[int, tuple[str, int, int]] = {}
        hidden, top = w["rnn.hh"].shape[1], w["top.hh"].shape[1]
        self._hidden, self._top = hidden, top
        width = table.shape[1]
        self._cat_in = w["cat"] @ w["rnn.ih"][:, :, width:].reshape(-1, w["cat"].shape[1]).T + w[
            "rnn.b"
        ].reshape(-1)
        self._word_in = np.ascontiguousarray(w["rnn.ih"][:, :, :width].reshape(-1, width).T)
        self._rnn_hh = w["rnn.hh"]
        c = w["cat"].shape[1]
        p = w["proj.w"].T  # inputs x P: word, cat, states, slot, spelling
        cut = np.cumsum([width, c, 2 * hidden, w["mix.w"].shape[0], w["hash"].shape[1]])
        self._p_word, self._p_cat = p[: cut[0]], w["cat"] @ p[cut[0] : cut[1]] + w["proj.b"]
        self._p_state, self._p_slot, self._p_hash = (
            p[cut[1] : cut[2]],
            p[cut[2] : cut[3]],
            w["hash"] @ p[cut[3] : cut[4]],
        )
        self._p_lex = np.concatenate([np.zeros((1, p.shape[1]), np.float32), p[cut[4] :]])
        self._mix = np.ascontiguousarray(w["mix.w"].T), w["mix.b"]
        self._top_hh = w["top.hh"]
        flat = w["top.ih"].reshape(-1, w["top.ih"].shape[2]).T
        size = p.shape[1]
        self._t_own, self._t_memory, self._t_b = flat[:size], flat[size:], w["top.b"].reshape(-1)
        self._out = np.ascontiguousarray(w["out.w"].T), w["out.b"]
        self._chain = Chain(w["start"], w["end"], np.exp(w["trans"]) * w["allowed"])
        calibration = self.config.get("calibration") or {}
        self._calibration = (
            (np.array(calibration["x"]), np.array(calibration["y"])) if calibration else None
        )

    # public
    def predict(self, docs: Sequence[Doc], threshold: float | None = None) -> list[list[Span]]:
        """Give each document its flat, non-overlapping mentions (start token, end token, label, score)."""
        limit = self.config["threshold"] if threshold is None else threshold
        return [cover(spans, limit) for spans in self.candidates(docs)]

    def candidates(self, docs: Sequence[Doc]) -> list[list[Span]]:
        """Give every span that has some probability, with its calibrated score; they may overlap."""
        out: list[list[Span]] = [[] for _ in docs]
        for rows in self._batches([len(doc) for doc in docs]):
            scores, lengths = self._emissions([docs[i] for i in rows])
            for found in find_spans(self._chain, scores, lengths, len(LABELS)):
                places = (rows[row] for row in found.row.tolist())
                scored = self._calibrated(found.chance).tolist()
                for place, start, end, score in zip(
                    places, found.start.tolist(), found.end.tolist(), scored, strict=True
                ):
                    out[place].append(Span(start, end, LABELS[found.label], score))
        return out

    def _calibrated(self, chance: Array) -> Array:
        return chance if self._calibration is None else np.interp(chance, *self._calibration)

    @staticmethod
    def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
        """Group documents of like length, longest first, within a budget of padded tokens."""
        batch: list[int] = []
        for i in sorted((i for i, n in enumerate(lengths) if n), key=lambda i: (-lengths[i], i)):
            if batch and lengths[batch[0]] * (len(batch) + 1) > _BATCH_TOKENS:
                yield batch
                batch = []
            batch.append(i)
        if batch:
            yield batch

    # features
    def _word_vectors(self, words: Sequence[str]) -> Array:
        missing = [word for word in words if word not in self._cache]
        if missing:
            if len(self._cache) + len(missing) > _CACHE_WORDS:
                self._cache.clear()
                missing = list(words)
            for word, vector in zip(missing, self._vectors.get_batch(missing), strict=True):
                self._cache[word] = vector
        return np.stack([self._cache[word] for word in words])

    def _read(self, docs: Sequence[Doc]) -> _Batch:
        """Turn documents, sorted longest first, into padded arrays (T, B) of numbers."""
        lengths = np.array([len(doc) for doc in docs])
        shape = int(lengths[0]), len(docs)
        orth = np.zeros(shape, dtype=np.uint64)
        glued = np.zeros(shape, dtype=np.int64)
        for j, doc in enumerate(docs):
            values = doc.to_array([ORTH, SPACY])
            orth[: len(doc), j] = values[:, 0]
            glued[1 : len(doc), j] = values[:-1, 1] == 0
        valid: Array = np.asarray(np.arange(shape[0])[:, None] < lengths[None])
        keys, member = np.unique(orth[valid], return_inverse=True)
        token = np.zeros(shape, dtype=np.int64)
        token[valid] = member
        texts = [docs[0].vocab.strings[int(key)] for key in keys]
        lowered = ["\n" if text.isspace() else text.lower() for text in texts]
        words = sorted(set(lowered))
        place = {word: i for i, word in enumerate(words)}
        blank = np.array([text.isspace() for text in texts])[token] & valid
        ends_title = np.array(["\n" in text for text in texts])[token] & valid
        glued[1:] &= ~blank[:-1]
        has_title = np.broadcast_to(ends_title.any(axis=0), shape)
        title = (np.cumsum(ends_title, axis=0) == 0) & has_title
        return _Batch(
            lengths=lengths,
            valid=valid,
            words=words,
            word=np.array([place[word] for word in lowered])[token],
            category=np.array([case_class(text) for text in texts])[token] * 4 + glued * 2 + title,
            spelling=np.array([fnv(text) for text in texts])[token],
        )

    def _emissions(self, docs: Sequence[Doc]) -> tuple[Array, Array]:
        """Score every tag of every token, (T, B, tags); documents are sorted longest first."""
        batch = self._read(docs)
        valid, lengths = batch.valid, batch.lengths
        steps, size = valid.shape
        vectors = self._word_vectors(batch.words)
        # first layer: words and categories enter once per distinct one
        gates = (vectors @ self._word_in)[batch.word] + self._cat_in[batch.category]
        half = self._hidden
        states = _lstm(gates.reshape(steps, size, 2, 4 * half), self._rnn_hh, lengths)
        around = np.zeros_like(states)
        around[1:, :, :half] = states[:-1, :, :half]
        around[:-1, :, half:] = states[1:, :, half:]
        # only the real tokens from here on
        word = batch.word[valid]
        slot = _gelu(around[valid] @ self._mix[0] + self._mix[1])
        own = states[valid] @ self._p_state + slot @ self._p_slot
        own += (
            (vectors @ self._p_word)[word]
            + self._p_cat[batch.category[valid]]
            + self._p_hash[batch.spelling[valid]]
        )
        own += self._p_lex[self._matches(batch)[valid]]
        own = _gelu(own)
        enter = (
            own @ self._t_own
            + _memory(own, word, valid, len(batch.words), self._t_memory)
            + self._t_b
        )
        gates = np.zeros((steps, size, 2, 4 * self._top), dtype=np.float32)
        gates[valid] = enter.reshape(-1, 2, 4 * self._top)
        deep = _lstm(gates, self._top_hh, lengths)[valid]
        scores = np.zeros((steps, size, len(TAGS)), dtype=np.float32)
        weight, bias = self._out
        scores[valid] = deep @ weight[: 2 * self._top] + own @ weight[2 * self._top :] + bias
        return scores, lengths

    def _matches(self, batch: _Batch) -> Array:
        """Give each token its place in a match of the lexicon."""
        out = np.zeros_like(batch.word)
        for j, length in enumerate(batch.lengths.tolist()):
            out[:length, j] = self._terms.rows(
                [batch.words[row] for row in batch.word[:length, j].tolist()]
            )
        return out


def _memory(own: Array, word: Array, valid: Array, words: int, weight: Array) -> Array:
    """Give each token the mean over the places of the same word in its document, times `weight`."""
    doc = np.broadcast_to(np.arange(valid.shape[1]), valid.shape)[valid]
    groups, member = np.unique(doc * words + word, return_inverse=True)
    order = np.argsort(member, kind="stable")
    bounds = np.searchsorted(member[order], np.arange(len(groups)))
    counts = np.diff(np.append(bounds, len(member))).astype(np.float32)
    mean = np.add.reduceat(own[order], bounds, axis=0) / counts[:, None]
    return np.asarray((mean @ weight)[member])


def _lstm(gates: Array, recurrent: Array, lengths: Array) -> Array:
    """Run both directions of an LSTM; gates (T, B, 2, 4H) come in the order in, forget, out (halved), cell.

    Documents are sorted longest first, so at each step the living ones are a prefix of the batch.
    """
    steps, size, _, four = gates.shape
    hidden = four // 4
    weight = np.ascontiguousarray(recurrent.transpose(0, 1, 2))
    out = np.zeros((steps, size, 2 * hidden), dtype=np.float32)
    living = [int((lengths > t).sum()) for t in range(steps)]
    for side, order in ((0, range(steps)), (1, range(steps - 1, -1, -1))):
        state = np.zeros((size, hidden), dtype=np.float32)
        cell = np.zeros((size, hidden), dtype=np.float32)
        matrix = weight[side]
        for t in order:
            n = living[t]
            g = state[:n] @ matrix
            g += gates[t, :n, side]
            np.tanh(g, out=g)
            gate = g[:, : 3 * hidden]
            gate *= 0.5
            gate += 0.5
            c = cell[:n]
            c *= g[:, hidden : 2 * hidden]
            c += g[:, :hidden] * g[:, 3 * hidden :]
            np.multiply(np.tanh(c), g[:, 2 * hidden : 3 * hidden], out=state[:n])
            out[t, :n, side * hidden : (side + 1) * hidden] = state[:n]
    return out

"""The trained model: its files, and the mentions that it proposes in a batch of papers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc

from kgraph.atomic import write_atomic
from kgraph.extract.candidates import Candidate
from kgraph.extract.crf import Array, Crf, Spans, find_spans
from kgraph.extract.features import LexiconFeature, WordVectors, read_batch
from kgraph.extract.network import Network
from kgraph.extract.threads import one_thread
from kgraph.extract.tokens import Tokens, read_tokens
from kgraph.types import Label

SOURCE = "model"
_BATCH_TOKENS = 16_384  # with padding
_FILE = "model.npz"
_NOT_LAYERS = ("table", "table_scale", "lexicon")


class MentionModel:
    """Propose the mentions of papers (title, blank line, abstract).

    Args:
        weights: The arrays, as training converts them.
        config: The settings: `labels` in the order of the tags, `floret` for the word vectors,
            `calibration` of the scores (a table of x and y, or None), and the best `threshold` for
            the model alone.
    """

    def __init__(self, weights: Mapping[str, Array], config: Mapping[str, Any]) -> None:
        self.weights = weights
        self.config = config
        self.labels: tuple[Label, ...] = tuple(config["labels"])
        layers = {
            name: array.astype(np.float32)
            for name, array in weights.items()
            if name not in _NOT_LAYERS
        }
        with one_thread():
            self._network = Network(layers, read_vectors(weights, config["floret"]))
        self._lexicon = LexiconFeature(weights["lexicon"].tobytes())
        # Steps that BIOES forbids have no weight at all.
        step = np.exp(layers["trans"]) * layers["allowed"]
        self._crf = Crf(layers["start"], layers["end"], step)
        self._calibration = config.get("calibration") or None

    @classmethod
    def from_bytes(cls, data: bytes) -> MentionModel:
        """Read the result of `to_bytes`."""
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        config = json.loads(arrays.pop("config").tobytes().decode())
        return cls(arrays, config)

    def to_bytes(self) -> bytes:
        """Return weights and settings as one npz archive."""
        buffer = BytesIO()
        text = json.dumps(self.config, sort_keys=True)
        arrays: dict[str, Any] = dict(self.weights)
        np.savez(buffer, **arrays, config=np.frombuffer(text.encode(), dtype=np.uint8))
        return buffer.getvalue()

    @classmethod
    def from_disk(cls, path: str | Path) -> MentionModel:
        """Read a model folder."""
        return cls.from_bytes((Path(path) / _FILE).read_bytes())

    def to_disk(self, path: str | Path) -> None:
        """Write a model folder; the model that is there is replaced atomically."""
        Path(path).mkdir(parents=True, exist_ok=True)
        write_atomic(Path(path) / _FILE, self.to_bytes())

    def candidates(self, docs: Sequence[Doc]) -> list[list[Candidate]]:
        """Return for each document every span with some probability; they may overlap.

        The score is the probability, calibrated if the model has a calibration.
        """
        candidates: list[list[Candidate]] = [[] for _ in docs]
        for rows in _iter_batches([len(doc) for doc in docs]):
            with one_thread():
                for row, candidate in self._propose([docs[row] for row in rows]):
                    candidates[rows[row]].append(candidate)
        return candidates

    def _propose(self, docs: Sequence[Doc]) -> Iterator[tuple[int, Candidate]]:
        """Yield the candidates of a batch, the longest document first, with their row."""
        batch = read_batch(docs)
        tokens = [read_tokens(doc) for doc in docs]
        scores = self._network.score(batch, self._lexicon.read(batch))
        for spans in find_spans(self._crf, scores, batch.lengths, len(self.labels)):
            yield from self._read(spans, tokens)

    def _read(self, spans: Spans, tokens: Sequence[Tokens]) -> Iterator[tuple[int, Candidate]]:
        label = self.labels[spans.label]
        columns = (spans.row, spans.start, spans.end, self._calibrate(spans.probability))
        for row, start, end, score in zip(*(column.tolist() for column in columns), strict=True):
            name = tokens[row].slice(start, end)
            yield row, Candidate(start, end, label, name, score, SOURCE)

    def _calibrate(self, probability: Array) -> Array:
        if self._calibration is None:
            return probability
        x, y = self._calibration["x"], self._calibration["y"]
        return np.asarray(np.interp(probability, x, y))


def read_vectors(weights: Mapping[str, Array], settings: Mapping[str, int]) -> WordVectors:
    """Return the word vectors, stored as integers with a scale for each row or for all."""
    table = weights["table"].astype(np.float32)
    table *= weights["table_scale"].astype(np.float32)[:, None]
    return WordVectors(table, settings)


def read_word_vectors(path: str | Path) -> WordVectors:
    """Read only the word vectors of a model folder."""
    with np.load(Path(path) / _FILE, allow_pickle=False) as archive:
        config = json.loads(archive["config"].tobytes().decode())
        return read_vectors(archive, config["floret"])


def _iter_batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group documents of similar length, the longest first, within a number of padded tokens."""
    batch: list[int] = []
    for i in sorted((i for i, n in enumerate(lengths) if n), key=lambda i: (-lengths[i], i)):
        if batch and lengths[batch[0]] * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch

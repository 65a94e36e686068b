"""The classifier: what papers state, each with its score and the sentence that states it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kgraph.extract.crf import Array
from kgraph.extract.features import WordVectors
from kgraph.extract.model import read_word_vectors
from kgraph.extract.model_extractor import WEIGHTS as MODEL
from kgraph.extract.threads import one_thread
from kgraph.statements.features import Document, read_batch
from kgraph.statements.network import StatementNetwork
from kgraph.types import (
    ENTITY_PREDICATES,
    OWN_PREDICATES,
    Mention,
    Predicate,
    Statement,
    StatementRule,
)

WEIGHTS = Path(__file__).parent.parent / "data" / "statements.npz"
# The last bits of a float depend on the machine; the fourth digit of a score does not.
_DECIMALS = 4


class _Found(NamedTuple):
    """A predicate of an entity or a relation, by their numbers, and the row that says so best."""

    number: int
    predicate: int
    score: float
    row: int


class Classifier:
    """Decide what papers state.

    Args:
        weights: The arrays of the network.
        config: For each predicate the slope and the constant that turn its log-odds into calibrated
            ones (`calibration`), and the `tentative` predicates.
        vectors: The word vectors.
    """

    def __init__(
        self, weights: Mapping[str, Array], config: Mapping[str, Any], vectors: WordVectors
    ) -> None:
        self._network = StatementNetwork(weights, vectors)
        lines = config["calibration"]
        self._own = np.array([lines[name] for name in OWN_PREDICATES])
        self._between = np.array([lines[name] for name in ENTITY_PREDICATES])
        self._tentative = frozenset(config["tentative"])

    @classmethod
    @cache
    def load(cls) -> Classifier:
        """Read the classifier that ships."""
        with np.load(WEIGHTS, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        config = json.loads(arrays.pop("config").tobytes().decode())
        return cls(arrays, config, read_word_vectors(MODEL))

    def find(self, documents: Sequence[Document], min_score: float) -> Iterator[Statement]:
        """Yield what documents state with at least a score, in no particular order.

        Of two entities, the same predicate is stated in one direction, that with the higher score.
        """
        batch = read_batch(documents)
        with one_thread():
            scores = self._network.score(batch)
        mentions = [mention for document in documents for mention in document.mentions]
        ids = [entity for _, entity in batch.entities]
        for found in _find(scores.own, batch.mentions[:, 2], self._own, min_score):
            name, obj = OWN_PREDICATES[found.predicate], ids[found.number]
            yield self._state(mentions[found.row], "", name, obj, found.score)
        ends, where = batch.relations.tolist(), np.tile(batch.pairs[:, 0], 2)
        of_relations = _find(scores.pairs, batch.relation, self._between, min_score)
        for found in _one_way(of_relations, ends):
            subject, obj = (ids[end] for end in ends[found.number])
            predicate = ENTITY_PREDICATES[found.predicate]
            yield self._state(mentions[where[found.row]], subject, predicate, obj, found.score)

    def _state(
        self, mention: Mention, subject: str, predicate: Predicate, obj: str, score: float
    ) -> Statement:
        rule: StatementRule = "sentence" if subject else "mention"
        return Statement(
            paper=mention.paper,
            subject=subject,
            predicate=predicate,
            object=obj,
            field=mention.field,
            sentence_start=mention.sentence_start,
            sentence_end=mention.sentence_end,
            score=score,
            rule=rule,
            tentative=predicate in self._tentative,
        )


def _find(log_odds: Array, group: Array, lines: Array, min_score: float) -> Iterator[_Found]:
    """Yield what the rows of each group say together: their odds are added up.

    Args:
        log_odds: Of each row and predicate.
        group: The number of each row's entity or relation.
        lines: Slope and constant of the calibration of each predicate.
        min_score: The lowest score.
    """
    if not len(group):
        return
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    together = np.logaddexp.reduceat(log_odds[order], starts) * lines[:, 0] + lines[:, 1]
    scores = np.round(1 / (1 + np.exp(-together)), _DECIMALS)
    ends = [*starts[1:].tolist(), len(order)]
    for number, predicate in np.argwhere(scores >= min_score).tolist():
        rows = order[starts[number] : ends[number]]
        best = int(rows[np.argmax(log_odds[rows, predicate])])
        yield _Found(int(group[best]), predicate, float(scores[number, predicate]), best)


def _one_way(found: Iterator[_Found], ends: Sequence[Sequence[int]]) -> Iterator[_Found]:
    taken: set[tuple[int, int, int]] = set()
    for item in sorted(found, key=lambda item: (-item.score, item.number)):
        key = (min(ends[item.number]), max(ends[item.number]), item.predicate)
        if key not in taken:
            taken.add(key)
            yield item

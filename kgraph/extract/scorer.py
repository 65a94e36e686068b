"""The component that scores each candidate by all that is known of it, not by its extractor alone.

The model proposes spans with a probability; the lexicon, the patterns and the abbreviations only
say that a span may be a name. Whether it is one here is decided by a logistic regression over what
all of them say about the span, about the other occurrences of its text, and about its long form.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from kgraph.atomic import write_atomic
from kgraph.errors import ConfigError
from kgraph.extract.candidates import Candidate
from kgraph.extract.component import Component
from kgraph.extract.tokens import read_tokens
from kgraph.types import Label

SCORED = ("model", "lexicon", "abbreviation", "pattern")
"""The extractors whose candidates are scored; those of others keep their scores."""

FEATURES = (
    "constant", "odds", "lexicon", "abbreviation", "repeated", "mean_odds", "long_form",
    "long_odds", "one_word",
)  # fmt: skip
"""What is known of a candidate; `CandidateEvidence.row` gives the values."""

_UNPROPOSED = 0.01  # the probability of a span that the model does not propose
_LEAST = 0.001  # and 1 - _LEAST: where log-odds are cut
_DECIMALS = 4
_FILE = "scorer.json"

Bounds = tuple[int, int]
Key = tuple[int, int, Label]


def log_odds(probability: float) -> float:
    """Return ln(p / (1 - p)), in nats, between -6.9 and 6.9."""
    p = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(p / (1 - p))


class CandidateEvidence:
    """What all extractors say about the spans of one document.

    Args:
        words: The tokens.
        candidates: The candidates of the extractors in `SCORED`.
    """

    def __init__(self, words: Sequence[str], candidates: Iterable[Candidate]) -> None:
        self._lower = [word.lower() for word in words]
        self._probability: dict[Key, float] = {}
        self._sources: dict[Key, set[str]] = defaultdict(set)
        self._long_forms: dict[Bounds, str] = {}
        for c in candidates:
            self._add(c)

    def _add(self, c: Candidate) -> None:
        key = c.start, c.end, c.label
        self._sources[key].add(c.source)
        if c.source == "model":
            self._probability[key] = c.score
        elif c.source == "abbreviation":
            self._long_forms[c.start, c.end] = c.name.lower()

    @property
    def keys(self) -> list[Key]:
        """The spans with their labels, sorted."""
        return sorted(self._sources)

    def row(self, key: Key) -> list[float]:
        """Return the features of a span in the order of `FEATURES`."""
        start, end, _ = key
        sources = self._sources[key]
        odds = log_odds(self._probability.get(key, _UNPROPOSED))
        return [
            1.0,
            odds,
            float("lexicon" in sources),
            float("abbreviation" in sources),
            *self._elsewhere(key, odds),
            *self._of_long_form(key, odds),
            float(end - start == 1),
        ]

    def _elsewhere(self, key: Key, odds: float) -> tuple[float, float]:
        """Return whether the text occurs again, and how much likelier it is there on average."""
        start, end, label = key
        text = self._texts[start, end]
        others = self._occurrences[text] - 1
        if not others:
            return 0.0, 0.0
        of_label = self._proposed[text, label]
        elsewhere = sum(p for bounds, p in of_label.items() if bounds != (start, end))
        return 1.0, log_odds(elsewhere / others) - odds

    def _of_long_form(self, key: Key, odds: float) -> tuple[float, float]:
        """Return whether the model has the long form with this label, and how much likelier."""
        proposed = self._proposed.get((self._long_forms.get(key[:2], ""), key[2]))
        return (1.0, log_odds(max(proposed.values())) - odds) if proposed else (0.0, 0.0)

    @cached_property
    def _texts(self) -> Mapping[Bounds, str]:
        bounds = {(start, end) for start, end, _ in self._sources}
        return {(start, end): " ".join(self._lower[start:end]) for start, end in bounds}

    @cached_property
    def _occurrences(self) -> Mapping[str, int]:
        return Counter(self._texts.values())

    @cached_property
    def _proposed(self) -> Mapping[tuple[str, Label], Mapping[Bounds, float]]:
        proposed: dict[tuple[str, Label], dict[Bounds, float]] = defaultdict(dict)
        for (start, end, label), p in self._probability.items():
            proposed[self._texts[start, end], label][start, end] = p
        return proposed


class Scorer(NamedTuple):
    """A logistic regression: a weight for each of `FEATURES`, and the labels of the model."""

    weights: Sequence[float]
    labels: Sequence[Label]

    @classmethod
    def from_disk(cls, folder: str | Path) -> Scorer | None:
        """Read the weights from the folder of a model; None if the folder has no weights.

        Raises:
            ConfigError: The file cannot be read, or a weight is missing.
        """
        path = Path(folder) / _FILE
        if not path.exists():
            return None
        try:
            fitted = json.loads(path.read_text("utf8"))
            return cls([float(fitted["weights"][name]) for name in FEATURES], fitted["labels"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"{path}: holds no weights of a scorer ({error}). Delete it, and every candidate "
                "keeps the score of its component."
            ) from error

    def to_disk(self, folder: str | Path) -> None:
        """Write the weights to the folder of a model, atomically."""
        weights = dict(zip(FEATURES, self.weights, strict=True))
        text = json.dumps({"labels": list(self.labels), "weights": weights}, indent=1)
        Path(folder).mkdir(parents=True, exist_ok=True)
        write_atomic(Path(folder) / _FILE, f"{text}\n".encode())

    def score(self, words: Sequence[str], candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates of one document with new scores, from 0 to 1.

        Those of other extractors than `SCORED`, or with other labels, keep theirs.
        """
        scored = [c for c in candidates if c.source in SCORED and c.label in self.labels]
        if not scored:
            return list(candidates)
        evidence = CandidateEvidence(words, scored)
        keys = evidence.keys
        odds = np.array([evidence.row(key) for key in keys]) @ np.array(self.weights)
        scores = (0.5 * (1 + np.tanh(odds / 2))).round(_DECIMALS)
        of_key = dict(zip(keys, scores.tolist(), strict=True))
        return [
            c._replace(score=of_key.get((c.start, c.end, c.label), c.score))
            if c.source in SCORED
            else c
            for c in candidates
        ]


class CandidateScorer(Component):
    """Give each candidate of a Doc its score; without weights every candidate keeps its own."""

    def __init__(self, scorer: Scorer | None) -> None:
        self._scorer = scorer

    def __call__(self, doc: Doc) -> Doc:
        """Score the candidates of the Doc, and return it."""
        if self._scorer:
            scored = self._scorer.score(read_tokens(doc).words, doc._.kgraph_candidates)
            doc._.kgraph_candidates = tuple(scored)
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights to a folder, for `Language.to_disk`."""
        if self._scorer:
            self._scorer.to_disk(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> CandidateScorer:
        """Read the weights from a folder, for `spacy.load`."""
        self._scorer = Scorer.from_disk(path)
        return self

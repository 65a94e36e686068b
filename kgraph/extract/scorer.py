"""The component that scores each candidate by all that is known of it, not by its extractor alone.

The model proposes spans with a probability; the lexicon, the patterns and the abbreviations only
say that a span may be a name. Whether it is one here is decided by a logistic regression over what
all of them say about the span, about the other occurrences of its text, and about its long form.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate
from kgraph.extract.component import Component
from kgraph.extract.tokens import read_tokens
from kgraph.types import Label

SCORED = ("model", "lexicon", "abbreviation", "pattern")
"""The extractors whose candidates are scored; those of others keep their scores."""

FEATURES = (
    "constant", "odds", "unproposed", "lexicon", "other_label", "pattern", "abbreviation",
    "repeated", "mean_odds", "best_odds", "long_form", "long_odds", "one_word", "lower_case",
    "title", "length", "rival_odds", "longer_odds",
)  # fmt: skip
"""What is known of a candidate, followed by its label; `CandidateEvidence.row` gives the values."""

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
        self._words = words
        self._lower = [word.lower() for word in words]
        self._title_end = next((i for i, word in enumerate(words) if "\n" in word), 0)
        self._probability: dict[Key, float] = {}
        self._sources: dict[Key, set[str]] = defaultdict(set)
        self._in_lexicon: set[Bounds] = set()
        self._long_forms: dict[Bounds, str] = {}
        for c in candidates:
            self._add(c)

    def _add(self, c: Candidate) -> None:
        key, bounds = (c.start, c.end, c.label), (c.start, c.end)
        self._sources[key].add(c.source)
        if c.source == "model":
            self._probability[key] = c.score
        elif c.source == "lexicon":
            self._in_lexicon.add(bounds)
        elif c.source == "abbreviation":
            self._long_forms[bounds] = c.name.lower()

    @property
    def keys(self) -> list[Key]:
        """The spans with their labels, sorted."""
        return sorted(self._sources)

    def row(self, key: Key) -> list[float]:
        """Return the features of a span in the order of `FEATURES`."""
        start, end, _ = key
        text, sources = self._text(start, end), self._sources[key]
        odds = log_odds(self._probability.get(key, _UNPROPOSED))
        return [
            1.0,
            odds,
            float(key not in self._probability),
            float("lexicon" in sources),
            float("lexicon" not in sources and (start, end) in self._in_lexicon),
            float("pattern" in sources),
            float("abbreviation" in sources),
            *self._elsewhere(key, text, odds),
            *self._of_long_form(key, odds),
            float(end - start == 1),
            float(self._words[start:end] == self._lower[start:end]),
            float(end <= self._title_end),
            math.log(end - start),
            *self._rivals(key, odds),
        ]

    def _text(self, start: int, end: int) -> str:
        return " ".join(self._lower[start:end])

    def _elsewhere(self, key: Key, text: str, odds: float) -> tuple[float, float, float]:
        """Return whether the text occurs again, and how much likelier it is there."""
        others = len(self._occurrences[text]) - 1
        if not others:
            return 0.0, 0.0, 0.0
        of_label = self._proposed[text, key[2]]
        elsewhere = [p for bounds, p in of_label.items() if bounds != key[:2]]
        mean, best = sum(elsewhere) / others, max(elsewhere, default=0.0)
        return 1.0, log_odds(mean) - odds, log_odds(best) - odds

    def _of_long_form(self, key: Key, odds: float) -> tuple[float, float]:
        """Return whether the model has the long form with this label, and how much likelier."""
        proposed = self._proposed.get((self._long_forms.get(key[:2], ""), key[2]))
        return (1.0, log_odds(max(proposed.values())) - odds) if proposed else (0.0, 0.0)

    def _rivals(self, key: Key, odds: float) -> tuple[float, float]:
        """Return how much likelier the likeliest overlapping span is.

        The second number is the log-odds of the likeliest one with the same label.
        """
        start, end, label = key
        rivals = {
            rival
            for token in range(start, end)
            for rival in self._covering[token]
            if rival[:2] != (start, end)
        }
        best = max((self._probability[rival] for rival in rivals), default=0.0)
        same = max((self._probability[r] for r in rivals if r[2] == label), default=0.0)
        return log_odds(best) - odds if best > _LEAST else 0.0, log_odds(same)

    @cached_property
    def _occurrences(self) -> Mapping[str, set[Bounds]]:
        occurrences: dict[str, set[Bounds]] = defaultdict(set)
        for start, end, _ in self._sources:
            occurrences[self._text(start, end)].add((start, end))
        return occurrences

    @cached_property
    def _proposed(self) -> Mapping[tuple[str, Label], Mapping[Bounds, float]]:
        proposed: dict[tuple[str, Label], dict[Bounds, float]] = defaultdict(dict)
        for (start, end, label), p in self._probability.items():
            proposed[self._text(start, end), label][start, end] = p
        return proposed

    @cached_property
    def _covering(self) -> Mapping[int, list[Key]]:
        covering: dict[int, list[Key]] = defaultdict(list)
        for key in self._probability:
            for token in range(key[0], key[1]):
                covering[token].append(key)
        return covering


class Scorer(NamedTuple):
    """A logistic regression: a weight for each of `FEATURES`, and one for each label."""

    features: Sequence[float]
    labels: Mapping[Label, float]

    @classmethod
    def from_disk(cls, folder: str | Path) -> Scorer | None:
        """Read the weights from the folder of a model; None if the folder has no weights."""
        path = Path(folder) / _FILE
        if not path.exists():
            return None
        weights = json.loads(path.read_text("utf8"))
        return cls([weights["features"][name] for name in FEATURES], weights["labels"])

    def to_disk(self, folder: str | Path) -> None:
        """Write the weights to the folder of a model."""
        features = dict(zip(FEATURES, self.features, strict=True))
        text = json.dumps({"features": features, "labels": dict(self.labels)}, indent=1)
        (Path(folder) / _FILE).write_text(text + "\n", "utf8")

    def score(self, words: Sequence[str], candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates of one document with new scores, from 0 to 1.

        Those of other extractors than `SCORED`, or with a label that has no weight, keep theirs.
        """
        scored = [c for c in candidates if c.source in SCORED and c.label in self.labels]
        if not scored:
            return list(candidates)
        evidence = CandidateEvidence(words, scored)
        keys = evidence.keys
        odds = np.array([evidence.row(key) for key in keys]) @ np.array(self.features)
        odds += [self.labels[label] for _, _, label in keys]
        scores = (0.5 * (1 + np.tanh(odds / 2))).round(_DECIMALS)
        of_key = dict(zip(keys, scores.tolist(), strict=True))
        rescored = {c: of_key[c.start, c.end, c.label] for c in scored}
        return [c._replace(score=rescored.get(c, c.score)) for c in candidates]


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
        Path(path).mkdir(parents=True, exist_ok=True)
        if self._scorer:
            self._scorer.to_disk(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> CandidateScorer:
        """Read the weights from a folder, for `spacy.load`."""
        self._scorer = Scorer.from_disk(path)
        return self

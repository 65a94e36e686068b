"""The lexicon as a feature of the model, without names from the annotated papers."""

from __future__ import annotations

import csv
from pathlib import Path

from kgraph.extract.features import LexiconFeature
from kgraph.train.papers import NLP
from kgraph.types import LABELS

_LONGEST = 7


def read_terms(path: Path) -> LexiconFeature:
    """Read the lexicon without names from annotations, which would be overrated in training."""
    terms: dict[tuple[str, ...], int] = {}
    with path.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            if row["source"] == "annotations":
                continue
            for name in (row["name"], *filter(None, row["aliases"].split("|"))):
                words = tuple(token.text.lower() for token in NLP.make_doc(name))
                if len(words) <= _LONGEST:
                    terms.setdefault(words, LABELS.index(row["label"]))
    return LexiconFeature.pack(terms)

"""Text vectors: sums of trained word vectors, whose cosine is high if texts share a topic."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kgraph.types import Paper

Array = npt.NDArray[np.float32]

ENCODER = Path(__file__).parent.parent / "data" / "encoder.npz"
_WORD = re.compile(r"[^\W_]+")
# A term of the title counts three times: titles name the topic.
_TITLE = 3
# Factors of terms are multiples of 1/16, so that sums are of integers and exact in any order.
_STEPS = 16


def find_words(text: str) -> list[str]:
    """Return the lower-case runs of letters and digits of a text, in order.

    Example:
        >>> find_words("Grokking: pre-training on CIFAR-10")
        ['grokking', 'pre', 'training', 'on', 'cifar', '10']
    """
    return _WORD.findall(text.lower())


def find_terms(text: str) -> list[str]:
    """Return the words of a text, and each pair of neighbouring words joined by a space.

    Example:
        >>> find_terms("State-space models")
        ['state', 'space', 'models', 'state space', 'space models']
    """
    words = find_words(text)
    return words + [" ".join(pair) for pair in pairwise(words)]


class TextEncoder:
    """Give texts unit vectors: the direction of the sum of the vectors of their terms.

    A term is a word or a phrase of two words. A term that occurs n times counts 1 + ln n times
    (sublinear term frequency; Manning, Raghavan and Schütze 2008, section 6.4.1). Rare terms count
    more than "the" because their vectors are longer. Terms outside the vocabulary count nothing.

    The same text has the same vector, bit for bit, whatever it is encoded with.

    Args:
        terms: The vocabulary.
        table: The vector of each term, int8, (terms, dimensions).

    Example:
        >>> encoder = TextEncoder.load()
        >>> near, far = encoder.encode(["selective SSM", "bandit"]) @ encoder.encode(["Mamba"])[0]
        >>> bool(near > far)
        True
    """

    def __init__(self, terms: Sequence[str], table: npt.NDArray[np.int8]) -> None:
        self.terms = tuple(terms)
        self._row = {term: row for row, term in enumerate(terms)}
        self._table = table
        self.width: int = table.shape[1]

    @classmethod
    def load(cls, path: Path = ENCODER) -> TextEncoder:
        """Read what training/encoder.py wrote; without a path, the encoder that ships."""
        with np.load(path) as arrays:
            return cls(arrays["terms"].tobytes().decode().split("\n"), arrays["table"])

    def encode(self, texts: Iterable[str]) -> Array:
        """Return the vectors of texts, (texts, dimensions), each of length 1.

        The vector of a text without a term of the vocabulary is zero.
        """
        return self._stack([self._encode(Counter(find_terms(text))) for text in texts])

    def encode_papers(self, papers: Iterable[Paper]) -> Array:
        """Return the vectors of papers by title and abstract, as `encode` does."""
        return self._stack([self._encode(_count(paper)) for paper in papers])

    def _encode(self, counts: Counter[str]) -> Array:
        known = [(self._row[term], count) for term, count in counts.items() if term in self._row]
        if not known:
            return np.zeros(self.width, dtype=np.float32)
        factors = np.array([_factor(count) for _, count in known])
        total = factors @ self._table[[row for row, _ in known]].astype(np.int64)
        length = math.sqrt(int(total @ total))
        return np.asarray(total / max(length, 1), dtype=np.float32)

    def _stack(self, vectors: Sequence[Array]) -> Array:
        return np.stack(vectors) if vectors else np.zeros((0, self.width), dtype=np.float32)


def _count(paper: Paper) -> Counter[str]:
    counts = Counter(find_terms(paper.title) * _TITLE)
    counts.update(find_terms(paper.abstract))
    return counts


@cache
def _factor(count: int) -> int:
    return round(_STEPS * (1 + math.log(count)))

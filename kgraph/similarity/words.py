"""How many telling words two papers share: TF-IDF vectors."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array

from kgraph.types import Paper

_WORD = re.compile(r"\w[\w-]+")
_TITLE = 2  # a word of the title counts as often
_COMMON = 0.5  # words in more than this share of the papers are left out


def word_vectors(papers: Sequence[Paper]) -> csr_array:
    """Return the TF-IDF vectors of papers, (papers, words), each of length 1.

    A component is (1 + ln count) ln((1 + papers) / papers with the word); a word of the title
    counts twice. Words are lower-cased; those in more than half of the papers are left out, so that
    a paper can have the zero vector.

    References:
        Salton and Buckley 1988, doi:10.1016/0306-4573(88)90021-0.
    """
    counts = [_count_words(paper) for paper in papers]
    spread = Counter(word for own in counts for word in own)
    column = {word: i for i, word in enumerate(sorted(spread))}
    limit = max(2.0, _COMMON * len(papers))
    idf = {word: math.log((1 + len(papers)) / n) for word, n in spread.items() if n <= limit}
    rows = [
        sorted(
            (column[word], (1 + math.log(n)) * idf[word]) for word, n in own.items() if word in idf
        )
        for own in counts
    ]
    return unit_rows(rows, len(column))


def _count_words(paper: Paper) -> Counter[str]:
    counts = Counter(_WORD.findall(paper.abstract.lower()))
    for word in _WORD.findall(paper.title.lower()):
        counts[word] += _TITLE
    return counts


def unit_rows(rows: Iterable[Sequence[tuple[int, float]]], width: int) -> csr_array:
    """Return rows of (column, value), in the order of the columns, as vectors of length 1."""
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for row in rows:
        length = math.sqrt(math.fsum(value * value for _, value in row)) or 1.0
        columns.extend(column for column, _ in row)
        values.extend(value / length for _, value in row)
        starts.append(len(columns))
    return csr_array(
        (np.array(values), np.array(columns), np.array(starts)), (len(starts) - 1, width)
    )

"""Meaning: how near each entity of a paper is in topic to the paper's texts and other entities."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kgraph.similarity.cosine import Array, cosines, to_steps
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import Paper

_DECIMALS = 4
_FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s|$)|.*", re.DOTALL)


def find_meaning(
    paper: Paper, names: Sequence[str], encoder: TextEncoder
) -> list[dict[str, float]]:
    """Compare the text vectors of names with those of a paper and of the other names.

    Args:
        paper: The paper.
        names: One for each of its entities.
        encoder: Gives the texts their vectors.

    Returns:
        The features of each name: cosines to four decimals, and ranks from 0 for the nearest name
        to the share of the names that are nearer.
    """
    if not names:
        return []
    first = _FIRST_SENTENCE.match(paper.abstract)
    texts = to_steps(
        np.vstack(
            [
                encoder.encode_papers([paper]),
                encoder.encode([paper.title, first[0] if first else ""]),
            ]
        )
    )
    vectors = to_steps(encoder.encode(names))
    # As 64-bit floats, so that sums of cosines are exact.
    to_paper, to_title, to_first = cosines(texts, vectors).astype(float)
    others = cosines(vectors, vectors).astype(float)
    np.fill_diagonal(others, 0)
    columns = {
        "no vector": ~vectors.any(axis=1),
        "nearest other": others.max(axis=1),
        "others": others.mean(axis=1),
        "near paper, rank": _rank(to_paper),
        "near paper, below the nearest": to_paper.max() - to_paper,
        "near title, rank": _rank(to_title),
        "nearest to title": to_title == to_title.max(),
        "near first sentence": to_first,
        "near first sentence, above the mean": to_first - to_first.mean(),
        "near first sentence, rank": _rank(to_first),
    }
    table = np.round(np.column_stack(list(columns.values())).astype(float), _DECIMALS)
    return [dict(zip(columns, row, strict=True)) for row in table.tolist()]


def _rank(values: Array) -> Array:
    """Return for each value the share of the values that are greater."""
    shares: Array = (values[:, None] < values).mean(axis=1)
    return shares

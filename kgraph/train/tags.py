"""The tags of annotated tokens, and the sequences of tags that BIOES allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from kgraph.extract.crf import Array
from kgraph.extract.tags import BEGIN, END, INSIDE, SINGLE, mention_tags, tag_of
from kgraph.types import Label

TokenSpan = tuple[int, int, Label]
"""The first token of an annotation, the token after its last, and its label."""


def count_tags(labels: int) -> int:
    """Return the number of tags of some labels."""
    return tag_of(labels, BEGIN)


def read_tags(length: int, spans: Iterable[TokenSpan], labels: Sequence[Label]) -> Array:
    """Return the tag of each token of a text with annotations, (tokens,)."""
    tags = np.zeros(length, dtype=np.int64)
    for start, end, label in spans:
        tags[start:end] = mention_tags(labels.index(label), end - start)
    return tags


def allowed(labels: int) -> tuple[Array, Array, Array]:
    """Return which tag may follow which, (tags, tags), may begin a text, and may end it, (tags,).

    >>> follow, start, end = allowed(1)
    >>> follow.astype(int).tolist()
    [[1, 1, 0, 0, 1], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [1, 1, 0, 0, 1], [1, 1, 0, 0, 1]]
    """
    tags = np.arange(1, count_tags(labels))
    label, position = (
        np.concatenate([[-1], (tags - 1) // 4]),
        np.concatenate([[-1], (tags - 1) % 4]),
    )
    is_open = (position == BEGIN) | (position == INSIDE)
    goes_on = (position == INSIDE) | (position == END)
    begins = (position == -1) | (position == BEGIN) | (position == SINGLE)
    same = (label[:, None] == label[None]) & goes_on[None]
    follow = np.where(is_open[:, None], same, begins[None])
    return follow, begins, ~is_open

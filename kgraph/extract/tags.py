"""BIOES tags: one number for each label and each position of a token in a mention.

0 is outside every mention; then each label has four tags: begin, inside, end, and single, for a
mention of one token.
"""

from __future__ import annotations

from kgraph.types import LABELS

BEGIN, INSIDE, END, SINGLE = range(4)
TAGS = ("O", *(f"{position}-{label}" for label in LABELS for position in "BIES"))


def tag_of(label: int, position: int) -> int:
    """Return the tag of a label, by its index in `LABELS`, and a position."""
    return 1 + 4 * label + position


def mention_tags(label: int, length: int) -> list[int]:
    """Return the tags of a mention's tokens.

    >>> mention_tags(0, 3), mention_tags(1, 1)
    ([1, 2, 3], [8])
    """
    if length == 1:
        return [tag_of(label, SINGLE)]
    inside = [tag_of(label, INSIDE)] * (length - 2)
    return [tag_of(label, BEGIN), *inside, tag_of(label, END)]

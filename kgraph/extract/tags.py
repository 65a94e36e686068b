"""BIOES tags: one number for each label and each position of a token in a mention.

0 is outside every mention; then each label has four tags: begin, inside, end, and single, for a
mention of one token.
"""

from __future__ import annotations

BEGIN, INSIDE, END, SINGLE = range(4)


def tag_of(label: int, position: int) -> int:
    """Return the tag of a label, by its index in the model's labels, and a position."""
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

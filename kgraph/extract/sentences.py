"""Sentence boundaries by punctuation, and at every blank line, so that none runs from the title into the abstract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from spacy.attrs import SENT_START
from spacy.tokens import Doc

_ENDS = {".", "!", "?", "…", "。", "！", "？"}
_CLOSING = {'"', "”", "’", "'", ")", "]", "}", "»"}
# After these a sentence goes on.
_INSIDE = _ENDS | _CLOSING | {",", ";", ":"}
# A point after these words does not end a sentence.
_ABBREVIATED = {
    "al",
    "approx",
    "cf",
    "dr",
    "eq",
    "eqs",
    "fig",
    "figs",
    "no",
    "prof",
    "resp",
    "sec",
    "vs",
}
_STARTS, _GOES_ON = 1, -1  # as spaCy's SENT_START has them


def split_sentences(doc: Doc) -> Doc:
    """Set `is_sent_start` of every token, and return the Doc."""
    starts = list(_iter_starts([token.text for token in doc]))
    flags = np.where(starts, _STARTS, _GOES_ON).astype(np.int64).view(np.uint64)
    # One call: the setter of `Token.is_sent_start` looks through the whole Doc each time.
    return doc.from_array([SENT_START], flags)  # type: ignore[arg-type]  # spaCy's stub means any integers


def _iter_starts(tokens: Sequence[str]) -> Iterator[bool]:
    paragraph_ended, sentence_ended = True, False
    before = ""
    for token in tokens:
        starts = False
        if token.isspace():
            paragraph_ended = paragraph_ended or token.count("\n") > 1
        elif paragraph_ended or (sentence_ended and not token.islower() and token not in _INSIDE):
            starts = True
            paragraph_ended = False
            sentence_ended = _ends_sentence(token, before)
        else:
            sentence_ended = _ends_sentence(token, before) or (sentence_ended and token in _CLOSING)
        before = token
        yield starts


def _ends_sentence(token: str, before: str) -> bool:
    return token in _ENDS and before.lower() not in _ABBREVIATED

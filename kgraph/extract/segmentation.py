"""Tokens and sentences: every punctuation mark is a token, and no sentence crosses a blank line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from kgraph.extract.tokens import read_tokens

# A mark is anything that is neither a word character nor a space, and the underscore.
_MARK = r"(?:[^\w\s]|_)"
# A point or comma between digits belongs to the number: 3.5, 10,000.
_INSIDE = rf"(?<![0-9]){_MARK}|{_MARK}(?![0-9])|[^\w\s.,]|_"
# spaCy's default of 10,000 is full once the lexicon is read; later texts would run uncached.
_CACHE_SIZE = 1_000_000

_ENDS = {".", "!", "?", "…", "。", "！", "？"}
_CLOSING = {'"', "”", "’", "'", ")", "]", "}", "»"}
# After these a sentence goes on.
_CONTINUING = _ENDS | _CLOSING | {",", ";", ":"}
# A point after these words does not end a sentence.
_ABBREVIATIONS = frozenset(
    ["al", "approx", "cf", "dr", "eq", "eqs", "fig", "figs", "no", "prof", "resp", "sec", "vs"],
)
_STARTS, _CONTINUES = 1, -1  # the values of spaCy's SENT_START


def build_tokenizer(nlp: Language) -> Tokenizer:
    """Build the tokenizer on the vocabulary of `nlp`.

    Any name can be cut out exactly, because every punctuation mark is a token of its own; only
    abbreviations such as "e.g." stay together.
    """
    abbreviations = {
        surface: tokens
        for surface, tokens in nlp.Defaults.tokenizer_exceptions.items()
        if surface.count(".") > 1
    }
    return Tokenizer(
        nlp.vocab,
        rules=abbreviations,
        prefix_search=compile_prefix_regex([_MARK]).search,
        suffix_search=compile_suffix_regex([_MARK]).search,
        infix_finditer=compile_infix_regex([_INSIDE]).finditer,
        max_cache_size=_CACHE_SIZE,
    )


def split_sentences(doc: Doc) -> Doc:
    """Set `is_sent_start` of every token, and return the Doc."""
    starts = list(_iter_starts(read_tokens(doc).words))
    flags = np.where(starts, _STARTS, _CONTINUES).astype(np.int64).view(np.uint64)
    # One call: the setter of `Token.is_sent_start` looks through the whole Doc each time.
    return doc.from_array([SENT_START], flags)  # type: ignore[arg-type]  # spaCy's stub means any integers


def _iter_starts(words: Sequence[str]) -> Iterator[bool]:
    paragraph_ended, sentence_ended = True, False
    before = ""
    for word in words:
        starts = False
        if word.isspace():
            paragraph_ended = paragraph_ended or word.count("\n") > 1
        elif paragraph_ended or (sentence_ended and not word.islower() and word not in _CONTINUING):
            starts = True
            paragraph_ended = False
            sentence_ended = _ends_sentence(word, before)
        else:
            sentence_ended = _ends_sentence(word, before) or (sentence_ended and word in _CLOSING)
        before = word
        yield starts


def _ends_sentence(word: str, before: str) -> bool:
    return word in _ENDS and before.lower() not in _ABBREVIATIONS

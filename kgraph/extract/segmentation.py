"""Tokens and sentences: every punctuation mark is a token, and no sentence crosses a blank line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from kgraph.extract.component import Component
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


class SentenceSplitter(Component):
    """Split each text into sentences."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `is_sent_start` of every token of a Doc, and return it."""
        return set_sentences(doc, _iter_starts(read_tokens(doc).words))


def set_sentences(doc: Doc, starts: Iterable[int]) -> Doc:
    """Set `is_sent_start` of every token, from the first token of each sentence."""
    flags = np.full(len(doc), _CONTINUES)
    flags[list(starts)] = _STARTS
    # One call: the setter of `Token.is_sent_start` looks through the whole Doc each time.
    return doc.from_array([SENT_START], flags.view(np.uint64))  # type: ignore[arg-type]  # spaCy's stub means any integers


def _iter_starts(words: Sequence[str]) -> Iterator[int]:
    """Yield the first token of each sentence, some of them twice."""
    yield from _start_paragraph(words, 0)
    # Few tokens end a sentence: looking only at what follows them takes half the time.
    for end in [i for i, word in enumerate(words) if word in _ENDS or word.isspace()]:
        if _ends_paragraph(words[end]):
            yield from _start_paragraph(words, end + 1)
        elif words[end] in _ENDS and words[max(end - 1, 0)].lower() not in _ABBREVIATIONS:
            yield from _start_sentence(words, end + 1)


def _start_paragraph(words: Sequence[str], token: int) -> Iterator[int]:
    """Yield the first token from `token` on that is not a space."""
    while token < len(words) and words[token].isspace():
        token += 1
    if token < len(words):
        yield token


def _start_sentence(words: Sequence[str], token: int) -> Iterator[int]:
    """Yield the token from `token` on that begins a sentence, unless the sentence goes on."""
    while token < len(words) and (words[token] in _CLOSING or words[token].isspace()):
        if _ends_paragraph(words[token]):
            return
        token += 1
    if token < len(words) and not words[token].islower() and words[token] not in _CONTINUING:
        yield token


def _ends_paragraph(word: str) -> bool:
    return word.count("\n") > 1 and word.isspace()

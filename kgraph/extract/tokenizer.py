"""The tokenizer: every punctuation mark is a token of its own, so that any name can be cut out exactly."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

# A mark is anything that is neither a word character nor a space, and the underscore.
_MARK = r"(?:[^\w\s]|_)"
# A point or comma between digits belongs to the number: 3.5, 10,000.
_INSIDE = rf"(?<![0-9]){_MARK}|{_MARK}(?![0-9])|[^\w\s.,]|_"
# spaCy's default of 10,000 fills up while the lexicon is read, and every later text then runs
# uncached.
_CACHE_SIZE = 1_000_000


def build_tokenizer(nlp: Language) -> Tokenizer:
    """Build the tokenizer on the vocabulary of `nlp`, with abbreviations such as "e.g." kept whole."""
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

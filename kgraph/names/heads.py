"""The key of an entity: the key of its name without words that only describe it.

`a novel LSTM model` is `LSTM`, but a `language model` keeps its head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kgraph.names.spelling import fold, name_key, plain_text, singular
from kgraph.names.words import (
    ACTIVATION_HEADS,
    ACTIVATIONS,
    ARCHITECTURE,
    ARCHITECTURE_PHRASES,
    CONCEPT_HEADS,
    DATASET_HEADS,
    DEEP_ANYWAY,
    FIELDS,
    METHOD_HEADS,
    METRIC_HEADS,
    METRIC_PHRASES,
    METRICS,
    MODEL_HEADS,
    NAMELESS,
    NOT_METHODS,
    NOT_VAGUE,
    OPTIMIZERS,
    PHENOMENA,
    PHENOMENON_PHRASES,
    SCORED_MODELS,
    SIZES,
    SOFTWARE_HEADS,
    TASK_HEADS,
    TASK_PHRASES,
    TASKS,
    TECHNIQUE_PHRASES,
    TECHNIQUES,
    VAGUE,
    VAGUE_BEFORE_A_NAME,
)
from kgraph.types import Label

# The short form in `Kullback-Leibler (KL) divergence`.
_BRACKETED = re.compile(r"\s*\(([^()\s]{2,9})\)")
# The word before "of": "factors" in "factors of variation".
_BEFORE_OF = re.compile(r"[^\W_]+(?= of )")
# Unlike the parts of a key, a word here keeps its marks: C++, U-Net.
_WORD = re.compile(r"(?:u[\W_]nets?(?![^\W\d_])|\d+(?:[.,]\d+)*|[^\W\d_]+)[+#*]*", re.IGNORECASE)
_MOST_VAGUE_WORDS = max(map(len, VAGUE))


class _Word(NamedTuple):
    text: str
    key: str
    start: int
    end: int


@lru_cache(maxsize=1 << 18)
def entity_key(label: Label, name: str) -> str:
    """Return the key that tells the entities of a label apart.

    It is the key of the name without vague adjectives before it (novel, state-of-the-art) and
    generic heads after it (the model of `LSTM model`, the dataset of `ImageNet dataset`); heads
    that make the name (`language model`, `kernel method`) stay. The key of a key is the key, and it
    is never '' unless `name_key` is. Capitals count where they show that the rest is a name:
    `SHAP method` is `SHAP`, but `shap method` stays.

    >>> entity_key("Method", "novel LSTM models"), entity_key("Method", "language models")
    ('lstm', 'language model')
    """
    text = _without_short_forms(plain_text(name))
    words = [
        _Word(match[0], singular(fold(match[0])), *match.span()) for match in _WORD.finditer(text)
    ]
    first = _count_vague(words)
    end = len(words) - _count_heads(label, words[first:], capitals=not text.isupper())
    key = name_key(_cut(text, words, first, end))
    key = _BEFORE_OF.sub(lambda word: singular(word[0]), key)
    # What is left can begin or end with another vague word or head.
    return key if key == name else entity_key(label, key)


def _cut(text: str, words: Sequence[_Word], first: int, end: int) -> str:
    """Return the text of some words, with the marks before the first and after the last word."""
    start = words[first].start if first else 0
    return text[start : words[end - 1].end if end < len(words) else None]


def _without_short_forms(text: str) -> str:
    """Return a name without the bracketed initials of the words before them."""

    def keep(match: re.Match[str]) -> str:
        letters = "".join(re.findall(r"[^\W\d_]", match[1].casefold()))
        initials = "".join(re.findall(r"(?<![^\W_])[^\W_]", text[: match.start()].casefold()))
        return "" if len(letters) > 1 and initials.endswith(letters) else match[0]

    return _BRACKETED.sub(keep, text)


def _count_vague(words: Sequence[_Word]) -> int:
    """Return how many words at the start are vague and followed by a name."""
    keys = tuple(word.key for word in words)
    for count in range(min(_MOST_VAGUE_WORDS, len(words) - 1), 0, -1):
        if keys[count - 1 : count + 1] in NOT_VAGUE or NAMELESS.issuperset(keys[count:]):
            continue
        if keys[:count] in VAGUE:
            return count + _count_vague(words[count:])
        if count == 1 and _is_vague_before_a_name(words[0], words[1]):
            return 1 + _count_vague(words[1:])
    return 0


def _is_vague_before_a_name(adjective: _Word, following: _Word) -> bool:
    """Return whether an adjective only describes what follows.

    Many names begin with a descriptive adjective: Simple Recurrent Unit.
    """
    if adjective.key == "deep":
        return following.key in DEEP_ANYWAY
    return adjective.text in VAGUE_BEFORE_A_NAME and _is_coined(following)


def _count_heads(label: Label, words: Sequence[_Word], *, capitals: bool) -> int:
    """Return how many words at the end only repeat the label."""
    for count in range(min(2, len(words) - 1), 0, -1):
        head = " ".join(word.key for word in words[-count:])
        rest = words[:-count]
        if NAMELESS.issuperset(word.key for word in rest):
            continue
        if _is_empty_head(label, head, rest, capitals):
            return count + _count_heads(label, rest, capitals=capitals)
    return 0


def _is_empty_head(label: Label, head: str, rest: Sequence[_Word], capitals: bool) -> bool:
    last, phrase = _deciding_word(rest), len(rest) > 1
    coined = capitals and _is_coined(last)
    match label:
        case "Dataset":
            return head in DATASET_HEADS
        case "Metric":
            return head in METRIC_HEADS and (
                last.key in METRICS
                or (phrase and last.key in METRIC_PHRASES)
                or (coined and last.key not in SCORED_MODELS)
            )
        case "Task":
            return head in TASK_HEADS and (
                last.key in TASKS or (phrase and last.key in TASK_PHRASES)
            )
        case "Concept":
            return head in CONCEPT_HEADS and (
                last.key in PHENOMENA or (phrase and last.key in PHENOMENON_PHRASES)
            )
        case "Method":
            return _is_empty_method_head(head, last, phrase, coined)
        case _:
            return False


def _is_empty_method_head(head: str, last: _Word, phrase: bool, coined: bool) -> bool:
    if head in ACTIVATION_HEADS:
        return last.key in ACTIVATIONS
    if last.key in NOT_METHODS:
        return False
    if ARCHITECTURE.fullmatch(last.key) or (phrase and last.key in ARCHITECTURE_PHRASES):
        return head in MODEL_HEADS or head in METHOD_HEADS
    if head in MODEL_HEADS:
        return coined and not last.text.isupper() and last.key not in ACTIVATIONS | OPTIMIZERS
    if head in METHOD_HEADS:
        return coined or last.key in TECHNIQUES or (phrase and last.key in TECHNIQUE_PHRASES)
    return (head == "optimizer" and (coined or last.key in OPTIMIZERS)) or (
        head in SOFTWARE_HEADS and coined
    )


def _deciding_word(words: Sequence[_Word]) -> _Word:
    """Return the last word that is not a number, a single letter or a size.

    It is BERT in BERT-base, and GPT in GPT-4o; the first word if there is no such word.
    """
    telling = (word for word in reversed(words) if word.text.isalpha() and len(word.text) > 1)
    return next((word for word in telling if word.key not in SIZES), words[0])


def _is_coined(word: _Word) -> bool:
    """Return whether a word has two capitals or more, as only acronyms and coined names do."""
    return sum(letter.isupper() for letter in word.text) > 1 and word.key not in FIELDS

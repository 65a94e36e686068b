"""What is not a dataset although the word follows it: languages, websites and modalities."""

from __future__ import annotations

import re
from functools import lru_cache

from kgraph.names.words import BESIDE_LANGUAGES, LANGUAGES, NOT_DATASETS

_WORD = re.compile(r"[^\W_]+")
_PAIR = re.compile(r"([A-Z][a-z]+)(?:-to-|-and-|[-/–→↔])([A-Z][a-z]+)")


@lru_cache(maxsize=1 << 14)
def is_no_dataset(text: str) -> bool:
    """Return whether a text is one or several languages, a website or a modality.

    >>> is_no_dataset("English-German"), is_no_dataset("WMT14 English-German")
    (True, False)
    """
    words = _WORD.findall(text.casefold())
    if " ".join(words) in NOT_DATASETS:
        return True
    others = [word for word in words if word not in LANGUAGES]
    pair = _PAIR.fullmatch(text)
    if pair and len(others) < len(words):
        return True
    return BESIDE_LANGUAGES.issuperset(others) and len(others) < len(words)

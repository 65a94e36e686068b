"""The key of a name: what all its spellings have in common.

`CIFAR-10` and `cifar10`, `Neural Tangent Kernels` and `neural tangent kernel`, `generalisation` and
`generalization` have equal keys; `GPT-3` and `GPT-4`, `C` and `C++`, `ResNet` and `ResNet-50` do
not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kgraph.names.words import (
    GREEK,
    IRREGULAR_ENDINGS,
    IRREGULAR_PLURALS,
    LOOKALIKES,
    LOOSE_PREFIXES,
    NOT_PLURAL,
    PLURAL_ANYWAY,
    PLURAL_IN_ES,
    PREFIXES,
    SPELLINGS,
    WRITTEN_APART,
    WRITTEN_TOGETHER,
)

# Numbers, words, and the marks that distinguish names (C++, C#, A*, R&D); all other marks only
# separate. An apostrophe is also a part, so that a possessive is recognised whether or not the text
# was cut into tokens there.
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[+#*&']")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DIACRITIC = re.compile("[\u0300-\u036f]")
# MobileNetV2 is MobileNet-v2; Conv1D is not a version of anything.
_VERSION = re.compile(r"(?<=[^\W\d_]{3})(?<!con)v(?=\d)", re.IGNORECASE)
# text2image is text-to-image; between shorter parts a 2 is a number (DIV2K).
_TO = re.compile(r"(?<=[^\W\d_]{3})2(?=[^\W\d_]{3})")
# TeX writes accents apart: Schr\"odinger.
_TEX_ACCENT = re.compile(r"""\\["'`^~]\{?([^\W\d_])\}?""")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_PLURAL_ACRONYM = re.compile(r"[^\W\d_][A-Z]s$")
# The only names whose last word is a plural in its own right.
_K_MEANS = re.compile(r"(?:^|[\W_])[ck][\W_]?means$", re.IGNORECASE)
# One Greek letter is a symbol (β-VAE); more are a Greek word.
_SYMBOL = re.compile("(?<![α-ω])[α-ω](?![α-ω])")
_LONGEST_ACRONYM = 6  # letters; a longer word in capitals is not an acronym
_SHORTEST_AFTER_LOOSE_PREFIX = 6  # letters
# Apostrophes, and what can join what follows: all other parts are words of their own.
_NO_WORDS = {"'"} | PREFIXES | LOOSE_PREFIXES | {first for first, _ in WRITTEN_TOGETHER}
# Few words have a British spelling: one search finds out, and the table is read only for those.
_BRITISH = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in SPELLINGS))


class Words(NamedTuple):
    """The words of a text, and the index of the first and the last part of each."""

    texts: list[str]
    first: list[int]
    last: list[int]


def name_parts(text: str) -> tuple[str, ...]:
    """Return the folded words, numbers and distinctive marks of a name.

    They are not yet singular, and prefixes are still apart.
    """
    parts = _PART.findall(plain_text(text))
    return tuple(word for part in parts for word in _split_compound(fold(part)))


@lru_cache(maxsize=1 << 17)
def singular(part: str) -> str:
    """Return the singular of a folded word; a word that is not a plural is returned as it is."""
    if part in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[part]
    for pattern, replacement in IRREGULAR_ENDINGS:
        if pattern.search(part):
            return pattern.sub(replacement, part)
    if not _is_regular_plural(part):
        return part
    if part.endswith("ies") and len(part) > 4:
        return part[:-3] + "y"
    return part[:-2] if PLURAL_IN_ES.search(part) else part[:-1]


def _is_regular_plural(part: str) -> bool:
    if len(part) < 3 or not part.endswith("s"):
        return False
    return not NOT_PLURAL.search(part) or bool(PLURAL_ANYWAY.search(part))


@lru_cache(maxsize=1 << 18)
def singular_name(name: str) -> str:
    """Return a name with its last word in the singular and the rest as it is written.

    `Neural Nets` is `Neural Net`, but `mixture of experts` stays.
    """
    word = _LAST_WORD.search(name)
    if word is None or word[0].endswith("S") or _K_MEANS.search(name) or " of " in name:
        return name
    folded = word[0].casefold()
    # The key knows more than the last word alone: the singular of "knowledge bases" is not "basis".
    if folded.endswith("s") and name_key(name).endswith(folded[:-1]):
        return name[:-1]
    single = singular(folded)
    if folded.startswith(single):
        return name[: len(name) - len(folded) + len(single)]
    return name[: word.start()] + single


@lru_cache(maxsize=1 << 18)
def name_key(surface: str) -> str:
    """Return the key of a surface: its parts with single spaces between, the last in the singular.

    The key of a key is the key. Equal keys are the same name; the key is '' if the surface has no
    letter, digit or distinctive mark.
    """
    parts = name_parts(surface)
    words = list(map(fold, join_parts(parts).texts)) or [""]
    return " ".join((*words[:-1], fold(singular(words[-1]))))


def join_parts(parts: Sequence[str]) -> Words:
    """Return the words of a name or a text from its folded parts.

    A prefix and what follows it are one word, every other part is a word of its own. Apostrophes
    and the s of a possessive belong to no word.

    >>> join_parts(["pre", "training", "'", "s", "end"])
    Words(texts=['pretraining', 'end'], first=[0, 4], last=[1, 4])
    """
    texts, first, last = list(parts), list(range(len(parts))), list(range(len(parts)))
    # Few parts are not words of their own. From the end, because a prefix joins what follows it,
    # which may begin with a prefix itself.
    for i in reversed([i for i, part in enumerate(parts) if part in _NO_WORDS]):
        if parts[i] == "'":
            end = i + 2 if i + 1 < len(parts) and parts[i + 1] == "s" else i + 1
            del texts[i:end], first[i:end], last[i:end]
        elif i + 1 < len(texts) and _joins(parts[i], texts[i + 1]):
            texts[i : i + 2] = [texts[i] + texts[i + 1]]
            del first[i + 1], last[i]
    return Words(texts, first, last)


def _joins(part: str, following: str) -> bool:
    if not following.isalpha():
        return False
    if part in PREFIXES:
        return True
    if part in LOOSE_PREFIXES and len(following) >= _SHORTEST_AFTER_LOOSE_PREFIX:
        return True
    return (part, following.removesuffix("s")) in WRITTEN_TOGETHER


def plain_text(text: str) -> str:
    """Return a text with one form for letters and marks that look or mean the same.

    Its case stays.
    """
    plain = text if text.isascii() else _plain_letters(text)
    return _TO.sub(" to ", _VERSION.sub(" v", _TEX_ACCENT.sub(r"\1", plain)))


def _plain_letters(text: str) -> str:
    apart = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFKC", _DIACRITIC.sub("", apart)).translate(LOOKALIKES)


def _split_compound(part: str) -> Sequence[str]:
    match = WRITTEN_APART.fullmatch(part)
    return [word for word in match.groups() if word] if match else [part]


@lru_cache(maxsize=1 << 17)
def fold(part: str) -> str:
    """Return a word in small letters and American spelling.

    An acronym keeps a final capital S that a reader could take for a plural: DARTS is not DART.
    """
    if part == "&":
        return "and"
    if _PLURAL_ACRONYM.search(part):
        part = part[:-1]
    folded = _american(part.casefold())
    if _ends_in_its_own_s(part) and singular(folded) != folded:
        return folded[:-1] + "S"
    # A key that is folded again keeps the capital S it got the first time.
    return part if part.endswith("S") and part[:-1].islower() else folded


def _ends_in_its_own_s(part: str) -> bool:
    return part.isupper() and part.endswith("S") and 2 < len(part) <= _LONGEST_ACRONYM


def _american(folded: str) -> str:
    """Return a word in small letters in its American spelling, Greek symbols by their names."""
    word = _SYMBOL.sub(lambda symbol: GREEK[symbol[0]], folded)
    if not _BRITISH.search(word):
        return word
    for pattern, replacement in SPELLINGS:
        word = pattern.sub(replacement, word)
    return word

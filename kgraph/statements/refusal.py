"""Refusal: clauses that deny something, or only suppose it, state nothing."""

from __future__ import annotations

import re

_DENIALS = "cannot|never|no|without|unable|inability|fail|fails|failed|failing"
_SUPPOSITIONS = "could|might|may|would|should"
_INTENTIONS = "plan|plans|planned|planning|hope|hopes|expect|expects"

CUES = frozenset(
    [*f"{_DENIALS}|{_SUPPOSITIONS}|{_INTENTIONS}".split("|"), "not", "t", "if", "whether", "future"]
)
"""Words in lower case: a text that is refused has one of them, "t" for "doesn't"."""

_CUE = re.compile(
    rf"\b(?:(?i:not(?! only\b)|{_DENIALS})|{_SUPPOSITIONS}|[Ii]f|[Ww]hether"
    rf"|(?:{_INTENTIONS}) to|future (?:work|research))\b|n['’]t\b"
)
_END = re.compile(
    r"[,;:()]|\b(?:but|however|while|whereas|although|though|which|that|and we)\b", re.IGNORECASE
)


def is_refused(text: str) -> bool:
    """Return whether a mention after a text, from the beginning of its sentence, is refused.

    Only the clause counts in which the mention is.

    >>> is_refused("SnowNet does not outperform ")
    True
    >>> is_refused("While it could not be trained, we propose ")
    False
    """
    cues = list(_CUE.finditer(text))
    return bool(cues) and not _END.search(text, cues[-1].end())

"""Refusal: clauses that deny something, or only suppose it, state nothing."""

from __future__ import annotations

import re

_DENIAL = r"not(?! only\b)|cannot|never|no|without|unable|inability|fail(?:s|ed|ing)?"
_SUPPOSITION = (
    r"could|might|may|would|should|[Ii]f|[Ww]hether"
    r"|(?:plan|plans|planned|planning|hope|hopes|expect|expects) to|future (?:work|research)"
)
_CUE = re.compile(rf"\b(?:(?i:{_DENIAL})|{_SUPPOSITION})\b|n['’]t\b")
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

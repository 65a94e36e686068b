"""Cues: the phrases by which a sentence says what a paper does, and what others did."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_AUTHORS = (
    r"\b(?:we|here|(?:this|our|the present) (?:paper|work|article|study|thesis|survey|report))\b"
)
_NEAR = r"[^.]{0,40}?\b"  # a few words between the subject and its verb

_CUES: Mapping[str, re.Pattern[str]] = {
    "authors": re.compile(
        r"\b(?:we|this (?:paper|work|article|study|thesis|report|survey)"
        r"|our (?:paper|work|method|approach|model|framework|goal|aim))\b",
        re.IGNORECASE,
    ),
    "propose": re.compile(
        _AUTHORS + _NEAR + r"(?:propos|present|introduc|develop|describ|design|devis|contribut"
        r"|creat|releas|construct|build|offer|provid)\w*"
        r"|\b(?:is|are) (?:proposed|presented|introduced|developed)\b",
        re.IGNORECASE,
    ),
    "study": re.compile(
        _AUTHORS + _NEAR + r"(?:stud[iy]|investigat|explor|analy[sz]|examin|address|tackl|consider"
        r"|focus|review|survey|revisit|understand|solv)\w*"
        r"|\b(?:is|are) (?:studied|investigated|analy[sz]ed|considered)\b",
        re.IGNORECASE,
    ),
    "show": re.compile(
        r"\b(?:we|results|experiments|our)\b" + _NEAR + r"(?:show|demonstrat|find|found|prov"
        r"|observ|conclud|establish|evaluat|validat|deriv)\w*",
        re.IGNORECASE,
    ),
    "others": re.compile(
        r"\b(?:however|existing|recent(?:ly)?|such as|e\.g\.|previous|prior|traditional"
        r"|conventional|despite|although|ha(?:s|ve) been|widely|popular|typically|often"
        r"|in contrast|unlike|compared|state-of-the-art|baseline|outperform\w*)\b",
        re.IGNORECASE,
    ),
}
CUES: Sequence[str] = tuple(_CUES)
"""The kinds of cues."""

_NEW = re.compile(
    r"\b(?:our|proposed|called|named|termed|dubbed|namely|new|novel)\W+(?:the |a |an )?(?:\w+ )?$",
    re.IGNORECASE,
)
_BEFORE = 40  # characters in which they are looked for


def find_cues(text: str) -> dict[str, list[int]]:
    """Return where the cues of each kind end in a text: offsets in code points, ascending.

    >>> find_cues("We propose snow nets.")["propose"]
    [10]
    """
    return {kind: [cue.end() for cue in pattern.finditer(text)] for kind, pattern in _CUES.items()}


def is_new(text: str, start: int) -> bool:
    """Return whether the words before an offset introduce a name: "our", "a new", "called".

    >>> is_new("We call our snow net SN.", 12)
    True
    """
    return bool(_NEW.search(text, max(0, start - _BEFORE), start))

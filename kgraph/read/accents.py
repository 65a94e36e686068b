"""Decode the accents of TeX in text that is plain otherwise, such as the metadata of arXiv."""

from __future__ import annotations

import re
import unicodedata

# The combining marks, by the commands of TeX for them.
_MARKS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "ss": "ß", "ae": "æ", "AE": "Æ",
    "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
}  # fmt: skip
_BASE = r"(?:\\([ij])(?![A-Za-z])\s*|([A-Za-z]))"
_ACCENT = rf"\\(?:([\"'`^~=.])\s*|([cvuHkrdb])(?:\s+|(?=\{{)))(?:\{{\s*{_BASE}\s*\}}|{_BASE})"
_LETTER = rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|\s+)?"
_TEX = re.compile(
    rf"(?P<formula>\$[^$]*\$)|(?P<open>\{{)?(?:{_ACCENT}|{_LETTER})(?(open)\}})|\\(?P<sign>[%&_#])"
)


def decode_accents(text: str) -> str:
    r"""Return a text with the accents, letters and signs of TeX as characters; formulas are kept.

    Example:
        >>> decode_accents(r"Poincar\'e, {\L}ukasz Mu\~{n}oz: 5\% of $\'e$")
        "Poincaré, Łukasz Muñoz: 5% of $\\'e$"
    """
    return _TEX.sub(_decode, text) if "\\" in text else text


def _decode(found: re.Match[str]) -> str:
    if found["formula"]:
        return found["formula"]
    if found["sign"]:
        return found["sign"]
    # The groups of the accent or letter that matched: a mark and its base, or a letter.
    groups = [text for text in found.groups()[2:-1] if text]
    if len(groups) == 1:
        return _LETTERS[groups[0]]
    return unicodedata.normalize("NFC", groups[1] + _MARKS[groups[0]])

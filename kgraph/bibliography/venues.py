"""Which venues are the same: those with one name, without years, ordinals, volumes and case.

A list of well-known venues joins abbreviations and full names: `kgraph/data/venues.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from kgraph.bibliography.authors import plain_letters
from kgraph.identity import slug

_LISTED: Final = Path(__file__).parent.parent / "data" / "venues.csv"
_MEETING = r"(?=.*\b(?:colloquium|conference|congress|meeting|school|symposium|workshop)s?\b)"
_UNIT = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_TEENS = "tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth"
_TENS = "twent|thirt|fort|fift|sixt|sevent|eight|ninet"
# "First Monday" is a journal, the "First Workshop" is one of several.
_ORDINAL = rf"(?:(?:(?:{_TENS})y[ -])?(?:{_UNIT})|{_TEENS}|(?:{_TENS})ieth)\s+{_MEETING}"
_PROCEEDINGS = re.compile(
    r"^\s*(?:in:?\s+)?proc(?:eedings|\.)?\s+(?:of\s+)?(?:the\s+)?", re.IGNORECASE
)
_OF_ONE_YEAR = re.compile(
    rf"\b(?:19|20)\d\d\b|['’]\d\d\b|\b\d+(?:st|nd|rd|th)\b|\b{_ORDINAL}"
    r"|,?\s*\bvol(?:ume|\.)?\s*\d+\b|\babs/\S+|(?<=[\w.])\s+\d+\s*$",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\(\W*\)|(?<=\s)\s+|\s+(?=\))")
_PART = re.compile(r"[,:;()\[\]]|\s[-–—]\s")
# Of a meeting, but not the meeting.
_BESIDE = re.compile(r"\b(?:companion|demo\w*|findings|satellite|tutorials?|workshops?)\b")


class VenueName(NamedTuple):
    """The id and the name of a venue."""

    id: str
    name: str


@lru_cache(maxsize=1 << 16)
def find_venue(text: str) -> VenueName:
    """Find the venue that a paper names; both results are a function of the text alone.

    Example:
        >>> find_venue("Proceedings of the 38th International Conference on Machine Learning").id
        'venue/icml'
        >>> find_venue("3rd Workshop on Invented Results (WIR 2019)").name
        'Workshop on Invented Results (WIR)'
    """
    listed = _listed_venues()
    bare = _strip(_PROCEEDINGS.sub("", text))
    # The "Proceedings of the" a society are a journal, those of a meeting are the meeting.
    is_meeting = _OF_ONE_YEAR.search(text) or re.search(_MEETING, text, re.IGNORECASE)
    name = bare if is_meeting or _key(bare) in listed else _strip(text)
    key = _key(name)
    if key not in listed and not _BESIDE.search(key):
        # A meeting and its abbreviation, its place or its dates.
        found = {listed[part] for part in map(_key, _PART.split(name)) if part in listed}
        if len(found) == 1:
            return found.pop()
    return listed.get(key) or VenueName(f"venue/{slug(key)}", name)


def _strip(text: str) -> str:
    """Return a name without what differs from year to year, unless nothing would be left."""
    return _EMPTY.sub("", _OF_ONE_YEAR.sub(" ", text)).strip(" ,.:;-–—") or text


def _key(name: str) -> str:
    words = re.findall(r"[^\W_]+", plain_letters(name).replace("&", " and "))
    return " ".join(words[1:] if words[:1] == ["the"] else words) or name


@cache
def _listed_venues() -> Mapping[str, VenueName]:
    """Return the venues of the list, by the key of each of their names."""
    return {_key(name): venue for venue, names in _iter_listed() for name in names if name}


def _iter_listed() -> Iterator[tuple[VenueName, list[str]]]:
    with _LISTED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            venue = VenueName(f"venue/{slug(_key(row['abbreviation']))}", row["name"])
            yield venue, [row["abbreviation"], row["name"], *row["aliases"].split("|")]

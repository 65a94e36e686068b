"""Which authors are the same: those with one ORCID, otherwise those with one name.

A name joins the ORCID that other papers give with it, if it is the only one. Initials join nothing:
"A. Lovelace" can be Ada, Alan or both, and no count of papers can say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kgraph.identity import slug

ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
"""The pattern of an ORCID."""

Byline = Sequence[tuple[str, str]]
"""The authors of one paper: the name of each, and the ORCID or ''."""

# Letters that are not a plain letter with an accent.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHE = re.compile("['’‘`´ʼ]")


def author_ids(bylines: Iterable[Byline]) -> dict[tuple[str, str], str]:
    """Return the id of each author of some papers, by name and ORCID.

    Example:
        >>> author_ids([[("Zoë Ångström", "")], [("Zoe Angstrom", ""), ("Ada Lovelace", "")]])
        ... # doctest: +NORMALIZE_WHITESPACE
        {('Zoë Ångström', ''): 'author/zoe-angstrom', ('Zoe Angstrom', ''): 'author/zoe-angstrom',
         ('Ada Lovelace', ''): 'author/ada-lovelace'}
    """
    authors: dict[tuple[str, str], None] = {}
    of_name: dict[str, set[str]] = defaultdict(set)
    for byline in bylines:
        authors.update(dict.fromkeys(byline))
        bare = {person_key(name) for name, orcid in byline if not orcid}
        for name, orcid in byline:
            if orcid:
                key = person_key(name)
                of_name[key].add(orcid)
                if key in bare:  # the paper has another author of this name
                    of_name[key].add("")
    return {author: _author_id(*author, of_name) for author in authors}


def _author_id(name: str, orcid: str, of_name: dict[str, set[str]]) -> str:
    key = person_key(name)
    known = {orcid} if orcid else of_name.get(key, set())
    return f"author/{next(iter(known)) if len(known) == 1 else slug(key)}"


@lru_cache(maxsize=1 << 17)
def person_key(name: str) -> str:
    """Return what spellings of a name share: its words without case, accents and punctuation.

    >>> person_key("Jean-Baptiste O’Neill"), person_key("JEAN BAPTISTE ONeill")
    ('jean baptiste oneill', 'jean baptiste oneill')
    """
    return " ".join(re.findall(r"[^\W_]+", plain_letters(_APOSTROPHE.sub("", name)))) or name


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", letters).translate(_LETTERS)

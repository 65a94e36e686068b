"""Read the authors of a record, from any of the forms in which files give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kgraph.bibliography.authors import ORCID
from kgraph.types import Author

_BREAK = re.compile(r"\s*[;|\n]\s*|\s+and\s+|\s+&\s+")
_ORCID = re.compile(ORCID.pattern, re.IGNORECASE)
_ORCID_OF = re.compile(rf"([^;/]+)/({_ORCID.pattern})", re.IGNORECASE)
_WITH_ORCID = re.compile(rf"(.+?)\s*[<(](?:https?://orcid\.org/)?({_ORCID.pattern})[>)]", re.I)
# The id that Scopus gives to an author.
_NUMBER = re.compile(r"\s*\(\d{5,}\)$")
_INITIALS = re.compile(r"(?:\w\.?[\s-]*){1,4}")
_SUFFIX = re.compile(r"Jr\.?|Sr\.?|[IVX]{2,4}", re.IGNORECASE)
_GIVEN, _FAMILY = ("given", "firstname"), ("family", "lastname")
_NAMES = ("name", "literal")


class Authors(NamedTuple):
    """The authors of a record, and whether it names more that cannot be read."""

    found: tuple[Author, ...]
    is_complete: bool = True


def read_authors(value: object) -> Authors:
    """Read a text with all authors, or a list of their names or of objects with their names.

    An object has `name` or `literal`, or `given` and `family`, and perhaps `orcid`; a name can be
    followed by the ORCID, as in the tables that kgraph writes.

    Example:
        >>> [author.name for author in read_authors("Curie, Marie; Ada Lovelace").found]
        ['Marie Curie', 'Ada Lovelace']
    """
    items: Sequence[object] = value if isinstance(value, list) else [value]
    if isinstance(value, str):
        items = _split(value)
    items = [item for item in items if item not in (None, "")]
    authors = tuple(_read_author(item) for item in items)
    return Authors(tuple(a for a in authors if a.name), all(a.name for a in authors))


def _split(text: str) -> list[str]:
    """Split a list of names; commas separate names only if nothing else does."""
    names = [name for name in _BREAK.split(text.strip()) if name.strip(" ,")]
    if len(names) != 1 or names[0].count(",") < 2:
        return names
    parts = [part.strip() for part in names[0].split(",") if part.strip()]
    if all(" " in part for part in parts):
        return parts
    if len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        return [", ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return names


def _read_author(item: object) -> Author:
    if isinstance(item, str):
        name, orcid = match.groups() if (match := _WITH_ORCID.fullmatch(item)) else (item, "")
        return Author(given_first(name), orcid.upper())
    if not isinstance(item, dict):
        return Author("")
    fields = {str(name).casefold(): text for name, text in item.items() if isinstance(text, str)}
    name, given, family = (_first(fields, names) for names in (_NAMES, _GIVEN, _FAMILY))
    whole = given_first(name) if name else f"{given} {family}".strip()
    return Author(whole, find_orcid(fields.get("orcid", "")))


def _first(fields: dict[str, str], names: Sequence[str]) -> str:
    return next((text for name in names if (text := fields.get(name, "").strip())), "")


def given_first(name: str) -> str:
    """Return a name with the given names first, if a comma shows that they come last.

    Example:
        >>> given_first("King, Jr., Martin Luther"), given_first("Ada Lovelace")
        ('Martin Luther King Jr.', 'Ada Lovelace')
    """
    name = _NUMBER.sub("", name.strip())
    parts = [" ".join(part.split()) for part in name.split(",") if part.strip()]
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
        return f"{parts[2]} {parts[0]} {parts[1]}"
    return " ".join(name.split()) if len(parts) != 1 else parts[0]


def find_orcid(text: str) -> str:
    """Return the ORCID in a text, such as its address, or ''."""
    match = _ORCID.search(text)
    return match[0].upper() if match else ""


def add_orcids(authors: Iterable[Author], text: str) -> tuple[Author, ...]:
    """Return authors with the ORCIDs of a text such as 'Curie, Marie/0000-0001-2345-6789; …'.

    Names that differ in accents and case are the same.
    """
    orcids = {_name_key(given_first(name)): orcid for name, orcid in _ORCID_OF.findall(text)}
    return tuple(
        author if author.orcid else replace(author, orcid=orcids.get(_name_key(author.name), ""))
        for author in authors
    )


def _name_key(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in folded if char.isalpha())

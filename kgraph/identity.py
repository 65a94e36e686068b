"""The id of a paper (its arXiv id, otherwise its DOI, otherwise a hash of its title), and slugs."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_ARXIV = re.compile(
    r"(?:^|arxiv[.:/]\s*|arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/)"
    r"(?P<id>\d\d(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d\d(?:0[1-9]|1[0-2])\d{3})"
    r"(?:v\d+)?(?:\.pdf)?/?(?:\s*\[[\w.-]+\])?(?:[?#]\S*)?$",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:^|doi[:/]\s*|doi\.org/)(?P<doi>10\.\d{4,9}/\S+)$", re.IGNORECASE)
_LONGEST = 80  # characters of a key in its slug


def find_arxiv_id(*values: str) -> str:
    """Return the first arXiv id that a value is or links to, otherwise ''.

    It is in lower case and has no version.
    """
    for value in values:
        if match := _ARXIV.search(value.strip()):
            return match["id"].lower()
    return ""


def find_doi(*values: str) -> str:
    """Return the first DOI that a value is or links to, in lower case, otherwise ''."""
    for value in values:
        if match := _DOI.search(value.strip()):
            return match["doi"].lower()
    return ""


def title_key(title: str) -> str:
    """Return what spellings of a title have in common: its letters and digits, case folded."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in folded if char.isalnum()) or title


def paper_id(title: str, arxiv_id: str = "", doi: str = "") -> str:
    """Return the id of a paper: `arxiv-…`, otherwise `doi-…`, otherwise `t-…`.

    After `t-` come 16 hexadecimal digits of a hash of the title.

    Every id matches `[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?`, so that it can end an IRI as it
    is.
    """
    if arxiv_id:
        return "arxiv-" + arxiv_id.replace("/", "_")
    if doi:
        readable = re.sub(r"[^a-z0-9-]+", ".", doi).strip(".")
        return f"doi-{readable}-{_hash(doi)[:8]}"
    return "t-" + _hash(title_key(title))[:16]


def slug(key: str) -> str:
    """Return a key as the end of an IRI: `[a-z0-9]`, hyphens and inner points.

    It has at most 80 characters and a hash: 8 hexadecimal digits of the key's SHA-256, if the
    letters alone do not show the whole key. The hash depends on the key alone, so that no other
    name can change it.
    """
    plain = re.sub(r"[^a-z0-9.]+", "-", key.casefold()).strip("-.")
    if plain == key.casefold().replace(" ", "-") and 0 < len(plain) <= _LONGEST:
        return plain
    return f"{plain[:_LONGEST].strip('-.')}-{_hash(key)[:8]}".strip("-")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

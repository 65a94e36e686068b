"""Which paper a record is: its arXiv id, else its DOI, else a hash of its title."""

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


def find_arxiv_id(*values: str) -> str:
    """Return the first arXiv id, in lower case and without version, that one of the values is or links to; else ''."""
    for value in values:
        if match := _ARXIV.search(value.strip()):
            return match["id"].lower()
    return ""


def find_doi(*values: str) -> str:
    """Return the first DOI, in lower case, that one of the values is or links to; else ''."""
    for value in values:
        if match := _DOI.search(value.strip()):
            return match["doi"].lower()
    return ""


def title_key(title: str) -> str:
    """Return what two spellings of one title have in common: its letters and digits, case folded."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in folded if char.isalnum()) or title


def paper_id(title: str, arxiv_id: str = "", doi: str = "") -> str:
    """Return the id of a paper: `arxiv-…`, else `doi-…`, else `t-` and 16 hexadecimal digits.

    Every id matches `[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?`, so that it can end an IRI as it
    is.
    """
    if arxiv_id:
        return "arxiv-" + arxiv_id.replace("/", "_")
    if doi:
        readable = re.sub(r"[^a-z0-9-]+", ".", doi).strip(".")
        return f"doi-{readable}-{_hash(doi)[:8]}"
    return "t-" + _hash(title_key(title))[:16]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

"""Recognise files of other formats, such as PDF or RTF, which kgraph does not read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class OtherFormat(NamedTuple):
    """A format that kgraph does not read, and what to do with a file of it."""

    name: str
    remedy: str


_REWRITE = "write title and abstract of each paper as JSON Lines or CSV"
_TABLE = "save the table as CSV or JSON Lines"
_UNPACK = "unpack it"

_BINARY = {
    b"%PDF": OtherFormat("a PDF", _REWRITE),
    b"PK\x03\x04": OtherFormat("a ZIP archive or an Office document", f"{_UNPACK}, or {_TABLE}"),
    b"\xd0\xcf\x11\xe0": OtherFormat("an Office document", _TABLE),
    b"SQLite format 3\x00": OtherFormat("an SQLite database", _TABLE),
    b"7z\xbc\xaf": OtherFormat("a 7z archive", _UNPACK),
}
"""Binary formats by the bytes that their files start with."""

# A signature is among the first lines that are not blank.
_HEAD = 10

_LINES = (
    (r"EXPORT DATE: ?\d.*", OtherFormat("a Scopus export", "export it as CSV from Scopus")),
    (r"\{\\rtf.*", OtherFormat("RTF", "save it as plain text")),
)
_SIGNATURES = [(re.compile(pattern, re.IGNORECASE), other) for pattern, other in _LINES]

_ROOTS = {
    "feed": OtherFormat("an Atom feed, but not of arXiv", _REWRITE),
    "rss": OtherFormat("an RSS feed", _REWRITE),
    "rdf:rdf": OtherFormat("RDF/XML", _REWRITE),
}
_XML = OtherFormat("XML", _REWRITE)
_HTML = OtherFormat("HTML", "copy the text of the page into a text file")
_PROLOG = re.compile(r"<!doctype|<!--|<\?xml", re.IGNORECASE)
_BEFORE_ROOT = re.compile(r"(\s+|<\?.*?\?>|<!--.*?-->|<!.*?>)*", re.DOTALL)
# A title may start with a tag, as '<i>Drosophila</i> networks'; then text follows the tag.
_TAG_ALONE = re.compile(r"""<[a-z][\w:.-]*(\s+[\w:.-]+\s*=\s*["'][^<>]*)?\s*(>\s*(<.*)?)?""", re.I)
_HTML_TAG = re.compile(
    r"<!doctype html|<(html|head|body|meta|link|script|style|div|main|table|ul|ol|dl|p|a|h[1-6])\b",
    re.IGNORECASE,
)


def find_binary_format(data: bytes) -> OtherFormat | None:
    """Return the binary format that the first bytes of a file belong to, or None.

    Example:
        >>> find_binary_format(b"%PDF-1.7").name
        'a PDF'
    """
    return next((other for start, other in _BINARY.items() if data.startswith(start)), None)


def find_other_format(lines: Sequence[str]) -> OtherFormat | None:
    """Return the text format that a file belongs to and kgraph does not read, or None.

    Args:
        lines: The first filled lines of the file, stripped.

    Example:
        >>> find_other_format(["<!DOCTYPE html>", "<title>Wide</title>"]).name
        'HTML'
    """
    head = list(lines[:_HEAD])
    for pattern, other in _SIGNATURES:
        if any(pattern.fullmatch(line) for line in head):
            return other
    if head and head[0].startswith("<"):
        return _find_markup(head)
    return None


def _find_markup(head: list[str]) -> OtherFormat | None:
    """Return HTML, or XML by the name of its root element; None for a title with a tag."""
    text = "\n".join(head)
    before = _BEFORE_ROOT.match(text)
    root = text[before.end() if before else 0 :]
    if _HTML_TAG.match(text) or _HTML_TAG.match(root):
        return _HTML
    if not _PROLOG.match(text) and not _TAG_ALONE.fullmatch(head[0]):
        return None
    name = re.match(r"<([\w:.-]+)", root)
    return _ROOTS.get(name[1].casefold(), _XML) if name else _XML

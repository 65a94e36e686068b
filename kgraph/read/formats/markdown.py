"""Read reading lists in Markdown: headings with text, list items, or tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from kgraph.read.record import Row
from kgraph.read.start import Start
from kgraph.read.text import InputText
from kgraph.types import Problem

if TYPE_CHECKING:
    from markdown_it.token import Token

_HEADING = re.compile(r"#{1,6} +\S")
_MARKED = re.compile(r"#{1,6} +\S|[-*+] +\S|>|!?\[[^\]]*\]\(")
_TABLE_RULE = re.compile(r"\|?(\s*:?-{3,}:?\s*\|)+(\s*:?-{3,}:?)?")
_FEWEST_MARKED = 2
_HEAD = 10
# The text of a link that says where the paper is, not what it is called.
_NO_TITLE = re.compile(
    r"(paper|pdf|arxiv([: ].*)?|doi|code|github|link|url|html|abs|blog|video|slides|project"
    r"|openreview|\d+)\W*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_FEWEST_WORDS = 2
_SHORTEST_ABSTRACT = 80


def is_markdown(start: Start) -> bool:
    """Return whether half of the lines are marked, or the headings start with the first line."""
    lines = start.lines
    headings = sum(1 for line in lines if _HEADING.match(line))
    marked = sum(1 for line in lines if _MARKED.match(line))
    return (
        (marked >= _FEWEST_MARKED and 2 * marked >= len(lines))
        or (headings >= _FEWEST_MARKED and bool(_HEADING.match(lines[0])))
        or any(_TABLE_RULE.fullmatch(line) for line in lines[1:_HEAD])
    )


@dataclass
class _Entry:
    """A heading, a list item or a paragraph: its line, its level, and what it contains.

    Attributes:
        line: The first line, from 1.
        level: The level of a heading, or 0.
        head: The text of the heading, or of the first line of the item.
        bold: The first strong text in it.
        links: Text and address of the links in it.
        rest: The texts below, of paragraphs and quotations.
    """

    line: int
    level: int = 0
    head: str = ""
    bold: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def iter_markdown(file: InputText) -> Iterator[Row | Problem]:
    """Yield the rows of tables, the list items, and the headings that have text of their own."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse("\n".join(file.lines))
    for line, values in _iter_tables(tokens):
        if file.columns.has_title(values):
            yield file.source(line), values
    entries = _read_entries(tokens)
    for entry in entries:
        if row := _to_row(entry):
            yield file.source(entry.line), row
        elif not entry.level or entry is entries[-1]:
            detail = f"'{entry.head[:60]}' has neither a text nor a link"
            yield Problem(file.source(entry.line), "note", "no-paper", detail, "it was skipped")


def _iter_tables(tokens: Sequence[Token]) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the line and the cells of each row of a table, by the name of their column."""
    names: list[str] = []
    cells: list[str] = []
    line = 0
    for before, token in pairwise(tokens):
        if token.type in ("thead_open", "tr_open"):
            names = [] if token.type == "thead_open" else names
            cells, line = [], token.map[0] + 1 if token.map else line
        elif token.type == "inline" and before.type in ("th_open", "td_open"):
            cells.append(_plain(token))
        elif token.type == "tr_close" and not names:
            names = cells
        elif token.type == "tr_close":
            yield line, dict(zip(names, cells, strict=False))


def _read_entries(tokens: Sequence[Token]) -> list[_Entry]:
    """Return the headings and list items in order, with the texts below each."""
    entries: list[_Entry] = []
    for before, token in pairwise(tokens):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            entries.append(_Entry(line, int(token.tag[1:])))
        elif token.type == "list_item_open":
            entries.append(_Entry(line))
        elif token.type == "inline" and before.type in ("heading_open", "paragraph_open"):
            _add(entries, token)
    return entries


def _add(entries: list[_Entry], token: Token) -> None:
    if not entries:
        return  # an introduction before the first heading
    entry, text = entries[-1], _plain(token)
    first, _, others = text.partition("\n")
    if entry.head:
        entry.rest.append(text)
    else:
        entry.head = first
        entry.rest += [others] if others else []
        entry.bold = _strong(token)
    entry.links += _links(token)


def _to_row(entry: _Entry) -> Mapping[str, object] | None:
    """Return the columns of an entry, or None if it is a section or no paper."""
    named = [text for text, _ in entry.links if not _NO_TITLE.fullmatch(text)]
    in_head = [text for text in (*named, entry.bold) if text and text in entry.head]
    title = in_head[0] if in_head else re.split(r"(?<=\w)[.:]\s|\s[-–—|]\s", entry.head)[0]
    after = entry.head.partition(title)[2].strip(" .:,;|*–—-[]()")
    texts = [" ".join(text.split()) for text in (after, *entry.rest)]
    abstract = " ".join(text for text in texts if len(text) >= _SHORTEST_ABSTRACT)
    if not (abstract or entry.links) or len(title.split()) < _FEWEST_WORDS:
        return None
    year = _YEAR.search(after)
    addresses = [address for _, address in entry.links if address.startswith("http")]
    return {
        "title": title.strip(" *_"),
        "abstract": abstract,
        "url": next((a for a in addresses if "arxiv" in a or "doi" in a), "".join(addresses[:1])),
        "year": year[0] if year else "",
    }


def _plain(token: Token) -> str:
    """Return the text of an inline token without its marks; line breaks stay."""
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    parts = (breaks.get(child.type, child.content) for child in token.children or ())
    return "".join(parts).strip()


def _strong(token: Token) -> str:
    children = token.children or []
    starts = [number for number, child in enumerate(children) if child.type == "strong_open"]
    return _between(children, starts[0], "strong_close") if starts else ""


def _links(token: Token) -> list[tuple[str, str]]:
    children = token.children or []
    return [
        (_between(children, number, "link_close"), str(child.attrs["href"]))
        for number, child in enumerate(children)
        if child.type == "link_open"
    ]


def _between(children: Sequence[Token], start: int, end: str) -> str:
    """Return the text from a token to the next one that ends it."""
    types = [child.type for child in children]
    return "".join(child.content for child in children[start : types.index(end, start)]).strip()

"""Split XML into its records, so that each is read alone: a broken record loses only itself."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kgraph.read.record import Row
from kgraph.read.start import read_start
from kgraph.read.text import InputText
from kgraph.types import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

Element: TypeAlias = "_Element"
"""An element of lxml."""

_NAMED = re.compile(r"&([A-Za-z]\w*);")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_TAG = re.compile(r"""</?[\w.:-]+(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_COMMENT = ("<!--", "-->")
_NAMESPACE = re.compile(r"""\s+xmlns(?::[\w.-]+)?\s*=\s*("[^"]*"|'[^']*')""")
_PREFIX = re.compile(r"(?<=[</])[\w.-]+:")
_ATTRIBUTE_PREFIX = re.compile(r"(?<=\s)([\w.-]+):(?=[\w.-]+\s*=)")


class _Part(NamedTuple):
    """The text of an element, where it starts, and whether it ends."""

    line: int
    text: str
    is_ended: bool = True


def iter_elements(
    file: InputText, names: Collection[str]
) -> Iterator[tuple[int, Element] | Problem]:
    """Yield the elements of these names, each with the line where it starts, and problems.

    Names are those of the elements without their prefix; elements of these names do not contain
    each other. Namespaces are dropped, and entities of HTML replaced, since the document type that
    defines them is not read. The memory that this takes grows with the longest line alone.

    Args:
        file: The file.
        names: The names of the elements, in their case.
    """
    for part in _iter_parts(file, names):
        if isinstance(part, Problem):
            yield part
            continue
        line, text, is_ended = part
        element = _parse(text) if is_ended else "it has no end"
        if isinstance(element, str):
            detail = f"the element {text[:40]!r} is not valid XML: {element}"
            yield Problem(file.source(line), "problem", "broken-record", detail, "it was skipped")
        else:
            yield line, element


def iter_rows(
    file: InputText, names: Collection[str], to_row: Callable[[Element], Mapping[str, object]]
) -> Iterator[Row | Problem]:
    """Yield the row that is made of each element of these names, and problems."""
    for found in iter_elements(file, names):
        if isinstance(found, Problem):
            yield found
        else:
            line, element = found
            yield file.source(line), to_row(element)


def text_of(element: Element | None, path: str = ".") -> str:
    """Return the text of the first element at a path that has one, without markup, or ''."""
    return next(iter(texts_of(element, path)), "")


def texts_of(element: Element | None, path: str) -> list[str]:
    """Return the texts of the elements at a path, without markup, those that are not empty."""
    if element is None:
        return []
    texts = (" ".join("".join(found.itertext()).split()) for found in element.findall(path))
    return [text for text in texts if text]


def attribute_of(element: Element, name: str) -> str:
    """Return an attribute, or ''; one with a prefix is named `xml_lang`."""
    return str(element.get(name, ""))


def _parse(text: str) -> Element | str:
    """Return an element without namespaces, or why it is not valid."""
    from lxml import etree

    # The text has no document type: no entity can grow or reach another file.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(_TAG.sub(_drop_prefixes, _NAMED.sub(_to_character, text)), parser)
    except etree.XMLSyntaxError as error:
        return str(error).split(", line ")[0]


def _to_character(entity: re.Match[str]) -> str:
    if entity[1] in _OF_XML:
        return entity[0]
    character = html.unescape(entity[0])
    return f"&amp;{entity[1]};" if character == entity[0] else html.escape(character)


def _drop_prefixes(tag: re.Match[str]) -> str:
    if ":" not in tag[0] and "xmlns" not in tag[0]:
        return tag[0]
    return _ATTRIBUTE_PREFIX.sub(r"\1_", _PREFIX.sub("", _NAMESPACE.sub("", tag[0]), count=1))


def _iter_parts(file: InputText, names: Collection[str]) -> Iterator[_Part | Problem]:
    """Yield the elements, and at the end of a file that was cut, what remains of it.

    Comments between elements are left out.
    """
    name = rf"(?:[\w.-]+:)?(?:{'|'.join(map(re.escape, names))})"
    mark = re.compile(rf"<(?P<start>{name})(?=[\s>]|$)|</{name}\s*>|<!--|-->")
    first, number, last = 0, 0, ""
    is_comment = False
    parts: list[str] = []
    for number, line in enumerate(file.iter_lines(), 1):
        position = 0
        for found in mark.finditer(line):
            if is_comment or found[0] in _COMMENT:
                is_comment = not first and found[0] != "-->"
                continue
            is_start = found["start"] is not None
            if first:
                end = found.start() if is_start else found.end()
                yield _Part(first, "\n".join((*parts, line[position:end])), not is_start)
            first, parts, position = (number if is_start else 0), [], found.start()
        if first:
            parts.append(line[position:])
        last = line if line.strip() else last
    if first:
        yield _Part(first, "\n".join(parts), is_ended=False)
    elif is_comment or (last and not _ends(file, last)):
        detail, decision = "the file has no end", "what is before was read; download the file again"
        yield Problem(file.source(number), "error", "broken-file", detail, decision)


def _ends(file: InputText, last: str) -> bool:
    """Return whether the last line that is not blank ends the root element, or a comment."""
    root = re.escape(read_start(file).root) or r"[\w.-]+"
    return bool(re.search(rf"(</([\w.-]+:)?{root}\s*>|-->)\s*$", last, re.IGNORECASE))

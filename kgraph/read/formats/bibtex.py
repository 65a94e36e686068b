"""Read BibTeX and BibLaTeX, entry by entry."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kgraph.identity import find_arxiv_id
from kgraph.read.latex import latex_to_text, verbatim
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

if TYPE_CHECKING:
    from bibtexparser.model import Block

_START = re.compile(r"\s*@\s*[a-z]+\s*[{(]", re.IGNORECASE)
# The start of an entry without a key, which the parser does not accept.
_KEYLESS = re.compile(r"(\s*@\s*(?!string\b)\w+\s*[{(])(?=\s*[\w-]+\s*=)", re.IGNORECASE)
_DELIMITER = re.compile(r'[{}"]')
_COMMENTED = re.compile(r"\s*%.*@")
_VOLUMES = ("proceedings", "mvproceedings", "collection", "mvcollection", "xdata")
# A part of a name in BibLaTeX, as 'family=Curie' or 'given={Marie, S.}'.
_NAME_PART = re.compile(r'\b(given|family|orcid)\s*=\s*("[^"]*"|(?:[^,"{}]|\{[^{}]*\})*)', re.I)
# More commas in the names of authors separate names.
_MOST_COMMAS = 2

Fields = Mapping[str, str]
"""The values of an entry in LaTeX, by field in lower case."""


class _Entry(NamedTuple):
    """An entry, with the number of the line where it starts."""

    number: int
    type: str
    key: str
    fields: Fields


def iter_bibtex(file: InputText) -> Iterator[Row | Problem]:
    """Yield the entries of a file, and a problem for each that is broken.

    Entries that take fields from a volume, which follows them in the file, come at the end.
    """
    volumes: dict[str, Fields] = {}
    waiting: list[_Entry] = []
    for entry in _iter_entries(file):
        if isinstance(entry, Problem):
            yield entry
        elif entry.type in _VOLUMES:
            volumes[entry.key.casefold()] = entry.fields
        elif "crossref" in entry.fields:
            waiting.append(entry)
        else:
            yield file.source(entry.number), _to_row(entry.key, entry.fields)
    for entry in waiting:
        volume = volumes.get(entry.fields["crossref"].casefold(), {})
        inherited = {**volume, "booktitle": volume.get("booktitle", volume.get("title", ""))}
        inherited = {name: inherited.get(name, "") for name in ("booktitle", "year", "date")}
        yield file.source(entry.number), _to_row(entry.key, {**inherited, **entry.fields})


def _iter_entries(file: InputText) -> Iterator[_Entry | Problem]:
    from bibtexparser.model import Entry, ParsingFailedBlock, String

    strings: dict[str, str] = {}
    for number, block in _iter_blocks(file):
        start = number + (block.start_line or 0)
        if isinstance(block, String):
            strings[block.key.casefold()] = _evaluate(str(block.value), strings)[0]
        elif isinstance(block, Entry):
            fields: dict[str, str] = {}
            for item in block.fields:
                if not _read_field(item.key, str(item.value), strings, fields):
                    detail = f"there is no comma after the value of '{item.key}'"
                    source, decision = file.source(number + item.start_line), "it was ended there"
                    yield Problem(source, "problem", "missing-comma", detail, decision)
            yield _Entry(start, block.entry_type.casefold(), block.key, fields)
        elif isinstance(block, ParsingFailedBlock):
            reason = str(getattr(block.error, "abort_reason", block.error)).strip(" \n.")
            detail, decision = f"the entry is not valid BibTeX: {reason}", "it was skipped"
            yield Problem(file.source(start), "problem", "broken-record", detail, decision)


def _iter_blocks(file: InputText) -> Iterator[tuple[int, Block]]:
    """Yield the blocks of a file, with the number of the line from which theirs count."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateFieldKeyBlock

    # What it logs is reported as a problem.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    for number, text in _iter_chunks(file):
        for block in parse_string(_KEYLESS.sub(r"\1,", text, count=1), parse_stack=[]).blocks:
            if isinstance(block, DuplicateFieldKeyBlock) and block.ignore_error_block:
                yield number, block.ignore_error_block
            else:
                yield number, block


def _read_field(name: str, value: str, strings: Fields, fields: dict[str, str]) -> bool:
    """Add a field, unless there is one of its name, and return whether a comma ends it.

    Without the comma, the value contains the next field.
    """
    text, rest = _evaluate(value, strings)
    fields.setdefault(name.strip().casefold(), text)
    name, equals, value = rest.partition("=")
    if equals:
        _read_field(name, value, strings, fields)
    return not rest


def _evaluate(value: str, strings: Fields) -> tuple[str, str]:
    """Return the text of a value, whose parts `#` joins, and what follows the last part.

    A name that no `@string` defines stands for itself.
    """
    parts, rest = [], f"#{value}"
    while rest.startswith("#"):
        rest = rest[1:].strip()
        end = _find_end(rest)
        part, rest = rest[:end].strip(), rest[end:].strip()
        is_quoted = part[:1] in ("{", '"')
        parts.append(part[1:-1] if is_quoted else strings.get(part.casefold(), part))
    return "".join(parts), rest


def _find_end(text: str) -> int:
    """Return the offset after the first part of a value."""
    if text[:1] not in ("{", '"'):
        return f"{text}#".index("#")
    depth = 0
    for sign in _DELIMITER.finditer(text):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0 and sign.start() > 0 and sign[0] == {"{": "}"}.get(text[0], '"'):
            return sign.end()
    return len(text)


def _iter_chunks(file: InputText) -> Iterator[tuple[int, str]]:
    """Yield the lines from each that starts an entry to the next, with the number of the first."""
    start, lines = 0, [""]
    for number, line in enumerate(file.iter_lines(), 1):
        if _START.match(line):
            if start:
                yield start, "\n".join(lines)
            start, lines = number, []
        lines.append("" if _COMMENTED.match(line) else line)
    if start:
        yield start, "\n".join(lines)


def _to_row(key: str, fields: Fields) -> dict[str, object]:
    return {
        "title": latex_to_text(_first(fields, "title")),
        "abstract": latex_to_text(_first(fields, "abstract", "annote", "annotation")),
        "id": key,
        "doi": verbatim(_first(fields, "doi")),
        "arxiv_id": _arxiv_id(fields),
        "year": verbatim(_first(fields, "year", "date")),
        "authors": _authors(_first(fields, "author")),
        "orcids": latex_to_text(_first(fields, "orcid-numbers")),
        "url": verbatim(_first(fields, "url", "link")),
        "venue": latex_to_text(_first(fields, "journaltitle", "journal", "booktitle")),
        "keywords": latex_to_text(_first(fields, "author_keywords", "keywords", "keyword")),
    }


def _first(fields: Fields, *names: str) -> str:
    return next((text for name in names if (text := fields.get(name, "").strip())), "")


def _arxiv_id(fields: Fields) -> str:
    """Return the arXiv id of an entry, from where styles and reference managers write it."""
    archive = _first(fields, "archiveprefix", "eprinttype").casefold()
    values = [_first(fields, "arxivid"), _first(fields, "volume").removeprefix("abs/")]
    if archive in ("", "arxiv"):
        values.insert(0, _first(fields, "eprint"))
    values += [_first(fields, name) for name in ("journal", "number", "note", "howpublished")]
    return find_arxiv_id(*map(latex_to_text, values))


def _authors(latex: str) -> list[dict[str, str]] | str:
    """Return the names between each 'and'; the text as it is if commas alone separate names."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    names = [name for name in split_multiple_persons_names(latex) if name != "others"]
    if len(names) == 1 and "=" not in latex and latex.count(",") > _MOST_COMMAS:
        return latex_to_text(latex)
    return [_author(name) for name in names]


def _author(name: str) -> dict[str, str]:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if parts := _NAME_PART.findall(name):
        return {part.casefold(): latex_to_text(text.strip('" ')) for part, text in parts}
    found = parse_single_name_into_parts(name, strict=False)
    family = " ".join((*found.von, *found.last, *found.jr))
    return {"given": latex_to_text(" ".join(found.first)), "family": latex_to_text(family)}

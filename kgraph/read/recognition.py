"""Recognise the format of a file: the formats that are read, and their readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from kgraph.read.compression import SUFFIXES
from kgraph.read.formats import (
    arxiv_atom,
    arxiv_json,
    crossref,
    csl,
    endnote_xml,
    huggingface,
    openalex,
    openreview,
    semantic_scholar,
    zotero,
)
from kgraph.read.formats.acl import iter_acl
from kgraph.read.formats.arxiv_oai import iter_arxiv_oai
from kgraph.read.formats.bibtex import iter_bibtex
from kgraph.read.formats.csv import find_table, iter_csv
from kgraph.read.formats.dblp import iter_dblp
from kgraph.read.formats.endnote import iter_endnote
from kgraph.read.formats.json import Object, iter_json, rows_of
from kgraph.read.formats.listing import is_odd, iter_listing
from kgraph.read.formats.markdown import is_markdown, iter_markdown
from kgraph.read.formats.medline import iter_medline
from kgraph.read.formats.parquet import iter_parquet
from kgraph.read.formats.pubmed import iter_pubmed
from kgraph.read.formats.ris import iter_ris
from kgraph.read.formats.text import is_text, iter_text
from kgraph.read.formats.wos import iter_wos
from kgraph.read.record import Reader
from kgraph.read.signatures import find_binary_format, find_other_format
from kgraph.read.start import Start, read_start
from kgraph.read.text import InputText
from kgraph.types import InputFormat, Problem


class Format(NamedTuple):
    """A format: its name for people, whether a file starts like it, its reader."""

    title: str
    recognise: Callable[[Start], bool]
    read: Reader


def _first_lines(pattern: str, count: int = 10) -> Callable[[Start], bool]:
    """Recognise a format by a pattern that one of its first filled lines matches whole."""
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda start: any(compiled.fullmatch(line) for line in start.lines[:count])


def _xml(*roots: str) -> Callable[[Start], bool]:
    """Recognise XML by its root element."""
    return lambda start: start.root in roots


def _json(matches: Callable[[Object], bool]) -> Callable[[Start], bool]:
    """Recognise JSON by its first object."""
    return lambda start: start.record is not None and matches(start.record)


def _is_bibtex(start: Start) -> bool:
    """Recognise an entry among the first lines that are not comments."""
    lines = [line for line in start.lines if not line.startswith("%")][:10]
    return any(_ENTRY.fullmatch(line) for line in lines)


def _is_table(start: Start) -> bool:
    return find_table(start.lines, start.columns)[1] is not None


_ENTRY = re.compile(
    r"@[a-z]+\s*[{(]\s*([^{},=]*,.*)?|@(comment|preamble|string)\b.*", re.IGNORECASE
)
_WOS = r"FN (Clarivate|Thomson|ISI)\b.*|PT [A-Z]|PT\tAU\t.*"

FORMATS: Mapping[InputFormat, Format] = {
    "openalex": Format("OpenAlex", _json(openalex.matches), rows_of(openalex.to_row)),
    "semantic-scholar": Format(
        "Semantic Scholar", _json(semantic_scholar.matches), rows_of(semantic_scholar.to_row)
    ),
    "crossref": Format("Crossref", _json(crossref.matches), rows_of(crossref.to_row)),
    "arxiv-json": Format(
        "the arXiv snapshot", _json(arxiv_json.matches), rows_of(arxiv_json.to_row)
    ),
    "zotero": Format("Zotero", _json(zotero.matches), rows_of(zotero.to_row)),
    "huggingface": Format("Hugging Face", _json(huggingface.matches), rows_of(huggingface.to_row)),
    "openreview": Format("OpenReview", _json(openreview.matches), rows_of(openreview.to_row)),
    "csl": Format("CSL-JSON", _json(csl.matches), rows_of(csl.to_row)),
    "json": Format("JSON", _json(lambda _: True), iter_json),
    "arxiv-atom": Format("the arXiv API", arxiv_atom.matches, arxiv_atom.iter_arxiv_atom),
    "arxiv-oai": Format("OAI-PMH of arXiv", _xml("oai-pmh"), iter_arxiv_oai),
    "pubmed": Format("PubMed XML", _xml("pubmedarticleset", "pubmedarticle"), iter_pubmed),
    "dblp": Format("DBLP", _xml("dblp", "dblpperson"), iter_dblp),
    "acl": Format("ACL Anthology XML", _xml("collection"), iter_acl),
    "endnote-xml": Format("EndNote XML", endnote_xml.matches, endnote_xml.iter_endnote_xml),
    "parquet": Format("Parquet", lambda start: start.data.startswith(b"PAR1"), iter_parquet),
    "csv": Format("CSV", _is_table, iter_csv),
    "ris": Format("RIS", _first_lines(r"TY {1,2}-( +[A-Z0-9]+)?"), iter_ris),
    "medline": Format("PubMed (MEDLINE)", _first_lines(r"PMID ?- ?\d+"), iter_medline),
    "wos": Format("Web of Science", _first_lines(_WOS), iter_wos),
    "endnote": Format("EndNote (refer)", _first_lines(r"%0 [A-Z].*"), iter_endnote),
    "bibtex": Format("BibTeX", _is_bibtex, iter_bibtex),
    "markdown": Format("Markdown", is_markdown, iter_markdown),
    "text": Format("plain text", lambda start: is_text(start.head), iter_text),
    "listing": Format("a listing", lambda _: True, iter_listing),
}
"""The formats by name, in the order in which they are tried."""

_LOOSE: tuple[InputFormat, ...] = ("markdown", "text", "listing")
"""Formats of running text: in a folder, their files need a suffix of text."""

_TEXT_SUFFIXES = ("", ".txt", ".text", ".list", ".md", ".markdown")
_BY_SUFFIX: Mapping[str, InputFormat] = {
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "json"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".ris": "ris",
    ".nbib": "medline",
    ".ciw": "wos",
    ".enw": "endnote",
}
# Texts about a folder, not papers.
_ABOUT_FOLDERS = ("readme", "license", "changelog", "contributing")


def find_format(file: InputText, *, is_named: bool = True) -> InputFormat | Problem:
    """Return the format of a file, or a problem if it is of none that is read.

    Args:
        file: The file.
        is_named: Whether the user named the file. In a folder, running text needs a suffix of text.
    """
    start = read_start(file)
    if other := find_binary_format(start.data):
        return _skip(file, "binary-file", f"this is {other.name}, not text", other.remedy)
    found = next(name for name, known in FORMATS.items() if known.recognise(start))
    if found not in _LOOSE:
        return found
    by_suffix = _BY_SUFFIX.get(_path(file.name).suffix)
    return _refuse(file, start) or by_suffix or _check_text(file, found, start, is_named)


def _refuse(file: InputText, start: Start) -> Problem | None:
    """Return the problem that a file is of a format that is not read, if it is."""
    if file.is_binary:
        return _skip(file, "binary-file", "this is not a text file")
    if other := find_other_format(start.lines):
        detail = f"the file is {other.name}, which kgraph does not read"
        return _skip(file, "other-format", detail, other.remedy)
    return None


def _check_text(
    file: InputText, format: InputFormat, start: Start, is_named: bool
) -> InputFormat | Problem:
    """Return the format of running text, or the problem that this is not text about papers."""
    path = _path(file.name)
    if not is_named and (path.suffix not in _TEXT_SUFFIXES or path.stem in _ABOUT_FOLDERS):
        detail = f"'{path.name}' in a folder is not taken for a text about papers"
        return _skip(file, "unknown-format", detail, "name it on the command line to read it")
    if format == "listing" and is_odd(start.lines):
        detail = "most lines are neither titles nor sentences, as they are in a listing"
        return _skip(file, "unknown-format", detail, "set --format listing to read it")
    return format


def _skip(file: InputText, code: str, detail: str, remedy: str = "") -> Problem:
    decision = f"the file was skipped; {remedy}" if remedy else "the file was skipped"
    return Problem(file.source(), "problem", code, detail, decision)


def _path(name: str) -> PurePosixPath:
    """Return the name in lower case, without the suffix of its compression."""
    path = PurePosixPath(name.casefold())
    return path.with_suffix("") if path.suffix in SUFFIXES else path

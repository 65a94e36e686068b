"""Turn one record of a file into a paper: which columns are read, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kgraph.identity import find_arxiv_id, find_doi, paper_id
from kgraph.types import Paper, Problem, Source

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "document title", "article title"),
    "abstract": (
        "abstract", "summary", "paper_abstract", "abstract note", "abstractnote", "abstracttext",
        "abstract_inverted_index",
    ),
    "id": ("id", "paper_id", "arxiv_id", "arxivid", "arxiv"),
    "doi": ("doi",),
    "year": ("year", "date", "published", "publication_year", "publication year"),
    "authors": ("authors", "author"),
    "url": ("url", "link", "paper_url"),
    "venue": ("venue", "journal", "booktitle", "conference", "publication title", "source title"),
}  # fmt: skip
"""The columns that are read, each with its possible names, in any case."""

_NAMES = {name for names in COLUMNS.values() for name in names}
# Control characters, unpaired surrogates and noncharacters: XML, RDF or UTF-8 cannot contain them.
_INVALID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
# Python refuses to convert longer integers to text.
_LARGEST = 10**4000
_AUTHOR_BREAK = re.compile(r"\s*;\s*|\s+and\s+")

# An unread column with a longer text may hold the abstracts.
_LONG_TEXT = 200
_FEWEST_MISSING = 3
_MOST_NAMES = 5

Columns = Mapping[str, object]
"""Values by column name in lower case."""

Row = tuple[Source, Mapping[str, object]]
"""Where a record starts; its strings, numbers, lists or objects of JSON, by column name."""


class _Value(NamedTuple):
    """A value as text; if it has an unexpected type, what is wrong with it and the decision."""

    text: str
    reason: str = ""
    decision: str = ""


def unknown_columns(names: Iterable[str]) -> list[str]:
    """Return the column names that are not read, sorted."""
    return sorted({name for name in names if name.strip().casefold() not in _NAMES})


def has_title(names: Iterable[str]) -> bool:
    """Return whether one of the columns is the title."""
    return any(name.strip().casefold() in COLUMNS["title"] for name in names)


def iter_records(rows: Iterable[Row | Problem], max_chars: int) -> Iterator[Paper | Problem]:
    """Yield the papers of the rows of a file, and the problems, the given ones among them.

    If most papers have no abstract, one more problem names the columns that may hold them.

    Args:
        rows: The records of one file, with the problems that were found between them.
        max_chars: As for `read_papers`.
    """
    papers, without = 0, list[Row]()
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        for item in _iter_record(*row, max_chars):
            yield item
            if isinstance(item, Paper):
                papers += 1
            elif item.code == "no-abstract":
                without.append(row)
    if len(without) >= _FEWEST_MISSING and 2 * len(without) > papers:
        yield _few_abstracts(without, papers)


def _few_abstracts(without: list[Row], papers: int) -> Problem:
    values = [record for _, record in without]
    unread = unknown_columns(name for record in values for name in record)
    long = [name for name in unread if any(_is_long(record.get(name)) for record in values)]
    detail = f"{len(without)} of {papers} papers have no abstract"
    decision = "their titles were kept"
    if names := long or unread:
        shown = ", ".join(f"'{name}'" for name in names[:_MOST_NAMES])
        more = ", …" if len(names) > _MOST_NAMES else ""
        detail += f"; {'long texts are' if long else 'other values are'} in {shown}{more}"
        decision += "; name the column of the abstracts 'abstract' or 'summary'"
    return Problem(Source(without[0][0].file, 1), "problem", "few-abstracts", detail, decision)


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > _LONG_TEXT


def _iter_record(
    source: Source, values: Mapping[str, object], max_chars: int
) -> Iterator[Paper | Problem]:
    columns = {
        name.strip().casefold(): value for name, value in values.items() if value is not None
    }
    for name, (_, reason, decision) in _invalid_values(columns):
        yield Problem(source, "problem", "invalid-value", f"{name} {reason}", decision)
    title, abstract = _text(columns, "title"), _text(columns, "abstract")
    if problem := _check_title(title, source, max_chars):
        yield problem
        return
    if problem := _check_abstract(title, abstract, source, max_chars):
        yield problem
        if problem.code == "too-long":
            abstract = ""
    if _INVALID.search(title + abstract):
        detail, decision = "the text contains control characters", "each was replaced by a space"
        yield Problem(source, "problem", "control-characters", detail, decision)
    yield _paper(columns, clean(title), clean(abstract), source)


def _check_title(title: str, source: Source, max_chars: int) -> Problem | None:
    if not title.strip():
        detail, decision = "the record has no title", "the record was skipped"
        return Problem(source, "problem", "no-title", detail, decision)
    if len(title) > max_chars:
        detail = f"the title has {len(title):,} characters, more than {max_chars:,}"
        decision = "the record was skipped; raise read.max_chars to keep it"
        return Problem(source, "problem", "too-long", detail, decision)
    return None


def _check_abstract(title: str, abstract: str, source: Source, max_chars: int) -> Problem | None:
    length = len(title) + len(abstract)
    if length > max_chars:
        detail = f"title and abstract have {length:,} characters, more than {max_chars:,}"
        decision = "only the title was kept; raise read.max_chars to keep the abstract"
        return Problem(source, "problem", "too-long", detail, decision)
    if not abstract.strip():
        detail, decision = f"'{title[:60]}' has no abstract", "only the title was kept"
        return Problem(source, "problem", "no-abstract", detail, decision)
    return None


def clean(text: str) -> str:
    """Replace each invalid character and each carriage return by a space, so that offsets stay."""
    return _INVALID.sub(" ", text).replace("\r", " ")


def _paper(columns: Columns, title: str, abstract: str, source: Source) -> Paper:
    record_id, url, doi_text = (_text(columns, name) for name in ("id", "url", "doi"))
    ids = [_to_text(columns.get(alias, ""), "id").text for alias in COLUMNS["id"]]
    arxiv_id = find_arxiv_id(*ids, url, doi_text)
    doi = find_doi(doi_text, *ids, url)
    year = _YEAR.search(_text(columns, "year"))
    return Paper(
        id=paper_id(title, arxiv_id, doi),
        title=title,
        abstract=abstract,
        year=int(year[0]) if year else None,
        authors=_authors(columns),
        venue=clean(_text(columns, "venue").strip()),
        url=clean(url.strip()),
        arxiv_id=arxiv_id,
        doi=doi,
        record_id=clean(record_id.strip()),
        sources=(source,),
    )


def _first(columns: Columns, name: str) -> object:
    """Return the first value that is not empty among the names of a column, or ''."""
    values = (columns.get(alias, "") for alias in COLUMNS[name])
    return next((value for value in values if value not in ("", [], {})), "")


def _text(columns: Columns, name: str) -> str:
    return _to_text(_first(columns, name), name).text


def _to_text(value: object, name: str) -> _Value:
    if isinstance(value, str):
        return _Value(value)
    # A bool is an int in Python, but no identifier or year.
    if isinstance(value, int) and not isinstance(value, bool):
        return _Value(f"{value:d}" if abs(value) < _LARGEST else "")
    if isinstance(value, float) and name in ("year", "id"):
        return _Value(str(value))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _Value(" ".join(value), "is a list", "its strings were joined")
    if name == "abstract" and isinstance(value, dict) and (text := _from_positions(value)):
        return _Value(text)
    reason = f"is neither text nor a number but {type(value).__name__}"
    return _Value("", reason, "it was ignored")


def _from_positions(index: dict[str, object]) -> str:
    """Return the text of an index of OpenAlex, which has the positions of each word; or ''."""
    words = [
        (position, word)
        for word, positions in index.items()
        for position in (positions if isinstance(positions, list) else ())
        if isinstance(position, int)
    ]
    return " ".join(word for _, word in sorted(words))


def _invalid_values(columns: Columns) -> Iterator[tuple[str, _Value]]:
    for name in COLUMNS:
        value = _to_text(_first(columns, name), name)
        if name != "authors" and value.reason:
            yield name, value
    items = [item for item in _author_items(columns) if item is not None and item != ""]
    if not all(_author(item).strip() for item in items):
        yield "authors", _Value("", "contains a value that is not a name", "it was left out")
    year = _text(columns, "year")
    if year.strip() and not _YEAR.search(year):
        yield "year", _Value("", f"'{year[:60]}' contains no year", "it was ignored")


def _author_items(columns: Columns) -> list[object]:
    value = _first(columns, "authors")
    if isinstance(value, str):
        return list(_AUTHOR_BREAK.split(value))
    return value if isinstance(value, list) else [value]


def _authors(columns: Columns) -> tuple[str, ...]:
    names = [clean(_author(item)).strip() for item in _author_items(columns)]
    return tuple(name for name in names if name)


def _author(item: object) -> str:
    """Return the name of an author: a string, or an object with name, or given and family."""
    if isinstance(item, str):
        return item
    if not isinstance(item, dict):
        return ""
    parts = [item.get("name")] if item.get("name") else [item.get("given"), item.get("family")]
    return " ".join(part.strip() for part in parts if isinstance(part, str))

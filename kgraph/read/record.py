"""One record of a file as a paper: which columns count, and how their values are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kgraph.read.identity import find_arxiv_id, find_doi, paper_id
from kgraph.types import Paper, Problem, Source

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "document title", "article title"),
    "abstract": ("abstract", "summary"),
    "id": ("id", "paper_id", "arxiv_id", "arxivid", "arxiv"),
    "doi": ("doi",),
    "year": ("year", "date", "published", "publication_year", "publication year"),
    "authors": ("authors", "author"),
    "url": ("url", "link", "paper_url"),
    "venue": ("venue", "journal", "booktitle", "conference"),
}
"""The columns that are read, with the names they go by; case does not count."""

_KNOWN = {name for names in COLUMNS.values() for name in names}
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
# Python writes no longer whole number as text.
_LARGEST = 10**4000
_AUTHOR_BREAK = re.compile(r"\s*;\s*|\s+and\s+")


def unknown_columns(names: Iterable[str]) -> list[str]:
    """Return the column names that are not read, sorted."""
    return sorted({name for name in names if name.strip().casefold() not in _KNOWN})


def has_title(names: Iterable[str]) -> bool:
    """Tell whether one of the column names is a title's."""
    return any(name.strip().casefold() in COLUMNS["title"] for name in names)


def iter_record(
    values: Mapping[str, object], source: Source, max_chars: int
) -> Iterator[Paper | Problem]:
    """Yield the paper that a mapping of columns describes, and a problem for each odd thing about it.

    Args:
        values: Column names to strings, numbers or lists, as JSON has them.
        source: Where the record starts.
        max_chars: An abstract that is longer than this with its title is left out, in code points.
    """
    columns = {
        name.strip().casefold(): value for name, value in values.items() if value is not None
    }
    for name, (reason, taken) in _odd_values(columns):
        yield Problem(source, "problem", "odd-value", f"{name} {reason}", taken)
    title, abstract = _text(columns, "title"), _text(columns, "abstract")
    if not title.strip():
        yield Problem(
            source, "problem", "no-title", "the record has no title", "the record was skipped"
        )
        return
    if len(title) > max_chars:
        detail = f"the title has {len(title):,} characters, more than {max_chars:,}"
        yield Problem(
            source,
            "problem",
            "too-long",
            detail,
            "the record was skipped; raise read.max_chars to take it",
        )
        return
    too_long = len(title) + len(abstract) > max_chars
    if too_long:
        detail = f"title and abstract have {len(title) + len(abstract):,} characters, more than {max_chars:,}"
        decision = "the title was kept alone; raise read.max_chars to take the abstract"
        yield Problem(source, "problem", "too-long", detail, decision)
        abstract = ""
    if _UNFIT.search(title + abstract):
        detail = "the text holds control characters"
        yield Problem(
            source, "problem", "control-characters", detail, "each was replaced by a space"
        )
    if not abstract.strip() and not too_long:
        yield Problem(
            source,
            "problem",
            "no-abstract",
            f"'{title[:60]}' has no abstract",
            "the title was kept alone",
        )
    yield _paper(columns, clean(title), clean(abstract), source)


def clean(text: str) -> str:
    """Replace each character that no output can hold, and each carriage return, by a space: offsets stay."""
    return _UNFIT.sub(" ", text).replace("\r", " ")


def _paper(columns: Mapping[str, object], title: str, abstract: str, source: Source) -> Paper:
    record_id, url, doi_text = (_text(columns, name) for name in ("id", "url", "doi"))
    ids = [_read(columns.get(alias, ""), "id")[0] for alias in COLUMNS["id"]]
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


def _value(columns: Mapping[str, object], name: str) -> object:
    """Return the value of the first column of this meaning that is not empty."""
    return next(
        (value for alias in COLUMNS[name] if (value := columns.get(alias, "")) not in ("", [], {})),
        "",
    )


def _text(columns: Mapping[str, object], name: str) -> str:
    return _read(_value(columns, name), name)[0]


def _read(value: object, name: str) -> tuple[str, tuple[str, str] | None]:
    """Return a value as text, and what is odd about it with the decision taken."""
    if isinstance(value, str):
        return value, None
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:d}" if abs(value) < _LARGEST else "", None
    if isinstance(value, float) and name in ("year", "id"):
        return str(value), None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " ".join(value), ("is a list", "its strings were joined")
    return "", (
        f"is neither text nor a number but {type(value).__name__}",
        "it was taken for missing",
    )


def _odd_values(columns: Mapping[str, object]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name in COLUMNS:
        if name != "authors" and (odd := _read(_value(columns, name), name)[1]):
            yield name, odd
    if any(
        not _author(item).strip()
        for item in _author_items(columns)
        if item is not None and item != ""
    ):
        yield "authors", ("holds something that is no name", "it was left out")
    year = _text(columns, "year")
    if year.strip() and not _YEAR.search(year):
        yield "year", (f"'{year[:60]}' holds no year", "it was taken for missing")


def _author_items(columns: Mapping[str, object]) -> list[object]:
    value = _value(columns, "authors")
    if isinstance(value, str):
        return list(_AUTHOR_BREAK.split(value))
    return value if isinstance(value, list) else [value]


def _authors(columns: Mapping[str, object]) -> tuple[str, ...]:
    names = [clean(_author(item)).strip() for item in _author_items(columns)]
    return tuple(name for name in names if name)


def _author(item: object) -> str:
    """Return the name of an author given as text or as an object with a name or its parts; else ''."""
    if isinstance(item, str):
        return item
    if not isinstance(item, dict):
        return ""
    parts = [item.get("name")] if item.get("name") else [item.get("given"), item.get("family")]
    return " ".join(part.strip() for part in parts if isinstance(part, str))

"""Turn the records of a file into papers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kgraph.identity import find_arxiv_id, find_doi
from kgraph.read.authors import add_orcids, read_authors
from kgraph.read.columns import COLUMNS, Columns, fold
from kgraph.read.text import InputText
from kgraph.types import Author, Paper, Problem, Source

# Control characters, unpaired surrogates and noncharacters: XML, RDF or UTF-8 cannot contain them.
_INVALID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")
# What databases write where a paper has no abstract.
_NO_ABSTRACT = re.compile(
    r"\W*(no abstract( is)?( available| provided)?|abstract( is)? (not available|unavailable)"
    r"|not available|n/?a|none|null|nan|\W*)\W*",
    re.IGNORECASE,
)
# Python refuses to convert longer integers to text.
_LARGEST = 10**4000
# Columns whose values are lists in any format.
_LISTS = ("authors", "keywords")
# An unread column with a longer text may hold the abstracts.
_LONG_TEXT = 200
_MOST_NAMES = 5

Row = tuple[Source, Mapping[str, object]]
"""Where a record starts; its strings, numbers, lists or objects of JSON, by column name."""

Reader = Callable[[InputText], Iterator[Row | Problem]]
"""Yields the records of a file as rows, and the problems found between them."""


class _Value(NamedTuple):
    """A value as text; if it has an unexpected type, what is wrong with it and the decision."""

    text: str
    reason: str = ""
    decision: str = ""


class Record(Mapping[str, object]):
    """The values of a row by column of `COLUMNS`; '' for what it does not have."""

    def __init__(self, values: Mapping[str, object], columns: Columns) -> None:
        self._values = {fold(name): value for name, value in values.items()}
        self._columns = columns

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all columns."""
        return iter(COLUMNS)

    def __len__(self) -> int:
        """Return the number of all columns."""
        return len(COLUMNS)

    def __getitem__(self, column: str) -> object:
        """Return the first value that is not empty among the names of a column, or ''."""
        return next((value for value in self.all(column) if value not in _EMPTY), "")

    def all(self, column: str) -> list[object]:
        """Return the values of all names of a column."""
        return [self._values.get(name, "") for name in self._columns.names(column)]

    def text(self, column: str) -> str:
        """Return a value as text."""
        return _to_text(self[column], column).text


_EMPTY: tuple[object, ...] = ("", None, [], {})


@dataclass
class _Tally:
    """What became of the records of a file."""

    columns: Columns
    papers: int = 0
    lost: int = 0
    without: int = 0
    long: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def add(self, values: Mapping[str, object], items: list[Paper | Problem]) -> None:
        found = any(isinstance(item, Paper) for item in items)
        self.papers += found
        self.lost += not found
        if any(isinstance(item, Problem) and item.code == "no-abstract" for item in items):
            self.without += 1
            unread = self.columns.unknown(values)
            self.unread.update(unread)
            self.long.update(name for name in unread if _is_long(values[name]))

    def problems(self, source: Source) -> Iterator[Problem]:
        if 2 * self.without > self.papers:
            yield self._few_abstracts(source)
        if self.lost > self.papers:
            detail = f"{self.lost} of {self.lost + self.papers} records could not be read"
            decision = "they were skipped; check the file, or name its format with --format"
            yield Problem(source, "error", "few-records", detail, decision)

    def _few_abstracts(self, source: Source) -> Problem:
        detail = f"{self.without} of {self.papers} papers have no abstract"
        decision = "their titles were kept"
        if names := sorted(self.long or self.unread):
            shown = ", ".join(f"'{name}'" for name in names[:_MOST_NAMES])
            more = ", …" if len(names) > _MOST_NAMES else ""
            detail += f"; {'long texts are' if self.long else 'other values are'} in {shown}{more}"
            decision += f"; name the column of the abstracts: --map abstract='{names[0]}'"
        return Problem(source, "error", "few-abstracts", detail, decision)


def iter_records(
    rows: Iterable[Row | Problem], columns: Columns, max_chars: int
) -> Iterator[Paper | Problem]:
    """Yield the papers of the rows of a file, and the problems, the given ones among them.

    If most papers have no abstract, one more problem names the columns that may hold them; if most
    records are lost, one more problem says so.

    Args:
        rows: The records of one file, with the problems that were found between them.
        columns: What the columns are called.
        max_chars: As for `read_papers`.
    """
    tally, source = _Tally(columns), None
    for row in rows:
        if isinstance(row, Problem):
            tally.lost += row.code.startswith("broken-")
            source = source or row.source
            yield row
            continue
        source = source or row[0]
        items = list(_iter_record(row[0], Record(row[1], columns), max_chars))
        tally.add(row[1], items)
        yield from items
    if source:
        yield from tally.problems(Source(source.file, 1))


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > _LONG_TEXT


def _iter_record(source: Source, record: Record, max_chars: int) -> Iterator[Paper | Problem]:
    for name, (_, reason, decision) in _invalid_values(record):
        yield Problem(source, "problem", "invalid-value", f"{name} {reason}", decision)
    title, abstract = record.text("title"), record.text("abstract")
    if _NO_ABSTRACT.fullmatch(abstract):
        abstract = ""
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
    yield _paper(record, clean(title), clean(abstract), source)


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


def _paper(record: Record, title: str, abstract: str, source: Source) -> Paper:
    ids = [_to_text(value, "id").text for value in record.all("id")]
    url, doi = record.text("url"), record.text("doi")
    year = _YEAR.search(record.text("year"))
    return Paper(
        title=title,
        abstract=abstract,
        year=int(year[0]) if year else None,
        authors=_authors(record),
        venue=_line(record.text("venue")),
        url=_line(url),
        arxiv_id=find_arxiv_id(*ids, url, doi),
        doi=_line(find_doi(doi, *ids, url)),
        record_id=_line(record.text("id")),
        sources=(source,),
        keywords=_keywords(record["keywords"]),
    )


def _authors(record: Record) -> tuple[Author, ...]:
    authors = add_orcids(read_authors(record["authors"]).found, record.text("orcids"))
    return tuple(replace(author, name=clean(author.name)) for author in authors)


def _line(text: str) -> str:
    return clean(text).strip()


def _keywords(value: object) -> tuple[str, ...]:
    """Return the keywords of a list, or of a text where `;` or otherwise commas separate them."""
    items = value
    if isinstance(value, str):
        items = value.split(";" if ";" in value else ",")
    texts = [item for item in items if isinstance(item, str)] if isinstance(items, list) else []
    return tuple(dict.fromkeys(text for item in texts if (text := _line(item))))


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
    if name == "abstract" and isinstance(value, dict) and (text := from_positions(value)):
        return _Value(text)
    reason = f"is neither text nor a number but {type(value).__name__}"
    return _Value("", reason, "it was ignored")


def from_positions(index: dict[str, object]) -> str:
    """Return the text of an index of OpenAlex, which has the positions of each word; or ''."""
    words = [
        (position, word)
        for word, positions in index.items()
        for position in (positions if isinstance(positions, list) else ())
        if isinstance(position, int)
    ]
    return " ".join(word for _, word in sorted(words))


def _invalid_values(record: Record) -> Iterator[tuple[str, _Value]]:
    for column, value in record.items():
        text = _to_text(value, column)
        if text.reason and column not in _LISTS:
            yield column, text
    if not read_authors(record["authors"]).is_complete:
        yield "authors", _Value("", "contains a value that is not a name", "it was left out")
    year = record.text("year")
    if year.strip() and not _YEAR.search(year):
        yield "year", _Value("", f"'{year[:60]}' contains no year", "it was ignored")

"""The columns of records: which are read, and by which names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kgraph.errors import InputError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "document title", "article title"),
    "abstract": (
        "abstract", "summary", "paper_abstract", "abstract note", "abstractnote", "abstracttext",
        "abstract_inverted_index",
    ),
    "id": ("id", "paper_id", "arxiv_id", "arxivid", "arxiv id", "arxiv"),
    "doi": ("doi",),
    "year": (
        "year", "date", "published", "publication_year", "publication year", "pubyear",
        "date published",
    ),
    "authors": ("author full names", "authors", "author", "author/s"),
    "orcids": ("orcids",),
    "url": ("url", "link", "paper_url", "dimensions url", "external url"),
    "venue": (
        "venue", "journal", "booktitle", "conference", "publication title", "source title",
        "source title/anthology title", "conference name",
    ),
    "keywords": (
        "keywords", "keyword", "author keywords", "manual tags", "automatic tags", "index keywords",
        "keywords plus",
    ),
}  # fmt: skip
"""The columns that are read, each with its possible names, in any case."""


@dataclass(frozen=True)
class Columns:
    """What the columns of tables and JSON are called: the names of `COLUMNS`, and a user's own.

    Args:
        own: Name of a column in the files by column of `COLUMNS`: `{"title": "Name of paper"}`.

    Raises:
        InputError: kgraph has no such column.

    Example:
        >>> Columns({"abstract": "Notes"}).names("abstract")[0]
        'notes'
    """

    own: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the columns."""
        for name in self.own:
            if name not in COLUMNS:
                known = ", ".join(COLUMNS)
                raise InputError(f"'{name}' is not a column that kgraph reads. Choose of: {known}.")

    def names(self, column: str) -> tuple[str, ...]:
        """Return the possible names of a column, case folded; the user's own is the first."""
        own = (fold(self.own[column]),) if column in self.own else ()
        return (*own, *COLUMNS[column])

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return the column names that are not read, sorted."""
        known = {name for column in COLUMNS for name in self.names(column)}
        return sorted({name for name in names if fold(name) not in known})

    def has_title(self, names: Iterable[str]) -> bool:
        """Return whether one of the columns is the title."""
        return self.has("title", names)

    def has(self, column: str, names: Iterable[str]) -> bool:
        """Return whether one of the names is that of a column."""
        return any(fold(name) in self.names(column) for name in names)


def fold(name: str) -> str:
    """Return what spellings of a column name have in common."""
    return name.strip().casefold()


STANDARD = Columns()
"""The names of `COLUMNS` alone."""

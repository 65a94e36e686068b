"""The knowledge graph as five CSV tables, written and read back without loss."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kgraph.errors import BuildError
from kgraph.lookup.builds import find_file
from kgraph.types import Alias, Entity, KnowledgeGraph, Mention, Paper, PaperLink, Source

# A cell with several values parts them by '|'; a '|' or '\' within a value has a '\' before it.
_SEPARATOR = "|"
_SPLIT = re.compile(r"((?:[^|\\]|\\.)*)(?:\||$)", re.DOTALL)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "papers": (
        "id", "title", "abstract", "year", "authors", "venue", "url", "arxiv_id", "doi", "record_id", "sources",
    ),
    "entities": (
        "id", "name", "label", "aliases", "abbreviations", "paper_count", "idf", "hub", "broader", "close_matches",
    ),
    "mentions": (
        "paper", "field", "start", "end", "text", "label", "entity", "score", "source", "sentence_start",
        "sentence_end",
    ),
    "links": ("a", "b", "weight", "shared"),
    "aliases": ("surface", "entity", "name", "rule", "count", "paper", "edit", "value"),
}  # fmt: skip
"""The tables, each by its columns: the fields of a `Paper`, `Entity`, `Mention`, `PaperLink` or `Alias`."""


INTEGERS = frozenset(
    {"year", "paper_count", "count", "start", "end", "sentence_start", "sentence_end"}
)
FLOATS = frozenset({"idf", "score", "weight"})
BOOLEANS = frozenset({"hub"})
LISTS = frozenset(
    {"authors", "sources", "aliases", "abbreviations", "shared", "broader", "close_matches"}
)
"""The columns that hold no plain text."""


def write_tables(kg: KnowledgeGraph, folder: str | Path) -> None:
    """Write papers.csv, entities.csv, mentions.csv, links.csv and aliases.csv into a folder that exists."""
    for table, rows in to_rows(kg).items():
        columns = COLUMNS[table]
        with (Path(folder) / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(getattr(row, column)) for column in columns] for row in rows)


def to_rows(kg: KnowledgeGraph) -> Mapping[str, Collection[object]]:
    """Return the rows of each table: values with an attribute for every column."""
    return {
        "papers": kg.papers.values(),
        "entities": kg.entities.values(),
        "mentions": kg.mentions,
        "links": kg.links,
        "aliases": kg.aliases,
    }


def read_tables(folder: str | Path) -> KnowledgeGraph:
    """Read the knowledge graph of a build from its tables.

    Raises:
        BuildError: A table is missing or was changed by hand so that it no longer fits.
    """
    papers = {row["id"]: Paper(**row) for row in _read(folder, "papers")}
    entities = {row["id"]: Entity(**row) for row in _read(folder, "entities")}
    mentions = tuple(Mention(**row) for row in _read(folder, "mentions"))
    links = tuple(PaperLink(**row) for row in _read(folder, "links"))
    aliases = tuple(Alias(**row) for row in _read(folder, "aliases"))
    return KnowledgeGraph(
        MappingProxyType(papers), MappingProxyType(entities), mentions, links, aliases
    )


def _read(folder: str | Path, table: str) -> Iterator[dict[str, Any]]:
    path = find_file(folder, [f"{table}.csv"], "tables")
    columns = COLUMNS[table]
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            if tuple(next(rows, ())) != columns:
                raise BuildError(
                    f"{path}: the columns are not {', '.join(columns)}. Build the folder again."
                )
            for row in rows:
                yield {c: _PARSE.get(c, str)(cell) for c, cell in zip(columns, row, strict=True)}
    except OSError as error:
        raise BuildError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise BuildError(
            f"{path}:{rows.line_num}: does not fit ({error}). Build the folder again."
        ) from error


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return _SEPARATOR.join(re.sub(r"([|\\])", r"\\\1", str(item)) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _split(cell: str) -> tuple[str, ...]:
    if not cell:
        return ()
    values = [match[1] for match in _SPLIT.finditer(cell + _SEPARATOR)][:-1]
    return tuple(re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) for value in values)


def _truth(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError(f"{cell!r} is neither true nor false")
    return cell == "true"


def _source(value: str) -> Source:
    file, _, line = value.rpartition(":")
    return Source(file, int(line))


_PARSE: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(INTEGERS, int),
    **dict.fromkeys(FLOATS, float),
    **dict.fromkeys(BOOLEANS, _truth),
    **dict.fromkeys(LISTS, _split),
    "year": lambda cell: int(cell) if cell else None,
    "sources": lambda cell: tuple(_source(value) for value in _split(cell)),
}

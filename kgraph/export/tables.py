"""The knowledge graph as tables: CSV, which is read back without loss, Parquet, and JSON Lines."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kgraph.bibliography.authors import ORCID
from kgraph.errors import BuildError
from kgraph.extras import needs
from kgraph.lookup.builds import find_file
from kgraph.records import Records, RecordsById
from kgraph.types import (
    PREDICATES,
    About,
    Alias,
    Author,
    Entity,
    KnowledgeGraph,
    LabelDefinition,
    Mention,
    Near,
    Paper,
    PaperLink,
    Source,
    Statement,
)

# Several values in a cell are separated by '|'; a '|' or '\' within a value has a '\' before it.
_SEPARATOR = "|"
# An author with an ORCID is `Ada Lovelace <0000-0002-1825-0097>`.
_AUTHOR = re.compile(rf"(.+) <({ORCID.pattern})>", re.DOTALL)
_SPLIT = re.compile(r"((?:[^|\\]|\\.)*)(?:\||$)", re.DOTALL)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "papers": (
        *("id", "title", "abstract", "year", "authors", "venue"),
        *("url", "arxiv_id", "doi", "record_id", "sources", "keywords"),
    ),
    "authors": ("id", "name", "orcid", "paper_count", "papers"),
    "venues": ("id", "name", "paper_count", "papers", "first_year", "last_year"),
    "entities": (
        *("id", "name", "label", "aliases", "abbreviations"),
        *("paper_count", "idf", "hub", "broader", "close_matches"),
    ),
    "mentions": (
        *("paper", "field", "start", "end", "text", "label", "entity", "score", "source"),
        *("sentence_start", "sentence_end"),
    ),
    "about": ("paper", "entity", "score"),
    "statements": (
        *("paper", "subject", "predicate", "object"),
        *("field", "sentence_start", "sentence_end", "score", "rule", "tentative"),
    ),
    "links": (
        *("a", "b", "weight", "shared", "near"),
        *("entities", "words", "context", "weak"),
    ),
    "near": ("a", "b", "closeness"),
    "aliases": ("surface", "entity", "name", "rule", "count", "paper", "edit", "value"),
    "labels": ("name", "color", "shape", "ontology_class"),
}
"""The columns of each table: the fields of Paper, Person, Venue, Entity, Mention, About, Statement,
PaperLink, Near, Alias and LabelDefinition."""

_INTEGERS = (
    *("year", "first_year", "last_year", "paper_count", "count"),
    *("start", "end", "sentence_start", "sentence_end"),
)
_FLOATS = ("idf", "score", "weight", "closeness", "entities", "words", "context")
_BOOLEANS = ("hub", "weak", "tentative")
_LISTS = (
    *("authors", "sources", "keywords", "papers", "aliases", "abbreviations"),
    *("shared", "near", "broader", "close_matches"),
)
_PAIR = "~"  # between the two entities of a pair; ids of entities have none


def write_tables(kg: KnowledgeGraph, folder: str | Path) -> None:
    """Write the graph as CSV files into a folder that exists.

    They are papers.csv, authors.csv, venues.csv, entities.csv, mentions.csv, about.csv,
    statements.csv, links.csv, near.csv, aliases.csv and labels.csv.
    """
    for table, rows in to_rows(kg).items():
        columns = COLUMNS[table]
        with (Path(folder) / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(getattr(row, column)) for column in columns] for row in rows)


def to_rows(kg: KnowledgeGraph) -> Mapping[str, Collection[object]]:
    """Return the rows of each table: objects with an attribute for each column."""
    return {
        "papers": kg.papers.values(),
        "authors": kg.authors.values(),
        "venues": kg.venues.values(),
        "entities": kg.entities.values(),
        "mentions": kg.mentions,
        "about": kg.about,
        "statements": kg.statements,
        "links": kg.links,
        "near": kg.near,
        "aliases": kg.aliases,
        "labels": kg.labels,
    }


def read_tables(folder: str | Path) -> KnowledgeGraph:
    """Read the knowledge graph of a build from its tables.

    Raises:
        BuildError: A table is missing, or was changed by hand so that it cannot be read.
    """
    papers = RecordsById({row["id"]: Paper(**row) for row in _read(folder, "papers")})
    entities = RecordsById({row["id"]: Entity(**row) for row in _read(folder, "entities")})
    mentions = Records(Mention(**row) for row in _read(folder, "mentions"))
    about = Records(About(**row) for row in _read(folder, "about"))
    statements = Records(Statement(**row) for row in _read(folder, "statements"))
    links = Records(PaperLink(**row) for row in _read(folder, "links"))
    near = Records(Near(**row) for row in _read(folder, "near"))
    aliases = Records(Alias(**row) for row in _read(folder, "aliases"))
    labels = Records(LabelDefinition(**row) for row in _read(folder, "labels"))
    for table, paper_ids, entity_ids in (
        ("mentions", (m.paper for m in mentions), (m.entity for m in mentions)),
        ("about", (a.paper for a in about), (a.entity for a in about)),
        ("statements", (s.paper for s in statements), _iter_stated(statements)),
        ("links", (end for link in links for end in (link.a, link.b)), _iter_reasons(links)),
        ("near", (), (end for pair in near for end in (pair.a, pair.b))),
    ):
        _check_ids(folder, table, "papers", papers, paper_ids)
        _check_ids(folder, table, "entities", entities, entity_ids)
    _check_once(folder, statements)
    try:
        return KnowledgeGraph(
            papers,
            entities,
            mentions,
            links,
            about=about,
            statements=statements,
            near=near,
            aliases=aliases,
            labels=labels,
        )
    except ValueError as error:
        raise BuildError(f"{folder}: entities.csv and labels.csv differ: {error}") from error


def _check_once(folder: str | Path, statements: Iterable[Statement]) -> None:
    seen: set[tuple[str, ...]] = set()
    for statement in statements:
        if statement.key in seen:
            key = ", ".join(filter(None, statement.key))
            raise BuildError(
                f"{folder}: statements.csv has a statement twice ({key}). Build the folder again."
            )
        seen.add(statement.key)


def _iter_stated(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        yield statement.object
        if statement.subject:
            yield statement.subject


def _iter_reasons(links: Iterable[PaperLink]) -> Iterator[str]:
    for link in links:
        yield from link.shared
        for pair in link.near:
            yield from pair


def _check_ids(
    folder: str | Path, table: str, other: str, known: Collection[str], ids: Iterable[str]
) -> None:
    """Raise a BuildError if a table has an id that is not in the table of papers or entities."""
    for id_ in ids:
        if id_ not in known:
            raise BuildError(
                f"{folder}: {table}.csv has the id {id_!r}, which is not in {other}.csv. "
                "Build the folder again."
            )


def _read(folder: str | Path, table: str) -> Iterator[dict[str, Any]]:
    path = find_file(folder, [f"{table}.csv"], "tables")
    columns = COLUMNS[table]
    csv.field_size_limit(2**31 - 1)  # the default refuses an abstract of more than 128 KiB
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
        return _SEPARATOR.join(re.sub(r"([|\\])", r"\\\1", item) for item in _value(value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _split(cell: str) -> tuple[str, ...]:
    if not cell:
        return ()
    values = [match[1] for match in _SPLIT.finditer(cell + _SEPARATOR)][:-1]
    return tuple(re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) for value in values)


def _pairs(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = (value.split(_PAIR) for value in _split(cell))
    return tuple((a, b) for a, b in pairs)


def _finite(cell: str) -> float:
    if not math.isfinite(value := float(cell)):
        raise ValueError(f"{cell!r} is not a finite number")
    return value


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError(f"{cell!r} is neither true nor false")
    return cell == "true"


def _predicate(cell: str) -> str:
    if cell not in PREDICATES:
        raise ValueError(f"{cell!r} is not a predicate")
    return cell


def _author(value: str) -> Author:
    match = _AUTHOR.fullmatch(value)
    return Author(*match.groups()) if match else Author(value)


def _source(value: str) -> Source:
    file, _, line = value.rpartition(":")
    return Source(file, int(line))


_PARSE: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_INTEGERS, int),
    **dict.fromkeys(_FLOATS, _finite),
    **dict.fromkeys(_BOOLEANS, _boolean),
    **dict.fromkeys(_LISTS, _split),
    "year": lambda cell: int(cell) if cell else None,
    "authors": lambda cell: tuple(_author(value) for value in _split(cell)),
    "near": _pairs,
    "predicate": _predicate,
    "sources": lambda cell: tuple(_source(value) for value in _split(cell)),
}


def write_parquet(kg: KnowledgeGraph, folder: str | Path) -> None:
    """Write the graph as Parquet files into a folder that exists.

    They have the names and columns of the CSV files; several values of a cell are a list, and an
    unknown year is null.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    with needs("parquet", "writing Parquet"):
        import pyarrow as pa
        from pyarrow import parquet
    types = {
        **dict.fromkeys(_INTEGERS, pa.int64()),
        **dict.fromkeys(_FLOATS, pa.float64()),
        **dict.fromkeys(_BOOLEANS, pa.bool_()),
        **dict.fromkeys(_LISTS, pa.list_(pa.string())),
    }
    for name, rows in to_rows(kg).items():
        schema = pa.schema([(column, types.get(column, pa.string())) for column in COLUMNS[name]])
        columns = {
            column: [_value(getattr(row, column)) for row in rows] for column in COLUMNS[name]
        }
        parquet.write_table(pa.table(columns, schema=schema), Path(folder) / f"{name}.parquet")


def _value(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return [_item(item) for item in value]


def _item(item: object) -> str:
    if isinstance(item, tuple):
        return _PAIR.join(item)
    return f"{item} <{item.orcid}>" if isinstance(item, Author) and item.orcid else str(item)


def iter_mention_lines(kg: KnowledgeGraph) -> Iterator[str]:
    """Yield one JSON object per paper, without a line break, in the order of paper ids.

    Its keys are id (the record id if there is one), title, abstract and mentions. The keys of a
    mention are field, start, end (half-open, in Unicode code points of the field), text, label,
    entity, canonical, score and source. `kgraph evaluate` compares this format with gold.
    """
    for paper in kg.papers.values():
        row = {
            "id": paper.record_id or paper.id,
            "title": paper.title,
            "abstract": paper.abstract,
            "mentions": [_mention(kg, mention) for mention in kg.mentions_of(paper.id)],
        }
        yield json.dumps(row, ensure_ascii=False)


def _mention(kg: KnowledgeGraph, mention: Mention) -> dict[str, object]:
    return {
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "label": mention.label,
        "entity": mention.entity,
        "canonical": kg.entities[mention.entity].name,
        "score": mention.score,
        "source": mention.source,
    }

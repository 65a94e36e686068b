"""The entries of a lexicon file with their outside ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import InputError
from kgraph.reconcile.tables import Table, read_table, write_table

IDS = "ids"
SEPARATOR = "|"


class Key(NamedTuple):
    """What identifies an entry of a lexicon."""

    label: str
    name: str


class LexiconLine(NamedTuple):
    """One line of a lexicon: its key, its ids as `prefix:id`, and the index of its row (from 0)."""

    key: Key
    ids: tuple[str, ...]
    row: int

    def find_ids(self, prefix: str) -> list[str]:
        """Return the ids with a prefix."""
        return [id_ for id_ in self.ids if id_.startswith(f"{prefix}:")]


def read_entries(path: Path) -> tuple[Table, list[LexiconLine]]:
    """Read the entries of a lexicon; the column of ids may be missing.

    Raises:
        InputError: The file is not a CSV file with columns label and name, or a line lacks a value
            in one of them.
    """
    table = read_table(path)
    if table.is_open:
        raise InputError(f"{path}: ends inside a quoted cell. Close it with a quote.")
    label, name, ids = (table.find_column(column) for column in ("label", "name", IDS))
    if label is None or name is None:
        remedy = "Give a lexicon, whose first line starts with label,name,aliases."
        raise InputError(f"{path}: has no columns label and name. {remedy}")
    entries = []
    for index, row in enumerate(table.rows):
        if any(cell.strip() for cell in row.cells):
            key = Key(_cell(row.cells, label), _cell(row.cells, name))
            if not all(key):
                remedy = "Add them or remove the line."
                raise InputError(f"{path}:{row.line}: needs a label and a name. {remedy}")
            entries.append(LexiconLine(key, _split(_cell(row.cells, ids)), index))
    return table, entries


def _cell(cells: tuple[str, ...], column: int | None) -> str:
    return "" if column is None or column >= len(cells) else cells[column].strip()


def _split(cell: str) -> tuple[str, ...]:
    return tuple(id_ for part in cell.split(SEPARATOR) if (id_ := part.strip()))


def write_ids(
    table: Table, entries: Iterable[LexiconLine], new: Mapping[Key, Sequence[str]]
) -> None:
    """Add ids to some entries of a lexicon file; all other cells and the order stay as they are.

    Raises:
        InputError: The file cannot be written.
    """
    existing = table.find_column(IDS)
    column = len(table.header) if existing is None else existing
    header = (*table.header, IDS) if existing is None else table.header
    rows = [list(row.cells) for row in table.rows]
    for entry in entries:
        cells = rows[entry.row]
        added = [id_ for id_ in new.get(entry.key, ()) if id_ not in entry.ids]
        if added or existing is None:
            cells.extend([""] * (column + 1 - len(cells)))
        if added:
            cells[column] = SEPARATOR.join((*entry.ids, *added))
    write_table(table, header, rows)

"""The lexicon as a file: what each of its lines names, and the ids that the line has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import InputError
from kgraph.reconcile.tables import Table, read_table, write_table

IDS = "ids"
SEPARATOR = "|"


class Key(NamedTuple):
    """What tells one line of a lexicon from another."""

    label: str
    name: str


class Entry(NamedTuple):
    """One line of a lexicon: what it names, its ids as `prefix:id`, and which of the rows it is (from 0)."""

    key: Key
    ids: tuple[str, ...]
    row: int

    def find_ids(self, prefix: str) -> list[str]:
        """Return its ids with a prefix."""
        return [id_ for id_ in self.ids if id_.startswith(f"{prefix}:")]


def read_entries(path: Path) -> tuple[Table, list[Entry]]:
    """Read the lines of a lexicon; the column of ids may be missing.

    Raises: InputError: The file is no CSV file with the columns label and name, or a line lacks one
        of them.
    """
    table = read_table(path)
    if table.is_open:
        raise InputError(f"{path}: ends inside a quoted cell. Close it with a quote.")
    label, name, ids = (table.find_column(column) for column in ("label", "name", IDS))
    if label is None or name is None:
        remedy = "Give a lexicon, whose first line is label,name,aliases and what else it has."
        raise InputError(f"{path}: has no columns label and name. {remedy}")
    entries = []
    for index, row in enumerate(table.rows):
        if any(cell.strip() for cell in row.cells):
            key = Key(_cell(row.cells, label), _cell(row.cells, name))
            if not all(key):
                raise InputError(
                    f"{path}:{row.line}: needs a label and a name. Add them or remove the line."
                )
            entries.append(Entry(key, _split(_cell(row.cells, ids)), index))
    return table, entries


def _cell(cells: tuple[str, ...], place: int | None) -> str:
    return "" if place is None or place >= len(cells) else cells[place].strip()


def _split(cell: str) -> tuple[str, ...]:
    return tuple(id_ for part in cell.split(SEPARATOR) if (id_ := part.strip()))


def write_ids(table: Table, entries: Iterable[Entry], new: Mapping[Key, Sequence[str]]) -> None:
    """Write a lexicon with more ids for some of its lines; every other cell and the order stay as they are.

    Raises:
        InputError: The file cannot be written.
    """
    found = table.find_column(IDS)
    header, place = (
        (table.header, found) if found is not None else ((*table.header, IDS), len(table.header))
    )
    rows = [list(row.cells) for row in table.rows]
    for entry in entries:
        cells = rows[entry.row]
        added = [id_ for id_ in new.get(entry.key, ()) if id_ not in entry.ids]
        if added or found is None:
            cells.extend([""] * (place + 1 - len(cells)))
        if added:
            cells[place] = SEPARATOR.join((*entry.ids, *added))
    write_table(table, header, rows)

"""The user's edits: a copy of aliases.csv with words in its `edit` and `value` columns."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import ConfigError
from kgraph.names.spelling import name_key
from kgraph.resolve.naming import Named
from kgraph.types import EDITS, Alias, Edit, Label

_VALUES: Mapping[Edit, str] = {
    "force": "the id of an entity, or a name",
    "rename": "the name to show",
}


class AliasEdit(NamedTuple):
    """A row with an edit of a surface that the rules resolve to an entity.

    `gives_id` is set if the value begins with a label as ids do: `method/adam`.
    """

    surface: str
    entity: str
    edit: Edit
    value: str
    gives_id: bool


def read_edits(path: str | Path, labels: Collection[Label]) -> tuple[AliasEdit, ...]:
    """Read a copy of aliases.csv; rows without an edit are ignored.

    Args:
        path: The copy.
        labels: The labels that `relabel` can give.

    Raises:
        ConfigError: The file cannot be read, a column or a cell is missing, or an edit is unknown.
    """
    rows = iter_rows(path, {"surface", "entity", "edit", "value"}, "aliases.csv")
    edits = tuple(filter(None, (_read_edit(row, labels, f"{path}:{line}") for line, row in rows)))
    _check_single(edits, path)
    return edits


def iter_rows(
    path: str | Path, columns: Collection[str], table: str
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the line (from 1) and the cells of each row of an edited copy of a table.

    Args:
        path: The copy.
        columns: The columns that it must have.
        table: The name of the table, for the messages.

    Raises:
        ConfigError: The file cannot be read, or a column or a cell is missing.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if missing := set(columns).difference(rows.fieldnames or ()):
                raise ConfigError(
                    f"{path}: has no column {', '.join(sorted(missing))}. Edit a copy of {table}."
                )
            for row in rows:
                if None in row or None in row.values():
                    raise ConfigError(
                        f"{path}:{rows.line_num}: has too many cells or too few. "
                        "Put a cell with commas in double quotes."
                    )
                yield rows.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(
            f"{path}: cannot be read ({error}). Give an edited copy of {table}."
        ) from error


def _read_edit(row: Mapping[str, str], labels: Collection[Label], line: str) -> AliasEdit | None:
    edit, value = row["edit"].strip(), row["value"].strip()
    if not edit and not value:
        return None
    if edit not in EDITS:
        raise ConfigError(f"{line}: the edit '{edit}' is unknown. Edits: {', '.join(EDITS)}.")
    needed = f"one of {', '.join(labels)}" if edit == "relabel" else _VALUES.get(edit)
    if needed and (not name_key(value) or (edit == "relabel" and value not in labels)):
        raise ConfigError(f"{line}: {edit} needs a value: {needed} (got '{value}').")
    label, _, slug = value.partition("/")
    gives_id = label in map(str.lower, labels) and bool(slug[:1].strip())
    return AliasEdit(row["surface"], row["entity"].strip(), edit, value, gives_id)


def _check_single(edits: Iterable[AliasEdit], path: str | Path) -> None:
    """Refuse two different lines for one surface and entity, and two names for one entity."""
    lines: dict[tuple[str, str], AliasEdit] = {}
    names: dict[str, str] = {}
    for edit in edits:
        same_line = lines.setdefault((edit.surface, edit.entity), edit) == edit
        same_name = edit.edit != "rename" or names.setdefault(edit.entity, edit.value) == edit.value
        if not (same_line and same_name):
            raise ConfigError(
                f"{path}: '{edit.surface}' ({edit.entity}) is changed in two ways. "
                "Keep one of the lines."
            )


class Edited(NamedTuple):
    """The mentions after the user's edits.

    Attributes:
        named: Each mention after the edits, None if it is dropped.
        shown: The names to show, by entity id.
        unknown: A row of the alias table for each edit that fits no mention, or that names an
            entity that does not exist.
    """

    named: list[Named | None]
    shown: dict[str, str]
    unknown: tuple[Alias, ...]


def apply_edits(named: Sequence[Named], edits: Iterable[AliasEdit]) -> Edited:
    """Apply the user's edits; `force` sees the entities as the other edits leave them."""
    by_row = {(edit.surface, edit.entity): edit for edit in edits}
    if not by_row:
        return Edited(list(named), {}, ())
    matched = [by_row.get((item.span.text, item.entity)) for item in named]
    first = [_apply(item, edit) for item, edit in zip(named, matched, strict=True)]
    targets = {item.entity: item for item in (*reversed(named), *filter(None, reversed(first)))}
    edited = [
        _force(item, edit, targets) if item and edit and edit.edit == "force" else item
        for item, edit in zip(first, matched, strict=True)
    ]
    shown = {
        item.entity: edit.value
        for item, edit in zip(edited, matched, strict=True)
        if item and edit and edit.edit == "rename"
    }
    fitting = {
        (edit.surface, edit.entity) for edit in matched if edit and not _is_lost(edit, targets)
    }
    unknown = (edit for row, edit in by_row.items() if row not in fitting)
    return Edited(
        edited,
        shown,
        tuple(Alias(c.surface, c.entity, "", "unknown", 0, "", c.edit, c.value) for c in unknown),
    )


def _apply(item: Named, edit: AliasEdit | None) -> Named | None:
    match edit:
        case AliasEdit(edit="drop"):
            return None
        case AliasEdit(edit="forbid"):
            return item._replace(name=item.span.text, rule="text")
        case AliasEdit(edit="relabel"):
            return item._replace(label=edit.value)
    return item


def _force(item: Named, edit: AliasEdit, targets: Mapping[str, Named]) -> Named:
    if target := targets.get(edit.value):
        return item._replace(label=target.label, name=target.name, rule="text")
    return item if edit.gives_id else item._replace(name=edit.value, rule="text")


def _is_lost(edit: AliasEdit, targets: Mapping[str, Named]) -> bool:
    """Return whether an edit names the id of an entity that does not exist."""
    return edit.edit == "force" and edit.gives_id and edit.value not in targets

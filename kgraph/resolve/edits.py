"""The user's edits: a copy of aliases.csv with words in its `edit` and `value` columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import ConfigError
from kgraph.names.spelling import name_key
from kgraph.resolve.naming import Named
from kgraph.types import EDITS, LABELS, Alias, Edit, Label

_VALUES: Mapping[Edit, str] = {
    "force": "the id of an entity, or a name",
    "rename": "the name to show",
    "relabel": f"one of {', '.join(LABELS)}",
}

_ID = re.compile(rf"(?:{'|'.join(label.lower() for label in LABELS)})/\S")


class Change(NamedTuple):
    """A row with an edit of a surface that the rules resolve to an entity."""

    surface: str
    entity: str
    edit: Edit
    value: str


def read_changes(path: str | Path) -> tuple[Change, ...]:
    """Read a copy of aliases.csv; rows without an edit are ignored.

    Raises:
        ConfigError: The file cannot be read, a column or a cell is missing, or an edit is unknown.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = {"surface", "entity", "edit", "value"} - set(rows.fieldnames or ())
            if missing:
                raise ConfigError(
                    f"{path}: has no column {', '.join(sorted(missing))}. Edit a copy of aliases.csv."
                )
            changes = tuple(filter(None, (_change(row, f"{path}:{rows.line_num}") for row in rows)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(
            f"{path}: cannot be read ({error}). Give an edited copy of aliases.csv."
        ) from error
    _check_single(changes, path)
    return changes


def _change(row: Mapping[str | None, str | None], place: str) -> Change | None:
    if None in row or None in row.values():
        raise ConfigError(
            f"{place}: has too many cells or too few. Put a cell with commas in double quotes."
        )
    edit, value = (row["edit"] or "").strip(), (row["value"] or "").strip()
    if not edit and not value:
        return None
    if edit not in EDITS:
        raise ConfigError(f"{place}: the edit '{edit}' is unknown. Edits: {', '.join(EDITS)}.")
    wanted = _VALUES.get(edit)
    if wanted and (not name_key(value) or (edit == "relabel" and value not in LABELS)):
        raise ConfigError(f"{place}: {edit} needs a value: {wanted} (got '{value}').")
    return Change(row["surface"] or "", (row["entity"] or "").strip(), edit, value)


def _check_single(changes: Iterable[Change], path: str | Path) -> None:
    """Refuse two different lines for one surface and entity, and two names for one entity."""
    lines: dict[tuple[str, str], Change] = {}
    names: dict[str, str] = {}
    for change in changes:
        same_line = lines.setdefault((change.surface, change.entity), change) == change
        same_name = (
            change.edit != "rename" or names.setdefault(change.entity, change.value) == change.value
        )
        if not (same_line and same_name):
            raise ConfigError(
                f"{path}: '{change.surface}' ({change.entity}) is changed in two ways. Keep one of the lines."
            )


class Changed(NamedTuple):
    """What the user's changes make of some mentions.

    `named` has for each of them what it becomes (None: dropped), `shown` the names to show by
    entity id, and `unknown` a row of the alias table for each change that fits no mention, or names an
    entity that does not exist.
    """

    named: list[Named | None]
    shown: dict[str, str]
    unknown: tuple[Alias, ...]


def apply_changes(named: Sequence[Named], changes: Iterable[Change]) -> Changed:
    """Apply the user's changes; `force` sees the entities as the other changes leave them."""
    by_row = {(change.surface, change.entity): change for change in changes}
    if not by_row:
        return Changed(list(named), {}, ())
    wanted = [by_row.get((item.span.text, item.entity)) for item in named]
    first = [_apply(item, change) for item, change in zip(named, wanted, strict=True)]
    targets = {item.entity: item for item in (*reversed(named), *filter(None, reversed(first)))}
    changed = [
        _force(item, change.value, targets) if item and change and change.edit == "force" else item
        for item, change in zip(first, wanted, strict=True)
    ]
    shown = {
        item.entity: change.value
        for item, change in zip(changed, wanted, strict=True)
        if item and change and change.edit == "rename"
    }
    fitting = {
        (change.surface, change.entity)
        for change in wanted
        if change and not _is_lost(change, targets)
    }
    unknown = (change for row, change in by_row.items() if row not in fitting)
    return Changed(
        changed,
        shown,
        tuple(Alias(c.surface, c.entity, "", "unknown", 0, "", *c[2:]) for c in unknown),
    )


def _apply(item: Named, change: Change | None) -> Named | None:
    match change:
        case Change(edit="drop"):
            return None
        case Change(edit="forbid"):
            return item._replace(name=item.span.text, rule="text")
        case Change(edit="relabel"):
            label: Label = change.value  # type: ignore[assignment]  # read_changes has checked it
            return item._replace(label=label)
    return item


def _force(item: Named, value: str, targets: Mapping[str, Named]) -> Named:
    if target := targets.get(value):
        return item._replace(label=target.label, name=target.name, rule="text")
    return item if _ID.match(value) else item._replace(name=value, rule="text")


def _is_lost(change: Change, targets: Mapping[str, Named]) -> bool:
    """Return whether a change names the id of an entity that does not exist."""
    return change.edit == "force" and bool(_ID.match(change.value)) and change.value not in targets

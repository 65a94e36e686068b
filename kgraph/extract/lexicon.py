"""The lexicon: a table of names that people can edit, read from CSV files and combined."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import ConfigError
from kgraph.names.spelling import name_key
from kgraph.types import Label

LEXICON = Path(__file__).parent.parent / "data" / "lexicon.csv"
# The IRI that the prefix of an id is short for, and what may follow the prefix.
PREFIXES = {
    "cso": "https://cso.kmi.open.ac.uk/topics/",
    "wikidata": "http://www.wikidata.org/entity/",
}
_LOCAL = {"cso": re.compile(r"""[^\s<>"{}|\\^`]+"""), "wikidata": re.compile(r"Q[1-9][0-9]*")}
# Names up to this length with a capital are matched as they are written: SAM is not "sam".
_LONGEST_EXACT = 5
_MARKS = re.compile(r"[\W_]")

Name = tuple[Label, str]
"""What identifies an entry: the label and the canonical name."""

Form = tuple[str, str]
"""What identifies a surface: the key and, of a short name with capitals, its exact letters."""


class Entry(NamedTuple):
    """One row of the lexicon.

    `ids` are the IRIs of the same thing elsewhere; `broader` names the entries that it is directly
    under; `own` is whether a file in addition to the first has it.
    """

    label: Label
    name: str
    aliases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    broader: tuple[Name, ...] = ()
    own: bool = False

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)


class _Line(NamedTuple):
    """One line of a lexicon file: its number, its entry, and the names of the broader entries."""

    number: int
    entry: Entry
    broader: tuple[str, ...]


def read_lexicon(
    path: str | Path | None = None,
    extra: Sequence[str | Path] = (),
    *,
    labels: Collection[Label] | None = None,
) -> tuple[Entry, ...]:
    """Read a lexicon, and add the user's own files to it.

    A file is CSV with the columns `label` and `name` and, optionally, `aliases`, `ids` and
    `broader`, each of these three separated by '|'; other columns are ignored. An id is `cso:topic`
    or `wikidata:Q123`. A broader entry is given by its name in this file or in one before it: an
    entry with the same label is looked up first, then one with any label, and `Label:name` chooses
    one.

    A later file takes precedence. An entry of the files before it joins the line that has its name,
    as a name or as an alias: the line's label and name are used from then on, and aliases, ids and
    broader entries are added up. If the file gives an alias of another entry to one of its own, the
    alias is removed from the other entry.

    Files are read again only when they have changed.

    Args:
        path: The file; None is the lexicon that comes with kgraph.
        extra: The user's own files, the most important last.
        labels: The labels that entries may have; None allows any.

    Raises:
        ConfigError: A file cannot be read; a line has no name, no label, or an unknown id or
            broader entry; an entry has another label, or is broader than itself.
    """
    paths = [Path(file) for file in (path or LEXICON, *extra)]
    entries = _read_files(tuple((file, _stamp(file)) for file in paths))
    if labels is not None and (unknown := {entry.label for entry in entries}.difference(labels)):
        raise _unknown_label(paths, unknown, labels)
    return entries


def _unknown_label(
    paths: Sequence[Path], unknown: Collection[Label], labels: Collection[Label]
) -> ConfigError:
    """Return the error for the first line of several files that has one of some labels."""
    path, line = next(
        (path, line) for path in paths for line in _read(path) if line.entry.label in unknown
    )
    if path == LEXICON:
        return ConfigError(
            f"components.lexicon: the lexicon that comes with kgraph has the label "
            f"'{line.entry.label}', but the labels of the configuration are {', '.join(labels)}. "
            "Give your own as components.lexicon.path, or take 'lexicon' out of nlp.pipeline."
        )
    return ConfigError(
        f"{path}:{line.number}: '{line.entry.label}' is not among the labels of the "
        f"configuration: {', '.join(labels)}. Add a section [labels.{line.entry.label}], correct "
        "the line, or give another lexicon as components.lexicon.path."
    )


def _stamp(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file does."""
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return status.st_ino, status.st_mtime_ns, status.st_size


def _unreadable(path: Path, error: Exception) -> ConfigError:
    return ConfigError(f"{path}: the lexicon cannot be read ({error}). Give a CSV file in UTF-8.")


# A build needs the lexicon twice: to find names, and to resolve them.
@lru_cache(maxsize=2)
def _read_files(files: Sequence[tuple[Path, tuple[int, int, int]]]) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    for number, (path, _) in enumerate(files):
        lines = _read(path)
        added = [line.entry._replace(own=number > 0) for line in lines]
        entries = _link(path, lines, _combine(entries, added))
    return entries


def _read(path: Path) -> list[_Line]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = {"label", "name"} - set(rows.fieldnames or ())
            if missing:
                raise ConfigError(
                    f"{path}: the lexicon has no column {', '.join(sorted(missing))}. "
                    "Give it a header."
                )
            return [_line(path, rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, error) from error


def _line(path: Path, number: int, row: Mapping[str | None, str]) -> _Line:
    if None in row:
        raise ConfigError(
            f"{path}:{number}: has too many cells. Put a cell with commas in double quotes."
        )
    label, name = (row.get("label") or "").strip(), (row.get("name") or "").strip()
    if not label or not name_key(name):
        raise ConfigError(f"{path}:{number}: needs a label and a name (got '{label}', '{name}').")
    ids = tuple(_iri(f"{path}:{number}", id_) for id_ in _cells(row, "ids"))
    return _Line(number, Entry(label, name, _cells(row, "aliases"), ids), _cells(row, "broader"))


def _cells(row: Mapping[str | None, str], column: str) -> tuple[str, ...]:
    cells = (cell.strip() for cell in (row.get(column) or "").split("|"))
    return tuple(cell for cell in cells if cell)


def _iri(location: str, id_: str) -> str:
    prefix, _, local = id_.partition(":")
    if prefix not in PREFIXES or not _LOCAL[prefix].fullmatch(local):
        raise ConfigError(
            f"{location}: the id '{id_}' is not known. "
            "Write cso: and a topic, or wikidata: and a Q number."
        )
    return PREFIXES[prefix] + local


class _Table(NamedTuple):
    """The entries of several files, and the name among them of each line and each former entry."""

    entries: tuple[Entry, ...]
    names: Mapping[Name, Name]


def _combine(existing: Iterable[Entry], added: Sequence[Entry]) -> _Table:
    """Return the existing entries with the added ones.

    `read_lexicon` says which of them are combined into one.
    """
    owners: dict[Form, list[Entry]] = defaultdict(list)
    for entry in added:
        for surface in entry.surfaces:
            owners[surface_form(surface)].append(entry)
    kept = (
        entry._replace(aliases=tuple(a for a in entry.aliases if surface_form(a) not in owners))
        for entry in existing
    )
    names: dict[Name, Name] = {}
    parts: dict[Name, list[Entry]] = defaultdict(list)
    for entry in (*added, *kept):
        owner = _owner(entry, owners.get(surface_form(entry.name), []))
        names[_name(entry)] = _name(owner)
        parts[_name(owner)].append(entry)
    return _Table(tuple(_merge(name, same, names) for name, same in parts.items()), names)


def _owner(entry: Entry, owners: Sequence[Entry]) -> Entry:
    """Return the added entry that an entry joins.

    Of several that have its name, it is one with the same label, and preferably the same name.
    """
    form = surface_form(entry.name)
    return min(
        owners,
        key=lambda owner: (owner.label != entry.label, surface_form(owner.name) != form),
        default=entry,
    )


def _merge(name: Name, same: Sequence[Entry], names: Mapping[Name, Name]) -> Entry:
    broader = (names.get(above, above) for entry in same for above in entry.broader)
    return Entry(
        *name,
        aliases=tuple(dict.fromkeys(alias for entry in same for alias in entry.aliases)),
        ids=tuple(dict.fromkeys(id_ for entry in same for id_ in entry.ids)),
        broader=tuple(dict.fromkeys(above for above in broader if above != name)),
        own=any(entry.own for entry in same),
    )


def _link(path: Path, lines: Sequence[_Line], table: _Table) -> tuple[Entry, ...]:
    """Return the entries with the broader entries that the lines name.

    Raises:
        ConfigError: The name of a broader entry is unknown, or an entry is broader than itself.
    """
    index = _Index(table.entries)
    broader: dict[Name, list[Name]] = defaultdict(list)
    for line in lines:
        name = table.names[_name(line.entry)]
        location = f"{path}:{line.number}"
        broader[name] += [index.find(location, name[0], query) for query in line.broader]
    entries = tuple(
        entry._replace(broader=tuple(dict.fromkeys((*entry.broader, *broader[_name(entry)]))))
        for entry in table.entries
    )
    cycle = _find_cycle(entries)
    if cycle:
        in_cycle = [line for line in lines if table.names[_name(line.entry)] in cycle]
        number = min(in_cycle, key=lambda line: not line.broader).number
        steps = " > ".join(f"'{name}'" for _, name in cycle)
        raise ConfigError(
            f"{path}:{number}: nothing is broader than itself: {steps}. "
            "Take one step out of 'broader'."
        )
    return entries


class _Index:
    """The entries by the keys of their names."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._labels = {entry.label for entry in entries}
        self._named: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._named[name_key(entry.name)].append(entry)

    def find(self, location: str, label: Label, query: str) -> Name:
        """Return the entry that a line with a label names: `name`, or `Label:name`."""
        before, _, after = query.partition(":")
        only, name = (before, after) if before in self._labels else ("", query)
        entries = [e for e in self._named.get(name_key(name), []) if only in ("", e.label)]
        if not entries:
            raise ConfigError(
                f"{location}: '{query}' is not a name in the lexicon. "
                f"{self._remedy(name_key(name))}."
            )
        return _name(min(entries, key=lambda entry: entry.label != label))

    def _remedy(self, key: str) -> str:
        for entry in self._entries:
            if key in map(name_key, entry.aliases):
                return f"Write '{entry.name}'"
        return "Add a line for it, or take it out of the column 'broader'"


def _find_cycle(entries: Iterable[Entry]) -> list[Name]:
    """Return entries each broader than the next, the first again at the end; [] without any."""
    try:
        TopologicalSorter({_name(entry): entry.broader for entry in entries}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _name(entry: Entry) -> Name:
    return (entry.label, entry.name)


def surface_form(surface: str) -> Form:
    """Return what two surfaces have in common if they are matched alike."""
    return name_key(surface), exact_form(surface)


def exact_form(surface: str) -> str:
    """Return the letters of a surface that is matched as it is written; '' for any other."""
    is_exact = len(surface) <= _LONGEST_EXACT and surface != surface.lower()
    return letters_of(surface) if is_exact else ""


def letters_of(surface: str) -> str:
    """Return a surface without marks and spaces."""
    return _MARKS.sub("", surface)

"""The lexicon: a table of names that people can edit, and the component that finds them in all their variants."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc

from kgraph.errors import ConfigError
from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.names.spelling import iter_words, name_key, name_parts, singular
from kgraph.types import LABELS, Label

LEXICON = Path(__file__).parent.parent / "data" / "lexicon.csv"
SOURCE = "lexicon"
# What an id's prefix stands for, and what may follow it.
PREFIXES = {
    "cso": "https://cso.kmi.open.ac.uk/topics/",
    "wikidata": "http://www.wikidata.org/entity/",
}
_LOCAL = {"cso": re.compile(r"""[^\s<>"{}|\\^`]+"""), "wikidata": re.compile(r"Q[1-9][0-9]*")}
# Shorter names with a capital are matched as they are written: SAM is not "sam".
_LONGEST_EXACT = 5
_MARKS = re.compile(r"[\W_]")
# A name may be broken by a hyphen, a slash or an apostrophe, but by no comma, bracket or end of
# sentence.
_JOINED = re.compile(r"(?:\w|[-‐‑–/'’+#*&]|\.(?=\w)| (?! )|(?<=\w)\n(?=\w))+")

Name = tuple[Label, str]
"""What tells entries apart: the label and the canonical name."""

_Form = tuple[str, str]


class Entry(NamedTuple):
    """One thing of the lexicon: a label, the canonical name, its other surfaces, and where it stands.

    `ids` are IRIs of the same thing elsewhere; `broader` names the entries that it is directly
    under.
    """

    label: Label
    name: str
    aliases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    broader: tuple[Name, ...] = ()

    @property
    def surfaces(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)


class _Target(NamedTuple):
    label: Label
    name: str
    exact: str


class _Word(NamedTuple):
    folded: str
    token: int
    last_token: int
    starts_token: bool
    ends_token: bool


class _Line(NamedTuple):
    """One line of a lexicon file: its number, what it says of a thing, and what it calls the broader things."""

    number: int
    entry: Entry
    broader: tuple[str, ...]


def read_lexicon(
    path: str | Path | None = None, extra: Sequence[str | Path] = ()
) -> tuple[Entry, ...]:
    """Read a lexicon, and add to it what the user's own files say.

    A file is CSV with the columns `label` and `name` and, if wanted, `aliases`, `ids` and
    `broader`, each of these three separated by '|'; other columns are ignored. An id is `cso:topic`
    or `wikidata:Q123`. What is broader is named as the lexicon names it, in this file or one before
    it: the same label is looked up first, then any other, and `Label:name` says which.

    A later file has the last word. An entry of the files before it joins the line that has its
    name, as a name or as an alias: the line's label and name count from then on, and aliases, ids
    and broader entries are added up. An alias of another entry that the file gives to one of its
    own is that one's alone.

    Args:
        path: The file; None is the lexicon that comes with kgraph.
        extra: The user's own files, the most important last.

    Raises: ConfigError: A file cannot be read; a line has no name or an unknown label or id, or
        names as broader
            what is in no lexicon; or a thing is broader than itself.
    """
    known: tuple[Entry, ...] = ()
    for file in (path or LEXICON, *extra):
        lines = _read(Path(file))
        known = _link(Path(file), lines, _combine(known, [line.entry for line in lines]))
    return known


def _read(path: Path) -> list[_Line]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = {"label", "name"} - set(rows.fieldnames or ())
            if missing:
                raise ConfigError(
                    f"{path}: the lexicon has no column {', '.join(sorted(missing))}. Give it a header."
                )
            return [_line(path, rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(
            f"{path}: the lexicon cannot be read ({error}). Give a CSV file in UTF-8."
        ) from error


def _line(path: Path, number: int, row: Mapping[str | None, str]) -> _Line:
    if None in row:
        raise ConfigError(
            f"{path}:{number}: has too many cells. Put a cell with commas in double quotes."
        )
    label, name = (row.get("label") or "").strip(), (row.get("name") or "").strip()
    if label not in LABELS or not name_key(name):
        raise ConfigError(
            f"{path}:{number}: needs a name and one of the labels {', '.join(LABELS)} (got '{label}')."
        )
    ids = tuple(_iri(f"{path}:{number}", id_) for id_ in _parts(row, "ids"))
    return _Line(number, Entry(label, name, _parts(row, "aliases"), ids), _parts(row, "broader"))


def _parts(row: Mapping[str | None, str], column: str) -> tuple[str, ...]:
    parts = (part.strip() for part in (row.get(column) or "").split("|"))
    return tuple(part for part in parts if part)


def _iri(place: str, id_: str) -> str:
    prefix, _, local = id_.partition(":")
    if prefix not in PREFIXES or not _LOCAL[prefix].fullmatch(local):
        raise ConfigError(
            f"{place}: the id '{id_}' is not known. Write cso: and a topic, or wikidata: and a Q number."
        )
    return PREFIXES[prefix] + local


class _Table(NamedTuple):
    """The entries of several files, and what each line or former entry is called among them."""

    entries: tuple[Entry, ...]
    names: Mapping[Name, Name]


def _combine(known: Iterable[Entry], added: Sequence[Entry]) -> _Table:
    """Return the known entries with the added ones; see `read_lexicon` for which of them become one."""
    owners: dict[_Form, list[Entry]] = defaultdict(list)
    for entry in added:
        for surface in entry.surfaces:
            owners[_form(surface)].append(entry)
    left = (
        e._replace(aliases=tuple(alias for alias in e.aliases if _form(alias) not in owners))
        for e in known
    )
    names: dict[Name, Name] = {}
    parts: dict[Name, list[Entry]] = defaultdict(list)
    for entry in (*added, *left):
        owner = _owner(entry, owners.get(_form(entry.name), []))
        names[_name(entry)] = _name(owner)
        parts[_name(owner)].append(entry)
    return _Table(tuple(_merge(name, same, names) for name, same in parts.items()), names)


def _owner(entry: Entry, owners: Sequence[Entry]) -> Entry:
    """Return which of the added entries that have an entry's name it joins: one with its label, rather by its name."""
    return min(
        owners,
        key=lambda owner: (owner.label != entry.label, _form(owner.name) != _form(entry.name)),
        default=entry,
    )


def _merge(name: Name, same: Sequence[Entry], names: Mapping[Name, Name]) -> Entry:
    broader = (names.get(one, one) for entry in same for one in entry.broader)
    return Entry(
        *name,
        aliases=tuple(dict.fromkeys(alias for entry in same for alias in entry.aliases)),
        ids=tuple(dict.fromkeys(id_ for entry in same for id_ in entry.ids)),
        broader=tuple(dict.fromkeys(one for one in broader if one != name)),
    )


def _link(path: Path, lines: Sequence[_Line], table: _Table) -> tuple[Entry, ...]:
    """Return the entries with what the lines say is broader.

    Raises:
        ConfigError: What a line says is broader is no name, or is narrower, too.
    """
    index = _Index(table.entries)
    broader: dict[Name, list[Name]] = defaultdict(list)
    for line in lines:
        name = table.names[_name(line.entry)]
        broader[name] += [
            index.find(f"{path}:{line.number}", name[0], called) for called in line.broader
        ]
    entries = tuple(
        e._replace(broader=tuple(dict.fromkeys((*e.broader, *broader[_name(e)]))))
        for e in table.entries
    )
    circle = _find_circle(entries)
    if circle:
        of_circle = [line for line in lines if table.names[_name(line.entry)] in circle]
        number = min(of_circle, key=lambda line: not line.broader).number
        steps = " > ".join(f"'{name}'" for _, name in circle)
        raise ConfigError(
            f"{path}:{number}: nothing is broader than itself: {steps}. Take one step out of 'broader'."
        )
    return entries


class _Index:
    """The entries by the keys of their names."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._named: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._named[name_key(entry.name)].append(entry)

    def find(self, place: str, label: Label, called: str) -> Name:
        """Return the entry that a line with a label calls so: `name`, or `Label:name`."""
        before, _, after = called.partition(":")
        wanted, name = (before, after) if before in LABELS else ("", called)
        found = [
            entry for entry in self._named.get(name_key(name), []) if wanted in ("", entry.label)
        ]
        if not found:
            raise ConfigError(
                f"{place}: '{called}' is no name in the lexicon. {self._remedy(name_key(name))}."
            )
        return _name(min(found, key=lambda entry: entry.label != label))

    def _remedy(self, key: str) -> str:
        for entry in self._entries:
            if key in map(name_key, entry.aliases):
                return f"Write '{entry.name}'"
        return "Add a line for it, or take it out of the column 'broader'"


def _find_circle(entries: Iterable[Entry]) -> list[Name]:
    """Return a circle of entries, each broader than the next, the first again at the end; [] if there is none."""
    try:
        TopologicalSorter({_name(entry): entry.broader for entry in entries}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _name(entry: Entry) -> Name:
    return (entry.label, entry.name)


def _form(surface: str) -> _Form:
    """Return what two surfaces have in common that are matched alike: the key, and how a short name is written."""
    return name_key(surface), _exact(surface)


def _exact(surface: str) -> str:
    is_exact = len(surface) <= _LONGEST_EXACT and surface != surface.lower()
    return _MARKS.sub("", surface) if is_exact else ""


class LexiconMatcher:
    """Find the longest names of a lexicon in a Doc, whatever their hyphens, spaces, case and number.

    One dictionary look-up a token and length; see `kgraph.names.spelling` for what counts as the
    same name.
    """

    def __init__(self, entries: tuple[Entry, ...], *, score: float) -> None:
        self._score = score
        self._targets: dict[tuple[str, ...], list[_Target]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for entry in entries:
            for surface in entry.surfaces:
                self._add(surface, entry)

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each name found, and return the Doc."""
        return add_candidates(doc, self._find(doc))

    def _add(self, surface: str, entry: Entry) -> None:
        parts = tuple(name_key(surface).split(" "))
        target = _Target(entry.label, entry.name, _exact(surface))
        if target not in self._targets.setdefault(parts, []):
            self._targets[parts].append(target)
        if len(parts) > 1:
            lengths = {*self._lengths.get(parts[0], ()), len(parts)}
            self._lengths[parts[0]] = tuple(sorted(lengths, reverse=True))

    def _find(self, doc: Doc) -> Iterator[Candidate]:
        words = _doc_words(doc)
        position = 0
        while position < len(words):
            length, found = self._longest_at(doc, words, position)
            yield from found
            position += length

    def _longest_at(
        self, doc: Doc, words: Sequence[_Word], position: int
    ) -> tuple[int, list[Candidate]]:
        """Return how many words the longest name at a word takes, with its candidates; else 1 and none."""
        first = words[position]
        for length in (*self._lengths.get(first.folded, ()), 1):
            last = words[min(position + length, len(words)) - 1]
            if position + length > len(words) or not (first.starts_token and last.ends_token):
                continue
            key = (
                *(word.folded for word in words[position : position + length - 1]),
                singular(last.folded),
            )
            targets = [
                t
                for t in self._targets.get(key, ())
                if _fits(t, doc, first.token, last.last_token + 1)
            ]
            if targets:
                bounds = first.token, last.last_token + 1
                return length, [
                    Candidate(*bounds, t.label, t.name, self._score, SOURCE) for t in targets
                ]
        return 1, []


def _fits(target: _Target, doc: Doc, start: int, end: int) -> bool:
    """Tell whether only joining marks stand inside a match, and a short name stands as it is written."""
    text = doc[start:end].text
    if not _JOINED.fullmatch(text):
        return False
    return not target.exact or _MARKS.sub("", text) in (target.exact, target.exact + "s")


def _doc_words(doc: Doc) -> list[_Word]:
    """Return the folded words of a Doc, a prefix joined to what follows it, each with its tokens; marks give none."""
    parts = [
        _Word(part, token, token, i == 0, i == last)
        for token, text in enumerate(token.text for token in doc)
        for last in [len(_token_parts(text)) - 1]
        for i, part in enumerate(_token_parts(text))
    ]
    groups = iter_words([part.folded for part in parts])
    return [_join([parts[i] for i in group]) for group in groups]


def _join(parts: Sequence[_Word]) -> _Word:
    if len(parts) == 1:
        return parts[0]
    first, last = parts[0], parts[-1]
    folded = "".join(part.folded for part in parts)
    return _Word(folded, first.token, last.last_token, first.starts_token, last.ends_token)


_token_parts = lru_cache(maxsize=1 << 17)(name_parts)

"""The broader entities and close matches of the entities of a corpus, from the lexicon."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from kgraph.extract.lexicon import Entry
from kgraph.names.ids import named_entity


class Place(NamedTuple):
    """The ids of the directly broader entities, and the IRIs of the same thing elsewhere."""

    broader: tuple[str, ...] = ()
    close_matches: tuple[str, ...] = ()


def place_entities(entries: Iterable[Entry], present: Collection[str]) -> dict[str, Place]:
    """Return the place of each entity that is present.

    The broader entities are the nearest that are present: if the next broader name in the lexicon
    is absent, those above it are taken. An entity that is broader than another of them is left out.

    Args:
        entries: The lexicon.
        present: The ids of the entities that the corpus has.

    Returns:
        The places by id, in the order of the ids; what each holds is sorted. No entity is
        broader than itself.
    """
    entries, there = tuple(entries), frozenset(present)
    parents = _parents(entries)
    matches: dict[str, set[str]] = {}
    for entry in entries:
        matches.setdefault(named_entity(entry.label, entry.name), set()).update(entry.ids)
    places: dict[str, Place] = {}
    for id_ in sorted(there):
        nearest = _nearest(id_, parents, there)
        above = {far for near in nearest for far in find_broader(near, parents)}
        places[id_] = Place(tuple(sorted(nearest - above)), tuple(sorted(matches.get(id_, ()))))
    return places


def _parents(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """Return the broader ids of each id.

    Two entries may be one entity; a pair that would then close a circle is left out, the last in
    sorted order.
    """
    pairs = {
        (named_entity(e.label, e.name), named_entity(*broader))
        for e in entries
        for broader in e.broader
    }
    parents: dict[str, set[str]] = {}
    for child, parent in sorted(pairs):
        if child != parent and child not in find_broader(parent, parents):
            parents.setdefault(child, set()).add(parent)
    return parents


def find_broader(id_: str, parents: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the ids of all entities that are broader than an entity, directly or indirectly.

    Args:
        id_: The id of the entity.
        parents: The directly broader ids of each id; cycles are allowed.
    """
    broader: set[str] = set()
    waiting = list(parents.get(id_, ()))
    while waiting:
        if (parent := waiting.pop()) not in broader:
            broader.add(parent)
            waiting.extend(parents.get(parent, ()))
    return broader


def _nearest(id_: str, parents: Mapping[str, set[str]], present: Collection[str]) -> set[str]:
    """Return the first present ids on every way up from one."""
    found: set[str] = set()
    waiting, seen = set(parents.get(id_, ())), {id_}
    while waiting:
        parent = waiting.pop()
        if parent in present:
            found.add(parent)
        elif parent not in seen:
            seen.add(parent)
            waiting |= parents.get(parent, set())
    return found

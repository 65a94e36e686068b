"""Definitions of short forms that the lexicon has: its name counts, however they are spelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kgraph.extract.lexicon import Entry
from kgraph.names.misspelling import may_be_misspelled
from kgraph.names.short_forms import short_form, spells
from kgraph.names.spelling import name_key
from kgraph.names.words import SKIPPED_BY_INITIALS
from kgraph.resolve.naming import Named

# Letters from which a long form with other initials is more likely a wrong definition than another
# meaning.
_TELLING = 4

Known = Mapping[str, Sequence[Entry]]


def correct_definitions(named: Iterable[Named], lexicon: Iterable[Entry]) -> list[Named]:
    """Give what a paper defines the name in the lexicon if the two are nearly the same.

    A long form is nearly a name of an entry that has the short form if their words differ only in
    small words or in spelling: "representation for transformers", "representations from
    transformers". If a long form has other initials than a short form of four letters or more in
    the lexicon, the definition was read wrongly, and the short form keeps its name there.
    """
    every, known = list(named), _known(lexicon)
    names: dict[tuple[str, str], str] = {}
    for item in every:
        if item.rule == "abbreviation" and (name := _find_name(item, known)):
            names[item.span.paper, name_key(item.name)] = name
    return [_correct(item, names, known) for item in every]


def _known(lexicon: Iterable[Entry]) -> Known:
    known: dict[str, list[Entry]] = defaultdict(list)
    for entry in lexicon:
        for surface in entry.surfaces:
            if short_form(surface):
                known[surface].append(entry)
    return known


def _find_name(item: Named, known: Known) -> str | None:
    """Return the name of the first entry that has the short form and nearly the long form."""
    words = _words(item.name)
    return next(
        (
            entry.name
            for entry in known.get(short_form(item.span.text) or "", ())
            if any(may_be_misspelled(words, _words(surface)) for surface in entry.surfaces)
        ),
        None,
    )


def _words(name: str) -> list[str]:
    return [word for word in name_key(name).split(" ") if word not in SKIPPED_BY_INITIALS]


def _correct(item: Named, names: Mapping[tuple[str, str], str], known: Known) -> Named:
    if name := names.get((item.span.paper, name_key(item.name))):
        return item._replace(name=name, rule="lexicon")
    short = short_form(item.span.text)
    if item.rule != "abbreviation" or not short or len(short) < _TELLING:
        return item
    entry = next((entry for entry in known.get(short, ()) if entry.label == item.label), None)
    if entry is None or spells(short, item.name):
        return item
    return item._replace(name=entry.name, rule="lexicon")

"""Possible errors of resolution: entities that look alike, and surfaces unlike their entity."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from kgraph.names.misspelling import may_be_misspelled
from kgraph.names.short_forms import align, short_form
from kgraph.names.spelling import name_key, singular
from kgraph.names.word_order import turn_around
from kgraph.names.words import SKIPPED_BY_INITIALS, TURNING_PREPOSITIONS, WEAK_WORDS
from kgraph.types import Alias, Entity, Rule

Reason = Literal[
    "letters", "short form inside", "words", "label", "spelling", "short form", "generic word"
]
"""Why two entities may be one.

They have the same letters; the same letters once short forms are expanded; the same words in
another order; the same name with two labels; nearly the same letters; one is a short form of the
other; or one is the other with generic words.
"""

Doubt = Literal["unlike", "letters", "meanings"]
"""Why a merge is doubtful.

The surface is unlike the name; it is a short form of other letters; or of several names.
"""

# The share of pairs per reason that are annotated as one entity, among 4,920 entities of 514
# annotated papers named without the lexicon: 6 of 6, 10 of 12, 22 of 23, 4 of 5, 19 of 21 (below
# `_NEAR` 12 of 41), 33 of 76 and 67 of 134. Rounded; shares of few pairs are shrunk to the others.
_LIKELIHOOD: Mapping[Reason, float] = {
    "letters": 0.9,
    "short form inside": 0.85,
    "words": 0.9,
    "label": 0.8,
    "spelling": 0.85,
    "short form": 0.45,
    "generic word": 0.5,
}
_FAR_SPELLING = 0.3
_NEAR = 92.0  # similarity of names, 0 to 100, from which a misspelling is likely
_SPELLING = 84.0  # lowest similarity of names
_LARGEST = 500  # names in a block whose pairs are all compared
_UNLIKE = 0.6  # a surface is doubtful below this similarity to the name
_LETTERS = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r" ?\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two entities that may be one: `a` has more papers than `b`; `likelihood`, 0 to 1, ranks."""

    a: Entity
    b: Entity
    reason: Reason
    likelihood: float


@dataclass(frozen=True, slots=True)
class DoubtfulMerge:
    """A surface that a rule resolved to an entity `count` times, and why that may be wrong.

    `similarity`, 0 to 1, is that of the surface and the entity's name.
    """

    surface: str
    entity: Entity
    rule: Rule
    reason: Doubt
    similarity: float
    count: int


class _Form(NamedTuple):
    """An entity and the words of its key, without those in brackets."""

    entity: Entity
    words: tuple[str, ...]
    long: tuple[str, ...]


def find_near_duplicates(entities: Iterable[Entity], *, most: int) -> list[NearDuplicate]:
    """Find entities that may be one, the likeliest first.

    Names are compared with those that are equal except for spaces, word order, generic words or
    short forms, and, by letters, with those that begin or end alike; never two that differ in a
    number, a sign, or a prefix such as "non".

    Args:
        entities: Entities with different ids, in any order.
        most: The number of pairs, at most.
    """
    forms = _forms(sorted(entities, key=lambda entity: entity.id))
    found: dict[tuple[str, str], NearDuplicate] = {}
    for reason, likelihood, first, second in _iter_pairs(forms):
        a, b = sorted((first, second), key=lambda entity: (-entity.paper_count, entity.id))
        found.setdefault((a.id, b.id), NearDuplicate(a, b, reason, round(likelihood, 3)))
    return sorted(found.values(), key=_rank)[:most]


def _rank(pair: NearDuplicate) -> tuple[float, int, str, str]:
    return (-pair.likelihood, -pair.b.paper_count, pair.a.id, pair.b.id)


def find_doubtful_merges(
    entities: Iterable[Entity], aliases: Sequence[Alias], *, most: int
) -> list[DoubtfulMerge]:
    """Find surfaces that may be resolved to the wrong entity, the most doubtful mentions first.

    Surfaces with an edit are left out.

    Args:
        entities: The entities of a graph.
        aliases: Its alias table.
        most: The number of surfaces, at most.
    """
    by_id = {entity.id: entity for entity in entities}
    meanings: dict[str, set[str]] = defaultdict(set)
    for alias in aliases:
        meanings[short_form(alias.surface) or ""].add(alias.entity)
    doubts = [
        DoubtfulMerge(alias.surface, entity, alias.rule, reason, round(similarity, 3), alias.count)
        for alias in aliases
        if (entity := by_id.get(alias.entity)) and not alias.edit
        for similarity in [_similarity(name_key(alias.surface), name_key(entity.name))]
        for reason in [_doubt(alias, entity, similarity, meanings)]
        if reason
    ]
    return sorted(doubts, key=lambda d: (-d.count * (1 - d.similarity), d.entity.id, d.surface))[
        :most
    ]


def _doubt(
    alias: Alias, entity: Entity, similarity: float, meanings: Mapping[str, set[str]]
) -> Doubt | None:
    """Return why a row of the alias table is doubtful.

    Names by the text and full names by the lexicon are not.
    """
    short = short_form(alias.surface)
    if alias.rule == "abbreviation":
        if short is None:
            return "unlike" if similarity < _UNLIKE else None
        return (
            "letters"
            if align(short.replace("-", "").removesuffix("s"), entity.name) is None
            else None
        )
    if alias.rule in ("acronym", "lexicon") and short and len(meanings[short]) > 1:
        return "meanings"
    return None


def _similarity(key: str, other: str) -> float:
    return max(fuzz.ratio(key, other), fuzz.token_sort_ratio(key, other)) / 100


def _forms(entities: Sequence[Entity]) -> list[_Form]:
    meanings: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for entity in entities:
        for short in entity.abbreviations:
            meanings[name_key(short)].add(_words(entity.name))
    clear = {short: min(names) for short, names in meanings.items() if len(names) == 1}
    forms = []
    for entity in entities:
        words = _words(entity.name)
        long = tuple(part for word in words for part in clear.get(word, (word,)))
        forms.append(_Form(entity, words, long))
    return forms


def _words(name: str) -> tuple[str, ...]:
    return tuple(name_key(_BRACKETS.sub(_without_short, name)).split())


def _without_short(bracket: re.Match[str]) -> str:
    return "" if short_form(bracket[1]) else bracket[0]


def _iter_pairs(forms: Sequence[_Form]) -> Iterator[tuple[Reason, float, Entity, Entity]]:
    """Yield pairs with why they may be one and how likely that is, the likeliest reasons first."""
    for reason, block in _BLOCKS:
        for a, b in _iter_equal(forms, block):
            if _holds(reason, a, b):
                yield reason, _LIKELIHOOD[reason], a.entity, b.entity
    for a, b, similarity in _iter_similar(forms):
        yield "spelling", _spelling_likelihood(similarity), a.entity, b.entity
    for a, b, share in _iter_short(forms):
        yield "short form", _LIKELIHOOD["short form"] * share, a.entity, b.entity


def _holds(reason: Reason, a: _Form, b: _Form) -> bool:
    """Return whether the reason of a block applies to two of its names.

    Their labels must differ, or the longer name must have all words of the shorter one.
    """
    if reason == "label":
        return a.entity.label != b.entity.label
    words, others = Counter(a.long), Counter(b.long)
    return reason != "generic word" or not (words - others and others - words)


def _spelling_likelihood(similarity: float) -> float:
    return (_LIKELIHOOD["spelling"] if similarity >= _NEAR else _FAR_SPELLING) * similarity / 100


def _iter_equal(
    forms: Sequence[_Form], block: Callable[[_Form], Hashable]
) -> Iterator[tuple[_Form, _Form]]:
    blocks: dict[Hashable, list[_Form]] = defaultdict(list)
    for form in forms:
        blocks[block(form)].append(form)
    for key, same in blocks.items():
        if key:
            yield from combinations(same[:_LARGEST], 2)


def _turned(form: _Form) -> Hashable:
    """Return a key shared by names with the same head and modifiers: `rate of X` and `X rate`."""
    told = turn_around(form.long, TURNING_PREPOSITIONS)
    return (form.entity.label, told[-1], tuple(sorted(told))) if told else None


def _telling(form: _Form) -> Hashable:
    """Return what names that differ only in generic words share; None without other words."""
    words = tuple(singular(word) for word in form.long if word not in WEAK_WORDS)
    return (form.entity.label, words) if words else None


_BLOCKS: Sequence[tuple[Reason, Callable[[_Form], Hashable]]] = (
    ("label", lambda form: name_key(form.entity.name)),
    ("letters", lambda form: "".join(form.words)),
    ("short form inside", lambda form: "".join(form.long)),
    ("words", _turned),
    ("generic word", _telling),
)


def _iter_short(forms: Sequence[_Form]) -> Iterator[tuple[_Form, _Form, float]]:
    """Yield short forms, the names with these initials, and the share of each of these names."""
    by_initials: dict[str, list[_Form]] = defaultdict(list)
    for form in forms:
        parts = tuple(_LETTERS.findall(form.entity.name.lower()))
        for some in {parts, tuple(part for part in parts if part not in SKIPPED_BY_INITIALS)}:
            if len(some) > 1:
                by_initials["".join(part[0] for part in some)].append(form)
    for form in forms:
        short = short_form(form.entity.name)
        longs = by_initials.get(short.replace("-", "").lower(), []) if short else []
        for long in longs:
            if long.entity.label == form.entity.label:
                yield form, long, 1 / len(longs)


def _iter_similar(forms: Sequence[_Form]) -> Iterator[tuple[_Form, _Form, float]]:
    """Yield pairs of similar letters with their similarity, among names that begin or end alike."""
    names = ["".join(form.words) for form in forms]
    seen = set()
    for block in (*_blocks(names), *_blocks([name[::-1] for name in names])):
        some = [names[i] for i in block]
        matrix = process.cdist(
            some, some, scorer=fuzz.ratio, score_cutoff=_SPELLING, dtype=np.float32
        )
        for row, column in zip(*np.nonzero(np.triu(matrix, 1)), strict=True):
            i, j = sorted((block[row], block[column]))
            if (i, j) not in seen and _may_be_one(forms[i], forms[j]):
                yield forms[i], forms[j], float(matrix[row, column])
            seen.add((i, j))


def _blocks(names: Sequence[str]) -> Iterator[list[int]]:
    """Yield the positions of names with the same first letters, in blocks of limited size."""
    open_ = [(0, list(range(len(names))))]
    while open_:
        length, block = open_.pop()
        if len(block) <= _LARGEST:
            yield block
            continue
        parts: dict[str, list[int]] = defaultdict(list)
        for i in block:
            parts[names[i][length : length + 1]].append(i)
        ended = parts.pop("", [])  # names that are this beginning and no more: equal
        open_ += [(length + 1, part) for part in parts.values()]
        if ended:
            yield ended[:_LARGEST]


def _may_be_one(form: _Form, other: _Form) -> bool:
    return form.entity.label == other.entity.label and may_be_misspelled(form.words, other.words)

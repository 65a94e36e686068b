"""Variants of one name: the same letters, one misspelled word, or the same words in other order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from kgraph.names.heads import entity_key
from kgraph.names.misspelling import may_be_misspelled
from kgraph.names.spelling import name_key
from kgraph.names.word_order import bag_of_words
from kgraph.resolve.naming import Named
from kgraph.types import Label

_NUMBER = re.compile(r"\d+")
# Capitals after the first letter: HumanEva and HumanEval are two things.
_COINED = re.compile(r"[^\W_][A-Z]")
_FEWEST_LETTERS = 5  # of names that are compared without their spaces
# Of words that may be misspelled, within a name and alone, and how similar they then are (0 to
# 100): relation and relational, variation and variational are below.
_SHORTEST_WORD, _SHORTEST_NAME = 7, 10
_SIMILAR = 90.0


@dataclass(slots=True)
class _Use:
    """How the papers use one key: under which names and labels, and whether the lexicon has it."""

    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    labels: set[Label] = field(default_factory=set)
    known: bool = False

    @property
    def name(self) -> str:
        """The name that most papers use, of several the most mentioned."""
        return min(self.names, key=lambda name: (*_rank(self.names[name]), name))

    @property
    def rank(self) -> tuple[int, int]:
        """A key that sorts uses with more papers first, then those with more mentions."""
        return _rank(sum(self.names.values(), Counter()))


def _rank(papers: Counter[str]) -> tuple[int, int]:
    return -len(papers), -papers.total()


def join_spellings(named: Iterable[Named]) -> list[Named]:
    """Give each name the more frequent name that has its letters, or all but one of its words.

    Spaces do not count: "word- embed- ding". Of names in which one long word differs, the words
    must be nearly the same: "computation efficiency", "propogation". A name of the lexicon stays.
    """
    every = list(named)
    uses = _read_uses(every)
    targets = _find_targets(uses)
    names = {key: uses[target].name for key, target in targets.items()}
    return [
        item._replace(name=names[key], rule="spelling") if (key := _key(item)) in names else item
        for item in every
    ]


def _key(item: Named) -> str:
    return entity_key(item.label, item.name)


def _read_uses(named: Iterable[Named]) -> Mapping[str, _Use]:
    uses: dict[str, _Use] = defaultdict(_Use)
    for item in named:
        use = uses[_key(item)]
        use.names[item.name][item.span.paper] += 1
        use.labels.add(item.label)
        use.known |= item.in_lexicon
    return uses


def _find_targets(uses: Mapping[str, _Use]) -> Mapping[str, str]:
    """Return the keys that are variants of other keys, with those."""
    targets: dict[str, str] = {}
    by_letters: dict[tuple[str, ...], str] = {}
    by_rest: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in sorted(uses, key=lambda key: (not uses[key].known, uses[key].rank, key)):
        letters, rests = _letters(key), list(_iter_rests(key, uses[key].name))
        near = (other for rest in rests for other in by_rest[rest])
        target = by_letters.get(letters) or next(
            (other for other in near if _is_misspelled(key, other, uses)), None
        )
        if target and not uses[key].known:
            targets[key] = target
            continue
        if len(letters[0]) >= _FEWEST_LETTERS:
            by_letters.setdefault(letters, key)
        for rest in rests:
            by_rest[rest].append(key)
    return targets


def _letters(key: str) -> tuple[str, ...]:
    """Return a key without spaces, and its numbers, which spaces tell apart."""
    return key.replace(" ", ""), *_NUMBER.findall(key)


def _iter_rests(key: str, name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a key with one of them replaced by its first letters."""
    words = key.split(" ")
    if _COINED.search(name):
        return
    if len(words) == 1:
        if len(key) >= _SHORTEST_NAME and name[0].islower():
            yield (key[:4],)
        return
    for i, word in enumerate(words):
        if len(word) >= _SHORTEST_WORD:
            yield (*words[:i], f"{word[0]}…", *words[i + 1 :])


def _is_misspelled(key: str, other: str, uses: Mapping[str, _Use]) -> bool:
    ((word, its),) = [
        pair for pair in zip(key.split(" "), other.split(" "), strict=True) if pair[0] != pair[1]
    ]
    # Alone, an adjective is not its noun: convolutional, convolution.
    if key in (word, its) and (word.startswith(its) or its.startswith(word)):
        return False
    return (
        not uses[key].labels.isdisjoint(uses[other].labels)
        and fuzz.ratio(word, its) > _SIMILAR
        and may_be_misspelled([word], [its])
    )


def join_orders(named: Sequence[Named]) -> list[Named]:
    """Give each name the more frequent name of its label with its words in another order.

    Both have the same last word, once "X of Y" is read as "Y X".
    """
    counts: dict[tuple[Label, str], Counter[str]] = defaultdict(Counter)
    for label, name, _ in {(item.label, item.name, item.span.paper) for item in named}:
        if bag := bag_of_words(name):
            counts[label, bag][name] += 1
    names = {bag: _preferred(of_bag) for bag, of_bag in counts.items()}
    return [_order(item, names.get((item.label, bag_of_words(item.name)))) for item in named]


def _preferred(counts: Mapping[str, int]) -> str:
    """Return the most frequent name, if possible one without "of"."""
    return min(counts, key=lambda name: ("of" in name_key(name).split(" "), -counts[name], name))


def _order(item: Named, name: str | None) -> Named:
    if name is None or name_key(name) == name_key(item.name):
        return item
    return item._replace(name=name, rule="order")

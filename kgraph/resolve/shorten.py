"""Shortened names: "vision" in a paper on computer vision, "supervised" before "and …learning"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from kgraph.extract.lexicon import Entry
from kgraph.names.heads import entity_key
from kgraph.names.spelling import name_key
from kgraph.names.words import EMPTY_HEADS, WEAK_WORDS
from kgraph.resolve.naming import Named
from kgraph.types import Label

_GENERIC = tuple(sorted(WEAK_WORDS - EMPTY_HEADS))
_NAMED_BY_ITSELF = ("text", "lexicon")
# Characters between two names of a list: ", " to ", and ".
_SHORTEST_GAP, _LONGEST_GAP = 2, 6
# A fuller name is the usual one if at least this many papers use it, and at least this share of
# those with any name that ends in its head.
_USUAL_PAPERS, _USUAL_SHARE = 3, 0.6

Key = tuple[Label, str]


def join_shortened(named: Iterable[Named], lexicon: Iterable[Entry]) -> list[Named]:
    """Give each shortened name the fuller name with the same label that it stands for.

    There are three kinds. The paper has the name with one generic word behind it: "activation" is
    the activation function, "supervised methods" are supervised learning. The paper has a single
    name with this head, before the head alone; the lexicon has the name but not the head, and most
    papers use the head for this name: "distillation" is knowledge distillation. Or the name is in a
    list that ends with its head, and the lexicon has the two together: "exploding and vanishing
    gradients".
    """
    every, known = list(named), _known(lexicon)
    papers = _group(every)
    usual, lists = _Usual(every), _ends_of_lists(every)
    fuller = [
        _with_generic_word(item, papers[item.span.paper], known)
        or _with_usual_modifier(item, papers[item.span.paper], known, usual)
        or _with_end_of_list(item, lists.get(i), known)
        if item.rule in _NAMED_BY_ITSELF
        else None
        for i, item in enumerate(every)
    ]
    return [
        item._replace(name=name, rule="shortened") if name else item
        for item, name in zip(every, fuller, strict=True)
    ]


def _known(lexicon: Iterable[Entry]) -> Mapping[Key, str]:
    known: dict[Key, str] = {}
    for entry in lexicon:
        for surface in entry.surfaces:
            known.setdefault((entry.label, name_key(surface)), entry.name)
    return known


def _group(named: Iterable[Named]) -> Mapping[str, Mapping[Key, list[Named]]]:
    """Return the mentions of each paper by label and key."""
    papers: dict[str, dict[Key, list[Named]]] = defaultdict(lambda: defaultdict(list))
    for item in named:
        papers[item.span.paper][_key(item)].append(item)
    return papers


def _key(item: Named) -> Key:
    return item.label, entity_key(item.label, item.name)


def _with_generic_word(
    item: Named, paper: Mapping[Key, Sequence[Named]], known: Mapping[Key, str]
) -> str | None:
    """Return the only name of the paper that is a name and one generic word.

    A name of the lexicon is only shortened from another one of it.
    """
    label, key = _key(item)
    *first, last = key.split(" ")
    stem = " ".join(first) if first and last in EMPTY_HEADS else key
    found = [fuller for word in _GENERIC if (fuller := (label, f"{stem} {word}")) in paper]
    if len(found) != 1 or ((label, key) in known and found[0] not in known):
        return None
    if any(_is_proper_name(mention) for mention in paper[label, key]):
        return None
    return paper[found[0]][0].name


def _is_proper_name(item: Named) -> bool:
    """Return whether a running text gives a single word a capital."""
    text = item.span.text
    return " " not in text and text.istitle() and item.runs_in_text


class _Usual:
    """The papers that use each name, and those that use any name with its head."""

    def __init__(self, named: Iterable[Named]) -> None:
        self._names: dict[Key, set[str]] = defaultdict(set)
        self._heads: dict[Key, set[str]] = defaultdict(set)
        for item in named:
            label, key = _key(item)
            self._names[label, key].add(item.span.paper)
            if " " in key:
                self._heads[label, key.rpartition(" ")[2]].add(item.span.paper)

    def is_usual(self, fuller: Key, head: Key) -> bool:
        """Return whether a name is what its head usually stands for."""
        count = len(self._names[fuller])
        return count >= max(_USUAL_PAPERS, len(self._names[head])) and count >= _USUAL_SHARE * len(
            self._heads[head]
        )


def _with_usual_modifier(
    item: Named,
    paper: Mapping[Key, Sequence[Named]],
    known: Mapping[Key, str],
    usual: _Usual,
) -> str | None:
    label, head = _key(item)
    if " " in head or (label, head) in known or not item.span.text[1:].islower():
        return None
    found = [key for key in paper if key[0] == label and key[1].endswith(f" {head}")]
    if len(found) != 1 or found[0] not in known or not usual.is_usual(found[0], (label, head)):
        return None
    first = min(paper[found[0]], key=_position)
    # The decoder is not the encoder-decoder.
    is_apart = name_key(first.name.rpartition(" ")[2]) == head
    return first.name if is_apart and _position(first) < _position(item) else None


def _position(item: Named) -> tuple[bool, int]:
    return item.span.field != "title", item.span.start


def _ends_of_lists(named: Sequence[Named]) -> Mapping[int, str]:
    """Return, by position, the name of several words that ends the list a name is in."""
    ends: dict[int, str] = {}
    for i, (item, following) in reversed(list(enumerate(pairwise(named)))):
        if _follows(item, following):
            name = name_key(following.name)
            if end := name if " " in name else ends.get(i + 1):
                ends[i] = end
    return ends


def _follows(item: Named, following: Named) -> bool:
    """Return whether a name follows another one in a list; both are in the order of the text."""
    span, other = item.span, following.span
    return (span.paper, span.field, span.sentence_start, item.label) == (
        other.paper, other.field, other.sentence_start, following.label,
    ) and _SHORTEST_GAP <= other.start - span.end <= _LONGEST_GAP  # fmt: skip


def _with_end_of_list(item: Named, end: str | None, known: Mapping[Key, str]) -> str | None:
    """Return the longest name in the lexicon that a word and the last words of a list make."""
    key = name_key(item.name)
    if end is None or " " in item.span.text or (item.label, key) in known:
        return None
    words = end.split(" ")
    names = (known.get((item.label, " ".join((key, *words[i:])))) for i in range(1, len(words)))
    return next(filter(None, names), None)

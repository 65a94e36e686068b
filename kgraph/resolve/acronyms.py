"""Short forms that their paper does not define: named by its full names or by other papers."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kgraph.config import LinkSettings
from kgraph.names.short_forms import short_form
from kgraph.names.spelling import name_key
from kgraph.resolve.naming import Named
from kgraph.types import Label, Rule

# Letters from which a single definition suffices. Shorter forms have many meanings in the field:
# they also need support from papers with names in common.
_TELLING = 4
_SHORTEST_SPELLED = 3
_WORD = re.compile(r"[^\W_]+")

_Question = tuple[str, str, Label, str]
_MeaningKey = tuple[str, str]  # the short form and the key of the long form


@dataclass(slots=True)
class _Meaning:
    """One meaning that papers define for a short form, with the papers that use each name."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    labels: Counter[Label] = field(default_factory=Counter)
    papers: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return min(self.names, key=lambda name: (-len(self.names[name]), name))

    @property
    def label(self) -> Label:
        return min(self.labels, key=lambda label: (-self.labels[label], label))


def join_initials(named: Sequence[Named]) -> list[Named]:
    """Give a short form that no paper defines the only name of its paper with these initials.

    The name must have the same label.
    """
    defined = _meanings(named)
    spelled: dict[tuple[str, Label, str], set[str]] = defaultdict(set)
    for item in named:
        if initials := _initials(item.name):
            spelled[item.span.paper, item.label, initials].add(item.name)
    return [
        item
        if _short(item) in defined
        else _join_initials(item, spelled.get((item.span.paper, item.label, _short(item))))
        for item in named
    ]


@lru_cache(maxsize=1 << 18)
def _initials(name: str) -> str:
    """Return the initials of a name of three words or more, as capitals; '' of another."""
    words = _WORD.findall(name)
    if len(words) < _SHORTEST_SPELLED or not all(word.isalpha() for word in words):
        return ""
    return "".join(word[0] for word in words).upper()


def _join_initials(item: Named, names: set[str] | None) -> Named:
    if (
        not names
        or item.rule != "text"
        or item.span.named_by != "text"
        or len({name_key(name) for name in names}) != 1
    ):
        return item
    return item._replace(name=min(names), rule="initials")


def join_acronyms(named: Sequence[Named], hubs: LinkSettings) -> list[Named]:
    """Give each bare short form the name that other papers define for it, if the choice is clear.

    The support of a meaning measures how much the mention's paper has in common with the papers
    that define the meaning. It is the sum, over their shared names except hubs, of the specificity
    of the name times the number of the defining papers that have it: what many papers define
    outweighs what one does. The support of a name in the lexicon counts the papers that use it.

    Meanings with the mention's label precede the others; among them, the one with the most support
    is chosen. Without support, a meaning is chosen only if it is the only one, has the mention's
    label, and the short form has at least four letters. The name in the lexicon is kept if the
    paper has it in full, or if no meaning with the mention's label has more support. An unclear
    short form keeps its own name, by the rule "undecided".
    """
    meanings = _meanings(named)
    full = {(item.span.paper, name_key(item.name)) for item in named if not _short(item)}
    open_ = [item for item in named if _is_open(item, meanings, full)]
    if not open_:
        return list(named)
    context = _Context(named, hubs)
    chosen: dict[_Question, tuple[str, Rule]] = {}
    for item in open_:
        if _question(item) not in chosen:
            chosen[_question(item)] = _decide(item, meanings[_short(item)], context)
    return [_answer(item, chosen.get(_question(item))) for item in named]


def _question(item: Named) -> _Question:
    return item.span.paper, _short(item), item.label, item.name


def _answer(item: Named, answer: tuple[str, Rule] | None) -> Named:
    return item._replace(name=answer[0], rule=answer[1]) if answer else item


def _short(item: Named) -> str:
    form = short_form(item.span.text)
    return form.replace("-", "") if form else ""


def _meanings(named: Iterable[Named]) -> dict[str, dict[str, _Meaning]]:
    """Return the meanings that papers define, by short form and by key of the long form."""
    meanings: dict[str, dict[str, _Meaning]] = defaultdict(lambda: defaultdict(_Meaning))
    for item in named:
        if item.rule == "abbreviation" and (short := _short(item)):
            meaning = meanings[short][name_key(item.name)]
            meaning.names[item.name].add(item.span.paper)
            meaning.labels[item.label] += 1
            meaning.papers.add(item.span.paper)
    return meanings


def _is_open(
    item: Named, meanings: Mapping[str, Mapping[str, _Meaning]], full: set[tuple[str, str]]
) -> bool:
    """Return whether other papers alone define a short form.

    Its own paper neither defines it nor names it in full.
    """
    if item.rule in ("abbreviation", "initials") or not (known := meanings.get(_short(item))):
        return False
    paper, key = item.span.paper, name_key(item.name)
    if key in known or (item.in_lexicon and (paper, key) in full):
        return False
    return all(paper not in meaning.papers for meaning in known.values())


class _Context:
    """The names of each paper, how specific each is, and which papers have it."""

    def __init__(self, named: Iterable[Named], hubs: LinkSettings) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._papers: dict[str, set[str]] = defaultdict(set)
        for item in named:
            key = name_key(item.name)
            self._names[item.span.paper].add(key)
            self._papers[key].add(item.span.paper)
        total = len(self._names)
        self._says = {
            name: math.log((1 + total) / len(papers))
            for name, papers in self._papers.items()
            if not hubs.is_hub(len(papers), total)
        }
        self._counts: dict[_MeaningKey, Counter[str]] = {}

    def papers_with(self, name: str) -> set[str]:
        """Return the papers that mention a name."""
        return self._papers.get(name_key(name), set())

    def support(self, paper: str, meaning: _MeaningKey, others: set[str], apart: set[str]) -> float:
        """Return the support of a meaning in a paper, in nats, as in `join_acronyms`.

        Args:
            paper: The id of the paper with the bare short form.
            meaning: The short form and the key of the meaning; the short form is '' if the papers
                only use the name.
            others: The papers that define it, or use it.
            apart: Keys of names that do not count.
        """
        if meaning not in self._counts:
            self._counts[meaning] = Counter(
                name for other in sorted(others) for name in self._names[other]
            )
        counts, own = self._counts[meaning], int(paper in others)
        common = sorted(
            name for name in self._names[paper] if name in self._says and name not in apart
        )
        return sum(self._says[name] * (counts[name] - own) for name in common)


def _decide(item: Named, meanings: Mapping[str, _Meaning], context: _Context) -> tuple[str, Rule]:
    """Return the name of a bare short form, and the rule."""
    apart = {*meanings, name_key(item.name), name_key(item.span.text)}
    paper = item.span.paper
    short = _short(item)
    supports = {
        key: context.support(paper, (short, key), meaning.papers, apart)
        for key, meaning in meanings.items()
    }
    first, *rest = sorted(
        meanings, key=lambda key: (meanings[key].label != item.label, -supports[key], key)
    )
    best, same_label = meanings[first], meanings[first].label == item.label
    rivals = [supports[key] for key in rest if (meanings[key].label == item.label) == same_label]
    if item.in_lexicon:
        users = context.papers_with(item.name)
        own = context.support(paper, ("", name_key(item.name)), users, apart)
        return (
            (best.name, "acronym")
            if same_label and supports[first] > own
            else (item.name, item.rule)
        )
    if supports[first] > max(rivals, default=0.0):
        return best.name, "acronym"
    if not rest and same_label and len(short) >= _TELLING:
        return best.name, "acronym"
    return item.name, "undecided"

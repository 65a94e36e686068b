"""Names with several meanings: the other names of a paper tell which of them it means."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kgraph.names.heads import entity_key
from kgraph.resolve.naming import Named
from kgraph.similarity.encoder import TextEncoder

SENSES = Path(__file__).parent.parent / "data" / "senses.csv"
# What a sense needs to become an entity. The share, of the mentions whose sense is clear, is well
# above that of errors, so that the errors of a frequent sense do not become a sense.
_PAPERS, _MENTIONS, _SHARE = 3, 5, 0.15
# The lowest cosine of a paper with its sense, and by how much any other sense must be below.
_LOWEST, _MARGIN = 0.2, 0.15
_DIGITS = 4  # of a cosine, below the noise of single precision


class Sense(NamedTuple):
    """One meaning of a name: the name for it, and what else is named where it is meant."""

    name: str
    context: str


@cache
def read_senses(path: Path = SENSES) -> Mapping[str, Sequence[Sense]]:
    """Read the senses of each name, by its key, from a CSV file: name, sense, context."""
    senses: dict[str, list[Sense]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            senses[row["name"]].append(Sense(f"{row['name']} ({row['sense']})", row["context"]))
    return dict(senses)


def split_senses(named: Sequence[Named]) -> list[Named]:
    """Give mentions of a name with several senses the name of their sense, where two are in use.

    A paper uses a name in one sense (Gale, Church and Yarowsky 1992, aclanthology.org/H92-1045). It
    is the sense whose context is most similar to the other names of the paper, by the cosine of
    their text vectors, if that is at least 0.2 and 0.15 above the next. A sense is in use
    if it has three papers, five mentions and 0.15 of those that are clear. Mentions whose sense is
    unclear, or not in use, keep their name.
    """
    senses = read_senses()
    of_entity: dict[str, list[Named]] = defaultdict(list)
    for item in named:
        if entity_key(item.label, item.name) in senses:
            of_entity[item.entity].append(item)
    # Most corpora are too small for any of this: they do not load the encoder.
    wide = {id_: same for id_, same in of_entity.items() if _has_enough(same, senses=2)}
    if not wide:
        return list(named)
    names = _names_by_paper(named)
    encoder = TextEncoder.load()
    chosen: dict[tuple[str, str], str] = {}
    for id_, same in wide.items():
        key = entity_key(same[0].label, same[0].name)
        by_paper = _choose(same, key, senses[key], names, encoder)
        chosen |= {(id_, paper): name for paper, name in by_paper.items()}
    return [
        item._replace(name=name, rule="sense")
        if (name := chosen.get((item.entity, item.span.paper)))
        else item
        for item in named
    ]


def _has_enough(same: Iterable[Named], senses: int = 1) -> bool:
    """Return whether the mentions and their papers suffice for a number of senses."""
    counts = Counter(item.span.paper for item in same)
    return len(counts) >= senses * _PAPERS and counts.total() >= senses * _MENTIONS


def _names_by_paper(named: Iterable[Named]) -> Mapping[str, Sequence[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for item in named:
        names[item.span.paper].append(item.name)
    return names


def _choose(
    same: Iterable[Named],
    key: str,
    senses: Sequence[Sense],
    names: Mapping[str, Sequence[str]],
    encoder: TextEncoder,
) -> dict[str, str]:
    """Return the name for the mentions in each paper whose sense is clear, if two are in use.

    Args:
        same: The mentions of the entity.
        key: Its key. Words that begin with it, as in "face alignment", say nothing.
        senses: The senses of the key.
        names: The names of all mentions, by paper.
        encoder: Gives the names of a paper, and the contexts of senses, their vectors.
    """
    own_word = re.compile(rf"\b{key}\w*", re.IGNORECASE)
    contexts = encoder.encode(sense.context for sense in senses)
    of_paper: dict[str, list[Named]] = defaultdict(list)
    for item in same:
        of_paper[item.span.paper].append(item)
    of_sense: dict[str, list[Named]] = defaultdict(list)
    for paper, items in of_paper.items():
        (vector,) = encoder.encode([own_word.sub("", " ".join(names[paper]))])
        if sense := _nearest(senses, [float(cosine) for cosine in contexts @ vector]):
            of_sense[sense.name] += items
    clear = sum(map(len, of_sense.values()))
    used = {
        name: items
        for name, items in of_sense.items()
        if _has_enough(items) and len(items) >= _SHARE * clear
    }
    if len(used) < 2:
        return {}
    return {item.span.paper: name for name, items in used.items() for item in items}


def _nearest(senses: Sequence[Sense], cosines: Sequence[float]) -> Sense | None:
    """Return the sense with the highest cosine, None if it is low or another one is near."""
    (best, sense), (second, _) = sorted(zip(cosines, senses, strict=True), reverse=True)[:2]
    is_clear = round(best, _DIGITS) >= _LOWEST and round(best - second, _DIGITS) >= _MARGIN
    return sense if is_clear else None

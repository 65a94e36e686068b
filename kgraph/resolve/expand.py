"""Short forms within longer names, written out: "continuous-time RL", "KG-based search"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from kgraph.extract.lexicon import Entry
from kgraph.names.short_forms import find_definitions, short_form, singular_short_form
from kgraph.names.spelling import name_key
from kgraph.resolve.naming import Named

# A word and what may be joined to it: LLM in "LLM-based", but not GPT in "GPT-4".
_AMBIGUOUS = 2
_CAPITALS = re.compile(r"[A-Z][A-Za-z]*[A-Z]")
_OWN_WORDS = ("text", "abbreviation")
_WORD = re.compile(r"(?<![\w-])[A-Z][A-Za-z]*[A-Z]s?(?=-[a-z]|[\s/]|$)")

Meanings = Mapping[str, str]


def expand_names(named: Iterable[Named], lexicon: Iterable[Entry]) -> list[Named]:
    """Write out the short forms within names that neither a paper nor the lexicon gives.

    What the paper itself defines comes first, on its own or within a name ("random feature (RF)
    regression"), then what the lexicon knows under one meaning. Two letters have many meanings in
    the field: that of the lexicon counts only if a name of the paper also has it in full.
    """
    every = list(named)
    own = _defined(every)
    known = _known(lexicon)
    long = {short: name for short, name in known.items() if len(short) > _AMBIGUOUS}
    keys = {name_key(name): short for short, name in known.items() if short not in long}
    for item in every:
        key = name_key(item.name)
        for part in (key, *map(" ".join, pairwise(key.split(" ")))):
            if short := keys.get(part):
                own[item.span.paper].setdefault(short, known[short])
    return [_expand(item, own.get(item.span.paper, {}), long) for item in every]


def _defined(named: Iterable[Named]) -> dict[str, dict[str, str]]:
    meanings: dict[str, dict[str, str]] = defaultdict(dict)
    for item in named:
        short = short_form(item.span.text)
        if item.rule in ("abbreviation", "initials") and short:
            meanings[item.span.paper].setdefault(short, item.name)
        text = item.span.text
        for found in find_definitions(text) if "(" in text else ():
            short = singular_short_form(text[found.short_start : found.short_end])
            meanings[item.span.paper].setdefault(short, text[found.long_start : found.long_end])
    return meanings


def _known(lexicon: Iterable[Entry]) -> dict[str, str]:
    meanings: dict[str, set[str]] = defaultdict(set)
    for entry in lexicon:
        for alias in entry.aliases:
            if short_form(alias) and " " in entry.name:
                meanings[alias].add(entry.name)
    return {short: min(names) for short, names in meanings.items() if len(names) == 1}


def _expand(item: Named, own: Meanings, known: Meanings) -> Named:
    if item.rule not in _OWN_WORDS or item.in_lexicon or not _CAPITALS.search(item.name):
        return item
    name = _WORD.sub(lambda match: _meaning(match[0], own, known), item.name)
    if name == item.name:
        return item
    return item._replace(name=name, rule="expanded" if item.rule == "text" else item.rule)


def _meaning(word: str, *sources: Meanings) -> str:
    short = short_form(word) or word
    return next((source[short] for source in sources if short in source), word)

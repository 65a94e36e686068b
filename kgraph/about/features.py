"""Features: what the title and the abstract of a paper say about each entity that it mentions.

They depend on the paper alone, not on the other papers of a graph.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kgraph.about.cues import find_cues, is_new
from kgraph.about.meaning import find_meaning
from kgraph.background.counts import Background
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import Mention, Paper

Features = Mapping[str, float]

_WORD = re.compile(r"[^\W_]+")
_BEFORE = re.compile(r"([\w.-]+|[^\w\s])\s*$")
_AFTER = re.compile(r"\s*([\w-]+|[^\w\s])")
_DEFINITION = re.compile(r"\s*\([A-Za-z0-9-]{2,12}\)")
_NEIGHBOUR = 24  # characters in which the word next to a mention is looked for
_NEAR = 25  # characters after a cue at which it counts half


class _Text:
    """A paper and its mentions, with what the features of several entities need."""

    def __init__(self, paper: Paper, mentions: Sequence[Mention]) -> None:
        self.paper = paper
        self.mentions = mentions
        of_entity: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            of_entity[mention.entity].append(mention)
        self.of_entity: Mapping[str, Sequence[Mention]] = of_entity  # in the order of the text
        self.titled = [e for e, own in of_entity.items() if own[0].field == "title"]
        self.most = max((len(own) for own in of_entity.values()), default=0)
        self.cues = find_cues(paper.abstract)
        self.starts = [m.start for m in mentions if m.field == "abstract"]
        self.title_words = set(_words(paper.title))
        self.counts = Counter(_words(f"{paper.title} {paper.abstract}"))
        self.words = {e: {w for m in own for w in _words(m.text)} for e, own in of_entity.items()}
        self.names = {e: _longest(own) for e, own in of_entity.items()}


def find_features(
    paper: Paper, mentions: Sequence[Mention], encoder: TextEncoder
) -> dict[str, Features]:
    """Return the features of each entity that a paper mentions, by the id of the entity.

    Args:
        paper: The paper.
        mentions: Its mentions, those in the title first, in the order of the text.
        encoder: Gives the names and the texts their vectors.

    Returns:
        A feature that is 0 can be missing. Offsets are in shares of the title or the abstract.
    """
    text = _Text(paper, mentions)
    meaning = find_meaning(paper, list(text.names.values()), encoder)
    return {
        entity: {
            **_count_features(text, position, own),
            **_title_features(text, entity, [m for m in own if m.field == "title"]),
            **_abstract_features(text, [m for m in own if m.field == "abstract"]),
            **_name_features(text, entity, own),
            **_overlap_features(text, entity),
            **meaning[position],
        }
        for position, (entity, own) in enumerate(text.of_entity.items())
    }


def _count_features(text: _Text, position: int, own: Sequence[Mention]) -> Features:
    """Compare how often and how early an entity is mentioned with the others of the paper."""
    count = len(own)
    return {
        "constant": 1,
        "mentions, log": math.log(count),
        "mentions, share": count / len(text.mentions),
        "mentions, to most": count / text.most,
        "mentions, rank": sum(len(others) > count for others in text.of_entity.values()),
        "mentions of all": len(text.mentions),
        "sentences": len({(m.field, m.sentence_start) for m in own}),
        "order": position,
        "order, share": position / len(text.of_entity),
        "entities in title": len(text.titled),
    }


def _title_features(text: _Text, entity: str, own: Sequence[Mention]) -> Features:
    """Say where in the title an entity is, or nothing if it is not there."""
    if not own:
        return {}
    title = text.paper.title.rstrip(" .?!")
    first, last = own[0].start, own[-1].end
    colon = title.find(":")
    return {
        "title": 1,
        "title mentions": len(own),
        "title entities": len(text.titled),
        "title order": text.titled.index(entity),
        "title start": first / len(title),
        "title end": last / len(title),
        "title share": sum(m.end - m.start for m in own) / len(title),
        "title is start": first == 0,
        "title is end": last >= len(title),
        "part before the colon": last <= colon,
        "all before the colon": first == 0 and 0 <= colon - last <= 1,
        **{f"title after {_before(title, m)}": 1.0 for m in own},
        **{f"title before {_after(title, m)}": 1.0 for m in own},
    }


def _abstract_features(text: _Text, own: Sequence[Mention]) -> Features:
    """Say where in the abstract an entity is, next to which words and after which cues."""
    if not own:
        return {}
    abstract = text.paper.abstract
    first, last = own[0].start / len(abstract), own[-1].start / len(abstract)
    lower = [m for m in own if m.text.islower()]
    end = len(abstract.rstrip())
    return {
        "abstract": 1,
        "first": first,
        "last": last,
        "in first sentence": any(m.sentence_start == 0 for m in own),
        "in last sentence": any(m.sentence_end >= end for m in own),
        "starts sentence": sum(m.start - m.sentence_start < len("The  ") for m in own),
        "lower case": bool(lower),
        "new": sum(is_new(abstract, m.start) for m in own),
        "defined": any(_DEFINITION.match(abstract, m.end) for m in own),
        "listed": sum(_is_listed(abstract, m) for m in own),
        **Counter(f"after {_before(abstract, m)}" for m in own),
        **Counter(f"before {_after(abstract, m)}" for m in own),
        **_cue_features(text, own),
    }


def _cue_features(text: _Text, own: Sequence[Mention]) -> Features:
    """Say how many mentions follow a cue in their sentence, and how near the nearest is."""
    features: dict[str, float] = {}
    for kind, ends in text.cues.items():
        follows = [near for m in own if (near := _nearness(ends, m)) > 0]
        features[f"{kind}"] = len(follows)
        features[f"{kind}, share"] = len(follows) / len(own)
        features[f"{kind}, near"] = max(follows, default=0)
    orders = [_order_after(text, kind, m) for kind in ("propose", "study") for m in own]
    return {**features, "first after cue": max(orders)}


def _nearness(ends: Sequence[int], mention: Mention) -> float:
    """Return 1 right after a cue of the sentence, 1/2 at `_NEAR` characters, 0 without one."""
    at = bisect_right(ends, mention.start) - 1
    if at < 0 or ends[at] < mention.sentence_start:
        return 0.0
    return _NEAR / (_NEAR + mention.start - ends[at])


def _order_after(text: _Text, kind: str, mention: Mention) -> float:
    """Return 1 for the first mention after the first cue of a sentence, 1/2 for the second etc."""
    ends = text.cues[kind]
    at = bisect_left(ends, mention.sentence_start)
    if at == len(ends) or ends[at] > mention.start:
        return 0.0
    between = bisect_left(text.starts, mention.start) - bisect_left(text.starts, ends[at])
    return 1 / (1 + between)


def _longest(mentions: Sequence[Mention]) -> str:
    return max((m.text for m in mentions), key=lambda surface: (len(surface), surface))


def _name_features(text: _Text, entity: str, own: Sequence[Mention]) -> Features:
    """Describe an entity by its label and its longest surface."""
    name = text.names[entity]
    words = _words(name)
    background, surfaces = Background.load(), {mention.text for mention in own}
    return {
        "rarity": min(map(background.rarity, surfaces)),
        "unknown": not any(map(background.count, surfaces)),
        f"label {own[0].label}": 1,
        "characters": len(name),
        "capitals": sum(map(str.isupper, name)) / len(name),
        "digits": any(map(str.isdigit, name)),
        "words in title": sum(word in text.title_words for word in words) / max(1, len(words)),
        "first word in title": bool(words) and words[0] in text.title_words,
        "head in title": bool(words) and words[-1] in text.title_words,
        "score": min(m.score for m in own),
    }


def _overlap_features(text: _Text, entity: str) -> Features:
    """Compare the words of an entity with those of the title and of the other entities."""
    own = text.words[entity]
    wider = [e for e, words in text.words.items() if words < own]
    narrower = [e for e, words in text.words.items() if words > own]
    return {
        "share of title": len(own & text.title_words) / max(1, len(text.title_words)),
        "rarest word": min((text.counts[word] for word in own), default=0),
        "mean of words": sum(text.counts[word] for word in own) / max(1, len(own)),
        "wider": len(wider),
        "wider in title": any(e in text.titled for e in wider),
        "narrower, mentions": sum(len(text.of_entity[e]) for e in narrower),
        "narrower in title": any(e in text.titled for e in narrower),
    }


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case, without a plural's s."""
    return [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in _WORD.findall(text.lower())
    ]


def _before(text: str, mention: Mention) -> str:
    match = _BEFORE.search(text[max(0, mention.start - _NEIGHBOUR) : mention.start])
    return match[1].lower() if match else "nothing"


def _after(text: str, mention: Mention) -> str:
    match = _AFTER.match(text, mention.end)
    return match[1].lower() if match else "nothing"


def _is_listed(text: str, mention: Mention) -> bool:
    return {_before(text, mention), _after(text, mention)} <= {",", "and", "or"}

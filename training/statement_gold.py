"""Papers that say what they state: those that people judged, and further ones to mark."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import corpus
import numpy as np

from kgraph.extract.crf import Array
from kgraph.pipeline import build
from kgraph.statements.features import Document
from kgraph.types import ENTITY_PREDICATES, OWN_PREDICATES, Paper, Predicate

NONE = np.zeros(len(OWN_PREDICATES), np.float32)
"""The target of an entity, or of two, that the paper states nothing of."""

_DRAWN = 2600  # abstracts without annotations
_SHORTEST, _LONGEST = 400, 2500  # characters of an abstract

Targets = Mapping[Any, Array]


@dataclass(frozen=True)
class Example:
    """A document and how likely it states what: `own` by entity, `between` by subject and object.

    `evidence` has the mentions and the pairs of mentions of sentences that state it, each with the
    number of the predicate. `stands_for` and `truth` are those of a judged paper.
    """

    document: Document
    own: Targets
    between: Targets
    evidence: frozenset[tuple[int, ...]] = frozenset()
    stands_for: Mapping[str, frozenset[int]] = field(default_factory=dict)
    truth: frozenset[tuple[int | None, Predicate, int]] = frozenset()


def read_judged(path: Path) -> list[Example]:
    """Build the judged papers of a file."""
    rows = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    documents = _build([Paper(row["id"], row["title"], row["abstract"]) for row in rows])
    return [_judged(document, row) for document, row in zip(documents, rows, strict=True)]


def _build(papers: Sequence[Paper]) -> list[Document]:
    kg = build(papers)
    return [
        Document(
            kg.papers[p.id], kg.mentions_of(p.id), {a.entity: a.score for a in kg.about_of(p.id)}
        )
        for p in papers
    ]


def _judged(document: Document, row: dict[str, Any]) -> Example:
    stands_for = _stands_for(document, row["entities"])
    found: dict[int | None, set[str]] = defaultdict(set)
    for entity, numbers in stands_for.items():
        for number in numbers:
            found[number].add(entity)
    own: dict[str, Array] = defaultdict(NONE.copy)
    between: dict[tuple[str, str], Array] = defaultdict(NONE.copy)
    evidence: set[tuple[int, ...]] = set()
    for s in row["statements"]:
        in_sentence = _in_sentence(document, row["sentences"][s["sentence"]])
        for obj in found[s["object"]]:
            if s["subject"] is None:
                number = OWN_PREDICATES.index(s["predicate"])
                own[obj][number] = 1
                evidence |= {(m, number) for m in in_sentence[obj]}
            for subject in found[s["subject"]] - {obj}:
                number = ENTITY_PREDICATES.index(s["predicate"])
                between[subject, obj][number] = 1
                evidence |= {(a, b, number) for a in in_sentence[subject] for b in in_sentence[obj]}
    truth = frozenset((s["subject"], s["predicate"], s["object"]) for s in row["statements"])
    return Example(document, dict(own), dict(between), frozenset(evidence), stands_for, truth)


def _stands_for(
    document: Document, entities: Sequence[Mapping[str, Any]]
) -> dict[str, frozenset[int]]:
    """Return the numbers of the judged entities that each entity of the build stands for."""
    stands_for: dict[str, set[int]] = {m.entity: set() for m in document.mentions}
    for entity in entities:
        for name, start, end in entity["mentions"]:
            for m in document.mentions:
                if m.field == name and start < m.end and m.start < end:
                    stands_for[m.entity].add(entity["n"])
    return {entity: frozenset(numbers) for entity, numbers in stands_for.items()}


def _in_sentence(document: Document, sentence: tuple[str, int, int]) -> dict[str, list[int]]:
    """Return the mentions of each entity in a sentence, by their number."""
    name, start, end = sentence
    mentions: dict[str, list[int]] = defaultdict(list)
    for number, m in enumerate(document.mentions):
        if m.field == name and start <= m.start < end:
            mentions[m.entity].append(number)
    return mentions


def read_further(shared: Path) -> list[Document]:
    """Build the annotated papers that were not judged, and abstracts drawn at random."""
    seen = corpus.banned(shared)
    for part in ("train", "dev"):
        lines = (shared / f"judgements/statements-{part}.jsonl").read_text("utf8").splitlines()
        seen |= {corpus.title_key(json.loads(line)["title"]) for line in lines}
    annotated = []
    for name in corpus.ANNOTATED:
        lines = (shared / "annotations" / name).read_text("utf8").splitlines()
        annotated += list(_unseen(map(json.loads, lines), seen))
    with gzip.open(shared / "corpora/ml-abstracts.jsonl.gz", "rt", encoding="utf8") as file:
        drawn = random.Random(1).sample(list(_unseen(map(json.loads, file), seen)), _DRAWN)  # noqa: S311
    texts = enumerate(annotated + drawn)
    return _build([Paper(f"u{number}", title, abstract) for number, (title, abstract) in texts])


def _unseen(rows: Iterator[dict[str, Any]], seen: set[str]) -> Iterator[tuple[str, str]]:
    for row in rows:
        key, abstract = corpus.title_key(row["title"]), row.get("abstract") or ""
        if key not in seen and _SHORTEST < len(abstract) < _LONGEST:
            seen.add(key)
            yield row["title"], abstract

"""Train what decides what papers state: python training/statements.py --shared ../shared.

The papers that people judged are built as a user builds them. An entity of the build stands for
those of the judges whose mentions its own overlap. Four networks, each trained without a quarter of
the papers, mark the entities of further abstracts; the network that ships is trained on both. Its
scores are calibrated on papers that a sister of it, trained in the same way, did not see.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import corpus
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from statement_network import StatementNetwork, log_sum
from torch import Tensor

from kgraph.extract.crf import Array
from kgraph.extract.model import read_vectors
from kgraph.extract.model_extractor import read_model
from kgraph.pipeline import build
from kgraph.statements.features import Batch, Document, read_batch
from kgraph.types import ENTITY_PREDICATES, OWN_PREDICATES, Paper

FOLDS = 4
FURTHER = 2600  # abstracts drawn at random; the annotated papers are added
_RATE, _DECAY, _EPOCHS, _BATCH = 2e-3, 0.01, 16, 12
_EVIDENCE = 0.3  # the weight of the sentence that the judges name
_NONE = np.zeros(len(OWN_PREDICATES), np.float32)

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
    truth: frozenset[tuple[int | None, str, int]] = frozenset()


# -- Papers


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
    stands_for: dict[str, set[int]] = {m.entity: set() for m in document.mentions}
    for entity in row["entities"]:
        for name, start, end in entity["mentions"]:
            for m in document.mentions:
                if m.field == name and start < m.end and m.start < end:
                    stands_for[m.entity].add(entity["n"])
    found = defaultdict(set)
    for entity, numbers in stands_for.items():
        for number in numbers:
            found[number].add(entity)
    own: dict[str, Array] = defaultdict(lambda: _NONE.copy())
    between: dict[tuple[str, str], Array] = defaultdict(lambda: _NONE.copy())
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
    numbers = {entity: frozenset(n) for entity, n in stands_for.items()}
    return Example(document, dict(own), dict(between), frozenset(evidence), numbers, truth)


def _in_sentence(document: Document, sentence: tuple[str, int, int]) -> dict[str, list[int]]:
    """Return the mentions of each entity in a sentence, by their number."""
    name, start, end = sentence
    mentions: dict[str, list[int]] = defaultdict(list)
    for number, m in enumerate(document.mentions):
        if m.field == name and start <= m.start < end:
            mentions[m.entity].append(number)
    return mentions


def read_further(shared: Path) -> list[Document]:
    """Build the annotated papers that nobody judged, and abstracts drawn at random."""
    seen = corpus.banned(shared)
    for part in ("train", "dev"):
        lines = (shared / f"judgements/statements-{part}.jsonl").read_text("utf8").splitlines()
        seen |= {corpus.title_key(json.loads(line)["title"]) for line in lines}
    annotated = []
    for name in corpus.ANNOTATED:
        lines = (shared / "annotations" / name).read_text("utf8").splitlines()
        annotated += list(_unseen(map(json.loads, lines), seen))
    with gzip.open(shared / "corpora/ml-abstracts.jsonl.gz", "rt", encoding="utf8") as file:
        drawn = random.Random(1).sample(list(_unseen(map(json.loads, file), seen)), FURTHER)
    texts = enumerate(annotated + drawn)
    return _build([Paper(f"u{number}", title, abstract) for number, (title, abstract) in texts])


def _unseen(rows: Iterator[dict[str, Any]], seen: set[str]) -> Iterator[tuple[str, str]]:
    for row in rows:
        key, abstract = corpus.title_key(row["title"]), row.get("abstract") or ""
        if key not in seen and 400 < len(abstract) < 2500:
            seen.add(key)
            yield row["title"], abstract


# -- Training


def train(examples: Sequence[Example], seed: int, epochs: int = _EPOCHS) -> StatementNetwork:
    """Train a network by one cycle of the rate (Smith and Topin, arXiv:1708.07120)."""
    torch.manual_seed(seed)
    order = random.Random(seed)
    model = read_model()
    network = StatementNetwork(read_vectors(model.weights, model.config["floret"]))
    examples = [example for example in examples if example.document.mentions]
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = epochs * math.ceil(len(examples) / _BATCH)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    network.train()
    for epoch in range(epochs):
        order.shuffle(examples)
        total = 0.0
        for start in range(0, len(examples), _BATCH):
            loss = _loss(network, examples[start : start + _BATCH])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            rate.step()
            total += float(loss.detach())
        print(f"  epoch {epoch + 1}: loss {total / len(examples):.3f}", flush=True)
    network.eval()
    return network


def _loss(network: StatementNetwork, examples: Sequence[Example]) -> Tensor:
    batch = read_batch([example.document for example in examples])
    scores = network(batch)
    entity, relation = torch.from_numpy(batch.mentions[:, 2]), torch.from_numpy(batch.relation)
    own = log_sum(scores.own, entity, len(batch.entities))
    between = log_sum(scores.pairs, relation, len(batch.relations))
    own_target, between_target = _targets(batch, examples)
    loss = F.binary_cross_entropy_with_logits(own, own_target, reduction="sum")
    loss = loss + F.binary_cross_entropy_with_logits(between, between_target, reduction="sum")
    at_mention, at_pair = _evidence(batch, examples)
    loss = loss - _EVIDENCE * (scores.own - own[entity])[at_mention].sum()
    loss = loss - _EVIDENCE * (scores.pairs - between[relation])[at_pair].sum()
    return loss / 100


def _targets(batch: Batch, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    own = [examples[number].own.get(entity, _NONE) for number, entity in batch.entities]
    between = [_NONE] * len(batch.relations)
    for i, (subject, obj) in enumerate(batch.relations.tolist()):
        (number, a), (_, b) = batch.entities[subject], batch.entities[obj]
        between[i] = examples[number].between.get((a, b), _NONE)
    return torch.from_numpy(np.stack(own)), torch.from_numpy(np.array(between).reshape(-1, 7))


def _evidence(batch: Batch, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return where the judges see a statement: mentions and pairs with predicates."""
    starts = np.cumsum([0, *(len(example.document.mentions) for example in examples)])
    at_mention = torch.zeros(len(batch.mentions), len(OWN_PREDICATES), dtype=torch.bool)
    at_pair = torch.zeros(len(batch.relation), len(ENTITY_PREDICATES), dtype=torch.bool)
    ends = np.concatenate([batch.pairs, batch.pairs[:, ::-1]]).tolist()
    row = {(a, b): i for i, (a, b) in enumerate(ends)}
    for start, example in zip(starts.tolist(), examples, strict=False):
        for *mentions, predicate in example.evidence:
            if len(mentions) == 1:
                at_mention[start + mentions[0], predicate] = True
            elif (pair := (start + mentions[0], start + mentions[1])) in row:
                at_pair[row[pair], predicate] = True
    return at_mention, at_pair


# -- Marking


def mark(network: StatementNetwork, documents: Sequence[Document]) -> list[tuple[Targets, Targets]]:
    """Return for each document the log-odds by entity, and by subject and object."""
    marks: list[tuple[dict[str, Array], dict[tuple[str, str], Array]]] = [
        ({}, {}) for _ in documents
    ]
    rows = [row for row, document in enumerate(documents) if document.mentions]
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        batch = read_batch([documents[row] for row in part])
        with torch.no_grad():
            scores = network(batch)
            entity, relation = map(torch.from_numpy, (batch.mentions[:, 2], batch.relation))
            own = log_sum(scores.own, entity, len(batch.entities)).numpy()
            between = log_sum(scores.pairs, relation, len(batch.relations)).numpy()
        for i, (number, name) in enumerate(batch.entities):
            marks[part[number]][0][name] = own[i]
        for i, (subject, obj) in enumerate(batch.relations.tolist()):
            (number, a), (_, b) = batch.entities[subject], batch.entities[obj]
            marks[part[number]][1][a, b] = between[i]
    return marks


def marked(
    documents: Sequence[Document], marks: Sequence[Sequence[tuple[Targets, Targets]]]
) -> list[Example]:
    """Return documents with the mean probability of several networks."""

    def mean(parts: Sequence[Targets]) -> Targets:
        return {key: np.mean([_sigmoid(part[key]) for part in parts], axis=0) for key in parts[0]}

    return [
        Example(document, mean([m[0] for m in of]), mean([m[1] for m in of]))
        for document, *of in zip(documents, *marks, strict=True)
    ]


def _sigmoid(x: Array) -> Array:
    y: Array = 1 / (1 + np.exp(-x))
    return y

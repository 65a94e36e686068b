"""Train what decides what papers state: python training/statements.py --shared ../shared.

The papers that people judged are built as a user builds them. An entity of the build stands for
those of the judges whose mentions its own overlap. Four teachers, each trained without a quarter of
the papers, mark further abstracts; the network that ships is trained on both. Four sisters of it,
each trained on three quarters and what one teacher marked, give the scores that it is measured and
calibrated by. Every step leaves its file in `--work` and is skipped if it is there.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from scipy.optimize import minimize
from statement_gold import NONE, Example, Targets, read_further, read_judged
from statement_network import SIZE, TrainableNetwork, log_sum
from torch import Tensor

from kgraph.atomic import write_atomic
from kgraph.config import load_settings
from kgraph.extract.crf import Array
from kgraph.extract.model import read_word_vectors
from kgraph.extract.model_extractor import WEIGHTS as MODEL
from kgraph.statements.classifier import WEIGHTS
from kgraph.statements.features import Document, DocumentBatch, read_batch
from kgraph.types import ENTITY_PREDICATES, OWN_PREDICATES, PREDICATES, Predicate

T = TypeVar("T")
Marks: TypeAlias = tuple[Targets, Targets]
"""The log-odds of a document's statements, by entity, and by subject and object."""

FOLDS = 4
_RATE, _DECAY, _BATCH = 2e-3, 0.01, 12
_EVIDENCE = 0.3  # the weight of the sentence that the judges name
_DEFAULT = load_settings().statements.min_score
_PRECISION = 0.65  # a predicate whose statements are right more rarely is tentative
_RECALL = 0.05  # as is one of which fewer are found
_GROUPS: Mapping[str, Sequence[Predicate]] = {
    "own": OWN_PREDICATES,
    "two entities": ENTITY_PREDICATES,
    "all": PREDICATES,
}


class Recipe(NamedTuple):
    """The size of a network, its dropout and how often it reads the papers."""

    size: int
    dropout: float
    epochs: int


TEACHER = Recipe(size=144, dropout=0.4, epochs=24)
STUDENT = Recipe(size=SIZE, dropout=0.2, epochs=8)


# -- Training


def train(examples: Sequence[Example], seed: int, recipe: Recipe) -> TrainableNetwork:
    """Train a network by one cycle of the rate (Smith and Topin, arXiv:1708.07120)."""
    torch.manual_seed(seed)
    order = random.Random(seed)  # noqa: S311
    network = TrainableNetwork(read_word_vectors(MODEL), recipe.size, recipe.dropout)
    examples = [example for example in examples if example.document.mentions]
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = recipe.epochs * math.ceil(len(examples) / _BATCH)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    network.train()
    for epoch in range(recipe.epochs):
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


def _loss(network: TrainableNetwork, examples: Sequence[Example]) -> Tensor:
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


def _targets(batch: DocumentBatch, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    own = [examples[number].own.get(entity, NONE) for number, entity in batch.entities]
    between = [NONE] * len(batch.relations)
    for i, (subject, obj) in enumerate(batch.relations.tolist()):
        (number, a), (_, b) = batch.entities[subject], batch.entities[obj]
        between[i] = examples[number].between.get((a, b), NONE)
    return torch.from_numpy(np.stack(own)), torch.from_numpy(np.array(between).reshape(-1, 7))


def _evidence(batch: DocumentBatch, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
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


def mark(network: TrainableNetwork, documents: Sequence[Document]) -> list[Marks]:
    """Return for each document the log-odds by entity, and by subject and object."""
    marks: list[tuple[dict[Any, Array], dict[Any, Array]]] = [({}, {}) for _ in documents]
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
    return list(marks)


def marked(documents: Sequence[Document], marks: Sequence[Sequence[Marks]]) -> list[Example]:
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


# -- Calibration


class Judgement(NamedTuple):
    """One possible statement: its log-odds, whether it is right, and what it is of the judged."""

    odds: float
    right: bool
    covers: frozenset[object]


def judge(examples: Sequence[Example], marks: Sequence[Marks]) -> dict[Predicate, list[Judgement]]:
    """Compare what networks mark with what the judges say, by predicate."""
    found: dict[Predicate, list[Judgement]] = {predicate: [] for predicate in PREDICATES}
    for number, (example, (own, between)) in enumerate(zip(examples, marks, strict=True)):
        stands = example.stands_for
        for entity, odds in own.items():
            for predicate, value in zip(OWN_PREDICATES, odds.tolist(), strict=True):
                hits = {(None, predicate, y) for y in stands[entity]} & example.truth
                covers = frozenset((number, *hit) for hit in hits)
                found[predicate].append(Judgement(value, bool(hits), covers))
        for (subject, obj), odds in between.items():
            for name, value in zip(ENTITY_PREDICATES, odds.tolist(), strict=True):
                ends = {(x, name, y) for x in stands[subject] for y in stands[obj]}
                shared = frozenset((number, *end) for end in example.truth & ends)
                found[name].append(Judgement(value, bool(shared), shared))
    return found


def calibrate(found: Sequence[Judgement]) -> tuple[float, float]:
    """Return the slope and the constant that turn log-odds into calibrated ones (Platt 1999)."""
    odds = np.array([judgement.odds for judgement in found])
    right = np.array([judgement.right for judgement in found], float)

    def loss(line: Array) -> float:
        x = odds * line[0] + line[1]
        return float((np.logaddexp(0, x) - right * x).mean())

    slope, constant = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B").x.tolist()
    return round(slope, 3), round(constant, 3)


def _score(line: Sequence[float], odds: float) -> float:
    return 1 / (1 + math.exp(-line[0] * odds - line[1]))


def measure(
    found: Mapping[Predicate, Sequence[Judgement]],
    lines: Mapping[Predicate, Sequence[float]],
    truth: Mapping[Predicate, int],
    predicates: Sequence[Predicate],
) -> tuple[float, float]:
    """Return precision and recall of the statements with at least the default score."""
    kept = [
        judgement
        for predicate in predicates
        for judgement in found[predicate]
        if _score(lines[predicate], judgement.odds) >= _DEFAULT
    ]
    covered = frozenset().union(*(judgement.covers for judgement in kept))
    right = sum(judgement.right for judgement in kept)
    total = sum(truth[predicate] for predicate in predicates)
    return right / max(1, len(kept)), len(covered) / total


def configure(examples: Sequence[Example], marks: Sequence[Marks]) -> dict[str, Any]:
    """Return calibration and tentative predicates by what was marked unseen."""
    found, truth = judge(examples, marks), count_truth(examples)
    lines = {predicate: calibrate(found[predicate]) for predicate in PREDICATES}
    tentative = [
        predicate
        for predicate in PREDICATES
        if not _is_enough(*measure(found, lines, truth, [predicate]))
    ]
    return {"calibration": lines, "tentative": tentative}


def _is_enough(precision: float, recall: float) -> bool:
    return precision >= _PRECISION and recall >= _RECALL


def count_truth(examples: Sequence[Example]) -> Counter[Predicate]:
    """Return how many statements the judges made, by predicate."""
    return Counter(predicate for example in examples for _, predicate, _ in example.truth)


def report(examples: Sequence[Example], marks: Sequence[Marks], config: Mapping[str, Any]) -> str:
    """Return a line for each predicate, and for all that are kept by default."""
    found, truth = judge(examples, marks), count_truth(examples)
    groups: dict[str, list[Predicate]] = {predicate: [predicate] for predicate in PREDICATES}
    for name, group in _GROUPS.items():
        groups[name] = [predicate for predicate in group if predicate not in config["tentative"]]
    return "\n".join(
        f"  {name:14} P {precision:.3f} R {recall:.3f}"
        for name, predicates in groups.items()
        for precision, recall in [measure(found, config["calibration"], truth, predicates)]
    )


# -- All of it


class Steps:
    """Files of finished steps in a folder: a step whose file is there is not done again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def do(self, name: str, step: Callable[[], T]) -> T:
        """Return the result of a step."""
        path = self._folder / f"{name}.pkl"
        if not path.exists():
            print(name, flush=True)
            write_atomic(path, pickle.dumps(step()))
        result: T = pickle.loads(path.read_bytes())  # noqa: S301  # our own file
        return result


def train_all(shared: Path, steps: Steps) -> tuple[dict[str, Array], dict[str, Any]]:
    """Train teachers, sisters and the network that ships; return its weights and configuration."""
    judged: dict[str, list[Example]] = {
        part: steps.do(part, partial(read_judged, shared / f"judgements/statements-{part}.jsonl"))
        for part in ("train", "dev")
    }
    further: list[Document] = steps.do("further", lambda: read_further(shared))
    documents = {part: [example.document for example in judged[part]] for part in judged}

    def teach(fold: int) -> list[Marks]:
        return mark(train(_without(judged["train"], fold), fold + 1, TEACHER), further)

    teachers: list[list[Marks]] = [
        steps.do(f"teacher-{fold}", partial(teach, fold)) for fold in range(FOLDS)
    ]

    def learn(gold: Sequence[Example], of: Sequence[Sequence[Marks]]) -> dict[str, Tensor]:
        network = train([*gold, *gold, *marked(further, of)], 1, STUDENT)
        return dict(network.state_dict())

    unseen: list[Marks] = [({}, {})] * len(judged["train"])
    for fold, teacher in enumerate(teachers):
        gold = _without(judged["train"], fold)
        sister = _student(steps.do(f"sister-{fold}", partial(learn, gold, [teacher])))
        unseen[fold::FOLDS] = mark(sister, documents["train"][fold::FOLDS])
    student = _student(steps.do("student", partial(learn, judged["train"], teachers)))
    config = configure(judged["train"], unseen)
    print("cross-validation", report(judged["train"], unseen, config), sep="\n")
    print("dev", report(judged["dev"], mark(student, documents["dev"]), config), sep="\n")
    return student.to_arrays(), config


def _without(examples: Sequence[Example], fold: int) -> list[Example]:
    return [example for i, example in enumerate(examples) if i % FOLDS != fold]


def _student(state: Mapping[str, Tensor]) -> TrainableNetwork:
    network = TrainableNetwork(read_word_vectors(MODEL), STUDENT.size, STUDENT.dropout)
    network.load_state_dict(state)
    network.eval()
    return network


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work/statements"))
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    torch.set_num_threads(1)  # the same sums in every run
    weights, config = train_all(args.shared, Steps(args.work))
    buffer = BytesIO()
    text = json.dumps(config, sort_keys=True).encode()
    arrays: dict[str, Any] = {**weights, "config": np.frombuffer(text, dtype=np.uint8)}
    np.savez(buffer, **arrays)
    write_atomic(args.out, buffer.getvalue())


if __name__ == "__main__":
    main()

"""Train the network on annotated papers, some of them perhaps annotated by a model."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from kgraph.extract.features import read_batch
from kgraph.track import Track, untracked
from kgraph.train.network import Tagger
from kgraph.train.papers import TrainingPaper
from kgraph.train.recipe import Recipe, Shape
from kgraph.train.tables import Tables
from kgraph.train.tags import read_tags
from kgraph.types import Label

State = dict[str, Tensor]
_GROUPS = 1_000_000  # more than the words of a paper, so that groups never meet
_FINE = ("cat", "rnn", "mix")  # parts that come from pretraining


def collate(
    papers: Sequence[TrainingPaper],
    tables: Tables,
    labels: Sequence[Label],
    rng: np.random.Generator,
) -> dict[str, Tensor]:
    """Pad some papers to one batch."""
    lengths = torch.tensor([len(paper.doc) for paper in papers])
    size, steps = len(papers), int(lengths.max())
    words = torch.zeros(size, steps, tables.vectors.width)
    names = ("cats", "hashes", "groups", "terms", "tags")
    numbers = {name: torch.zeros(size, steps, dtype=torch.long) for name in names}
    for i, paper in enumerate(papers):
        n = len(paper.doc)
        features = read_batch([paper.doc])
        word = features.word[:, 0]
        words[i, :n] = torch.from_numpy(tables.vectors(features.words)[word])
        numbers["cats"][i, :n] = torch.from_numpy(features.category[:, 0])
        numbers["hashes"][i, :n] = torch.from_numpy(features.spelling[:, 0])
        numbers["groups"][i] = (i + 1) * _GROUPS - 1  # padding is its own group
        numbers["groups"][i, :n] = torch.from_numpy(word + i * _GROUPS)
        numbers["terms"][i, :n] = torch.from_numpy(tables.lexicon.read(features)[:, 0])
        numbers["tags"][i, :n] = torch.from_numpy(read_tags(n, paper.draw(rng), labels))
    return {
        "words": words,
        "lengths": lengths,
        "weights": torch.tensor([p.weight for p in papers]),
        **numbers,
    }


def batches(
    papers: Sequence[TrainingPaper], size: int, rng: np.random.Generator
) -> list[list[TrainingPaper]]:
    """Split a shuffled epoch into batches of similar length, in random order."""
    order = rng.permutation(len(papers))
    out: list[list[TrainingPaper]] = []
    for start in range(0, len(order), size * 8):
        part = sorted(order[start : start + size * 8], key=lambda i: len(papers[i].doc))
        out += [[papers[i] for i in part[k : k + size]] for k in range(0, len(part), size)]
    return [out[i] for i in rng.permutation(len(out))]


def optimizer_of(model: Tagger, recipe: Recipe, pretrained: bool) -> torch.optim.Optimizer:
    """Return an optimizer with a lower rate for the pretrained parts."""
    named = list(model.named_parameters())
    fine = [p for name, p in named if name.split(".")[0] in _FINE]
    rest = [p for name, p in named if name.split(".")[0] not in _FINE]
    share = recipe.encoder_rate if pretrained else 1.0
    groups = [{"params": fine, "share": share}, {"params": rest, "share": 1.0}]
    return torch.optim.AdamW(groups, lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.99))


def train(
    papers: Sequence[TrainingPaper],
    tables: Tables,
    labels: Sequence[Label],
    start: State | None,
    shape: Shape,
    recipe: Recipe,
    *,
    log: Callable[[str], None],
    track: Track = untracked,
) -> State:
    """Train one network.

    Args:
        papers: The annotated papers; their labels are among `labels`.
        tables: The word vectors and the lexicon.
        labels: The labels in the order of the tags.
        start: Weights to start from, all of them or some; None starts from random weights.
        shape: The sizes of the layers, which fit the weights.
        recipe: The length and the rates.
        log: Gets a line after each epoch.
        track: Wraps the iteration over the batches of an epoch, their number and what it is.

    Returns:
        The running mean of the weights over the last steps.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    run = _Run(Tagger(shape, len(labels)), start, recipe, len(papers))
    for epoch in range(1, recipe.epochs + 1):
        parts = batches(papers, recipe.batch, rng)
        doing = f"Epoch {epoch} of {recipe.epochs}"
        losses = [
            run.learn(collate(part, tables, labels, rng))
            for part in track(parts, len(parts), doing)
        ]
        log(f"epoch {epoch}: loss {np.mean(losses):.3f}")
    return run.mean


class _Run:
    """The network, its optimizer, and the running mean of its weights, step by step."""

    def __init__(self, model: Tagger, start: State | None, recipe: Recipe, papers: int) -> None:
        if start is not None:
            model.load_state_dict(start, strict=False)
        self._model = model
        self._recipe = recipe
        self._optimizer = optimizer_of(model, recipe, start is not None)
        self._steps = recipe.epochs * math.ceil(papers / recipe.batch)
        self._step = 0
        self.mean = {name: value.clone() for name, value in model.state_dict().items()}

    def learn(self, batch: dict[str, Tensor]) -> float:
        """Take one step on a batch, and return its loss."""
        loss = self._loss(batch)
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), 5.0)
        self._set_rate()
        self._optimizer.step()
        self._step += 1
        self._add_to_mean()
        return float(loss.item())

    def _loss(self, batch: dict[str, Tensor]) -> Tensor:
        emissions, mask = self._model(batch)
        crf, weights = self._model.crf, batch["weights"]
        gap = crf.log_partition(emissions, batch["lengths"])
        gap = gap - crf.path(emissions, batch["tags"], mask.float())
        return 10 * (gap * weights).sum() / (batch["lengths"] * weights).sum()

    def _set_rate(self) -> None:
        """Raise the rate over the first steps, then let it fall."""
        fall = max(0.02, 1 - self._step / self._steps)
        rate = self._recipe.rate * min(1.0, (self._step + 1) / 60) * fall
        for group in self._optimizer.param_groups:
            group["lr"] = rate * group["share"]

    def _add_to_mean(self) -> None:
        keep = min(self._recipe.memory, self._step / (self._step + 20))
        with torch.no_grad():
            for name, value in self._model.state_dict().items():
                self.mean[name].mul_(keep).add_(value, alpha=1 - keep)

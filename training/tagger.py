"""Train the tagger on gold papers and, optionally, on papers annotated by teachers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from convert import quantized
from gold import Paper, tag_rows
from network import Shape, Tagger
from torch import Tensor, nn

from kgraph.extract.features import LexiconFeature, WordVectors, read_batch

State = dict[str, Tensor]
_GROUPS = 1_000_000  # more than the words of a paper, so that groups never meet
_FINE = ("cat", "rnn", "mix")  # parts that come from pretraining


@dataclass(frozen=True)
class Recipe:
    """The length and the rates of training."""

    epochs: int
    rate: float = 2e-3
    encoder_rate: float = 0.5  # of `rate`, for the pretrained parts
    batch: int = 8
    seed: int = 0
    memory: float = 0.995  # of the running mean of the weights


def read_vectors(work: Path) -> WordVectors:
    """Read the scaled floret vectors, rounded as they are shipped."""
    rows, size, settings = quantized(work)
    return WordVectors(rows.astype(np.float32) * size[:, None], settings)


def collate(
    papers: Sequence[Paper], vectors: WordVectors, lexicon: LexiconFeature, rng: np.random.Generator
) -> dict[str, Tensor]:
    """Pad some papers to one batch."""
    lengths = torch.tensor([len(paper.doc) for paper in papers])
    size, steps = len(papers), int(lengths.max())
    words = torch.zeros(size, steps, vectors.width)
    names = ("cats", "hashes", "groups", "terms", "tags")
    numbers = {name: torch.zeros(size, steps, dtype=torch.long) for name in names}
    for i, paper in enumerate(papers):
        n = len(paper.doc)
        features = read_batch([paper.doc])
        word = features.word[:, 0]
        words[i, :n] = torch.from_numpy(vectors(features.words)[word])
        numbers["cats"][i, :n] = torch.from_numpy(features.category[:, 0])
        numbers["hashes"][i, :n] = torch.from_numpy(features.spelling[:, 0])
        numbers["groups"][i] = (i + 1) * _GROUPS - 1  # padding is its own group
        numbers["groups"][i, :n] = torch.from_numpy(word + i * _GROUPS)
        numbers["terms"][i, :n] = torch.from_numpy(lexicon.read(features)[:, 0])
        numbers["tags"][i, :n] = torch.from_numpy(tag_rows(n, paper.draw(rng)))
    return {
        "words": words,
        "lengths": lengths,
        "weights": torch.tensor([p.weight for p in papers]),
        **numbers,
    }


def batches(papers: Sequence[Paper], size: int, rng: np.random.Generator) -> list[list[Paper]]:
    """Split a shuffled epoch into batches of similar length, in random order."""
    order = rng.permutation(len(papers))
    out: list[list[Paper]] = []
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
    papers: Sequence[Paper],
    vectors: WordVectors,
    lexicon: LexiconFeature,
    encoder: State | None,
    shape: Shape,
    recipe: Recipe,
    log: Callable[[str], None],
) -> State:
    """Train one tagger; its weights are the running mean over the last steps."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    model = Tagger(shape)
    if encoder is not None:
        model.load_state_dict(encoder, strict=False)
    optimizer = optimizer_of(model, recipe, encoder is not None)
    mean = {name: value.clone() for name, value in model.state_dict().items()}
    total = recipe.epochs * math.ceil(len(papers) / recipe.batch)
    step = 0
    for epoch in range(recipe.epochs):
        losses: list[float] = []
        for part in batches(papers, recipe.batch, rng):
            batch = collate(part, vectors, lexicon, rng)
            emissions, mask = model(batch)
            gap = model.crf.log_partition(emissions, batch["lengths"])
            gap = gap - model.crf.path(emissions, batch["tags"], mask.float())
            loss = 10 * (gap * batch["weights"]).sum() / (batch["lengths"] * batch["weights"]).sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            rate = recipe.rate * min(1.0, (step + 1) / 60) * max(0.02, 1 - step / total)
            for group in optimizer.param_groups:
                group["lr"] = rate * group["share"]
            optimizer.step()
            step += 1
            losses.append(loss.item())
            keep = min(recipe.memory, step / (step + 20))
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    mean[name].mul_(keep).add_(value, alpha=1 - keep)
        log(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}")
    return mean

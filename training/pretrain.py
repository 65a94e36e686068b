"""Pretraining: predict each word of unlabelled abstracts from the LSTM states around it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from kgraph.extract.crf import Array
from kgraph.extract.features import CATEGORIES, SHAPES
from kgraph.train.network import Encoder
from kgraph.train.recipe import Shape

_VOCABULARY = 20_000
_NEGATIVES = 1_536
_BATCH = 32
_LONGEST = 400


class Guesser(nn.Module):  # type: ignore[misc]
    """The encoder, with the words and shape classes that it may predict."""

    def __init__(self, shape: Shape, vectors: Tensor, share: Array) -> None:
        super().__init__()
        self.enc = Encoder(shape)
        self.out = nn.Linear(shape.slot, shape.vector)
        self.case = nn.Linear(shape.slot, SHAPES)
        self.emb = nn.Parameter(torch.cat([torch.zeros(1, shape.vector), vectors * 0.5]))
        self.b = nn.Parameter(torch.from_numpy(np.log(share + 1e-9)).float())


class Targets:
    """The predicted words (the 19,999 most frequent and `any other`) with their counts."""

    def __init__(self, ids: Array, words: int) -> None:
        counts = np.bincount(ids, minlength=words)
        self.chosen = np.argsort(-counts, kind="stable")[: _VOCABULARY - 1]
        self.row = np.zeros(words, dtype=np.int64)
        self.row[self.chosen] = np.arange(1, _VOCABULARY)
        times = np.bincount(self.row[ids], minlength=_VOCABULARY).astype(np.float64)
        self.share = times / times.sum()
        self.keep = np.minimum(1, np.sqrt(2e-3 / np.maximum(self.share, 1e-12)))
        self.keep[0] = 0.5
        noise = times**0.75 / (times**0.75).sum()
        self.cumulated = np.cumsum(noise)
        self.log_noise = torch.from_numpy(np.log(noise)).float()

    def negatives(self, rng: np.random.Generator) -> Tensor:
        """Draw the negative words of a batch."""
        drawn = np.searchsorted(self.cumulated, rng.random(_NEGATIVES)).clip(0, _VOCABULARY - 1)
        return torch.from_numpy(drawn)


def batches(offsets: Array, rng: np.random.Generator) -> Iterator[Array]:
    """Yield batches of documents of similar length, in random order."""
    lengths = np.diff(offsets)
    docs = np.flatnonzero((lengths > 60) & (lengths < 600))
    rng.shuffle(docs)
    block = _BATCH * 200
    for start in range(0, len(docs), block):
        part = docs[start : start + block]
        part = part[np.argsort(lengths[part], kind="stable")]
        groups = [part[i : i + _BATCH] for i in range(0, len(part), _BATCH)]
        yield from (groups[j] for j in rng.permutation(len(groups)))


def loss_of(
    model: Guesser,
    targets: Targets,
    ids: Array,
    words: Tensor,
    cats: Tensor,
    rng: np.random.Generator,
) -> Tensor:
    """Return the sampled-softmax loss of the words, with a small part for their shape classes."""
    half = model.enc.rnn.hidden_size
    states, _ = model.enc.rnn(torch.cat([words, model.enc.cat(cats)], -1))
    slot = F.gelu(model.enc.mix(torch.cat([states[:, :-2, :half], states[:, 2:, half:]], -1)))
    rows = targets.row[ids[:, 1:-1]].ravel()
    kept = torch.from_numpy(np.flatnonzero(rng.random(rows.size) < targets.keep[rows]))
    slot, right = slot.reshape(len(rows), -1)[kept], torch.from_numpy(rows)[kept]
    guess, others = model.out(slot), targets.negatives(rng)
    good = (guess * model.emb[right]).sum(-1) + model.b[right] - targets.log_noise[right]
    bad = guess @ model.emb[others].T + model.b[others] - targets.log_noise[others]
    bad = bad.masked_fill(others[None] == right[:, None], -1e9)
    word_loss = (torch.logsumexp(torch.cat([good[:, None], bad], 1), 1) - good).mean()
    shapes = cats[:, 1:-1].reshape(-1)[kept] // (CATEGORIES // SHAPES)
    return word_loss + 0.3 * F.cross_entropy(model.case(slot), shapes)


def pretrain(work: Path, shape: Shape, tokens: int, seed: int = 0) -> None:
    """Train on `tokens` tokens once and write encoder.pt."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    corpus = np.load(work / "corpus.npz")
    ids, cats, offsets = corpus["ids"], corpus["cats"], corpus["offsets"]
    vectors = torch.from_numpy(np.load(work / "words.npy").astype(np.float32))
    targets = Targets(ids, len(json.loads((work / "words.json").read_text())))
    model = Guesser(shape, vectors[targets.chosen], targets.share)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, betas=(0.9, 0.98))
    seen = 0
    for step, docs in enumerate(batches(offsets, rng)):
        length = int(min(np.diff(offsets)[docs].min(), _LONGEST))
        rows = np.stack([ids[offsets[d] : offsets[d] + length] for d in docs]).astype(np.int64)
        kinds = np.stack([cats[offsets[d] : offsets[d] + length] for d in docs]).astype(np.int64)
        loss = loss_of(
            model, targets, rows, vectors[torch.from_numpy(rows)], torch.from_numpy(kinds), rng
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        falling = max(0.02, 0.5 * (1 + math.cos(math.pi * min(1.0, seen / tokens))))
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 100) * falling
        optimizer.step()
        seen += rows.size
        if seen >= tokens:
            break
    torch.save(model.enc.state_dict(), work / "encoder.pt")

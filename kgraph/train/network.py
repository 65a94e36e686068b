"""The network in torch, for training: encoder, document memory, BIOES chain.

`kgraph/extract/network.py` runs it with numpy.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's convention)
from torch import Tensor, nn

from kgraph.extract.features import CATEGORIES, SPELLINGS
from kgraph.train.recipe import Shape
from kgraph.train.tags import allowed, count_tags

_NEVER = -1e4


def bidirectional(layer: nn.LSTM, x: Tensor, lengths: Tensor) -> Tensor:
    """Run a bidirectional LSTM on padded rows without reading the padding.

    This is several times faster than packing.
    """
    size, steps, _ = x.shape
    place = torch.arange(steps)[None]
    mirrored = torch.where(place < lengths[:, None], lengths[:, None] - 1 - place, place)
    rows = (mirrored + torch.arange(size)[:, None] * steps).reshape(-1)

    def flip(values: Tensor) -> Tensor:
        return values.reshape(size * steps, -1).index_select(0, rows).reshape(size, steps, -1)

    def run(values: Tensor, suffix: str) -> Tensor:
        zero = torch.zeros(1, size, layer.hidden_size)
        names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        weights = [getattr(layer, name + suffix) for name in names]
        out: Tensor = torch._VF.lstm(
            values, (zero, zero), weights, True, 1, 0.0, layer.training, False, True
        )[0]
        return out

    return torch.cat([run(x, ""), flip(run(flip(x), "_reverse"))], -1)


class Encoder(nn.Module):  # type: ignore[misc]
    """Encode words in context; `mix` is what the neighbours alone predict. See pretrain.py."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.cat = nn.Embedding(CATEGORIES, shape.category)
        nn.init.normal_(self.cat.weight, 0, 0.3)
        self.rnn = nn.LSTM(
            shape.vector + shape.category, shape.hidden, bidirectional=True, batch_first=True
        )
        self.mix = nn.Linear(2 * shape.hidden, shape.slot)


class Chain(nn.Module):  # type: ignore[misc]
    """A linear-chain CRF over the BIOES tags; impossible sequences have no probability."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        follow, start, end = allowed(labels)
        self.t = nn.Parameter(torch.zeros(len(follow), len(follow)))
        for name, mask in (("m", follow), ("st", start), ("en", end)):
            self.register_buffer(name, torch.from_numpy(np.where(mask, 0, _NEVER)).float())

    def log_partition(self, emissions: Tensor, lengths: Tensor) -> Tensor:
        """Log of the sum over all tag sequences."""
        transitions = self.t + self.m
        top = transitions.max()
        factor = torch.exp(transitions - top)
        ahead = emissions[:, 0] + self.st
        for i in range(1, emissions.shape[1]):
            level = ahead.max(1, keepdim=True)[0].detach()
            after = (
                torch.log(torch.exp(ahead - level) @ factor + 1e-30) + level + top + emissions[:, i]
            )
            ahead = torch.where((i < lengths)[:, None], after, ahead)
        return torch.logsumexp(ahead + self.en, 1)

    def path(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Log weight of one tag sequence."""
        local = (emissions.gather(2, tags[..., None])[..., 0] * mask).sum(1)
        return local + (self.t[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]).sum(1)


class Tagger(Encoder):
    """Emission scores of the tags for every token."""

    def __init__(self, shape: Shape, labels: int) -> None:
        super().__init__(shape)
        self.shape = shape
        self.hash = nn.Embedding(SPELLINGS, shape.spelling)
        nn.init.normal_(self.hash.weight, 0, 0.1)
        wide = (
            shape.vector
            + shape.category
            + 2 * shape.hidden
            + shape.slot
            + shape.spelling
            + shape.lexicon
        )
        self.proj = nn.Linear(wide, shape.projection)
        self.top = nn.LSTM(2 * shape.projection, shape.top, bidirectional=True, batch_first=True)
        self.out = nn.Linear(2 * shape.top + shape.projection, count_tags(labels))
        self.crf = Chain(labels)

    def _drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.shape.dropout, self.training)

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Score a padded batch; also give the mask of its real tokens."""
        words, cats, lengths = batch["words"], batch["cats"], batch["lengths"]
        size, steps = cats.shape
        mask = torch.arange(steps)[None] < lengths[:, None]
        spelling = self.hash(batch["hashes"])
        terms = F.one_hot(batch["terms"], self.shape.lexicon + 1)[..., 1:].float()
        if self.training:
            # The lexicon covers the train papers better than others, so the network must not rely
            # on it, nor on spellings.
            terms = terms * (torch.rand(size, steps, 1) > 0.1) * (torch.rand(size, 1, 1) > 0.1)
            words = words * (torch.rand(size, steps, 1) > self.shape.word_dropout)
            spelling = spelling * (torch.rand(size, steps, 1) > 0.3)
        x = torch.cat([words, self.cat(cats)], -1)
        states = bidirectional(self.rnn, x, lengths)
        half, zero = self.shape.hidden, torch.zeros(size, 1, self.shape.hidden)
        before = torch.cat([zero, states[:, :-1, :half]], 1)
        after = torch.cat([states[:, 1:, half:], zero], 1)
        slot = F.gelu(self.mix(torch.cat([before, after], -1)))
        own = F.gelu(self.proj(self._drop(torch.cat([x, states, slot, spelling, terms], -1))))
        # document memory: the mean over all occurrences of the same word in the document
        groups, member = torch.unique(batch["groups"].reshape(-1), return_inverse=True)
        flat = own.reshape(size * steps, -1)
        total = torch.zeros(len(groups), flat.shape[1]).index_add(0, member, flat)
        count = torch.zeros(len(groups)).index_add(0, member, torch.ones(len(member)))
        memory = (total / count[:, None]).index_select(0, member).reshape(size, steps, -1)
        deep = bidirectional(self.top, self._drop(torch.cat([own, memory], -1)), lengths)
        return self.out(torch.cat([self._drop(deep), own], -1)), mask

"""Convert a trained tagger to the arrays that `kgraph/extract/model.py` runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from gold import allowed
from torch import Tensor

from kgraph.extract.crf import Array
from kgraph.extract.features import LexiconFeature
from kgraph.extract.model import MentionModel
from kgraph.types import LABELS


def _ordered(rows: Array) -> Array:
    """Reorder torch's gates (in, forget, cell, out) to in, forget, out, cell.

    The sigmoid gates are halved, so that tanh computes all of them.
    """
    gate, forget, cell, out = np.split(rows, 4, axis=0)
    return np.concatenate([gate * 0.5, forget * 0.5, out * 0.5, cell], axis=0)


def _recurrent(state: dict[str, Tensor], name: str) -> dict[str, Array]:
    sides = ("", "_reverse")
    return {
        f"{name}.ih": np.stack(
            [_ordered(state[f"{name}.weight_ih_l0{side}"].numpy()) for side in sides]
        ),
        f"{name}.hh": np.stack(
            [_ordered(state[f"{name}.weight_hh_l0{side}"].numpy()).T for side in sides]
        ),
        f"{name}.b": np.stack(
            [
                _ordered(
                    (state[f"{name}.bias_ih_l0{side}"] + state[f"{name}.bias_hh_l0{side}"]).numpy()
                )
                for side in sides
            ]
        ),
    }


def quantized(work: Path) -> tuple[Array, Array, dict[str, int]]:
    """Read vectors.floret as int8 with one scale per row, and its settings."""
    head, *rows = (work / "vectors.floret").read_text("utf8").splitlines()
    _, _, minn, maxn, hash_count, hash_seed, *_ = head.split()
    table = np.array([row.split()[1:] for row in rows], dtype=np.float32)
    table *= json.loads((work / "scale.json").read_text())
    size = (np.abs(table).max(axis=1) / 127 + 1e-12).astype(np.float32)
    settings = {
        "minn": int(minn),
        "maxn": int(maxn),
        "hash_count": int(hash_count),
        "hash_seed": int(hash_seed),
    }
    return np.round(table / size[:, None]).astype(np.int8), size, settings


def convert(
    state: dict[str, Tensor],
    work: Path,
    lexicon: LexiconFeature,
    threshold: float,
    calibration: dict[str, list[float]] | None,
) -> MentionModel:
    """Convert weights to float16 and vectors to int8."""
    weights: dict[str, Array] = {**_recurrent(state, "rnn"), **_recurrent(state, "top")}
    weights["cat"], weights["hash"] = state["cat.weight"].numpy(), state["hash.weight"].numpy()
    for name in ("mix", "proj", "out"):
        weights[f"{name}.w"], weights[f"{name}.b"] = (
            state[f"{name}.weight"].numpy(),
            state[f"{name}.bias"].numpy(),
        )
    weights = {
        name: array.astype(np.float32 if name.endswith(".b") else np.float16)
        for name, array in weights.items()
    }
    weights["trans"] = state["crf.t"].numpy()
    weights["allowed"], weights["start"], weights["end"] = (
        mask.astype(np.uint8) for mask in allowed()
    )
    weights["table"], weights["table_scale"], floret = quantized(work)
    weights["lexicon"] = np.frombuffer(lexicon.packed, dtype=np.uint8)
    config: dict[str, Any] = {
        "version": 1,
        "labels": list(LABELS),
        "threshold": threshold,
        "floret": floret,
        "calibration": calibration,
    }
    return MentionModel(weights, config)

"""The weights as torch trains them, and as `kgraph/extract/network.py` runs them: both ways.

A state has torch's names, a model the names and the arrays of model.npz. This module needs numpy
only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kgraph.extract.crf import Array
from kgraph.extract.model import MentionModel
from kgraph.extract.tags import tag_of
from kgraph.train.tables import Tables
from kgraph.train.tags import allowed, count_tags
from kgraph.types import Label

Arrays = Mapping[str, Array]

_SIDES = ("", "_reverse")
_LINEAR = ("mix", "proj", "out")


def to_model(
    state: Arrays,
    tables: Tables,
    labels: Sequence[Label],
    threshold: float,
    calibration: Mapping[str, Sequence[float]] | None = None,
) -> MentionModel:
    """Convert a state to a model; its layers are rounded to float16.

    Args:
        state: The weights by torch's names.
        tables: The word vectors and the lexicon that the network was trained with.
        labels: The labels in the order of the tags.
        threshold: The best threshold for the model alone.
        calibration: The result of `calibrate`, or None.
    """
    config = {
        "version": 1,
        "labels": list(labels),
        "threshold": threshold,
        "floret": dict(tables.floret),
        "calibration": calibration,
    }
    masks = (mask.astype(np.uint8) for mask in allowed(len(labels)))
    rules = dict(zip(("allowed", "start", "end"), masks, strict=True))
    return MentionModel({**_to_layers(state), **rules, **tables.arrays}, config)


def _to_layers(state: Arrays) -> dict[str, Array]:
    layers = {**to_lstm(state, "rnn"), **to_lstm(state, "top")}
    layers["cat"], layers["hash"] = state["cat.weight"], state["hash.weight"]
    for name in _LINEAR:
        layers[f"{name}.w"], layers[f"{name}.b"] = state[f"{name}.weight"], state[f"{name}.bias"]
    rounded = {
        name: array.astype(np.float32 if name.endswith(".b") else np.float16)
        for name, array in layers.items()
    }
    return {**rounded, "trans": state["crf.t"]}


def to_lstm(state: Arrays, name: str) -> dict[str, Array]:
    """Convert a bidirectional LSTM of torch to the arrays `ih`, `hh` and `b` under its name."""

    def of_sides(part: str) -> list[Array]:
        return [_gates_to_model(state[f"{name}.{part}_l0{side}"]) for side in _SIDES]

    bias = zip(of_sides("bias_ih"), of_sides("bias_hh"), strict=True)
    return {
        f"{name}.ih": np.stack(of_sides("weight_ih")),
        f"{name}.hh": np.stack([rows.T for rows in of_sides("weight_hh")]),
        f"{name}.b": np.stack([entry + recurrent for entry, recurrent in bias]),
    }


def _gates_to_model(rows: Array) -> Array:
    """Reorder torch's gates (in, forget, cell, out) to in, forget, out, cell.

    The sigmoid gates are halved, so that tanh computes all of them.
    """
    gate, forget, cell, out = np.split(rows, 4, axis=0)
    return np.concatenate([gate * 0.5, forget * 0.5, out * 0.5, cell], axis=0)


def to_state(model: MentionModel) -> dict[str, Array]:
    """Convert a model to a state, with 32-bit floats; `to_model` gives the same model again.

    >>> from kgraph.extract.model_extractor import read_model
    >>> sorted(to_state(read_model()))[:3]
    ['cat.weight', 'crf.t', 'hash.weight']
    """
    layers = {name: np.asarray(array) for name, array in model.weights.items()}
    state = {**_from_lstm(layers, "rnn"), **_from_lstm(layers, "top")}
    state |= {"cat.weight": layers["cat"], "hash.weight": layers["hash"], "crf.t": layers["trans"]}
    for name in _LINEAR:
        state[f"{name}.weight"], state[f"{name}.bias"] = layers[f"{name}.w"], layers[f"{name}.b"]
    return {name: array.astype(np.float32) for name, array in state.items()}


def _from_lstm(layers: Mapping[str, Array], name: str) -> dict[str, Array]:
    state = {}
    for i, side in enumerate(_SIDES):
        entry, recurrent, bias = (layers[f"{name}.{part}"][i] for part in ("ih", "hh", "b"))
        state[f"{name}.weight_ih_l0{side}"] = _gates_to_state(entry)
        state[f"{name}.weight_hh_l0{side}"] = _gates_to_state(recurrent.T)
        state[f"{name}.bias_ih_l0{side}"] = _gates_to_state(bias)
        state[f"{name}.bias_hh_l0{side}"] = np.zeros_like(bias)
    return state


def _gates_to_state(rows: Array) -> Array:
    """Invert `_gates_to_model`."""
    gate, forget, out, cell = np.split(rows, 4, axis=0)
    return np.concatenate([gate * 2, forget * 2, cell, out * 2], axis=0)


def to_start(model: MentionModel, labels: Sequence[Label]) -> dict[str, Array]:
    """Return the weights from which training for other labels starts.

    The output layer and the transitions keep what belongs to the labels of the model; the rest of
    them is 0.
    """
    state = to_state(model)
    shared = [label for label in labels if label in model.labels]
    old, new = _tags_of(shared, model.labels), _tags_of(shared, labels)
    size = count_tags(len(labels))
    for name in ("out.weight", "out.bias"):
        rows = np.zeros((size, *state[name].shape[1:]), np.float32)
        rows[new] = state[name][old]
        state[name] = rows
    steps = np.zeros((size, size), np.float32)
    steps[np.ix_(new, new)] = state["crf.t"][np.ix_(old, old)]
    return {**state, "crf.t": steps}


def _tags_of(shared: Sequence[Label], labels: Sequence[Label]) -> list[int]:
    """Return the tags of some of the labels, after the tag of what is outside."""
    tags = (tag_of(labels.index(label), position) for label in shared for position in range(4))
    return [0, *tags]

"""Round word vectors to steps, and those of a model: `python training/quantize.py MODEL`.

The archive of the model keeps its size; the wheel that it is packed in loses a quarter. A second
run changes nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from kgraph.extract.crf import Array
from kgraph.extract.model import MentionModel

_STEP = 0.15  # in root mean squares of the components


def quantize(table: Array) -> tuple[Array, Array]:
    """Return vectors as multiples of one step: int8 of the same shape, and the step, (1,).

    One step for all rows packs better than one for each, because rows of rare n-grams are short and
    their components then take few values.

    Example:
        >>> rows, step = quantize(np.array([[3.0, -4.0], [0.0, 0.1]]))
        >>> rows.tolist()
        [[8, -11], [0, 0]]
    """
    step = np.float32(_STEP * np.sqrt((table.astype(np.float64) ** 2).mean()))
    return np.rint(table / step).clip(-127, 127).astype(np.int8), np.array([step])


def main() -> None:
    """Round the word vectors of a model folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    folder = parser.parse_args().model
    model = MentionModel.from_disk(folder)
    weights = dict(model.weights)
    if len(weights["table_scale"]) > 1:  # one for each row, as before
        full = weights["table"] * weights["table_scale"][:, None]
        weights["table"], weights["table_scale"] = quantize(full)
        MentionModel(weights, model.config).to_disk(folder)


if __name__ == "__main__":
    main()

"""Cosines that are exact: of unit vectors in whole steps, so that sums have no rounding error.

The product of two such vectors is below 2 ** 24 and so exact in 32-bit floats, in any order of
summation: it does not depend on the processor or the number of threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_STEPS = 127


def to_steps(vectors: Array) -> Array:
    """Return unit vectors with each component rounded to 1/127, times 127; float32, same shape."""
    steps: Array = np.rint(vectors * _STEPS).astype(np.float32)
    return steps


def cosines(a: Array, b: Array) -> Array:
    """Return the cosine of every vector of `a` with every one of `b`, both in steps."""
    products: Array = a @ b.T
    return products / np.float32(_STEPS**2)


def cosines_of_pairs(a: Array, b: Array) -> Array:
    """Return the cosine of each vector of `a` with that of the same row of `b`, both in steps."""
    products: Array = np.einsum("ij,ij->i", a, b)
    return products / np.float32(_STEPS**2)

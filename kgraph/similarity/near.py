"""Near entities: those whose names mean nearly the same, as "selective SSM" and "Mamba"."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from kgraph.similarity.cosine import Array, cosines, to_steps
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import Entity, Near

_LEAST = 0.5  # cosine of near names
_MOST = 10  # near entities that an entity chooses
_DIGITS = 4
_BLOCK = 1_000  # names that are compared at once
_EXACT = 8_000  # names up to which all pairs are compared
_PROBES = 8  # cells in which a name is looked for


def find_near(entities: Iterable[Entity], encoder: TextEncoder) -> tuple[Near, ...]:
    """Return the pairs of entities with the nearest names.

    Each entity other than a hub chooses up to ten others whose names have a text vector with a
    cosine of at least 0.5; the closeness is the square of the cosine. Above 8,000 entities, a name
    is compared with those in the same region only, which misses a few.

    Args:
        entities: The entities, in any order.
        encoder: Gives the names their vectors.

    Returns:
        The pairs, sorted; a closeness is from 0.25 to 1.
    """
    named = sorted((e for e in entities if not e.hub), key=lambda entity: entity.id)
    vectors = to_steps(encoder.encode([entity.name for entity in named]))
    known = np.flatnonzero(vectors.any(axis=1))
    named, vectors = [named[i] for i in known.tolist()], vectors[known]
    found: dict[tuple[str, str], float] = {}
    for row, others, values in _iter_choices(vectors):
        for other, cosine in zip(others.tolist(), values.tolist(), strict=True):
            a, b = sorted((named[row].id, named[other].id))
            found[a, b] = round(min(1.0, cosine) ** 2, _DIGITS)
    return tuple(Near(a, b, closeness) for (a, b), closeness in sorted(found.items()))


def _iter_choices(vectors: Array) -> Iterator[tuple[int, Array, Array]]:
    """Yield each row with the rows that it chooses and their cosines, the nearest first."""
    for rows, columns in _iter_comparisons(vectors):
        block = cosines(vectors[rows], vectors[columns])
        block[rows[:, None] == columns[None]] = 0
        for row, values in zip(rows.tolist(), block, strict=True):
            likely = np.flatnonzero(values >= _LEAST)
            best = likely[np.lexsort((columns[likely], -values[likely]))[:_MOST]]
            if len(best):
                yield row, columns[best], values[best]


def _iter_comparisons(vectors: Array) -> Iterator[tuple[Array, Array]]:
    """Yield rows with those they are compared with; each row is in one of the blocks."""
    every = np.arange(len(vectors))
    if len(vectors) <= _EXACT:
        for start in range(0, len(vectors), _BLOCK):
            yield every[start : start + _BLOCK], every
        return
    probes = _probe(vectors)
    members = np.argsort(probes[:, 0], kind="stable")
    starts = np.searchsorted(probes[members, 0], np.arange(probes.max() + 2))
    near = np.argsort(probes.ravel(), kind="stable")
    near_starts = np.searchsorted(probes.ravel()[near], np.arange(probes.max() + 2))
    for cell in range(probes.max() + 1):
        rows = members[starts[cell] : starts[cell + 1]]
        if len(rows):
            yield rows, np.sort(near[near_starts[cell] : near_starts[cell + 1]] // _PROBES)


def _probe(vectors: Array) -> Array:
    """Return the nearest cells of each row, the nearest first, (rows, 8).

    The centre of a cell is one of the vectors; 4 sqrt(n) of n vectors, evenly spaced, are centres.
    """
    size = len(vectors)
    centres = vectors[np.linspace(0, size - 1, int(4 * math.sqrt(size))).astype(int)]
    probes = np.empty((size, _PROBES), dtype=np.int64)
    for start in range(0, size, _BLOCK):
        products = (vectors[start : start + _BLOCK] @ centres.T).astype(np.int64)
        # Keys without ties: which of equal ones a partition puts first depends on the processor.
        keys = np.arange(len(centres)) - products * len(centres)
        nearest = np.sort(np.partition(keys, _PROBES, axis=1)[:, :_PROBES], axis=1)
        probes[start : start + _BLOCK] = nearest % len(centres)
    return probes

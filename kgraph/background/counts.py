"""The background: in how many papers of a field each name occurs, by year."""

from __future__ import annotations

import gzip
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from kgraph.background.keys import count_key, entity_keys
from kgraph.types import Entity

BACKGROUND = Path(__file__).parent.parent / "data" / "background.txt.gz"
FEWEST = 3
"""The number of papers that a name must be in to be counted."""
FEWEST_BY_YEAR = 20
"""The number of papers that a name must be in to be counted by year."""


@dataclass(frozen=True)
class Background:
    """Counts of names in the titles and abstracts of many papers on machine learning.

    `years` is the number of papers of each year. A name is given as a string, or as an entity,
    which is counted by its name and aliases: its count is the largest among these, a lower bound of
    the papers with any of them. It is nearly exact where papers write the short form with the long
    form, and too high for an alias that also means something else.
    """

    years: Mapping[int, int]
    _rows: Mapping[str, str] = field(repr=False)

    @classmethod
    def load(cls) -> Background:
        """Return the background that comes with kgraph; it is read once."""
        return _load()

    @cached_property
    def papers(self) -> int:
        """The number of papers."""
        return sum(self.years.values())

    def count(self, name: Entity | str) -> int:
        """Return the number of papers in which a name occurs.

        It is 0 if there are fewer than three, or if the name was not among those counted.

        >>> background = Background.load()
        >>> background.count("NTK") < background.count("neural tangent kernel")
        True
        """
        return max(map(self._count, _keys(name)), default=0)

    def by_year(self, name: Entity | str) -> dict[int, int]:
        """Return the number of papers of each year in which a name occurs.

        It is empty for a name that is in fewer than 20 papers. An entity is counted by whichever of
        its names most papers have.
        """
        key = max(_keys(name), key=self._count)
        return _years(self._rows.get(key, ""))

    def year_of_share(self, name: Entity | str, share: float) -> int | None:
        """Return the first year by which a share, 0 to 1, of the papers with a name had appeared.

        It is None for a name that is in fewer than 20 papers.
        """
        counts = self.by_year(name)
        enough = share * sum(counts.values())
        so_far = accumulate(counts.values())
        return next((y for y, n in zip(counts, so_far, strict=True) if n >= enough), None)

    def rarity(self, name: Entity | str) -> float:
        """Return ln((1 + papers) / (1 + count)), in nats: 0 for a name that is in all papers.

        The smoothed inverse document frequency of Spärck Jones 1972, doi:10.1108/eb026526.
        """
        return math.log((1 + self.papers) / (1 + self.count(name)))

    def _count(self, key: str) -> int:
        row = self._rows.get(key, "0")
        return sum(_years(row).values()) if "\t" in row else int(row)


@lru_cache(maxsize=1)
def _load() -> Background:
    lines = gzip.decompress(BACKGROUND.read_bytes()).decode().removesuffix("\n").split("\n")
    rows = dict(line.split("\t", 1) for line in lines)
    return Background(_years(rows.pop("")), rows)


def _keys(name: Entity | str) -> tuple[str, ...]:
    if isinstance(name, str):
        return (count_key(name),)
    return entity_keys(name.label, name.name, name.aliases)


def _years(row: str) -> dict[int, int]:
    """Return the counts by year of a row with the first year and a count for each year from it."""
    first, separator, counts = row.partition("\t")
    return dict(enumerate(map(int, counts.split()), int(first))) if separator else {}

"""The faults of an export, and the collector that limits and counts them."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LONGEST = 200


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: the check, the IRI or file, the invalid value if any, and what is wrong.

    `str` returns one line, with control characters as spaces and long values cut.
    """

    check: str
    subject: str
    value: str
    message: str

    def __str__(self) -> str:
        value = f" ({_short(self.value)})" if self.value else ""
        return f"{_short(self.subject)}: {self.message}{value}"


@dataclass(frozen=True, slots=True)
class Validation:
    """The result of a validation.

    `faults` are sorted by check, subject and value, and limited per check; `totals` counts all
    faults of each check, listed or not, and has a 0 for each check without faults.
    """

    faults: tuple[Fault, ...]
    totals: Mapping[str, int]
    triples: int

    def __str__(self) -> str:
        done = f"{len(self.totals)} checks of {self.triples:,} triples"
        totals = {check: total for check, total in sorted(self.totals.items()) if total}
        if not totals:
            return f"{done}: no fault"
        counts = ", ".join(f"{check} {total:,}" for check, total in totals.items())
        hidden = sum(totals.values()) - len(self.faults)
        rest = f"; {hidden:,} are not listed" if hidden else ""
        return f"{done}: {sum(totals.values()):,} faults ({counts}){rest}"


class Collector:
    """Collects faults for a `Validation`: the first `most` of each check, and a count of all."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.faults: list[Fault] = []
        self.totals: dict[str, int] = {}

    def add(self, check: str, faults: Iterable[Fault]) -> None:
        """Add the faults of a check, which need not fit in memory."""
        total = 0

        def count() -> Iterator[Fault]:
            nonlocal total
            for fault in faults:
                total += 1
                yield fault

        self.faults += heapq.nsmallest(self.most, count())
        self.totals[check] = self.totals.get(check, 0) + total

    def finish(self, triples: int) -> Validation:
        """Return the collected faults."""
        return Validation(tuple(sorted(self.faults)), dict(self.totals), triples)


def _short(text: str) -> str:
    plain = _UNPRINTABLE.sub(" ", text[: _LONGEST + 1])
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"

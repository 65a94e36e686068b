"""What is wrong in an export: one fault, and all that were found."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LONGEST = 200


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: the check that found it, the IRI or file it is about, the value that is wrong, and why it is.

    `str` gives one line for a reader: control characters are blanks in it, and a long value is cut.
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
    """All that was found in an export.

    `faults` are sorted by check, subject and value, with no more of one check than were asked for;
    `totals` says how many each check found, those that are not listed included; a check that found
    none has the total 0.
    """

    faults: tuple[Fault, ...]
    totals: Mapping[str, int]
    triples: int

    def __str__(self) -> str:
        done = f"{len(self.totals)} checks of {self.triples:,} triples"
        found = {check: total for check, total in sorted(self.totals.items()) if total}
        if not found:
            return f"{done}: no fault"
        each = ", ".join(f"{check} {total:,}" for check, total in found.items())
        hidden = sum(found.values()) - len(self.faults)
        rest = f"; {hidden:,} are not listed" if hidden else ""
        return f"{done}: {sum(found.values()):,} faults ({each}){rest}"


class Collector:
    """Faults on their way to a `Validation`: the first few of each check, and a count of all."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.faults: list[Fault] = []
        self.totals: dict[str, int] = {}

    def add(self, check: str, faults: Iterable[Fault]) -> None:
        """Take what a check found, which may be more than fits in memory."""
        total = 0

        def count() -> Iterator[Fault]:
            nonlocal total
            for fault in faults:
                total += 1
                yield fault

        self.faults += heapq.nsmallest(self.most, count())
        self.totals[check] = self.totals.get(check, 0) + total

    def finish(self, triples: int) -> Validation:
        """Return all that was found."""
        return Validation(tuple(sorted(self.faults)), dict(self.totals), triples)


def _short(text: str) -> str:
    plain = _UNPRINTABLE.sub(" ", text[: _LONGEST + 1])
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"

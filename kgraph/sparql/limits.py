"""How much a query may take, and how its process gives up the right to take more."""

from __future__ import annotations

import math
import os
import resource
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgraph.errors import QueryError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a query may take in addition to what loading the export takes.

    `seconds` is the time that it may take, and `memory_mb` its memory in MiB (where the system
    keeps count, as Linux does); both are above 0.
    """

    seconds: float
    memory_mb: int

    def __post_init__(self) -> None:
        if not (self.seconds > 0 and self.memory_mb > 0):
            raise QueryError(
                f"timeout = {self.seconds:g} s and memory = {self.memory_mb} MiB: "
                "give limits above 0."
            )


QUERY_LIMITS: Final = Limits(seconds=30.0, memory_mb=2048)
"""The limits of one query by itself."""

SERVE_LIMITS: Final = Limits(seconds=30.0, memory_mb=1024)
"""The limits of each query that a server answers: several run at a time."""


def lock_down(limits: Limits, *, connections: bool = False) -> None:
    """Give up, for good, the right to open files and connections and to exceed the limits.

    Args:
        limits: What this process may take from now on. The processor time has two seconds more:
            the parent's clock, which knows the reason, should stop a query first.
        connections: Whether to keep the right to open files and connections, which SERVICE needs.
    """
    # The limits hold for the whole process, so what it has taken so far is added.
    statm = Path("/proc/self/statm")
    if statm.exists():
        taken = int(statm.read_text().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, taken + (limits.memory_mb << 20))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    _lower(resource.RLIMIT_CPU, math.ceil(used + limits.seconds) + 2)
    _lower(resource.RLIMIT_CORE, 0)
    if not connections:
        # The lowest free descriptor becomes the bound: whatever is open stays usable, and nothing
        # more can be opened.
        lowest = os.dup(0)
        os.close(lowest)
        _lower(resource.RLIMIT_NOFILE, lowest)


def _lower(limit: int, value: int) -> None:
    """Set a soft and hard limit, unless it is lower already."""
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))

"""How much a query may take, and how its process gives up the right to take more."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from kgraph.errors import QueryError

MOST_SECONDS: Final = 86_400
"""The longest time limit in seconds, a day; the system's clocks overflow somewhere above it."""

MOST_MEMORY_MB: Final = 1 << 24
"""The highest memory limit in MiB, 16 TiB; the system's counters overflow somewhere above it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a query may take in addition to what loading the export takes.

    `seconds` is the time that it may take, above 0 and at most a day, and `memory_mb` is its memory
    in MiB, from 1 to 16,777,216 (enforced where the system counts it, as Linux does).
    """

    seconds: float
    memory_mb: int

    def __post_init__(self) -> None:
        if not (0 < self.seconds <= MOST_SECONDS and 0 < self.memory_mb <= MOST_MEMORY_MB):
            raise QueryError(
                f"timeout = {self.seconds:g} s and memory = {self.memory_mb} MiB: give limits "
                f"above 0, and at most {MOST_SECONDS:,} s and {MOST_MEMORY_MB:,} MiB."
            )


QUERY_LIMITS: Final = Limits(seconds=30.0, memory_mb=2048)
"""The limits of a single query."""

SERVE_LIMITS: Final = Limits(seconds=30.0, memory_mb=1024)
"""The limits of each query that a server answers: several run at a time."""


def check_system() -> None:
    """Check that the system can limit what a query takes.

    Raises:
        QueryError: It cannot, as Windows.
    """
    if find_spec("resource") is None:
        raise QueryError(
            "kgraph cannot limit what a query takes on this system: use Linux, macOS or WSL, or "
            "load graph.ttl of the build into pyoxigraph or rdflib"
        )


def lock_down(limits: Limits, *, connections: bool = False) -> None:
    """Give up, for good, the right to open files and connections and to exceed the limits.

    Args:
        limits: What this process may take from now on. The processor time has two seconds more:
            the parent's clock, which knows the reason, should stop a query first.
        connections: Whether to keep the right to open files and connections, which SERVICE needs.
    """
    import resource

    # The limits are those of the whole process, so what it has taken so far is added.
    statm = Path("/proc/self/statm")
    if statm.exists():
        taken = int(statm.read_text().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, taken + (limits.memory_mb << 20))
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + limits.seconds) + 2)
    _lower(resource.RLIMIT_CORE, 0)
    if not connections:
        # The lowest free descriptor becomes the bound: whatever is open stays usable, and nothing
        # more can be opened.
        lowest = os.dup(0)
        os.close(lowest)
        _lower(resource.RLIMIT_NOFILE, lowest)


def _lower(limit: int, value: int) -> None:
    """Set a soft and hard limit, unless it is lower already."""
    import resource

    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))

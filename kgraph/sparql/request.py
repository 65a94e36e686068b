"""What the parent asks of the child: one query, the formats that will do, and the limits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

DEFAULT_TIMEOUT: Final = 30.0
"""Seconds that a query may take, loading not counted."""

DEFAULT_MEMORY_MB: Final = 2048
"""MiB that a query may take on top of the loaded export (where the system keeps count, as Linux does)."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What a parameter of a query is to be: a value as a user writes it, and of which kind it is."""

    parameter: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Request:
    """One query.

    `media_types` are the formats that will do, best first; `services` the addresses that SERVICE
    may name; `timeout` is in seconds and `memory_mb` in MiB, both on top of what loading takes;
    `width` is that of a table in columns of text.
    """

    text: str
    media_types: Sequence[str]
    timeout: float
    memory_mb: int
    bindings: Sequence[Binding] = ()
    services: Sequence[str] = ()
    width: int = 200

    def to_bytes(self) -> bytes:
        """Write the request as JSON."""
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def from_bytes(data: bytes) -> Request:
        """Read a request that `to_bytes` wrote."""
        values = json.loads(data)
        return Request(
            **{**values, "bindings": [Binding(**binding) for binding in values["bindings"]]}
        )

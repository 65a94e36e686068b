"""The ontology and the shapes, from the installed package or from the checkout."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from kgraph.errors import KgraphError


def read_ontology(name: Literal["kgraph.ttl", "shapes.ttl"]) -> bytes:
    """Read a file of `ontology/`: the terms, or the shapes that every export fulfils.

    Raises:
        KgraphError: The installation lacks the file.
    """
    package = files("kgraph")
    for path in (package / "data" / "ontology" / name, package / ".." / "ontology" / name):
        if path.is_file():
            return path.read_bytes()
    raise KgraphError(f"ontology/{name} is missing: install kgraph again")

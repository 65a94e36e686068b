"""Ids of entities: `label/slug`, a function of the label and the key alone."""

from __future__ import annotations

from functools import lru_cache

from kgraph.identity import slug
from kgraph.names.heads import entity_key
from kgraph.types import Label


def entity_id(label: Label, key: str) -> str:
    """Return the id of the entity with a label and a key (see `entity_key`)."""
    return f"{label.lower()}/{slug(key)}"


@lru_cache(maxsize=1 << 20)
def named_entity(label: Label, name: str) -> str:
    """Return the id of the entity with a label and a name.

    >>> named_entity("Method", "Neural Tangent Kernels")
    'method/neural-tangent-kernel'
    """
    return entity_id(label, entity_key(label, name))

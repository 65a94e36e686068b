"""Ids of entities: `label/slug`, a function of the label and the key alone."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from kgraph.names.heads import entity_key
from kgraph.types import Label

_LONGEST = 80  # characters of a key in its slug


def slug(key: str) -> str:
    """Return a key as the end of an IRI: `[a-z0-9]`, hyphens and inner points.

    It has at most 80 characters and a hash: 8 hexadecimal digits of the key's SHA-256, if the
    letters alone do not show the whole key. The hash depends on the key alone, so that no other
    name can change it.
    """
    plain = re.sub(r"[^a-z0-9.]+", "-", key.casefold()).strip("-.")
    if plain == key.casefold().replace(" ", "-") and 0 < len(plain) <= _LONGEST:
        return plain
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[:_LONGEST].strip('-.')}-{digest}".strip("-")


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

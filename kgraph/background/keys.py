"""The keys under which names are counted: an acronym counts where a text writes it as one."""

from __future__ import annotations

from collections.abc import Collection

from kgraph.names.heads import entity_key
from kgraph.names.spelling import name_key
from kgraph.types import Label

_LONGEST_ACRONYM = 6  # letters; longer names with capitals are hardly ever common words too


def count_key(name: str) -> str:
    """Return the key under which a name is counted: that of the name, or of an acronym in capitals.

    An acronym is a word of up to six letters with two capitals: SAM is not the name Sam.

    >>> count_key("Neural Tangent Kernels"), count_key("SAMs"), count_key("Sam")
    ('neural tangent kernel', 'SAM', 'sam')
    """
    key = name_key(name)
    capitals = sum(letter.isupper() for letter in name)
    is_acronym = capitals > 1 and len(key) <= _LONGEST_ACRONYM and key.isalpha()
    return key.upper() if is_acronym else key


def entity_keys(label: Label, name: str, aliases: Collection[str] = ()) -> tuple[str, ...]:
    """Return the keys under which an entity is counted, sorted.

    These are the keys of its name, with and without words that only describe it, and of its
    aliases, except those that are only some words of the name: a paper may call an inductive bias a
    bias, but not every bias is inductive.

    >>> entity_keys("Concept", "inductive bias", ["bias", "inductive biases"])
    ('inductive bias',)
    """
    key = entity_key(label, name)
    words = set(key.split(" "))
    keys = {count_key(name), *map(count_key, aliases)}
    if key != name_key(name):
        keys.add(key)
    return tuple(sorted(other for other in keys if not set(other.split(" ")) < words))

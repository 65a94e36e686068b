"""Near entities: pairs with near names, and nearly all of them when only regions are compared."""

from __future__ import annotations

import pytest

from kgraph.similarity import near
from kgraph.similarity.encoder import TextEncoder
from kgraph.similarity.near import find_near
from kgraph.types import Entity, KnowledgeGraph

ENCODER = TextEncoder.load()


def entity(name: str, *, hub: bool = False) -> Entity:
    return Entity(f"method/{name}", name, "Method", hub=hub)


def test_entities_with_near_names_are_near_and_others_are_not() -> None:
    names = ("state space model", "selective SSM", "image segmentation", "???")
    (pair,) = find_near(map(entity, names), ENCODER)
    assert (pair.a, pair.b) == ("method/selective SSM", "method/state space model")
    assert 0.25 <= pair.closeness <= 1


def test_a_hub_is_near_to_nothing() -> None:
    made = [entity("state space model", hub=True), entity("selective SSM")]
    assert find_near(made, ENCODER) == ()
    assert find_near([], ENCODER) == ()


def test_comparing_within_regions_finds_nearly_all_pairs(
    sample: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = set(find_near(sample.entities.values(), ENCODER))
    monkeypatch.setattr(near, "_EXACT", 100)
    found = find_near(sample.entities.values(), ENCODER)
    assert list(found) == sorted(found)
    assert len(every & set(found)) > 0.9 * len(every)

"""The reasons of a link: the entities that two papers share, and those that are near each other."""

from __future__ import annotations

from collections.abc import Mapping

from kgraph.types import KnowledgeGraph

Weights = Mapping[tuple[str, str], float]
"""The weight of each entity in each paper, in nats."""

PASSING = 0.2
"""How much a paper is taken to be about an entity that it names in passing, 0 to 1."""


def weigh_mentions(kg: KnowledgeGraph) -> dict[tuple[str, str], float]:
    """Return the weight of each entity other than hubs in each paper that mentions it, in nats.

    That is PASSING + (1 - PASSING) * about, times the specificity of the entity.
    """
    return {
        (item.paper, item.entity): (PASSING + (1 - PASSING) * item.score)
        * kg.entities[item.entity].idf
        for item in kg.about
        if not kg.entities[item.entity].hub
    }


class Reasons:
    """Look up what two papers have in common, what matters most to their link first.

    `weights` is the result of `weigh_mentions`.
    """

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self.weights: Weights = weigh_mentions(kg)
        self._near: dict[str, dict[str, float]] = {}
        for item in kg.near:
            self._near.setdefault(item.a, {})[item.b] = item.closeness
            self._near.setdefault(item.b, {})[item.a] = item.closeness

    def shared(self, a: str, b: str) -> tuple[str, ...]:
        """Return the entities other than hubs that both papers mention."""
        common = set(self._kg.entities_of(a)) & set(self._kg.entities_of(b)) - self._kg.hubs
        return tuple(
            sorted(common, key=lambda entity: (-self._part(a, entity, b, entity, 1), entity))
        )

    def near(self, a: str, b: str) -> tuple[tuple[str, str], ...]:
        """Return each entity of `a` with a near one of `b`; neither of them is in both papers."""
        own, other = set(self._kg.entities_of(a)), set(self._kg.entities_of(b))
        parts = {
            (left, right): self._part(a, left, b, right, closeness)
            for left in own - other
            for right, closeness in self._closest(left).items()
            if right in other - own
        }
        return tuple(sorted(parts, key=lambda pair: (-parts[pair], pair)))

    def closeness(self, a: str, b: str) -> float:
        """Return how close two entities are, 0 to 1; 0 if they are not near."""
        return self._closest(a).get(b, 0.0)

    def _closest(self, entity: str) -> Mapping[str, float]:
        return self._near.get(entity, {})

    def _part(self, a: str, left: str, b: str, right: str, closeness: float) -> float:
        return self.weights.get((a, left), 0) * self.weights.get((b, right), 0) * closeness

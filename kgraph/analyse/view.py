"""The view: what is computed once from a knowledge graph and shared by every export of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from kgraph.analyse.centrality import Scores, centrality
from kgraph.analyse.communities import Community, community_stability, find_communities
from kgraph.analyse.partition import Stability
from kgraph.analyse.prominence import prominence
from kgraph.graph.networks import entity_graph, map_graph, paper_graph
from kgraph.types import KnowledgeGraph, Measure, NetworkMeasure

STABILITY_SEEDS = 10
"""The number of seeds that `View.stability` compares."""


@dataclass(frozen=True, eq=False)
class View:
    """A knowledge graph with its networks, communities and centralities.

    Each is computed when it is first used and then kept, so that several exports of one view agree
    and cost each computation once. The networks are shared: copy one before you change it.

    Args:
        kg: The knowledge graph.
        seed: Any integer; the same graph and seed give the same view.
        resolution: Of the communities, above 0; above 1 they are smaller.

    Example:
        >>> import kgraph
        >>> view = kgraph.View(kgraph.KnowledgeGraph({}, {}, (), ()), seed=1)
        >>> view.communities
        ()
    """

    kg: KnowledgeGraph
    seed: int = 0
    resolution: float = 1.0
    _scores: dict[tuple[str, Measure], Scores] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def entity_graph(self) -> nx.Graph[str]:
        """The entities that papers mention together, as `kgraph.entity_graph` returns them."""
        return entity_graph(self.kg)

    @cached_property
    def paper_graph(self) -> nx.Graph[str]:
        """The papers that are linked, as `kgraph.paper_graph` returns them."""
        return paper_graph(self.kg)

    @cached_property
    def map_graph(self) -> nx.Graph[str]:
        """Papers and entities together, as `kgraph.map_graph` returns them."""
        return map_graph(self.kg)

    @cached_property
    def communities(self) -> tuple[Community, ...]:
        """The communities of linked papers with their names, as `find_communities`."""
        return find_communities(
            self.kg, seed=self.seed, resolution=self.resolution, graph=self.paper_graph
        )

    @cached_property
    def stability(self) -> Stability:
        """How little the communities depend on the seed, over `STABILITY_SEEDS` seeds."""
        return community_stability(
            self.kg,
            seed=self.seed,
            resolution=self.resolution,
            seeds=STABILITY_SEEDS,
            graph=self.paper_graph,
        )

    def entity_centrality(self, by: Measure) -> Scores:
        """Return the prominence of each entity or its centrality in `entity_graph`, by its id."""
        return self._centrality("entity", by)

    def paper_centrality(self, by: NetworkMeasure) -> Scores:
        """Return the centrality of each paper in `paper_graph`, by its id."""
        return self._centrality("paper", by)

    def _centrality(self, kind: str, by: Measure) -> Scores:
        if (kind, by) not in self._scores:
            self._scores[kind, by] = self._compute(kind, by)
        return self._scores[kind, by]

    def _compute(self, kind: str, by: Measure) -> Scores:
        if by == "prominence":
            return Scores(prominence(self.kg))
        return centrality(self.entity_graph if kind == "entity" else self.paper_graph, by)

"""The lines that the page draws: few enough to be read, and both links and mentions."""

from __future__ import annotations

import pytest

from kgraph.analyse.view import View
from kgraph.explorer import network
from kgraph.types import KnowledgeGraph


def test_mentions_leave_room_for_links(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MAP_EDGES", 4)
    edges = network.find_edges(View(kg))
    of_papers = [pair for pair in edges if pair[0].startswith("paper/")]
    links = [pair for pair in of_papers if pair[1].startswith("paper/")]
    assert len(of_papers) == 4
    assert links == [("paper/p1", "paper/p2"), ("paper/p2", "paper/p3")]


def test_all_lines_of_a_small_graph_are_drawn(kg: KnowledgeGraph) -> None:
    edges = network.find_edges(View(kg))
    links = {(f"paper/{link.a}", f"paper/{link.b}") for link in kg.links}
    mentions = {
        (f"paper/{mention.paper}", f"entity/{mention.entity}")
        for mention in kg.mentions
        if kg.entities[mention.entity].paper_count > 1
    }
    assert links | mentions <= set(edges)

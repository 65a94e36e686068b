"""Paths prefer specific entities and are shortest; each step has its sentence."""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.analyse.path import find_path
from kgraph.errors import NotFoundError
from kgraph.graph.networks import mention_graph
from kgraph.lookup.nodes import find_entity, find_node
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_uses

USES = st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("uvwxyz")), min_size=1)


def test_two_rare_entities_are_shorter_than_a_common_one() -> None:
    everyone = [(f"p{i}", "common") for i in range(8)]
    kg = graph_of_uses(
        [*everyone, ("p0", "x"), ("p1", "x"), ("p1", "y"), ("p2", "y")], papers=["p8"]
    )
    found = find_path(kg, "p0", "p2")
    assert [node.id for node in found.nodes] == ["p0", "method/x", "p1", "method/y", "p2"]
    assert found.length == pytest.approx(
        4 / math.log(10 / 2)
    )  # by way of the common one: 2 / ln(10 / 8) = 9
    assert [node.id for node in find_path(kg, "p0", "p7").nodes] == ["p0", "method/common", "p7"]


@given(USES)
def test_no_simple_path_is_shorter(uses: set[tuple[str, str]]) -> None:
    kg = graph_of_uses(uses)
    graph = mention_graph(kg)
    for start, end in [("a", "b"), ("a", "method/u"), ("method/v", "method/w")]:
        if start in graph and end in graph and nx.has_path(graph, start, end):
            found = find_path(kg, start, end)
            lengths = [
                sum(1 / kg.entities[b if b in kg.entities else a].idf for a, b in pairwise(path))
                for path in nx.all_simple_paths(graph, start, end)
            ]
            assert found.length == pytest.approx(min(lengths))
            assert found.nodes[0].id == start
            assert found.nodes[-1].id == end


def test_every_step_quotes_its_paper(sample: KnowledgeGraph) -> None:
    found = find_path(sample, "1806.07572", "ImageNet")
    assert len(found.steps) == len(found.nodes) - 1
    for (a, b), step in zip(pairwise(found.nodes), found.steps, strict=True):
        assert {a.id, b.id} == {step.paper.id, step.entity.id}
        assert step.evidence.mention.paper == step.paper.id
        assert step.evidence.mention.entity == step.entity.id
        assert (
            step.evidence.sentence[step.evidence.start : step.evidence.end]
            == step.evidence.mention.text
        )
    assert found == find_path(sample, "1806.07572", "ImageNet")
    assert found.length == pytest.approx(find_path(sample, "ImageNet", "1806.07572").length)


def test_nodes_are_found_by_id_name_alias_and_title(sample: KnowledgeGraph) -> None:
    kernel = next(
        entity for entity in sample.entities.values() if entity.name == "neural tangent kernel"
    )
    for wanted in (kernel.id, "Neural Tangent Kernels", "NTK"):
        assert find_node(sample, wanted) == find_entity(sample, wanted) == kernel
    assert find_node(sample, "1806.07572").id == "arxiv-1806.07572"
    assert find_node(sample, "arxiv-1806.07572").id == "arxiv-1806.07572"


@pytest.mark.parametrize("wanted", ["zzzz", ""])
def test_what_is_not_there_is_an_error(sample: KnowledgeGraph, wanted: str) -> None:
    with pytest.raises(NotFoundError, match=f"no paper or entity matches '{wanted}'"):
        find_node(sample, wanted)
    with pytest.raises(NotFoundError, match=f"no entity matches '{wanted}'"):
        find_entity(sample, wanted)


def test_a_name_misspelt_is_answered_with_what_is_near(sample: KnowledgeGraph) -> None:
    with pytest.raises(
        NotFoundError, match=r"closest:\n  \w+/neural-tangent-kernel  neural tangent kernel"
    ):
        find_entity(sample, "neural tangnt kernel")


def test_ends_without_a_path_or_that_are_the_same_are_errors() -> None:
    kg = graph_of_uses([("p", "x"), ("q", "y")])
    with pytest.raises(NotFoundError, match="No path joins p and q"):
        find_path(kg, "p", "q")
    with pytest.raises(NotFoundError, match="'x' and 'method/x' are the same"):
        find_path(kg, "x", "method/x")


def test_a_name_of_several_entities_is_an_error() -> None:
    kg = graph_of_uses([("p", "Adam"), ("q", "adam")])
    with pytest.raises(NotFoundError, match="'ADAM' matches 2 entities"):
        find_node(kg, "ADAM")

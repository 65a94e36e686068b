"""Networks: links are derived again from the export, counts and associations are right."""

from __future__ import annotations

import math
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.export.tables import write_tables
from kgraph.graph.networks import entity_graph, mention_graph, paper_graph
from kgraph.types import KnowledgeGraph
from tests.graph.made import assert_links, graph_of_uses


def test_a_hub_is_in_more_papers_than_a_share_and_a_number_of_them() -> None:
    options = kgraph.load_settings(options={"link": {"hub_share": 0.1, "hub_papers": 5}}).link
    assert [options.is_hub(count, 40) for count in (5, 6)] == [False, True]
    assert [options.is_hub(count, 100) for count in (10, 11)] == [False, True]


def test_links_are_derived_again_from_the_export_and_none_is_stranded(
    sample: KnowledgeGraph, tmp_path: Path
) -> None:
    write_tables(sample, tmp_path)
    assert_links(sample, tmp_path)
    assert {paper for link in sample.links for paper in (link.a, link.b)} == set(sample.papers)


def test_networks_have_the_ids_of_the_graph_in_order(sample: KnowledgeGraph) -> None:
    graph = mention_graph(sample)
    assert list(graph) == [*sample.papers, *sample.entities]
    assert sum(weight for _, _, weight in graph.edges(data="weight")) == len(sample.mentions)
    papers = paper_graph(sample)
    assert list(papers) == list(sample.papers)
    assert papers.number_of_edges() == len(sample.links)


def test_entities_are_linked_by_the_papers_that_mention_both(sample: KnowledgeGraph) -> None:
    graph = entity_graph(sample)
    papers_of: dict[str, set[str]] = {}
    for mention in sample.mentions:
        papers_of.setdefault(mention.entity, set()).add(mention.paper)
    for a, b, weight in graph.edges(data="weight"):
        assert weight == len(papers_of[a] & papers_of[b]) > 0


def test_association_is_the_count_over_the_expected_one_and_pmi_its_logarithm(
    sample: KnowledgeGraph,
) -> None:
    papers_of, papers = sample.papers_of, len(sample.papers)
    for a, b, data in entity_graph(sample).edges(data=True):
        expected = papers * (len(papers_of(a)) / papers) * (len(papers_of(b)) / papers)
        assert math.isclose(data["association"], data["weight"] / expected)
        assert math.isclose(math.exp(data["pmi"]), data["association"])


def test_association_worked_out_by_hand() -> None:
    # Four papers: x in three, y in two, both in one; z in the fourth alone.
    uses = [("p1", "x"), ("p2", "x"), ("p3", "x"), ("p3", "y"), ("p4", "y"), ("p4", "z")]
    kg = graph_of_uses(uses)
    graph = entity_graph(kg)
    assert graph.edges["method/x", "method/y"] == {
        "weight": 1,
        "association": 4 / 6,
        "pmi": math.log(4 / 6),
    }
    assert graph.edges["method/y", "method/z"] == {
        "weight": 1,
        "association": 2.0,
        "pmi": math.log(2),
    }
    assert not graph.has_edge("method/x", "method/z")


@given(st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("uvwxyz")), min_size=1))
def test_counts_are_of_papers_and_association_is_at_most_their_number(
    uses: set[tuple[str, str]],
) -> None:
    kg = graph_of_uses(sorted(uses))
    for a, b, data in entity_graph(kg).edges(data=True):
        together = len(
            {p for p, e in uses if f"method/{e}" == a} & {p for p, e in uses if f"method/{e}" == b}
        )
        assert data["weight"] == together
        assert 0 < data["association"] <= len(kg.papers)


def test_papers_of_entities_and_hubs_are_those_of_the_links(sample: KnowledgeGraph) -> None:
    assert {id_: len(sample.papers_of(id_)) for id_ in sample.entities} == {
        entity.id: entity.paper_count for entity in sample.entities.values()
    }
    most = max(5, 0.05 * len(sample.papers))
    assert sample.hubs == {
        entity.id for entity in sample.entities.values() if entity.paper_count > most
    }


def test_the_indices_of_a_graph_hold_what_its_mentions_and_links_say(
    sample: KnowledgeGraph,
) -> None:
    for paper in sample.papers:
        mentions = [m for m in sample.mentions if m.paper == paper]
        assert list(sample.mentions_of(paper)) == mentions
        assert list(sample.entities_of(paper)) == sorted({m.entity for m in mentions})
        links = [link for link in sample.links if paper in (link.a, link.b)]
        assert list(sample.links_of(paper)) == links
        ends = [end for link in links for end in (link.a, link.b) if end != paper]
        assert list(sample.neighbours_of(paper)) == ends
        assert [sample.link_between(paper, end) for end in ends] == links
        assert [sample.link_between(end, paper) for end in ends] == links
    for entity in sample.entities:
        mentions = [m for m in sample.mentions if m.entity == entity]
        assert list(sample.mentions_of_entity(entity)) == mentions
        assert list(sample.papers_of(entity)) == sorted({m.paper for m in mentions})


def test_an_id_that_a_graph_lacks_has_nothing(sample: KnowledgeGraph) -> None:
    assert sample.mentions_of("x") == sample.entities_of("x") == sample.links_of("x") == ()
    assert sample.mentions_of_entity("x") == sample.papers_of("x") == sample.neighbours_of("x")
    assert sample.link_between("x", "y") is None


def test_a_graph_is_as_long_as_its_papers_and_shows_itself_in_one_line(
    sample: KnowledgeGraph,
) -> None:
    assert len(sample) == len(sample.papers)
    assert repr(sample).startswith(f"<KnowledgeGraph: {len(sample.papers):,} papers, ")
    assert len(repr(sample)) < 100

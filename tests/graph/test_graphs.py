"""Links and networks: weights follow from mentions, hubs link no papers, counts are right."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.export.tables import write_tables
from kgraph.graph.links import find_links
from kgraph.graph.networks import entity_graph, mention_graph, paper_graph
from kgraph.resolve.entities import specificity
from kgraph.types import About, Entity, KnowledgeGraph, Mention
from tests.graph.made import about_titles, assert_links, graph_of_uses

OWNERS = st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=6)


Links = dict[tuple[str, str], tuple[float, tuple[str, ...]]]


def mentions_of(owners: list[set[int]]) -> list[Mention]:
    """Mention each entity once, in the title of each of its owners."""
    return [
        Mention(f"p{paper}", "title", 0, 1, "x", "Method", f"method/{i}", 1.0, "s", 0, 1)
        for i, papers_of in enumerate(owners)
        for paper in sorted(papers_of)
    ]


def links_of(
    owners: list[set[int]], *, hub_papers: int = 100, mentions: list[Mention] | None = None
) -> Links:
    entities = {
        f"method/{i}": Entity(
            *(f"method/{i}", str(i), "Method"),
            paper_count=len(o),
            idf=specificity(8, len(o)),
            hub=len(o) > hub_papers,
        )
        for i, o in enumerate(owners)
    }
    made = tuple(mentions or mentions_of(owners))
    kg = KnowledgeGraph({}, entities, made, (), about=about_titles(made))
    links = find_links(kg, subject_papers=2)
    return {(link.a, link.b): (link.weight, link.shared) for link in links}


@given(OWNERS)
def test_two_papers_are_linked_exactly_by_what_they_share(owners: list[set[int]]) -> None:
    links = links_of(owners)
    for a, b in combinations(range(8), 2):
        shared = {f"method/{i}" for i, papers in enumerate(owners) if {a, b} <= papers}
        weight, ids = links.get((f"p{a}", f"p{b}"), (0.0, ()))
        assert set(ids) == shared
        expected = sum(math.log(9 / len(owners[int(i.split("/")[1])])) for i in shared)
        assert math.isclose(weight, expected, abs_tol=1e-5)


def test_a_hub_links_nobody() -> None:
    owners = [{0, 1, 2, 3, 4}, {0, 1}]
    assert links_of(owners, hub_papers=4) == {
        ("p0", "p1"): (round(math.log(9 / 2), 6), ("method/1",))
    }
    assert len(links_of(owners, hub_papers=5)) == 10


def test_a_hub_is_in_more_papers_than_a_share_and_a_number_of_them() -> None:
    options = kgraph.load_settings(options={"link": {"hub_share": 0.1, "hub_papers": 5}}).link
    assert [options.is_hub(count, 40) for count in (5, 6)] == [False, True]
    assert [options.is_hub(count, 100) for count in (10, 11)] == [False, True]


@pytest.mark.parametrize(("subject_papers", "pairs"), [(0, 6), (1, 5), (2, 3)])
def test_a_lone_shared_entity_links_papers_that_are_about_it(
    subject_papers: int, pairs: int
) -> None:
    scores = {"p0": 0.9, "p1": 0.5, "p2": 0.4, "p3": 0.1}
    mentions = tuple(
        Mention(paper, "abstract", 0, 1, "x", "Method", "method/0", 1.0, "s", 0, 9)
        for paper in scores
    )
    entity = Entity("method/0", "x", "Method", paper_count=4, idf=specificity(8, 4))
    about = tuple(About(paper, entity.id, score) for paper, score in scores.items())
    kg = KnowledgeGraph({}, {entity.id: entity}, mentions, (), about=about)
    assert kg.subjects == {("p0", "method/0"), ("p1", "method/0")}
    links = find_links(kg, subject_papers=subject_papers)
    assert len(links) == pairs
    assert (links[0].a, links[0].b) == ("p0", "p1")


def test_several_shared_entities_link_papers_that_name_them_in_passing() -> None:
    owners = [{0, 1}, {0, 1}]
    passing = [replace(mention, field="abstract") for mention in mentions_of(owners)]
    assert links_of(owners, mentions=passing) == links_of(owners)


def test_a_paper_that_would_have_no_link_keeps_its_best() -> None:
    owners = [{0, 1}, {0, 1}, {1, 2}, {1, 2, 3}, {3, 4, 5}, {6}]
    titled = {("p3", "method/4")}
    mentions = [
        replace(mention, field="title" if (mention.paper, mention.entity) in titled else "abstract")
        for mention in mentions_of(owners)
    ]
    linked = {pair: shared for pair, (_, shared) in links_of(owners, mentions=mentions).items()}
    assert linked == {
        ("p0", "p1"): ("method/0", "method/1"),
        ("p1", "p2"): ("method/2", "method/3"),
        ("p3", "p4"): ("method/4",),
        ("p3", "p5"): ("method/4",),
    }


def test_the_best_link_is_of_what_papers_are_about_then_of_what_is_rarer() -> None:
    owners = [{0, 1}, {0, 2, 3}, {2, 3}]
    passing = [replace(mention, field="abstract") for mention in mentions_of(owners)]
    assert ("p0", "p1") in links_of(owners, mentions=passing)
    assert ("p0", "p2") not in links_of(owners, mentions=passing)
    one_is_about = [
        replace(m, field="title") if (m.paper, m.entity) == ("p2", "method/1") else m
        for m in passing
    ]
    assert ("p0", "p2") in links_of(owners, mentions=one_is_about)


def test_the_most_specific_reason_stands_first() -> None:
    assert links_of([{0, 1, 2}, {0, 1}])["p0", "p1"][1] == ("method/1", "method/0")


def test_links_are_derived_again_from_the_export_and_none_is_stranded(
    sample: KnowledgeGraph, tmp_path: Path
) -> None:
    write_tables(sample, tmp_path)
    assert_links(sample, tmp_path)
    sharing = {
        paper
        for entity in sample.entities.keys() - sample.hubs
        for paper in sample.papers_of(entity)
        if len(sample.papers_of(entity)) > 1
    }
    assert {paper for link in sample.links for paper in (link.a, link.b)} == sharing


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

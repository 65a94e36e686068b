"""Similar papers: those that a paper is linked with, and what they have in common with it."""

from __future__ import annotations

import pytest

from kgraph.analyse.similar import similar_papers
from kgraph.errors import NotFoundError
from kgraph.types import KnowledgeGraph


def test_similar_papers_are_those_of_the_heaviest_links(sample: KnowledgeGraph) -> None:
    paper = max(sample.papers, key=lambda paper: len(sample.links_of(paper)))
    links = sorted(sample.links_of(paper), key=lambda link: -link.weight)
    found = similar_papers(sample, paper)
    assert [item.weight for item in found] == [link.weight for link in links[:10]]
    assert [item.weight for item in similar_papers(sample, paper, 2)] == [
        link.weight for link in links[:2]
    ]


def test_near_entities_are_those_of_the_paper_itself_first(sample: KnowledgeGraph) -> None:
    pairs = 0
    for paper in sample.papers:
        for item in similar_papers(sample, paper):
            own, other = set(sample.entities_of(paper)), set(sample.entities_of(item.paper.id))
            assert {entity.id for entity in item.shared} <= own & other
            assert all(a.id in own and b.id in other for a, b in item.near)
            pairs += len(item.near)
    assert pairs


def test_an_unknown_paper_is_an_error(sample: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match="no paper matches 'zzzz'"):
        similar_papers(sample, "zzzz")

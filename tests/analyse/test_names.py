"""Names of groups of papers: telling, not generic, and what the papers are about."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kgraph.analyse.names import name_paper_groups
from kgraph.types import About, Entity, KnowledgeGraph, Paper

Scores = Mapping[str, Mapping[str, float]]


def graph_of(about: Scores, labels: Mapping[str, str] | None = None) -> KnowledgeGraph:
    """Return a graph of papers that are about entities to some degree."""
    names = sorted({name for own in about.values() for name in own})
    entities = {name: Entity(name, name, (labels or {}).get(name, "Concept")) for name in names}
    papers = {paper: Paper(paper, paper) for paper in about}
    scores = tuple(About(p, name, own[name]) for p, own in about.items() for name in sorted(own))
    return KnowledgeGraph(papers, entities, (), (), about=scores)


def test_a_name_that_all_papers_have_names_no_group() -> None:
    kg = graph_of(
        {
            **{p: {"deep learning": 1, "grokking": 1} for p in "ab"},
            **{p: {"deep learning": 1, "pruning": 1} for p in "cd"},
        }
    )
    first, second = name_paper_groups(kg, ["ab", "cd"])
    assert (first.named_by, second.named_by) == (("grokking",), ("pruning",))
    assert (first.coverage, second.coverage) == (1, 1)


def test_what_papers_are_about_comes_before_what_they_name_in_passing() -> None:
    kg = graph_of(
        {**{p: {"grokking": 0.9, "head": 0.1} for p in "ab"}, **{p: {"other": 1} for p in "cdef"}}
    )
    assert name_paper_groups(kg, ["ab", "cdef"])[0].named_by == ("grokking", "head")


def test_the_second_name_stands_for_papers_that_the_first_leaves_out() -> None:
    kg = graph_of(
        {
            **{p: {"grokking": 1, "phase": 1} for p in "abc"},
            **{p: {"pruning": 1} for p in "de"},
            **{p: {"other": 1} for p in "vwxyz"},
        }
    )
    (naming, _) = name_paper_groups(kg, ["abcde", "vwxyz"])
    assert naming.named_by[:2] == ("grokking", "pruning")
    assert naming.coverage == 1


def test_names_within_names_metrics_and_names_of_one_paper_are_left_out() -> None:
    own = {"neural tangent kernel": 1.0, "tangent kernel": 0.9, "accuracy": 1.0}
    kg = graph_of(
        {"a": own, "b": {**own, "lone": 1}, "c": {"other": 1}, "d": {"other": 1}},
        {"accuracy": "Metric"},
    )
    naming, _ = name_paper_groups(kg, ["ab", "cd"])
    assert naming.named_by == ("neural tangent kernel",)


def test_coverage_is_the_share_of_papers_with_one_of_the_names() -> None:
    kg = graph_of({"a": {"x": 1}, "b": {"x": 0}, "c": {}, "d": {"y": 1}, "e": {"y": 1}, "f": {}})
    naming, _ = name_paper_groups(kg, ["abc", "def"])
    assert (naming.named_by, naming.coverage) == (("x",), pytest.approx(2 / 3))


def test_a_group_without_entities_has_no_name() -> None:
    (naming,) = name_paper_groups(graph_of({"a": {}, "b": {}}), ["ab"])
    assert (naming.named_by, naming.coverage) == ((), 0)

"""Community names: specific, not generic, and what the papers are about."""

from __future__ import annotations

from kgraph.analyse.names import name_communities, name_paper_groups
from kgraph.types import Paper
from tests.explorer.made import Names, make_graph


def test_a_word_used_by_all_names_nothing() -> None:
    uses = [
        {"deep learning": 10, name: 4}
        for name in ("grokking", "pruning", "attention", "scaling law")
    ]
    assert name_communities(uses) == (("grokking",), ("pruning",), ("attention",), ("scaling law",))


def test_the_telling_name_comes_before_the_frequent_one() -> None:
    names = name_communities([{"model": 6, "grokking": 5}, {"model": 5, "pruning": 4}])
    assert names == (("grokking", "model"), ("pruning",))


def test_names_within_names_are_left_out() -> None:
    uses = [{"neural tangent kernel": 5, "kernel": 3, "Tangent Kernel": 2, "grokking": 1}]
    assert name_communities(uses) == (("neural tangent kernel", "grokking"),)


def test_a_community_without_uses_has_no_name() -> None:
    assert name_communities([{}, {"a": 1}], size=2) == ((), ("a",))


def test_what_papers_are_about_comes_before_what_they_name_in_passing() -> None:
    names: Names = {
        "concept/grokking": ("grokking", "Concept", ()),
        "concept/head": ("head", "Concept", ()),
        "metric/recall": ("recall", "Metric", ()),
    }
    papers = (
        Paper("a", "Recall of grokking", "Recall, recall and a head."),
        Paper("b", "More grokking", "Recall and a head."),
        Paper("c", "Something else", "No name."),
    )
    groups = name_paper_groups(make_graph(papers, names), [{"a", "b"}, {"c"}])
    assert groups == (("concept/grokking", "concept/head"), ())


def test_of_two_entities_with_one_name_one_names_the_group() -> None:
    names: Names = {"concept/head": ("head", "Concept", ()), "method/head": ("head", "Method", ())}
    kg = make_graph((Paper("a", "A head", "A head."),), names)
    assert name_paper_groups(kg, [{"a"}]) == (("method/head",),)

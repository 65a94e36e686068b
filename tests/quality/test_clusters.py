"""Scores of resolution on cases counted by hand, and gold spans through the real pipeline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.config import Settings
from kgraph.quality.clusters import Misgrouping, find_merges, find_splits, measure_grouping
from kgraph.quality.gold import AnnotatedPaper, Annotation, read_annotated
from kgraph.quality.predict import predict_given
from kgraph.types import Label
from tests.conftest import SHARED, needs_shared


def papers(*groups: str, label: Label = "Method") -> list[AnnotatedPaper]:
    """Make one paper per string, with one mention per letter; the letter names its group."""
    return [
        AnnotatedPaper(
            str(i),
            letters,
            "",
            tuple(
                Annotation("title", j, j + 1, label, c, c.lower()) for j, c in enumerate(letters)
            ),
        )
        for i, letters in enumerate(groups)
    ]


def test_b_cubed_is_that_by_hand() -> None:
    # Gold: aaa bb; predicted: aab b, so precision (2/3 + 2/3 + 1/1 + 1/3 + 1/1) / 5 and recall of
    # the groups turned.
    gold, found = papers("aaa", "bb"), papers("xxy", "xz")
    score = measure_grouping(gold, found)
    assert score.precision == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3 + 1) / 5)
    assert score.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)
    assert score.f1 == pytest.approx(
        2 * score.precision * score.recall / (score.precision + score.recall)
    )
    assert score.low <= score.f1 <= score.high
    assert (score.mentions, score.gold) == (5, 5)


@given(st.lists(st.text("abcd", max_size=5), min_size=1, max_size=5), st.data())
def test_precision_and_recall_turn_with_the_sides_and_a_grouping_is_its_own_equal(
    groups: list[str], data: st.DataObject
) -> None:
    others = [
        data.draw(st.text("abcd", min_size=len(letters), max_size=len(letters)))
        for letters in groups
    ]
    gold, found = papers(*groups), papers(*others)
    score, swapped = measure_grouping(gold, found), measure_grouping(found, gold)
    assert (score.precision, score.recall) == pytest.approx((swapped.recall, swapped.precision))
    assert measure_grouping(gold, gold).f1 == pytest.approx(1.0 if any(groups) else 0.0)


def test_only_mentions_with_the_same_bounds_are_compared() -> None:
    gold, found = papers("aab"), papers("aa")
    score = measure_grouping(gold, found)
    assert (score.f1, score.mentions, score.gold) == (1.0, 2, 3)
    assert measure_grouping(gold, papers("")).f1 == 0


def test_a_label_parts_gold_groups_where_it_is_asked_for() -> None:
    gold = papers("a", label="Task") + papers("a")
    found = papers("a", "a")
    assert measure_grouping(gold, found).f1 == 1
    assert measure_grouping(gold, found, by="name and label").precision == 0.5


def test_splits_and_merges_are_named_with_their_parts_and_cost() -> None:
    gold, found = papers("aaa", "bbc"), papers("xxy", "xzz")
    assert find_splits(gold, found, most=9) == [
        Misgrouping("split", "a", (("Method: x", 2), ("Method: y", 1)), pytest.approx(3 - 5 / 3)),
        Misgrouping("split", "b", (("Method: x", 1), ("Method: z", 1)), pytest.approx(1.0)),
    ]
    merges = find_merges(gold, found, most=1)
    assert merges == [
        Misgrouping("merge", "Method: x", (("a", 2), ("b", 1)), pytest.approx(3 - 5 / 3))
    ]
    assert find_splits(gold, gold, most=9) == find_merges(gold, gold, most=9) == []


def test_the_cost_of_all_splits_is_what_recall_lacks_and_of_all_merges_precision() -> None:
    gold, found = papers("aabca", "bbca"), papers("xyxzz", "xzzx")
    score = measure_grouping(gold, found)
    assert sum(split.cost for split in find_splits(gold, found, most=99)) == pytest.approx(
        9 * (1 - score.recall)
    )
    assert sum(merge.cost for merge in find_merges(gold, found, most=99)) == pytest.approx(
        9 * (1 - score.precision)
    )


TITLE = "Orbital tangle kernels"
ABSTRACT = "The orbital tangle kernel (OTK) beats a Qwertyan. OTKs win: un-OTK."


def marked(*texts: str) -> AnnotatedPaper:
    """Annotation the first place of each text that is not marked yet."""
    annotations: list[Annotation] = []
    for text in texts:
        start = ABSTRACT.index(text, max((annotation.end for annotation in annotations), default=0))
        annotations.append(
            Annotation(
                "abstract", start, start + len(text), "Concept", text, "orbital tangle kernel"
            )
        )
    return AnnotatedPaper(
        "p1",
        TITLE,
        ABSTRACT,
        (*annotations, Annotation("title", 0, len(TITLE), "Concept", TITLE, "x")),
    )


def test_gold_spans_are_kept_and_named_by_what_their_paper_defines(settings: Settings) -> None:
    paper = marked("orbital tangle kernel", "OTK", "Qwertyan", "OTKs")
    (found,) = predict_given([paper], settings)
    bounds = {
        (annotation.field, annotation.start, annotation.end, annotation.text)
        for annotation in paper.annotations
    }
    assert {
        (annotation.field, annotation.start, annotation.end, annotation.text)
        for annotation in found.annotations
    } == bounds
    assert {annotation.text: annotation.canonical for annotation in found.annotations} == {
        TITLE: "orbital tangle kernel",
        "orbital tangle kernel": "orbital tangle kernel",
        "OTK": "orbital tangle kernel",
        "OTKs": "orbital tangle kernel",
        "Qwertyan": "Qwertyan",
    }


def test_gold_spans_that_part_a_token_are_named_by_their_text(settings: Settings) -> None:
    (found,) = predict_given([marked("werty")], settings)
    assert [
        annotation.canonical for annotation in found.annotations if annotation.field == "abstract"
    ] == ["werty"]


def test_gold_spans_are_resolved_over_all_papers(settings: Settings) -> None:
    bare = AnnotatedPaper("p2", "OTK", "", (Annotation("title", 0, 3, "Concept", "OTK", "x"),))
    context = marked("orbital tangle kernel", "OTK")
    _, found = predict_given([context, bare], settings)
    assert len(found.annotations) == 1


@pytest.mark.slow
@needs_shared("annotations")
def test_given_gold_spans_the_development_set_is_grouped_as_annotated(settings: Settings) -> None:
    gold = read_annotated(SHARED / "annotations" / "dev.jsonl")
    score = measure_grouping(gold, predict_given(gold, settings))
    assert score.mentions == score.gold == 1410
    assert score.f1 > 0.93, "resolution got worse"

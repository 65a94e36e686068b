"""Measures on cases that can be counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgraph.config import Settings
from kgraph.errors import InputError
from kgraph.quality.confusions import find_confusions
from kgraph.quality.gold import AnnotatedPaper, Annotation, pair, read_annotated
from kgraph.quality.predict import predict
from kgraph.quality.scores import Score, calibration_error, measure, thresholds
from kgraph.types import Label
from tests.conftest import SHARED, needs_shared

TEXT = "We train ResNets and GANs on CIFAR-10. Accuracy rises."


def annotation(
    text: str, label: Label = "Method", canonical: str = "", score: float = 1.0, *, until: int = 0
) -> Annotation:
    start = TEXT.index(text)
    end = start + len(text) + until
    return Annotation("abstract", start, end, label, TEXT[start:end], canonical or text, score)


def paper(*annotations: Annotation) -> AnnotatedPaper:
    return AnnotatedPaper("p1", "Title", TEXT, tuple(sorted(annotations)))


GOLD = paper(
    annotation("ResNets", canonical="ResNet"),
    annotation("GANs"),
    annotation("CIFAR-10", "Dataset"),
    annotation("Accuracy", "Metric"),
)
FOUND = paper(
    annotation("ResNets", canonical="resnets", score=0.9),
    annotation("GANs", score=0.8, until=3),
    annotation("CIFAR-10", "Method", score=0.7),
    annotation("We", score=0.2),
)


def row(kind: str, label: str | None = None) -> Score:
    return next(
        score for score in measure([GOLD], [FOUND]) if (score.kind, score.label) == (kind, label)
    )


@pytest.mark.parametrize(
    ("kind", "label", "counts"),
    [
        ("strict", None, (1, 4, 4)),
        ("strict", "Method", (1, 4, 2)),
        ("strict", "Dataset", (0, 0, 1)),
        ("overlap", None, (2, 4, 4)),
        ("overlap", "Method", (2, 4, 2)),
        ("entities", None, (2, 4, 4)),
        ("surfaces", "Method", (1, 4, 2)),
    ],
)
def test_counts_are_those_by_hand(
    kind: str, label: str | None, counts: tuple[int, int, int]
) -> None:
    score = row(kind, label)
    assert (score.correct, score.predicted, score.gold) == counts
    assert score.precision == counts[0] / max(counts[1], 1)
    assert score.low <= score.f1 <= score.high


def test_gold_against_itself_is_perfect() -> None:
    assert {score.f1 for score in measure([GOLD], [GOLD]) if score.gold} == {1.0}


def test_intervals_narrow_with_more_papers_and_are_the_same_each_time() -> None:
    few = measure([GOLD, GOLD], [GOLD, FOUND])
    many = measure([GOLD, GOLD] * 50, [GOLD, FOUND] * 50)
    assert many[5].high - many[5].low < few[5].high - few[5].low
    assert few == measure([GOLD, GOLD], [GOLD, FOUND])


def test_thresholds_trade_recall_for_precision() -> None:
    rows = thresholds([GOLD], [FOUND], [0.0, 0.5, 0.85, 0.95])
    assert [(row.precision, row.recall, row.predicted) for row in rows] == [
        (0.25, 0.25, 4),
        (1 / 3, 0.25, 3),
        (1.0, 0.25, 1),
        (0.0, 0.0, 0),
    ]


def test_calibration_is_the_mean_gap_between_score_and_truth() -> None:
    # Bins: 0.2 wrong, 0.7 wrong, 0.8 wrong, 0.9 right.
    assert calibration_error([GOLD], [FOUND]) == pytest.approx((0.2 + 0.7 + 0.8 + 0.1) / 4)
    assert calibration_error([GOLD], [paper()]) == 0


def test_confusions_say_what_was_taken_for_what() -> None:
    found = {(c.what, c.gold, c.predicted) for c in find_confusions([GOLD], [FOUND], most=9)}
    assert found == {
        ("missed", "Metric: accuracy", ""),
        ("spurious", "", "Method: we"),
        ("other label", "Dataset: CIFAR-10", "Method: CIFAR-10"),
        ("other bounds", "Method: GANs", "Method: GANs on"),
    }
    (first,) = find_confusions([GOLD, GOLD], [FOUND, FOUND], most=1)
    assert (first.count, first.paper) == (2, "p1")
    assert first.sentence in TEXT


def write(path: Path, **changes: object) -> Path:
    mention = {
        "field": "title",
        "start": 0,
        "end": 5,
        "text": "Title",
        "label": "Method",
        "canonical": "title",
    }
    row = {"id": "p1", "title": "Title", "abstract": "", "mentions": [{**mention, **changes}]}
    path.write_text(json.dumps(row) + "\n")
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"end": 4}, r"gold\.jsonl:1: 'Title' is not the title from 0 to 4"),
        ({"start": -5, "end": 5}, r"gold\.jsonl:1: 'Title' is not the title from -5 to 5"),
        ({"label": "Thing"}, r"gold\.jsonl:1: 'Thing' is not a label"),
        ({"field": "body"}, r"gold\.jsonl:1: 'body' is not a field"),
        ({"start": "x"}, r"gold\.jsonl:1: is not an annotated paper"),
    ],
)
def test_a_wrong_annotation_is_named(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_annotated(write(tmp_path / "gold.jsonl", **changes))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "contains no papers"),
        ('{"title": "x"}', r"gold\.jsonl:1: is not an annotated paper \('mentions' is missing\)"),
        ("[]", r"gold\.jsonl:1: is not an annotated paper \(the line is not a JSON object\)"),
        ('{"title": "x", "mentions": ["y"]}', r"'mentions' is not a list of JSON objects\)\. Give"),
        ("{", r"gold\.jsonl:1: is not an annotated paper"),
    ],
)
def test_a_file_that_is_no_gold_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "gold.jsonl").write_text(text)
    with pytest.raises(InputError, match=message):
        read_annotated(tmp_path / "gold.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        read_annotated(tmp_path / "none.jsonl")


def test_labels_can_be_free_and_texts_left_out(tmp_path: Path) -> None:
    mention = {"field": "title", "start": 5, "end": 9, "label": "Material"}
    path = tmp_path / "gold.jsonl"
    row = {"title": "Thin\u2028film", "mentions": [mention]}
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    (paper,) = read_annotated(path, labels=None)
    assert [(a.text, a.label, a.canonical) for a in paper.annotations] == [
        ("film", "Material", "film")
    ]
    assert str(paper.source) == f"{path}:1"


def test_overlapping_annotations_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl")
    row = json.loads(path.read_text())
    row["mentions"].append({**row["mentions"][0], "start": 1, "text": "itle"})
    path.write_text(json.dumps(row))
    with pytest.raises(InputError, match="'Title' and 'itle' overlap"):
        read_annotated(path)


def test_predictions_are_paired_by_title_and_must_have_the_same_text() -> None:
    other = AnnotatedPaper("x", "title", TEXT, ())
    assert pair([AnnotatedPaper("p1", "title", TEXT, ())], [other]) == (other,)
    with pytest.raises(InputError, match=r"'Title' .* has a different text"):
        pair([GOLD], [other])
    with pytest.raises(InputError, match="has no prediction"):
        pair([GOLD], [])


def test_papers_of_one_title_are_predicted_each(settings: Settings) -> None:
    gold = [
        AnnotatedPaper(str(i), "Grokking", text, ())
        for i, text in enumerate(("We use CIFAR-10.", "We show how it works."))
    ]
    assert [len(paper.annotations) for paper in predict(gold, settings)] == [2, 1]


@pytest.mark.slow
@needs_shared("annotations")
def test_the_development_set_is_read_and_measured(settings: Settings) -> None:
    gold = read_annotated(SHARED / "annotations" / "dev.jsonl")
    assert sum(len(paper.annotations) for paper in gold) == 1410
    scores = measure(gold, predict(gold, settings))
    strict = next(score for score in scores if (score.kind, score.label) == ("strict", None))
    assert strict.f1 > 0.6, "extraction got worse"

"""Shortened names join the fuller name that their paper, or the list they are in, gives."""

from __future__ import annotations

import pytest

from kgraph.extract.lexicon import Entry
from kgraph.resolve.naming import read_names
from kgraph.resolve.shorten import join_shortened
from kgraph.types import Label, Span

LEXICON = (
    Entry("Task", "computer vision"),
    Entry("Method", "knowledge distillation"),
    Entry("Method", "supervised learning"),
    Entry("Method", "attention"),
    Entry("Concept", "exploding gradient"),
    Entry("Task", "classification"),
    Entry("Task", "image classification"),
    Entry("Method", "encoder-decoder"),
)


def span(
    text: str, at: int = 9, *, label: Label = "Method", paper: str = "p1", field: str = "abstract"
) -> Span:
    return Span(paper, field, at, at + len(text), text, label, text, 0.8, "model", 0, 200)  # type: ignore[arg-type]


def named(*spans: Span) -> list[str]:
    items = join_shortened(read_names(spans), LEXICON)
    return [item.name for item in items if item.span.paper == "p1"]


def crowd(text: str, label: Label) -> list[Span]:
    return [span(text, label=label, paper=f"q{i}") for i in range(3)]


@pytest.mark.parametrize(
    ("short", "fuller"),
    [
        ("activation", "activation function"),
        ("supervised", "supervised learning"),
        ("supervised methods", "supervised learning"),
        ("weight reparameterization", "weight reparameterization scheme"),
    ],
)
def test_a_name_joins_the_one_that_has_a_generic_word_behind_it(short: str, fuller: str) -> None:
    assert named(span(fuller), span(short, 99)) == [fuller, fuller]


@pytest.mark.parametrize(
    "names",
    [
        ("attention", "attention model"),  # the lexicon has only the first
        ("graph", "graph learning", "graph network"),
        ("convergence", "convergence rate"),
        ("Falcon", "Falcon functions"),
    ],
)
def test_it_does_not_if_the_two_may_be_two_things(names: tuple[str, ...]) -> None:
    assert named(*(span(name, 40 * i + 9) for i, name in enumerate(names))) == list(names)


def test_labels_and_papers_stay_apart() -> None:
    spans = [span("activation function", label="Concept"), span("activation", 99)]
    assert named(*spans)[1] == "activation"
    assert named(span("activation function", paper="p2"), span("activation")) == ["activation"]


def test_a_head_joins_its_usual_name_if_its_paper_has_that_before() -> None:
    usual = crowd("computer vision", "Task")
    spans = [span("computer vision", label="Task"), span("vision", 99, label="Task")]
    assert named(*spans, *usual) == ["computer vision"] * 2
    assert named(*spans) == ["computer vision", "vision"]
    before = [span("vision", label="Task"), span("computer vision", 99, label="Task")]
    assert named(*before, *usual)[0] == "vision"


def test_a_head_that_is_a_name_itself_or_belongs_to_many_names_stays() -> None:
    spans = [span("image classification", label="Task"), span("classification", 99, label="Task")]
    assert named(*spans, *crowd("image classification", "Task"))[1] == "classification"
    rivals = [
        span(f"{kind} distillation", paper=f"{kind}{i}")
        for kind in ("feature", "dataset", "self")
        for i in range(2)
    ]
    spans = [span("knowledge distillation"), span("distillation", 99)]
    usual = crowd("knowledge distillation", "Method")
    assert named(*spans, *usual)[1] == "knowledge distillation"
    assert named(*spans, *usual, *rivals)[1] == "distillation"


def test_a_part_of_a_name_written_with_a_hyphen_stays() -> None:
    spans = [span("encoder-decoder"), span("decoder", 99)]
    assert named(*spans, *crowd("encoder-decoder", "Method"))[1] == "decoder"


def test_a_word_in_a_list_gets_the_head_of_the_list() -> None:
    # "exploding and vanishing gradients", "supervised, imitation and reinforcement learning"
    pair = [
        span("exploding", 9, label="Concept"),
        span("vanishing gradients", 23, label="Concept"),
    ]
    assert named(*pair)[0] == "exploding gradient"
    three = [span("supervised", 9), span("imitation", 21), span("reinforcement learning", 35)]
    assert named(*three) == ["supervised learning", "imitation", "reinforcement learning"]
    apart = [span("supervised", 9), span("reinforcement learning", 60)]
    assert named(*apart)[0] == "supervised"

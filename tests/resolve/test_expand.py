"""Short forms within longer names are written out."""

from __future__ import annotations

import pytest

from kgraph.extract.lexicon import Entry
from kgraph.resolve.expand import expand_names
from kgraph.resolve.naming import read_names
from kgraph.types import Span

LEXICON = (
    Entry("Method", "reinforcement learning", ("RL",)),
    Entry("Method", "graph neural network", ("GNN",)),
    Entry("Task", "machine translation", ("MT",)),
    Entry("Task", "multi task", ("MT",)),
    Entry("Method", "generative pre-trained transformer", ("GPT",)),
)


def span(text: str, name: str = "", paper: str = "p1", named_by: str = "text") -> Span:
    return Span(
        paper, "abstract", 0, len(text), text, "Method", name or text, 0.8, "model", 0, 99, named_by
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("deep GNN", "deep graph neural network"),
        ("GNN-based search", "graph neural network-based search"),
        ("continuous-time RL", "continuous-time RL"),
        ("MT systems", "MT systems"),
        ("GPT-4 agents", "GPT-4 agents"),
        ("kernel (of a) matrix", "kernel (of a) matrix"),
    ],
)
def test_what_the_lexicon_knows_under_one_meaning_is_written_out(text: str, name: str) -> None:
    (item,) = expand_names(read_names([span(text)]), LEXICON)
    assert (item.name, item.rule) == (name, "text" if name == text else "expanded")


def test_a_paper_s_own_definition_comes_first_and_holds_there_alone() -> None:
    defined = span("RL", "representation learning", named_by="abbreviation")
    named = expand_names(
        read_names([defined, span("deep RL"), span("deep RL", paper="p2")]), LEXICON
    )
    assert [item.name for item in named[1:]] == ["deep representation learning", "deep RL"]


def test_two_letters_are_written_out_where_the_paper_names_them_in_full() -> None:
    named = expand_names(
        read_names([span("reinforcement learning"), span("deep RL"), span("RL", paper="p2")]),
        LEXICON,
    )
    assert [item.name for item in named] == [
        "reinforcement learning",
        "deep reinforcement learning",
        "RL",
    ]


def test_two_letters_are_written_out_where_a_longer_name_has_them_in_full() -> None:
    named = expand_names(
        read_names([span("offline reinforcement learning"), span("RL agent")]), LEXICON
    )
    assert named[1].name == "reinforcement learning agent"


def test_a_definition_within_a_name_holds_for_its_paper() -> None:
    named = expand_names(
        read_names(
            [
                span("random feature (RF) regression"),
                span("RF regression"),
                span("RF regression", paper="p2"),
            ]
        ),
        LEXICON,
    )
    assert [item.name for item in named[1:]] == ["random feature regression", "RF regression"]


def test_the_long_form_that_a_paper_defines_is_written_out_too() -> None:
    long = span("sparse GNN", named_by="abbreviation")
    named = expand_names(
        read_names([long, span("SGNN", "sparse GNN", "p1", "abbreviation")]), LEXICON
    )
    assert [(item.name, item.rule) for item in named] == [
        ("sparse graph neural network", "expanded"),
        ("sparse graph neural network", "abbreviation"),
    ]


def test_what_the_lexicon_names_stays() -> None:
    named = span("GNN layer", "graph convolution", named_by="lexicon")
    assert [item.rule for item in expand_names(read_names([named]), LEXICON)] == ["lexicon"]

"""Spans with one label and one key are mentions of one entity."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.config import load_settings
from kgraph.errors import ConfigError
from kgraph.names.ids import entity_id
from kgraph.resolve.entities import Resolution, resolve, specificity
from kgraph.types import LABELS, KnowledgeGraph, Span

SPAN = Span(
    "p1",
    "abstract",
    0,
    3,
    "NTK",
    "Concept",
    "neural tangent kernel",
    0.7,
    "model",
    0,
    20,
    "abbreviation",
)
TEXT = replace(SPAN, paper="p2", text="neural tangent kernel", named_by="text")


def resolved(*spans: Span, papers: int = 9) -> Resolution:
    return resolve(spans, papers, load_settings())


def test_spellings_are_one_entity_with_its_aliases() -> None:
    entities, mentions, _ = resolved(
        SPAN,
        replace(TEXT, text="Neural Tangent Kernels", name="Neural Tangent Kernels"),
        replace(TEXT, field="title", name="Neural Tangent Kernel"),
    )
    (entity,) = entities
    assert entity.id == "concept/neural-tangent-kernel"
    assert entity.aliases == ("NTK", "Neural Tangent Kernels", "neural tangent kernel")
    assert entity.abbreviations == ("NTK",)
    assert (entity.paper_count, entity.idf) == (2, round(math.log(5), 6))
    assert [(mention.paper, mention.field) for mention in mentions] == [
        ("p1", "abstract"),
        ("p2", "title"),
        ("p2", "abstract"),
    ]


def test_vague_words_tell_nothing_apart_and_are_not_shown() -> None:
    vague = replace(TEXT, name="novel LSTM model", label="Method")
    (entity,), _, _ = resolved(
        *(replace(vague, paper=f"p{i}") for i in (1, 2)),
        replace(TEXT, name="LSTM", label="Method"),
    )
    assert (entity.id, entity.name) == ("method/lstm", "LSTM")


def test_the_lexicon_names_the_entity() -> None:
    named = replace(TEXT, text="Cifar10", name="CIFAR-10", label="Dataset", named_by="lexicon")
    (entity,), _, _ = resolved(
        named, *(replace(named, paper=f"q{i}", name="Cifar10", named_by="text") for i in "123")
    )
    assert entity.name == "CIFAR-10"


def test_a_label_that_one_paper_alone_gives_yields() -> None:
    spans = [replace(TEXT, paper=f"p{i}") for i in range(3)] + [
        replace(TEXT, paper="p9", label="Method")
    ]
    (entity,), mentions, aliases = resolved(*spans)
    assert (entity.id, len(mentions)) == ("concept/neural-tangent-kernel", 4)
    assert {mention.label for mention in mentions} == {"Concept"}
    assert [(row.rule, row.count) for row in aliases] == [("label", 4)]


def test_two_well_founded_labels_stay_two_entities() -> None:
    spans = [
        replace(TEXT, paper=f"p{i}", label="Concept" if i < 3 else "Task", name="calibration")
        for i in range(5)
    ]
    entities, _, _ = resolved(*spans)
    assert [entity.id for entity in entities] == ["concept/calibration", "task/calibration"]


def test_a_span_that_names_nothing_is_no_mention() -> None:
    assert resolved(replace(SPAN, name="--")) == ((), (), ())


def test_specificity_falls_with_the_number_of_papers_and_stays_above_zero() -> None:
    values = [specificity(10, count) for count in range(1, 11)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


def test_no_other_paper_changes_an_id(sample: KnowledgeGraph) -> None:
    assert all(
        entity.id.startswith(f"{entity.label.lower()}/") for entity in sample.entities.values()
    )
    assert entity_id("Method", "graph attention network") == "method/graph-attention-network"


@given(
    st.lists(
        st.builds(
            Span,
            paper=st.sampled_from(["p1", "p2", "p3"]),
            field=st.sampled_from(["title", "abstract"]),
            start=st.integers(0, 50),
            end=st.just(60),
            text=st.sampled_from(["NTK", "NTKs", "SMT", "kernel", "a novel kernel", "GPT-4"]),
            label=st.sampled_from(LABELS),
            name=st.sampled_from(
                ["NTK", "neural tangent kernel", "SMT solver", "kernel", "novel kernel"]
            ),
            score=st.floats(0.1, 1),
            source=st.just("model"),
            sentence_start=st.just(0),
            sentence_end=st.just(70),
            named_by=st.sampled_from(["text", "lexicon", "abbreviation"]),
        ),
        unique_by=lambda span: (span.paper, span.field, span.start),
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_spans_changes_nothing_and_no_mention_is_lost(
    spans: list[Span], random: st.DataObject
) -> None:
    first = resolved(*spans)
    assert len(first.mentions) == len(spans) == sum(row.count for row in first.aliases)
    assert {mention.entity for mention in first.mentions} == {
        entity.id for entity in first.entities
    }
    random.shuffle(spans)  # type: ignore[attr-defined]
    assert resolved(*spans) == first


@pytest.mark.parametrize("bad", ["label_share", "label_papers"])
def test_settings_are_checked(bad: str) -> None:
    with pytest.raises(ConfigError, match=bad):
        load_settings(options={"resolve": {bad: -1}})

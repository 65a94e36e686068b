"""What the lexicon has under a short form keeps its name, however a paper spells it out."""

from __future__ import annotations

import pytest

from kgraph.config import load_settings
from kgraph.extract.lexicon import Entry
from kgraph.resolve.definitions import correct_definitions
from kgraph.resolve.entities import resolve
from kgraph.resolve.naming import read_names
from kgraph.types import Label, Span

LEXICON = (
    Entry("Method", "BERT", ("bidirectional encoder representations from transformers",)),
    Entry("Metric", "BLEU", ("bilingual evaluation understudy",)),
    Entry("Method", "self-supervised learning", ("SSL",)),
    Entry("Method", "conditional random field", ("CRF",)),
    Entry("Method", "multilayer perceptron", ("MLP",)),
)


def span(
    text: str, name: str = "", paper: str = "p1", label: Label = "Method", named_by: str = "text"
) -> Span:
    return Span(
        paper, "abstract", 9, 9 + len(text), text, label, name or text, 0.8, "model", 0, 99,
        named_by,
    )  # type: ignore[arg-type]  # fmt: skip


def defined(short: str, long: str, paper: str = "p1", label: Label = "Method") -> list[Span]:
    return [
        span(long, paper=paper, label=label),
        span(short, long, paper, label, "abbreviation"),
    ]


def names(*spans: Span) -> list[str]:
    return [item.name for item in correct_definitions(read_names(spans), LEXICON)]


@pytest.mark.parametrize(
    ("short", "long", "name"),
    [
        ("BERT", "Bidirectional Encoder Representation for a Transformer", "BERT"),
        ("BERT", "bi-directional encoder representations of transformers", "BERT"),
        ("CRFs", "conditional ran- dom fields", "conditional random field"),
        ("MLP", "multi-layer perception", "multilayer perceptron"),
        ("MLP", "Multilayar Perceptron", "multilayer perceptron"),
    ],
)
def test_a_long_form_that_is_nearly_the_lexicon_s_gets_its_name(
    short: str, long: str, name: str
) -> None:
    assert names(*defined(short, long)) == [name, name]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("BERT", "balanced edge rewiring test"),
        ("SSL", "semi-supervised learning"),
        ("MLP", "mean listening preference"),
    ],
)
def test_another_meaning_stays_in_its_paper(short: str, long: str) -> None:
    assert names(*defined(short, long)) == [long, long]


def test_words_that_do_not_spell_a_known_short_form_are_no_definition_of_it() -> None:
    long = "best models utilize pretraining"
    assert names(*defined("BERT", long)) == [long, "BERT"]


def test_one_paper_never_renames_what_many_use() -> None:
    crowd = [
        item
        for i in range(9)
        for item in (
            span("BERT", "BERT", f"p{i}", named_by="lexicon"),
            span("parsing", paper=f"p{i}", label="Task"),
            span(f"topic {i % 3} apart", paper=f"p{i}"),
        )
    ]
    odd = [
        *defined("BERT", "bilingual entity relation tagger", "z"),
        span("parsing", paper="z", label="Task"),
    ]
    entities = resolve([*crowd, *odd], 40, load_settings(), LEXICON).entities
    shown = {entity.id: (entity.name, entity.paper_count) for entity in entities}
    assert shown["method/bert"] == ("BERT", 9)
    assert shown["method/bilingual-entity-relation-tagger"][1] == 1


def test_a_name_is_chosen_by_papers_and_not_by_mentions() -> None:
    spans = [
        *(span("sparse BERT net", paper=f"p{i}") for i in range(2)),
        *(
            Span("z", "abstract", start, start + 15, "Sparse-Bert nets", "Method",
                 "Sparse-Bert nets", 0.8, "model", 0, 99)
            for start in range(9, 99, 20)
        ),
    ]  # fmt: skip
    (entity,) = resolve(spans, 9, load_settings()).entities
    assert entity.name == "sparse BERT net"


def test_the_name_in_the_lexicon_is_shown_as_it_is() -> None:
    found = span("Universal Dependencies", label="Dataset", named_by="lexicon")
    (entity,) = resolve([found], 9, load_settings()).entities
    assert entity.name == "Universal Dependencies"

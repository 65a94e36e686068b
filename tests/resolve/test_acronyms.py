"""A bare short form takes the meaning that other papers define, if the choice is clear."""

from __future__ import annotations

from kgraph.config import load_settings
from kgraph.resolve.acronyms import join_acronyms, join_initials
from kgraph.resolve.naming import Named, read_names
from kgraph.types import Label, Span

TRANSLATION = "statistical machine translation"
SOLVING = "satisfiability modulo theories"


def span(
    paper: str, text: str, name: str = "", label: Label = "Method", named_by: str = "text"
) -> Span:
    return Span(
        paper, "abstract", 0, len(text), text, label, name or text, 0.8, "model", 0, 99, named_by
    )  # type: ignore[arg-type]


def defined(paper: str, short: str, long: str, label: Label = "Method") -> list[Span]:
    return [span(paper, long, label=label), span(paper, short, long, label, "abbreviation")]


def named_in(paper: str, *spans: Span) -> list[tuple[str, str]]:
    joined: list[Named] = join_acronyms(read_names(spans), load_settings().link)
    return [(item.name, item.rule) for item in joined if item.span.paper == paper]


def test_a_bare_acronym_joins_the_paper_that_defines_it() -> None:
    spans = [*defined("a", "DARTS", "differentiable architecture search"), span("b", "DARTS")]
    assert named_in("b", *spans) == [("differentiable architecture search", "acronym")]


def test_its_plural_joins_too() -> None:
    spans = [
        *defined("a", "CLIPS", "curved linear image patches"),
        *defined("c", "PINN", "physics network"),
    ]
    assert named_in("b", *spans, span("b", "PINNs")) == [("physics network", "acronym")]


def test_two_or_three_letters_need_a_paper_on_the_same_matter() -> None:
    spans = [*defined("a", "SMT", TRANSLATION), span("a", "BLEU"), span("c", "SAT")]
    assert named_in("b", *spans, span("b", "SMT"), span("b", "SAT"))[0] == ("SMT", "undecided")
    assert named_in("b", *spans, span("b", "SMT"), span("b", "BLEU"))[0] == (TRANSLATION, "acronym")


def test_among_two_meanings_the_paper_s_other_names_decide() -> None:
    spans = [
        *(*defined("a", "SMT", TRANSLATION), span("a", "parallel corpus")),
        *(*defined("b", "SMT", SOLVING), span("b", "program verification")),
    ]
    assert named_in("c", *spans, span("c", "SMT"), span("c", "program verification"))[0] == (
        SOLVING,
        "acronym",
    )
    assert named_in("c", *spans, span("c", "SMT"), span("c", "parallel corpora"))[0] == (
        TRANSLATION,
        "acronym",
    )
    assert named_in("c", *spans, span("c", "SMT"), span("c", "grokking"))[0] == ("SMT", "undecided")


def test_the_lexicon_stands_unless_the_other_meaning_fits_better() -> None:
    spans = [*defined("b", "SMT", SOLVING), span("b", "program verification")]
    bare = span("c", "SMT", TRANSLATION, named_by="lexicon")
    assert named_in("c", *spans, bare)[0] == (TRANSLATION, "lexicon")
    assert named_in("c", *spans, bare, span("c", "program verification"))[0] == (SOLVING, "acronym")


def test_a_paper_s_own_definition_stands() -> None:
    spans = [
        *defined("a", "SMT", TRANSLATION),
        *defined("b", "SMT", SOLVING),
        span("b", "SMT", SOLVING, "Method"),
    ]
    assert {name for name, _ in named_in("b", *spans)} == {SOLVING}
    assert named_in("b", *defined("a", "NTK", "kernel x"), span("b", "kernel")) == [
        ("kernel", "text")
    ]


def test_one_paper_s_meaning_does_not_capture_what_everybody_uses() -> None:
    crowd = [
        item
        for i in range(50)
        for item in (
            span(f"p{i}", "RL", "reinforcement learning", named_by="lexicon"),
            span(f"p{i}", "deep learning"),
            span(f"p{i}", f"topic {i % 5} apart"),
        )
    ]
    single = [*defined("z", "RL", "representation learning"), span("z", "deep learning")]
    joined = join_acronyms(read_names([*crowd, *single]), load_settings().link)
    assert {item.name for item in joined if item.span.text == "RL" and item.span.paper != "z"} == {
        "reinforcement learning"
    }


def test_a_paper_that_writes_the_lexicon_s_name_out_means_it() -> None:
    spans = [*defined("b", "SMT", SOLVING), span("b", "program verification")]
    own = [
        span("c", "SMT", TRANSLATION, named_by="lexicon"),
        span("c", TRANSLATION),
        span("c", "program verification"),
    ]
    assert named_in("c", *spans, *own)[0] == (TRANSLATION, "lexicon")


def spelled(*spans: Span) -> list[str]:
    return [f"{item.name} ({item.rule})" for item in join_initials(read_names(spans))]


def test_a_name_of_the_paper_with_the_initials_is_meant() -> None:
    assert spelled(span("a", "visual question answering"), span("a", "VQA"), span("b", "VQA")) == [
        "visual question answering (text)",
        "visual question answering (initials)",
        "VQA (text)",
    ]


def test_initials_need_three_words_one_label_and_no_definition_elsewhere() -> None:
    assert spelled(span("a", "U-Net"), span("a", "UN")) == ["U-Net (text)", "UN (text)"]
    assert (
        spelled(span("a", "visual question answering", label="Task"), span("a", "VQA"))[1]
        == "VQA (text)"
    )
    elsewhere = defined("b", "SMT", TRANSLATION)
    assert (
        spelled(span("a", "sparse matrix trick"), span("a", "SMT"), *elsewhere)[1] == "SMT (text)"
    )


def test_each_short_form_of_one_meaning_is_supported_by_the_papers_that_define_it() -> None:
    spans = [
        *(*defined("a", "SMT", TRANSLATION), span("a", "corpus")),
        *(*defined("b", "SMTR", TRANSLATION), span("b", "memory")),
        *(*defined("d", "SMTR", "surface mount resistor"), span("d", "circuit board")),
        *(span("e", "SMT"), span("e", "corpus")),
    ]
    asked = [span("f", "SMTR"), span("f", "memory")]
    assert named_in("f", *spans, *asked)[0] == (TRANSLATION, "acronym")

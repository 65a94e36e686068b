"""The pipeline: exact offsets in any text, and the same result with any number of workers."""

from __future__ import annotations

import json
import multiprocessing
import re
import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span
from typer.testing import CliRunner

from kgraph.cli import app
from kgraph.config import ComponentSettings, Settings, load_settings
from kgraph.errors import ConfigError
from kgraph.extract.spans import Extraction, Extractor, build_nlp, extract
from kgraph.folder import write_folder
from kgraph.pipeline import build
from kgraph.types import KnowledgeGraph, Paper, Reading, Source

PIECES = [
    "neural tangent kernel",
    "NTK",
    "(NTK)",
    "CIFAR-10",
    "grokking",
    "we propose FooNet",
    ". ",
    " ",
    "\n\n",
    "é",
    "𝒪",
    "\\&",
]
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=12).map("".join)


def extracted(papers: list[Paper], settings: Settings) -> list[Extraction]:
    return list(extract(papers, settings))


def test_the_pipeline_is_in_order(settings: Settings) -> None:
    nlp = build_nlp(settings)
    assert nlp.pipe_names == [
        "sentences",
        "model",
        "lexicon",
        "abbreviations",
        "patterns",
        "scorer",
        "mentions",
    ]
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_spacy_works_without_us_noticing() -> None:
    assert [token.text for token in spacy.blank("en")("A cat.")] == ["A", "cat", "."]


@pytest.fixture(scope="module")
def extractor(settings: Settings) -> Extractor:
    return Extractor(settings)


@hypothesis_settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(TEXT.filter(str.strip), TEXT), min_size=1, max_size=3))
def test_text_is_exactly_the_slice_and_spans_do_not_overlap(
    extractor: Extractor, texts: list[tuple[str, str]]
) -> None:
    papers = [Paper(str(i), title, abstract) for i, (title, abstract) in enumerate(texts)]
    for paper, (spans, problem) in zip(papers, extractor(papers), strict=True):
        assert problem is None
        ends = {"title": 0, "abstract": 0}
        for span in spans:
            text = paper.text(span.field)
            assert span.text == text[span.start : span.end] != ""
            assert ends[span.field] <= span.start < span.end <= len(text)
            assert (
                0 <= span.sentence_start <= span.start < span.end <= span.sentence_end <= len(text)
            )
            assert 0 <= span.score <= 1
            ends[span.field] = span.end


@pytest.mark.slow
def test_workers_do_not_change_the_result(settings: Settings, sample: KnowledgeGraph) -> None:
    papers = list(sample.papers.values())
    parallel = load_settings(options={"extract": {"workers": 2}})
    assert extracted(papers, parallel) == extracted(papers, settings)


def test_mentions_below_the_score_are_left_out(sample: KnowledgeGraph) -> None:
    papers = list(sample.papers.values())[:5]
    scores = [
        [
            span.score
            for spans, _ in extract(papers, load_settings(options={"extract": {"min_score": low}}))
            for span in spans
        ]
        for low in (0.0, 0.8)
    ]
    assert scores[1] == [score for score in scores[0] if score >= 0.8] != []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "ALL CAPITALS NEURAL NETWORKS",
        "word " * 5000,
        "x" * 50_000,
        "深度学习 和 神经网络。",
        "((((" * 500,
        "NTK (" * 300,
    ],
)
def test_odd_texts_are_read(settings: Settings, text: str) -> None:
    [extraction] = extracted([Paper("p", "Title", text)], settings)
    assert extraction.problem is None


def test_an_unknown_component_is_a_clear_error() -> None:
    settings = load_settings(options={"nlp": {"pipeline": ["sentences", "nonsense"]}})
    with pytest.raises(ConfigError, match="the pipeline of the configuration cannot be built"):
        build_nlp(settings)


@pytest.mark.parametrize(
    ("nlp", "message"),
    [
        ({"lang": "qq"}, r"Can't import language qq"),
        (
            {"pipeline": ["lexicon", "mentions"]},
            r"no component splits the text into sentences\. Put 'sentences' first",
        ),
        (
            {"pipeline": ["sentences", "lexicon"]},
            r"the last component does not choose the mentions\. Put 'mentions' last",
        ),
    ],
)
def test_a_pipeline_that_cannot_work_is_a_clear_error(nlp: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        build_nlp(load_settings(options={"nlp": nlp}))


@pytest.mark.slow
def test_an_error_in_a_worker_is_the_same_error() -> None:
    settings = load_settings(options={"nlp": {"lang": "qq"}, "extract": {"workers": 2}})
    with pytest.raises(ConfigError, match="Can't import language qq"):
        extracted([Paper("p", "Title")], settings)


@pytest.mark.slow
def test_workers_end_when_the_reader_stops(sample: KnowledgeGraph) -> None:
    settings = load_settings(options={"extract": {"workers": 2}, "nlp": {"batch_size": 1}})
    extractions = extract(sample.papers.values(), settings)
    next(extractions)
    assert multiprocessing.active_children()
    extractions.close()
    # They have ended; the pool's own thread may still be taking note of it.
    deadline = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not multiprocessing.active_children()


# spaCy refuses a text of more than a million characters.
TOO_LONG = "word " * 200_001
PAPERS = [
    Paper("a", "On neural tangent kernels"),
    Paper("b", "A long title", TOO_LONG, sources=(Source("in.csv", 7),)),
    Paper("c", "On ImageNet"),
    Paper("d", "Another long title", TOO_LONG),
    Paper("e", "Graph neural networks"),
]


def in_twos(workers: int) -> Settings:
    return load_settings(options={"extract": {"workers": workers}, "nlp": {"batch_size": 2}})


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_paper_that_fails_is_a_problem_and_changes_no_other(workers: int) -> None:
    extractions = extracted(PAPERS, in_twos(workers))
    problems = [extraction.problem for extraction in extractions]
    assert [problem and (problem.source, problem.level, problem.code) for problem in problems] == [
        None,
        (Source("in.csv", 7), "problem", "extraction-failed"),
        None,
        (Source("d", 1), "problem", "extraction-failed"),
        None,
    ]
    assert str(problems[1]).startswith(
        "in.csv:7: problem: extraction-failed: paper b: ValueError: [E088] Text of length 1000019"
    )
    assert str(problems[1]).endswith("; kept without mentions")
    readable = [paper for paper in PAPERS if paper.id in "ace"]
    alone = [extracted([paper], in_twos(1))[0] for paper in readable]
    assert [extraction for extraction in extractions if not extraction.problem] == alone


def test_a_build_keeps_a_paper_that_fails(tmp_path: Path) -> None:
    kg = build(PAPERS, settings=in_twos(1))
    assert list(kg.papers) == ["a", "b", "c", "d", "e"]
    assert [problem.detail.partition(":")[0] for problem in kg.problems] == ["paper b", "paper d"]
    assert {mention.paper for mention in kg.mentions} == {"a", "c", "e"}
    reading = Reading(tuple(PAPERS), (), ())
    write_folder(kg, tmp_path / "out", reading=reading, settings=in_twos(1))
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["counts"]["problems"] == 2
    report = (tmp_path / "out" / "report.md").read_text()
    assert re.search(r"in\.csv:7 \| extraction-failed \| paper b: ValueError", report)


def test_a_strict_build_fails_for_a_paper_that_fails(tmp_path: Path) -> None:
    record = {"id": "b", "title": "A long title", "abstract": TOO_LONG}
    (tmp_path / "in.jsonl").write_text(json.dumps(record))
    config = tmp_path / "kgraph.cfg"
    config.write_text("[read]\nmax_chars = 2000000\n")
    arguments = ["build", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*arguments, "--config", str(config), "--strict"])
    assert done.exit_code == 1
    assert "in.jsonl:1: problem: extraction-failed: paper" in " ".join(done.stderr.split())


@pytest.mark.parametrize("mark", ["or", "i.e.,", "denoted by"])
def test_a_bracket_with_an_introduction_inside_a_word_is_read(
    settings: Settings, mark: str
) -> None:
    text = f"We study approximate message passing (vect{mark} AMP) and rotations."
    [extraction] = extracted([Paper("p", "On inference", text)], settings)
    assert extraction.problem is None


@Language.component("proposing_test_component")
def propose(doc: Doc) -> Doc:
    label = "Gadget" if doc[0].text == "mislabelled" else "Method"
    doc.spans["mentions"] = [
        Span(doc, 0, 1, label="Task", kb_id="frobnicating", span_id="test"),
        Span(doc, 2, 3, label=label),
    ]
    doc.spans["mentions"].attrs["scores"] = [0.9, 0.8]
    return doc


def test_another_component_proposes_mentions() -> None:
    settings = load_settings(options={"nlp": {"pipeline": ["sentences", "other", "mentions"]}})
    components: dict[str, ComponentSettings] = {
        **settings.components,
        "other": {"factory": "proposing_test_component"},  # type: ignore[typeddict-unknown-key]  # any option
    }
    settings = settings.model_copy(update={"components": components})
    (spans, problem), (none, wrong) = extracted(
        [Paper("p", "Frobnication of gadgets"), Paper("q", "mislabelled odd gadgets")], settings
    )
    assert problem is None
    assert [(s.text, s.label, s.name, s.score, s.source) for s in spans] == [
        ("Frobnication", "Task", "frobnicating", 0.9, "test"),
        ("gadgets", "Method", "gadgets", 0.8, "mentions"),
    ]
    assert none == ()
    assert wrong is not None
    assert "a span with the label 'Gadget'; the labels are Method" in wrong.detail


def test_another_component_proposes_labels_of_the_configuration() -> None:
    settings = load_settings(
        options={
            "labels": {"Gadget": {}},
            "nlp": {"pipeline": ["sentences", "other", "mentions"]},
            "components": {"other": {"factory": "proposing_test_component"}},
        }
    )
    ((spans, problem),) = extracted([Paper("q", "mislabelled odd gadgets")], settings)
    assert problem is None
    assert [(span.text, span.label) for span in spans] == [
        ("mislabelled", "Task"),
        ("gadgets", "Gadget"),
    ]


@Language.component("misplacing_test_component")
def misplace(doc: Doc) -> Doc:
    """Propose the span whose tokens the title gives."""
    if doc[0].like_num:
        doc.spans["mentions"] = [Span(doc, int(doc[0].text), int(doc[1].text), label="Task")]
    return doc


@pytest.mark.parametrize(
    "title", ["1 1", "0 0", "0 5", "2 3"], ids=["empty", "first", "across", "between"]
)
def test_a_span_outside_title_and_abstract_is_a_problem_of_its_paper(title: str) -> None:
    settings = load_settings(
        options={"nlp": {"pipeline": ["sentences", "lexicon", "other", "mentions"]}}
    )
    components: dict[str, ComponentSettings] = {
        **settings.components,
        "other": {"factory": "misplacing_test_component"},  # type: ignore[typeddict-unknown-key]  # any option
    }
    settings = settings.model_copy(update={"components": components})
    (spans, problem), (none, wrong) = extracted(
        [Paper("p", "ImageNet", "On ImageNet."), Paper("q", title, "An abstract.")], settings
    )
    assert [(span.text, span.field) for span in spans] == [
        ("ImageNet", "title"),
        ("ImageNet", "abstract"),
    ]
    assert problem is None
    assert none == ()
    assert wrong is not None
    assert "empty or not within the title or the abstract" in wrong.detail

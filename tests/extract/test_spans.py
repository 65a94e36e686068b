"""The pipeline as a whole: offsets are exact whatever the text, and the result never depends on the workers."""

from __future__ import annotations

import multiprocessing
import time

import pytest
import spacy
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kgraph.config import Settings, load_settings
from kgraph.errors import ConfigError
from kgraph.extract.spans import build_nlp, iter_spans
from kgraph.types import KnowledgeGraph, Paper

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


def extract(papers: list[Paper], settings: Settings) -> list[tuple[object, ...]]:
    return list(iter_spans(papers, settings))


def test_the_pipeline_is_in_order(settings: Settings) -> None:
    nlp = build_nlp(settings)
    assert nlp.pipe_names == [
        "sentences",
        "model",
        "lexicon",
        "abbreviations",
        "patterns",
        "mentions",
    ]
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_spacy_works_without_us_noticing() -> None:
    assert [token.text for token in spacy.blank("en")("A cat.")] == ["A", "cat", "."]


@hypothesis_settings(deadline=None, max_examples=20)  # each loads the model
@given(st.lists(st.tuples(TEXT.filter(str.strip), TEXT), min_size=1, max_size=3))
def test_text_is_exactly_the_slice_and_spans_do_not_overlap(
    settings: Settings, texts: list[tuple[str, str]]
) -> None:
    papers = [Paper(str(i), title, abstract) for i, (title, abstract) in enumerate(texts)]
    for paper, spans in zip(papers, iter_spans(papers, settings), strict=True):
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
    assert extract(papers, parallel) == extract(papers, settings)


def test_mentions_below_the_score_are_left_out(sample: KnowledgeGraph) -> None:
    papers = list(sample.papers.values())[:5]
    scores = [
        [
            span.score
            for spans in iter_spans(papers, load_settings(options={"extract": {"min_score": low}}))
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
    assert len(extract([Paper("p", "Title", text)], settings)) == 1


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
            r"no component parts the text into sentences\. Put 'sentences' first",
        ),
        (
            {"pipeline": ["sentences", "lexicon"]},
            r"no component chooses the mentions\. Put 'mentions' last",
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
        extract([Paper("p", "Title")], settings)


@pytest.mark.slow
def test_workers_end_when_the_reader_stops(sample: KnowledgeGraph) -> None:
    settings = load_settings(options={"extract": {"workers": 2}, "nlp": {"batch_size": 1}})
    spans = iter_spans(sample.papers.values(), settings)
    next(spans)
    assert multiprocessing.active_children()
    spans.close()
    # They have ended; the pool's own thread may still be taking note of it.
    deadline = time.monotonic() + 10
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not multiprocessing.active_children()

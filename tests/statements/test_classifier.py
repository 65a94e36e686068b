"""What the shipped classifier finds in papers of a few sentences."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from kgraph.config import Settings, load_settings
from kgraph.pipeline import build
from kgraph.statements.classifier import Classifier
from kgraph.statements.features import Document
from kgraph.statements.refusal import is_refused
from kgraph.types import KnowledgeGraph, Paper
from tests.statements.test_values import assert_statements

SNOW = Paper(
    "snow",
    "SnowNet: Fast Image Classification with Sparse Attention",
    "Image classification with transformers is slow. We propose SnowNet, a convolutional network "
    "that uses sparse attention for image classification. We evaluate SnowNet on CIFAR-10 and "
    "ImageNet and report accuracy. SnowNet outperforms ResNet.",
)
DROPOUT = Paper(
    "dropout",
    "A study of dropout",
    "We study dropout, a regularization method for neural networks. We do not evaluate on "
    "ImageNet. In future work, we plan to evaluate on CIFAR-10. Dropout could be used for machine "
    "translation.",
)
EMPTY = Paper("empty", "Untitled", "")


def stated(kg: KnowledgeGraph) -> set[tuple[str, str, str, str]]:
    return {
        (s.paper, s.subject.split("/")[-1], s.predicate, s.object.split("/")[-1])
        for s in kg.statements
    }


def settings(**options: float | bool) -> Settings:
    return load_settings(None, {"statements": options})


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return build([SNOW, DROPOUT, EMPTY])


def test_a_paper_states_what_its_sentences_say(kg: KnowledgeGraph) -> None:
    assert stated(kg) >= {
        ("snow", "", "proposes", "snownet"),
        ("snow", "", "addresses", "image-classification"),
        ("snow", "", "evaluates-on", "cifar-10"),
        ("snow", "", "evaluates-on", "imagenet"),
        ("snow", "", "measures-by", "accuracy"),
        ("snow", "snownet", "used-for", "image-classification"),
        ("dropout", "", "studies", "dropout"),
    }
    assert_statements(kg)


def test_each_statement_has_the_sentence_that_says_so(kg: KnowledgeGraph) -> None:
    sentences = {
        (s.predicate, s.object): kg.papers[s.paper].text(s.field)[s.sentence_start : s.sentence_end]
        for s in kg.statements_of("snow")
    }
    measured = "We evaluate SnowNet on CIFAR-10 and ImageNet and report accuracy."
    assert sentences["measures-by", "metric/accuracy"] == measured
    assert sentences["evaluates-on", "dataset/imagenet"] == measured
    assert sentences["proposes", "method/snownet"].startswith("We propose SnowNet")


def test_what_is_denied_or_supposed_is_refused(kg: KnowledgeGraph) -> None:
    predicates = {(p, o) for paper, _, p, o in stated(kg) if paper == "dropout"}
    assert not predicates & {
        ("evaluates-on", "imagenet"),
        ("evaluates-on", "cifar-10"),
        ("used-for", "machine-translation"),
    }


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        ("SnowNet does not outperform ", True),
        ("It doesn't need ", True),
        ("We plan to evaluate on ", True),
        ("Without labels, we train ", False),
        ("It not only improves ", False),
        ("Without ", True),
        ("In May, we use ", False),
        ("We use IF and ", False),
        ("We evaluate on ", False),
    ],
)
def test_only_a_cue_in_the_clause_refuses(before: str, refused: bool) -> None:
    assert is_refused(before) is refused


def test_two_entities_are_related_in_one_direction(kg: KnowledgeGraph) -> None:
    all_ = build([SNOW, DROPOUT], settings=settings(min_score=0.05, tentative=True))
    relations = [(s.paper, s.predicate, s.subject, s.object) for s in all_.statements if s.subject]
    assert len(relations) > len([s for s in kg.statements if s.subject])
    assert not {(p, q, o, s) for p, q, s, o in relations} & set(relations)


def test_the_settings_choose_what_is_kept(kg: KnowledgeGraph) -> None:
    assert kg.statements
    assert not [s for s in kg.statements if s.score < 0.5 or s.tentative]
    strict = build([SNOW], settings=settings(min_score=0.9)).statements
    assert strict
    assert set(strict) < set(kg.statements_of("snow"))
    assert any(
        s.tentative
        for s in build([SNOW], settings=settings(min_score=0.0, tentative=True)).statements
    )


def documents(kg: KnowledgeGraph, papers: Iterable[str]) -> list[Document]:
    return [
        Document(kg.papers[p], kg.mentions_of(p), {a.entity: a.score for a in kg.about_of(p)})
        for p in papers
        if kg.mentions_of(p)
    ]


def test_a_score_does_not_depend_on_the_other_papers(sample: KnowledgeGraph) -> None:
    classifier = Classifier.load()
    papers = list(sample.papers)[:12]
    together = {
        (s.paper, s.subject, s.predicate, s.object): s.score
        for s in classifier.find(documents(sample, papers), 0.2)
    }
    alone = {
        (s.paper, s.subject, s.predicate, s.object): s.score
        for paper in papers
        for s in classifier.find(documents(sample, [paper]), 0.0)
    }
    assert together
    np.testing.assert_allclose(
        list(together.values()), [alone[key] for key in together], rtol=0, atol=2e-4
    )

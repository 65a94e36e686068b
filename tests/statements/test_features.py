"""The features of documents: words, sentences, mentions and pairs as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from kgraph.statements.features import (
    ENTITY_FEATURES,
    PAIR_FEATURES,
    SENTENCE_FEATURES,
    Document,
    read_batch,
)
from kgraph.types import Mention, Paper
from tests.statements.made import ADAM, IMAGES, MENTIONS, SGD, P, Q

ABOUT = {ADAM: 0.9, SGD: 0.2, IMAGES: 0.6}


def document(paper: Paper) -> Document:
    return Document(paper, [m for m in MENTIONS if m.paper == paper.id], ABOUT)


BATCH = read_batch([document(P), document(Q)])
WORDS = [BATCH.words[number] for number in BATCH.word]


def test_words_are_lower_case_and_counted_by_document() -> None:
    assert BATCH.lengths.tolist() == [18, 8]
    assert " ".join(WORDS[:8]) == "on adam we study adam and sgd ."
    assert " ".join(WORDS[18:]) == "sgd revisited results on images are surprising ."
    assert list(BATCH.words) == sorted(set(WORDS))


def test_mentions_are_ranges_of_words() -> None:
    named = [" ".join(WORDS[first:after]) for first, after, *_ in BATCH.mentions.tolist()]
    assert named == ["adam", "adam", "sgd", "adam", "sgd", "images", "sgd", "images"]
    entities = [BATCH.entities[entity] for entity in BATCH.mentions[:, 2]]
    assert entities[:3] == [(0, ADAM), (0, ADAM), (0, SGD)]
    assert entities[6:] == [(1, SGD), (1, IMAGES)]


def test_sentences_are_the_titles_and_those_with_a_mention() -> None:
    texts = [" ".join(WORDS[first:after]) for first, after in BATCH.sentences.tolist()]
    assert texts == [
        "on adam",
        "we study adam and sgd .",
        "adam outperforms sgd .",
        "it is fast on images .",
        "sgd revisited",
        "results on images are surprising .",
    ]
    is_title, is_first, is_last = BATCH.sentence_features[:, :3].T.astype(bool)
    assert is_title.tolist() == [True, False, False, False, True, False]
    assert is_first.tolist() == [False, True, False, False, False, True]
    assert is_last.tolist() == [False, False, False, True, False, True]
    assert (BATCH.mentions[:, 4] == [0, 0, 0, 0, 0, 0, 4, 4]).all()


def test_pairs_are_of_two_entities_in_one_sentence() -> None:
    assert BATCH.pairs.tolist() == [[1, 2], [3, 4]]
    ends = [tuple(BATCH.entities[e][1] for e in relation) for relation in BATCH.relations.tolist()]
    of_pairs = [ends[number] for number in BATCH.relation.tolist()]
    assert of_pairs == [(ADAM, SGD), (ADAM, SGD), (SGD, ADAM), (SGD, ADAM)]


def test_words_know_the_label_and_how_much_the_paper_is_about_their_entity() -> None:
    tags = dict(zip(WORDS[:8], BATCH.tag[:8].tolist(), strict=True))
    assert tags["we"] == 0 < tags["adam"] == tags["sgd"]
    np.testing.assert_allclose(BATCH.about[:2], [[0, 0], [0.9, 1]], rtol=1e-6)


def test_features_have_the_numbers_that_training_reads() -> None:
    assert BATCH.sentence_features.shape == (6, SENTENCE_FEATURES)
    assert BATCH.entity_features.shape == (5, ENTITY_FEATURES)
    assert BATCH.pair_features.shape == (2, PAIR_FEATURES)


@pytest.mark.parametrize(("title", "abstract"), [(" ", "Adam"), ("Adam", ""), (" ", " Adam and ")])
def test_an_empty_title_or_abstract_is_read(title: str, abstract: str) -> None:
    field = "title" if title.strip() else "abstract"
    text = title if field == "title" else abstract
    start = text.index("Adam")
    mention = Mention(
        "p", field, start, start + 4, "Adam", "Method", ADAM, 0.9, "model", 0, len(text)
    )
    batch = read_batch([Document(Paper("p", title, abstract), [mention], {})])
    first, after, *_ = batch.mentions[0].tolist()
    assert [batch.words[number] for number in batch.word[first:after]] == ["adam"]
    assert np.isfinite(batch.sentence_features).all()


def test_a_label_of_the_user_is_read_as_a_concept() -> None:
    def tags(label: str) -> list[int]:
        mention = Mention("p", "title", 3, 7, "Adam", label, "x/adam", 0.9, "model", 0, 7)
        return read_batch([Document(P, [mention], {})]).tag.tolist()

    assert tags("Gadget") == tags("Concept") != tags("Method")

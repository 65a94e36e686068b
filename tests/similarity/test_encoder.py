"""Text vectors: exact, independent of the other texts, and near where papers are related."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest

import kgraph
from kgraph.similarity.encoder import ENCODER, TextEncoder, find_terms
from kgraph.types import Paper
from tests.conftest import SHARED, needs_shared

NAMES = {
    "selective SSM": ("Mamba", "data augmentation"),
    "state space model": ("Mamba", "model selection"),
    "NTK": ("neural tangent kernel", "language model"),
    "LoRA": ("parameter-efficient fine-tuning", "loss landscape"),
    "BERT": ("masked language model", "gradient descent"),
}
"""Each name with one that is nearer to it and one that is further away."""


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder.load()


def test_terms_are_words_in_lower_case_and_pairs_of_neighbours() -> None:
    assert find_terms("Gradient-descent, naïvely_2") == [
        "gradient", "descent", "naïvely", "2",
        "gradient descent", "descent naïvely", "naïvely 2",
    ]  # fmt: skip


def test_vectors_have_length_one(encoder: TextEncoder) -> None:
    vectors = encoder.encode(["deep learning", "Mamba", "Überraschung bei 3.5 K? learning"])
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("text", ["", " \n", "?!", "qqqxyzzy", "学习"])
def test_a_text_without_known_terms_has_the_zero_vector(encoder: TextEncoder, text: str) -> None:
    assert not encoder.encode([text]).any()


def test_no_texts_give_no_vectors(encoder: TextEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.width)
    assert encoder.encode_papers([]).shape == (0, encoder.width)


def test_a_vector_depends_on_its_text_alone(
    encoder: TextEncoder, sample_reading: kgraph.types.Reading
) -> None:
    texts = [paper.abstract for paper in sample_reading.papers]
    for text, vector in zip(texts, encoder.encode(texts), strict=True):
        assert encoder.encode([text]).tobytes() == vector.tobytes()


def test_a_vector_depends_on_the_counts_of_terms_and_not_on_their_order(
    encoder: TextEncoder,
) -> None:
    vector, shuffled = encoder.encode(
        ["grokking 的 transformer 的 mnist", "mnist 的 grokking 的 transformer"]
    )
    assert vector.any()
    assert vector.tobytes() == shuffled.tobytes()


def test_sums_follow_the_definition() -> None:
    table = np.array([[3, 0], [0, -4], [100, 7]], dtype=np.int8)
    encoder = TextEncoder(["a", "b", "a b"], table)
    factor = round(16 * (1 + math.log(2))) / 16
    expected = np.array([3 * factor + 100, -4 + 7])
    assert encoder.encode(["A b c a"])[0] == pytest.approx(expected / np.linalg.norm(expected))


def test_the_title_counts_three_times(encoder: TextEncoder) -> None:
    paper = Paper(id="t-1", title="Grokking", abstract="Transformers")
    assert (
        encoder.encode_papers([paper])[0].tobytes()
        == encoder.encode(["grokking; transformers 的 grokking 的 grokking"])[0].tobytes()
    )


@pytest.mark.parametrize("name", NAMES)
def test_names_of_related_entities_are_near(encoder: TextEncoder, name: str) -> None:
    near, far = encoder.encode(NAMES[name]) @ encoder.encode([name])[0]
    assert near > far + 0.1


def test_the_file_is_small() -> None:
    assert ENCODER.stat().st_size < 3_000_000


def ndcg(grades: list[int]) -> float:
    """Return the normalised discounted cumulative gain of the first five (gain 2^grade - 1)."""

    def gain(order: list[int]) -> float:
        return math.fsum((2**g - 1) / math.log2(i + 2) for i, g in enumerate(order[:5]))

    return gain(grades) / gain(sorted(grades, reverse=True))


@needs_shared("judgements")
@pytest.mark.parametrize(("corpus", "bar"), [("listings", 0.70), ("ml-1000", 0.74)])
def test_judged_papers_are_ranked(encoder: TextEncoder, corpus: str, bar: float) -> None:
    folder = SHARED / "judgements"
    source = SHARED / "seeds" if corpus == "listings" else folder / "ml-1000.jsonl"
    papers = kgraph.read_papers(source).papers
    row = {title_key(paper.title): index for index, paper in enumerate(papers)}
    vectors = encoder.encode_papers(papers)
    scores = []
    for line in (folder / "links-dev.jsonl").read_text("utf8").splitlines():
        judged = json.loads(line)
        candidates = judged["candidates"]
        if judged["corpus"] != corpus or not any(item["grade"] for item in candidates):
            continue
        rows = [row[title_key(item["title"])] for item in candidates]
        cosines = vectors[rows] @ vectors[row[title_key(judged["query"])]]
        scores.append(ndcg([candidates[i]["grade"] for i in np.argsort(-cosines)]))
    assert np.mean(scores) > bar


def title_key(title: str) -> str:
    return re.sub(r"\W+", " ", title.lower()).strip()

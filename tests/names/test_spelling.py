"""Keys and slugs: what is one name, what is not, and what an id may look like."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kgraph.identity import slug
from kgraph.names.heads import entity_key
from kgraph.names.spelling import join_parts, name_key, name_parts, singular, singular_name
from kgraph.types import LABELS, Label

with (Path(__file__).parents[1] / "data" / "name_pairs.csv").open(
    encoding="utf-8", newline=""
) as file:
    PAIRS = list(csv.DictReader(file))
# Words that the rules know, so that chance puts them together.
KNOWN_WORDS = (
    "a the our novel new large scale state of art simple deep LSTM LSTMs CNN DARTS GPT Adam "
    "model models network networks architecture algorithm algorithms method task tasks "
    "problem score scores metric dataset data set sets base bases benchmark suite corpus "
    "phenomenon over under un re pre non multi semi fine tuning back propagation painting in "
    "time series step few shot fewshots zeroshot kmeans k means modelling modellers analyses "
    "optimisers colours generalisation lour isation U u Net et nets F 1 3.5 50 v 2 β αβ & ' "
    "s 's S + * C++ A* (KL) of chains Schrödinger ﬁne ¼ ŉ İ ß Ǿ ſ"
)
WORDS = st.sampled_from(KNOWN_WORDS.split())
NAMES = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "-", "", "‑", "\u00a0", "\u00ad", "’"])), max_size=7
).map(lambda words: "".join(word + mark for word, mark in words))
PLAIN_WORDS = st.lists(
    st.text("abcdefghijklmnopqrtuvwxyz", min_size=1, max_size=9), min_size=1, max_size=4
)

SAME = [
    ("CIFAR-10", "cifar10"),
    ("CIFAR-10", "CIFAR 10"),
    ("neural tangent kernel", "Neural Tangent Kernels"),
    ("NTK", "NTKs"),
    ("generalization error", "generalisation errors"),
    ("optimizer", "optimisers"),
    ("Poincaré embedding", "Poincare embeddings"),
    ("Kullback–Leibler divergence", "Kullback-Leibler divergence"),
    ("LLaMA", "LLaMA's"),
    ("Markov decision process", "Markov decision processes"),
    ("kernel matrix", "kernel matrices"),
    ("behaviour cloning", "behavior cloning"),
    ("loss", "losses"),
    ("word2vec", "Word2Vec"),
    ("pre-training", "pretraining"),
    ("multi-task learning", "multitask learning"),
    ("over-fitting", "overfitting"),
    ("back-propagation", "backpropagation"),
    ("auto-encoders", "autoencoder"),
    ("sub-networks", "subnetwork"),
    ("few-shot", "fewshot"),
    ("MobileNetV2", "MobileNet-v2"),
    ("text-to-image", "text2image"),
    ("Newton's method", "Newton method"),
    ("β-VAE", "beta-VAE"),
]
DIFFERENT = [
    ("GPT-3", "GPT-4"),
    ("GPT-3", "GPT-3.5"),
    ("C", "C++"),
    ("C", "C#"),
    ("A", "A*"),
    ("L1", "L2"),
    ("ResNet", "ResNet-50"),
    ("BERT", "RoBERTa"),
    ("2D", "3D"),
    ("DARTS", "DART"),
    ("bias", "bia"),
    ("loss", "los"),
    ("over time", "overtime"),
    ("physics", "physic"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_of_one_name_have_one_key(a: str, b: str) -> None:
    assert name_key(a) == name_key(b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different_names_have_different_keys_and_slugs(a: str, b: str) -> None:
    assert name_key(a) != name_key(b)
    assert slug(name_key(a)) != slug(name_key(b))


def test_the_table_of_pairs_is_long_enough_and_each_pair_stands_once() -> None:
    pairs = [(pair["label"], frozenset((pair["one"], pair["other"]))) for pair in PAIRS]
    assert len(set(pairs)) == len(pairs)
    assert {label for label, _ in pairs} == set(LABELS)
    assert {len(names) for _, names in pairs} == {2}
    same = [pair["same"] for pair in PAIRS]
    assert same.count("yes") >= 230
    assert same.count("no") >= 130
    assert set(same) == {"yes", "no"}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "|".join(pair.values()))
def test_names_are_one_entity_where_the_table_says_so(pair: dict[str, str]) -> None:
    label: Label = pair["label"]  # type: ignore[assignment]  # the table holds no other
    assert (entity_key(label, pair["one"]) == entity_key(label, pair["other"])) == (
        pair["same"] == "yes"
    )


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if pair["same"] == "no"], ids=lambda p: "|".join(p.values())
)
def test_what_is_not_one_entity_has_not_one_key(pair: dict[str, str]) -> None:
    assert name_key(pair["one"]) != name_key(pair["other"])


@pytest.mark.parametrize(
    ("label", "name", "key"),
    [
        ("Method", "method", "method"),
        ("Method", "the proposed method", "the proposed method"),
        ("Method", "novel network architecture", "novel network architecture"),
        ("Method", "LSTM language model", "lstm language model"),
        ("Method", "LANGUAGE MODEL", "language model"),
        ("Method", "CNN-based models", "cnn based model"),
        ("Method", "Efficient ViT", "efficient vit"),
        ("Method", "A*", "a *"),
        ("Dataset", "benchmark datasets", "benchmark dataset"),
        ("Dataset", "data set", "dataset"),
        ("Dataset", "Winograd Schema Challenge", "winograd schema challenge"),
        ("Task", "learning task", "learning task"),
        ("Task", "ImageNet dataset", "imagenet dataset"),
        ("Metric", "z-score", "z score"),
        ("Concept", "GPT-3 (175B) scale", "gpt 3 175 b scale"),
        ("Concept", "", ""),
    ],
)
def test_a_name_keeps_what_it_cannot_do_without(label: Label, name: str, key: str) -> None:
    assert entity_key(label, name) == key


@given(st.text() | NAMES)
@example("over back-propagation")
@example("un et")
@example("modellers")
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(st.sampled_from(LABELS), st.text() | NAMES)
def test_an_entity_key_is_its_own_and_never_lost(label: Label, text: str) -> None:
    key = entity_key(label, text)
    assert entity_key(label, key) == key
    assert bool(key) == bool(name_key(text))


@given(
    st.sampled_from(LABELS),
    PLAIN_WORDS,
    st.sampled_from([" ", "-", "–", "\u2011", "  ", "_", "\u00a0"]),
)
def test_case_hyphens_and_spaces_do_not_count_among_plain_words(
    label: Label, words: list[str], mark: str
) -> None:
    name = " ".join(words)
    for other in (name.title(), name.upper(), mark.join(words), f" {name}."):
        assert name_key(other) == name_key(name)
        assert entity_key(label, other.lower()) == entity_key(label, name)


@given(NAMES)
def test_a_text_cut_at_its_marks_has_the_words_of_the_whole(name: str) -> None:
    """The lexicon looks names up word by word in texts that are cut at every mark."""
    tokens = re.findall(r"(?:\w|(?<=\d)[.,](?=\d))+|[^\w\s]", name.replace("\u00ad", ""))
    parts = [part for token in tokens for part in name_parts(token)]
    words = join_parts(parts).texts or [""]
    assert " ".join((*words[:-1], singular(words[-1]))) == name_key(name)


@given(st.text(min_size=1).map(name_key).filter(bool))
def test_a_slug_can_end_an_iri(key: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", slug(key))
    assert len(slug(key)) <= 89


def test_slugs_are_readable_and_stable() -> None:
    assert slug(name_key("Neural Tangent Kernels")) == "neural-tangent-kernel"
    assert slug(name_key("GPT-3.5")) == "gpt-3.5"
    assert slug(name_key("C++")) == "c-e9d0acf3"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Neural Networks", "Neural Network"),
        ("GANs", "GAN"),
        ("DARTS", "DARTS"),
        ("kernel matrices", "kernel matrix"),
        ("inductive bias", "inductive bias"),
        ("CIFAR-10", "CIFAR-10"),
        ("strategies", "strategy"),
        ("GRUs", "GRU"),
        ("knowledge bases", "knowledge base"),
        ("k-means", "k-means"),
    ],
)
def test_names_are_shown_in_the_singular(name: str, expected: str) -> None:
    assert singular_name(name) == expected

"""Similar names are reported; names that differ in a number or a prefix are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.analyse import doubts
from kgraph.analyse.doubts import find_doubtful_merges, find_near_duplicates
from kgraph.types import LABELS, Alias, Entity, Label, Rule


def entity(name: str, label: Label = "Method", *, papers: int = 1, short: str = "") -> Entity:
    abbreviations = (short,) if short else ()
    return Entity(f"{label.lower()}/{name}", name, label, abbreviations, abbreviations, papers)


@pytest.mark.parametrize(
    ("name", "other", "reason"),
    [
        ("feedforward neural network", "feed-forward neural network", "letters"),
        ("Fashion-MNIST", "FashionMNIST", "letters"),
        ("Kullback-Leibler divergence", "Kullback-Leibler (KL) divergence", "letters"),
        ("evolution of knowledge circuits", "knowledge circuit evolution", "words"),
        ("domain expert knowledge", "expert domain knowledge", "words"),
        ("multilayer perceptron", "multi-layer perception", "spelling"),
        ("autoencoder", "autoencorder", "spelling"),
        ("universal random feature", "URF", "short form"),
        ("curriculum", "curriculum learning", "generic word"),
        ("ranking model", "neural ranking model", "generic word"),
    ],
)
def test_names_of_one_thing_are_found_with_the_reason(name: str, other: str, reason: str) -> None:
    (pair,) = find_near_duplicates([entity(name), entity(other, papers=3)], most=9)
    assert (pair.a.name, pair.b.name, pair.reason) == (other, name, reason)
    assert 0 < pair.likelihood < 1


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("GPT-3", "GPT-4"),
        ("2D reconstruction", "3D reconstruction"),
        ("ResNet", "ResNet-50"),
        ("A* search tree", "A search tree"),
        ("training stability", "training instability"),
        ("supervised learning", "unsupervised learning"),
        ("supervised learning", "semi-supervised learning"),
        ("supervised learning", "self-supervised learning"),
        ("convex optimization", "non-convex optimization"),
        ("encoder", "decoder"),
        ("overfitting", "underfitting"),
        ("offline processing", "online processing"),
        ("macro-structure", "micro-structure"),
        ("implicit bias", "simplicity bias"),
        ("layer normalization", "normalization layer"),
        ("concept-to-text", "text-to-concept"),
        ("attention layer", "attention model"),
        ("image classification", "text classification"),
        ("neural network", "model"),
    ],
)
def test_names_of_two_things_are_not(name: str, other: str) -> None:
    assert find_near_duplicates([entity(name), entity(other)], most=9) == []


def test_a_name_with_two_labels_is_a_pair_and_a_misspelling_with_another_label_is_none() -> None:
    both = [entity("model compression", "Task"), entity("model compression", "Method")]
    assert [pair.reason for pair in find_near_duplicates(both, most=9)] == ["label"]
    assert (
        find_near_duplicates([entity("autoencoder"), entity("autoencorder", "Concept")], most=9)
        == []
    )


def test_short_forms_that_are_clear_are_written_out() -> None:
    known = entity("Kolmogorov-Arnold Network", short="KAN")
    pair = [entity("selectable KAN"), entity("selectable Kolmogorov-Arnold network")]
    assert [found.reason for found in find_near_duplicates([known, *pair], most=9)] == [
        "short form inside"
    ]
    unclear = entity("kernel attention net", short="KAN")
    assert find_near_duplicates([known, unclear, *pair], most=9) == []


def test_of_several_long_forms_each_is_less_likely() -> None:
    longs = [entity("continual learning"), entity("contrastive learning")]
    pairs = find_near_duplicates([entity("CL"), *longs], most=9)
    (alone,) = find_near_duplicates([entity("CL"), longs[0]], most=9)
    assert [pair.likelihood for pair in pairs] == [alone.likelihood / 2] * 2


def test_the_likeliest_pairs_come_first_and_of_these_those_in_more_papers() -> None:
    names = ["curriculum", "curriculum learning", "hand-crafted feature", "handcrafted feature"]
    pairs = find_near_duplicates(
        [
            *(entity(name) for name in names),
            entity("Bio-informatics", papers=2),
            entity("bioinformatics", papers=2),
        ],
        most=2,
    )
    assert [pair.a.name for pair in pairs] == ["Bio-informatics", "hand-crafted feature"]


def test_large_blocks_are_parted_and_the_pairs_in_them_still_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doubts, "_LARGEST", 3)
    words = [
        "attention",
        "inference",
        "regression",
        "translation",
        "hallucination",
        "reconstruction",
        "summarization",
    ]
    entities = [
        entity(f"neural {word} {tail}") for word in words for tail in ("pruning", "distillation")
    ]
    pairs = find_near_duplicates(
        [*entities, entity("neural hallucinatoin pruning"), entity("neural")], most=99
    )
    assert [pair.b.name for pair in pairs if pair.likelihood > 0.5] == [
        "neural hallucinatoin pruning"
    ]


NAMES = st.lists(
    st.sampled_from(
        [
            "neural",
            "network",
            "GAN",
            "GANs",
            "of",
            "non",
            "linear",
            "nonlinear",
            "liner",
            "(X1)",
            "-",
            "3",
        ]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@given(
    st.dictionaries(st.tuples(NAMES, st.sampled_from(LABELS)), st.integers(1, 3), max_size=12),
    st.randoms(),
)
def test_pairs_are_the_same_in_any_order_of_entities(
    named: dict[tuple[str, Label], int], shuffler: random.Random
) -> None:
    entities = [entity(name, label, papers=papers) for (name, label), papers in named.items()]
    pairs = find_near_duplicates(entities, most=99)
    shuffler.shuffle(entities)
    assert find_near_duplicates(entities, most=99) == pairs
    assert len({frozenset((pair.a.id, pair.b.id)) for pair in pairs}) == len(pairs)
    assert all(
        pair.a.id != pair.b.id and pair.a.paper_count >= pair.b.paper_count for pair in pairs
    )


def alias(surface: str, of: Entity, rule: Rule, count: int = 1) -> Alias:
    return Alias(surface, of.id, of.name, rule, count, "p1")


NETWORK = entity("neural network")
CONTINUAL, CONTRASTIVE = entity("continual learning"), entity("contrastive learning")


@pytest.mark.parametrize(
    ("surface", "rule", "reason"),
    [
        ("ANN", "abbreviation", "letters"),
        ("connectionist system", "abbreviation", "unlike"),
        ("NN", "abbreviation", None),
        ("NNs", "abbreviation", None),
        ("neural net", "abbreviation", None),
        ("connectionist system", "lexicon", None),
        ("neural networks", "text", None),
    ],
)
def test_a_surface_unlike_its_entity_is_doubtful(
    surface: str, rule: Rule, reason: str | None
) -> None:
    found = find_doubtful_merges([NETWORK], [alias(surface, NETWORK, rule)], most=9)
    assert [doubt.reason for doubt in found] == ([reason] if reason else [])


def test_a_short_form_of_several_names_is_doubtful_where_its_own_paper_does_not_define_it() -> None:
    ledger = [alias("CL", CONTINUAL, "acronym", 4), alias("CL", CONTRASTIVE, "abbreviation")]
    (doubt,) = find_doubtful_merges([CONTINUAL, CONTRASTIVE], ledger, most=9)
    assert (doubt.entity, doubt.reason, doubt.count) == (CONTINUAL, "meanings", 4)
    assert find_doubtful_merges([CONTINUAL], ledger[:1], most=9) == []


def test_the_most_doubtful_mentions_come_first_and_what_the_user_changed_is_left_alone() -> None:
    few, many = alias("ANN", NETWORK, "abbreviation"), alias("XYZ", NETWORK, "abbreviation", 5)
    edited = Alias("QQQ", NETWORK.id, NETWORK.name, "abbreviation", 9, "p1", "force", NETWORK.id)
    found = find_doubtful_merges(
        [NETWORK], [few, many, edited, alias("ZZZ", CONTINUAL, "abbreviation")], most=9
    )
    assert [doubt.surface for doubt in found] == ["XYZ", "ANN"]
    assert len(find_doubtful_merges([NETWORK], [few, many], most=1)) == 1

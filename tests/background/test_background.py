"""The background: names are counted as entities are keyed, acronyms as they are written."""

from __future__ import annotations

import math

import pytest

from kgraph.background.counts import BACKGROUND, FEWEST, Background
from kgraph.background.keys import count_key, entity_keys
from kgraph.types import Entity


@pytest.fixture(scope="module")
def background() -> Background:
    return Background.load()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Neural Tangent Kernels", "neural tangent kernel"),
        ("LoRA", "LORA"),
        ("LORA", "LORA"),
        ("lora", "lora"),
        ("GANs", "GAN"),
        ("DARTS", "DARTS"),
        ("darts", "dart"),
        ("GPT-4", "gpt 4"),
        ("DROPOUT", "dropout"),
        ("--", ""),
    ],
)
def test_the_key_of_a_name_keeps_the_capitals_of_an_acronym(name: str, key: str) -> None:
    assert count_key(name) == key


def test_an_entity_is_counted_by_its_own_names() -> None:
    keys = entity_keys("Concept", "neural tangent kernel", ["NTK", "NTKs", "kernel", "tangents"])
    assert keys == ("NTK", "neural tangent kernel")
    assert entity_keys("Method", "novel LSTM models") == ("lstm", "novel lstm model")


def test_an_entity_has_the_count_of_its_most_frequent_name() -> None:
    background = Background(
        {2020: 50, 2021: 49},
        {"NTK": "2020\t20 5", "neural tangent kernel": "2019\t30", "kernel": "90", "sam": "70"},
    )
    entity = Entity("concept/ntk", "neural tangent kernel", "Concept", ("NTK", "kernel"))
    assert background.papers == 99
    assert background.count(entity) == background.count("Neural Tangent Kernels") == 30
    assert background.count("NTK") == 25
    assert background.count("ntk") == background.count("SAM") == background.count("") == 0
    assert background.by_year(entity) == {2019: 30}
    assert background.by_year("NTKs") == {2020: 20, 2021: 5}
    assert background.by_year("kernel") == background.by_year("unknown") == {}
    assert background.rarity("kernel") == pytest.approx(math.log(100 / 91))
    assert background.rarity("unknown") == pytest.approx(math.log(100))


def test_the_year_of_a_share_is_the_first_with_that_many_papers() -> None:
    background = Background({2019: 50}, {"x": "2010\t1 0 9 90", "y": "50"})
    years = [background.year_of_share("x", share) for share in (0.01, 0.02, 0.1, 0.11, 1)]
    assert years == [2010, 2012, 2012, 2013, 2013]
    assert background.year_of_share("y", 0.01) is None


def test_the_counts_that_ship(background: Background) -> None:
    assert background is Background.load()
    assert background.papers > 200_000
    assert 0 < background.count("grokking") < background.count("double descent")
    assert background.count("neural network") > background.papers / 20
    # Written as an acronym, a name is not the common word.
    assert FEWEST <= background.count("MATH") < background.count("math")
    years = background.by_year("in-context learning")
    assert sum(years.values()) == background.count("in-context learning")
    assert all(count <= background.years[year] for year, count in years.items())
    assert sum(count for year, count in years.items() if year < 2020) < 20


def test_the_file_is_small() -> None:
    assert BACKGROUND.stat().st_size <= 2_000_000

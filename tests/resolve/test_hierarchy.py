"""The places of the entities of a corpus: nearest present parents, no shortcuts, no circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.extract.lexicon import Entry, read_lexicon
from kgraph.names.heads import entity_key
from kgraph.names.ids import entity_id
from kgraph.resolve.hierarchy import Place, place_entities

CSO = "https://cso.kmi.open.ac.uk/topics/"
ENTRIES = (
    Entry("Method", "machine learning", (), (f"{CSO}machine_learning",)),
    Entry("Method", "neural network", (), (), (("Method", "machine learning"),)),
    Entry("Method", "CNN", (), (), (("Method", "neural network"),)),
    Entry("Method", "ResNet", (), (), (("Method", "CNN"), ("Method", "image model"))),
    Entry(
        "Method",
        "image model",
        (),
        (),
        (("Task", "computer vision"), ("Method", "machine learning")),
    ),
    Entry("Task", "computer vision"),
)


def placed(*present: str) -> dict[str, tuple[str, ...]]:
    return {id_: place.broader for id_, place in place_entities(ENTRIES, present).items()}


def id_of(entry: Entry) -> str:
    return entity_id(entry.label, entity_key(entry.label, entry.name))


@pytest.mark.parametrize(
    ("present", "above_resnet"),
    [
        ((), ()),
        (("method/cnn", "method/neural-network"), ("method/cnn",)),
        (("method/machine-learning",), ("method/machine-learning",)),
        (("method/machine-learning", "method/neural-network"), ("method/neural-network",)),
        (("method/machine-learning", "method/image-model"), ("method/image-model",)),
        (("task/computer-vision", "method/cnn"), ("method/cnn", "task/computer-vision")),
        (("concept/cnn", "method/something-else"), ()),
    ],
)
def test_the_nearest_present_entities_are_above(
    present: tuple[str, ...], above_resnet: tuple[str, ...]
) -> None:
    assert placed("method/resnet", *present)["method/resnet"] == above_resnet


def test_every_present_entity_has_a_place_in_order() -> None:
    places = place_entities(ENTRIES, ["method/unheard-of", "method/machine-learning"])
    assert list(places.items()) == [
        ("method/machine-learning", Place((), (f"{CSO}machine_learning",))),
        ("method/unheard-of", Place()),
    ]


def test_two_entries_that_are_one_entity_share_a_place_without_a_circle() -> None:
    entries = (
        Entry("Method", "LSTM", (), ("urn:a",), (("Method", "RNN"),)),
        Entry("Method", "LSTM model", (), ("urn:b",)),
        Entry("Method", "RNN", (), (), (("Method", "LSTM model"),)),
    )
    places = place_entities(entries, ["method/lstm", "method/rnn"])
    assert places == {
        "method/lstm": Place(("method/rnn",), ("urn:a", "urn:b")),
        "method/rnn": Place(),
    }


def test_the_shipped_hierarchy_is_placed() -> None:
    present = ["method/resnet-50", "method/convolutional-neural-network", "method/machine-learning"]
    places = place_entities(read_lexicon(), present)
    assert places["method/resnet-50"].broader == ("method/convolutional-neural-network",)
    assert places["method/convolutional-neural-network"].broader == ("method/machine-learning",)
    assert places["method/machine-learning"].close_matches == (f"{CSO}machine_learning",)


NAMES = [f"thing{letter}" for letter in "abcdefgh"]


@st.composite
def lexicons(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Draw a lexicon in which what is broader comes later."""
    return tuple(
        Entry(
            "Method",
            name,
            broader=tuple(("Method", other) for other in NAMES[i + 1 :] if draw(st.booleans())),
        )
        for i, name in enumerate(NAMES)
    )


def ancestors(parents: Mapping[str, Iterable[str]], id_: str) -> set[str]:
    direct = set(parents.get(id_, ()))
    return direct.union(*(ancestors(parents, parent) for parent in direct))


@given(entries=lexicons(), names=st.sets(st.sampled_from(NAMES)))
def test_places_keep_the_order_of_the_lexicon_and_nothing_twice(
    entries: tuple[Entry, ...], names: set[str]
) -> None:
    present = {f"method/{name}" for name in names}
    before = {
        id_of(e): [entity_id(label, entity_key(label, name)) for label, name in e.broader]
        for e in entries
    }
    after = {id_: place.broader for id_, place in place_entities(entries, present).items()}
    assert set(after) == present
    for id_, broader in after.items():
        above = ancestors(after, id_)
        assert id_ not in above
        assert above == ancestors(before, id_) & present
        assert not any(parent in ancestors(after, other) for parent in broader for other in broader)


LOOSE = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)))


@given(pairs=LOOSE)
def test_there_is_never_a_circle(pairs: list[tuple[str, str]]) -> None:
    entries = tuple(
        Entry("Method", child, broader=(("Method", parent),)) for child, parent in pairs
    )
    places = place_entities(entries, [f"method/{name}" for name in NAMES])
    parents = {id_: place.broader for id_, place in places.items()}
    for id_ in parents:
        assert id_ not in ancestors(parents, id_)

"""The labels of a graph on its page: their chips, legend, shapes and colours in both themes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kgraph.types import SHAPES, KnowledgeGraph, LabelDefinition

Open = Callable[..., Any]
Run = Callable[..., Any]
LABELS = (
    LabelDefinition("Species", "#7a4fb5", "star"),
    LabelDefinition("Property", "#c2413a", "pentagon"),
)


@pytest.fixture
def other(kg: KnowledgeGraph) -> KnowledgeGraph:
    """Return the graph made by hand with labels of another field."""
    of = {"Concept": "Species", "Method": "Species", "Dataset": "Property", "Task": "Property"}
    entities = {id_: replace(e, label=of[e.label]) for id_, e in kg.entities.items()}
    mentions = tuple(replace(m, label=of[m.label]) for m in kg.mentions)
    return replace(kg, entities=entities, mentions=mentions, labels=LABELS)


def test_chips_legend_and_panel_have_the_labels(open_page: Open, other: KnowledgeGraph) -> None:
    page = open_page(other)
    assert page.locator("#chips .chip").all_inner_texts() == [
        "Papers\n4",
        "Species\n3",
        "Properties\n2",
    ]
    assert page.locator("#panel .shape").all_inner_texts() == ["paper", "species", "property"]
    page.locator(".chip", has_text="Properties").click()
    assert page.locator(".chip", has_text="Properties").get_attribute("aria-pressed") == "false"
    assert page.url.endswith("#hide=Property")


@pytest.mark.parametrize(
    ("dark", "colour"), [(False, "rgb(122, 79, 181)"), (True, "rgb(172, 130, 237)")]
)
def test_a_label_has_its_colour_in_both_themes(
    open_page: Open, other: KnowledgeGraph, dark: bool, colour: str
) -> None:
    page = open_page(other, "#colour=label", dark=dark)
    glyph = page.locator(".chip", has_text="Species").locator(".glyph")
    assert glyph.evaluate("(mark) => getComputedStyle(mark).color") == colour


def test_every_shape_of_a_label_can_be_drawn(run: Run) -> None:
    shapes = run("() => Object.keys(SHAPES)")
    assert [name for name in SHAPES if name not in shapes] == []


def test_a_colour_on_dark_ground_is_the_one_that_the_browser_makes_of_it(run: Run) -> None:
    code = """(colours) => {
        const ctx = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const paint = (colour) => {
            ctx.fillStyle = colour;
            ctx.fillRect(0, 0, 1, 1);
            return [...ctx.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        return colours.map((colour) => [
            paint(onDark(colour)),
            paint(`oklch(from ${colour} calc(l + 0.35 * (1 - l)) c h)`),
        ]);
    }"""
    for own, browsers in run(code, ["#2f78c4", "#7a4fb5", "#a58600", "#000000", "#ffffff"]):
        assert own == pytest.approx(browsers, abs=1)


def test_the_plural_of_a_label(run: Run) -> None:
    plurals = run("(labels) => labels.map(pluralOf)", ["Gene", "Species", "Property", "Assay"])
    assert plurals == ["Genes", "Species", "Properties", "Assays"]

"""Access to the page: keys alone, focus, contrast, themes, print, and windows of any width."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from kgraph.types import KnowledgeGraph
from tests.explorer.conftest import Open
from tests.explorer.pages import await_heading

pytestmark = pytest.mark.slow


AXE = Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js")


def test_the_theme_can_be_changed(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_larger_text_is_larger(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    heights = []
    for size in ("100%", "150%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        heights.append(page.locator("h2").bounding_box()["height"])
    assert heights[1] >= 1.4 * heights[0]


def test_the_focus_is_never_lost(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking&min=2")
    focused = "document.activeElement.closest('#panel, #save') !== null"
    page.focus("#reset")
    page.keyboard.press("Enter")
    assert page.evaluate(focused)
    page.keyboard.press("p")
    page.focus("#path-hint button")
    page.keyboard.press("Enter")
    assert page.evaluate(focused)
    page.focus("#save summary")
    page.keyboard.press("Enter")
    page.focus("#copy-link")
    page.keyboard.press("Enter")
    assert page.evaluate(focused)


@pytest.mark.parametrize(
    ("width", "address"),
    [(390, "#weight=0.4"), (390, ""), (900, "#weight=0.4&years=2021-2023"), (1280, "#weight=0.4")],
)
def test_the_controls_of_the_menu_lie_inside_it(
    open_page: Open, kg: KnowledgeGraph, width: int, address: str
) -> None:
    page = open_page(kg, address, width=width)
    page.click("#more-filters summary")
    beyond = """() => {
        const menu = document.querySelector("#more-filters .menu-body");
        const right = (element) => element.getBoundingClientRect().right;
        const parts = [...menu.querySelectorAll("*")];
        return parts.filter((part) => right(part) > right(menu)).map(({ id }) => id);
    }"""
    assert page.evaluate(beyond) == []


def test_the_keys_work_the_list_at_once(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.keyboard.press("3")
    page.wait_for_selector(".table-count")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    await_heading(page, page.locator("tbody a").nth(1).inner_text())


@pytest.mark.parametrize("width", [390, 900, 1150, 1280, 1600])
def test_a_menu_lies_inside_the_window(open_page: Open, kg: KnowledgeGraph, width: int) -> None:
    page = open_page(kg, width=width)
    for menu in ("#more-filters", "#save"):
        page.click(f"{menu} summary")
        page.wait_for_timeout(50)
        box = page.locator(f"{menu} .menu-body").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "#e=concept/grokking",
        "#p=p1",
        "#why=p1,p2",
        "#path=p:p1,p:p3",
        "#c=1",
        "#a=bo-spindler",
        "#v=icml",
        "#view=list",
        "#view=entities",
    ],
)
def test_nothing_keeps_anybody_out(
    open_page: Open, kg: KnowledgeGraph, address: str, dark: bool
) -> None:
    page = open_page(kg, address, dark=dark)
    page.click("#more-filters summary")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run().then(({ violations }) => "
        "violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    )
    assert found == []


def test_everything_is_done_by_keys(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.id || document.activeElement.dataset.group || ''")
        )
    assert {
        "search",
        "view-map",
        "view-entities",
        "view-list",
        "theme",
        "support",
        "map",
        "colour",
        "size",
    } <= reached
    assert {"paper", "Method", "zoom-in", "zoom-out", "zoom-fit"} <= reached
    page.focus("#more-filters summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "year-from"
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('#more-filters').open")


def test_the_keys_reach_what_is_on_the_map(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.focus("#map")
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    name = page.inner_text("#live")
    assert page.locator("#tip b").inner_text() == name
    page.keyboard.press("Enter")
    await_heading(page, name)


def test_print_shows_what_is_read_on_light_ground(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#p=p1", dark=True)
    page.wait_for_timeout(200)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.is_visible(".abstract")
    assert page.is_hidden(".search")
    assert page.is_hidden(".filters")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 32, 39)"
    ground = """() => {
        const context = document.querySelector("#paper-map").getContext("2d");
        return [...context.getImageData(2, 2, 1, 1).data]; }"""
    assert min(page.evaluate(ground)) > 240


def test_the_theme_is_kept(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("#theme")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.click("#theme")


@pytest.mark.parametrize("address", ["", "#e=concept/grokking", "#why=p1,p2", "#view=list"])
def test_a_phone_needs_no_sideways_scroll(
    open_page: Open, kg: KnowledgeGraph, address: str
) -> None:
    page = open_page(
        kg, address, title="A long title that does not fit on a phone at all", width=390
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.is_visible("#panel") == ("view" not in address)
    assert page.evaluate("document.querySelector('.stage').getBoundingClientRect().top") <= 130

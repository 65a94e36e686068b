"""The map in a browser: what is painted, where it can be clicked and what is saved of it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kgraph.types import KnowledgeGraph, Paper
from tests.explorer.conftest import Open
from tests.explorer.made import NAMES, make_graph
from tests.explorer.pages import HOME, await_heading, save

pytestmark = pytest.mark.slow


def test_clicking_the_map_opens_nodes_and_edges(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.wait_for_timeout(200)
    seen = set()
    box = page.locator("#map").bounding_box()
    for row in range(24, 56):
        for column in range(24, 56):
            page.mouse.click(
                box["x"] + box["width"] * column / 80, box["y"] + box["height"] * row / 80
            )
            seen.add(page.evaluate("location.hash").partition("=")[0])
            if "#why" in seen and {"#e", "#p"} & seen:
                return
            if page.evaluate("location.hash").strip("#"):
                page.keyboard.press("Escape")
                page.keyboard.press("0")
    pytest.fail(f"clicks over the middle of the map opened only {seen}")


def test_a_disc_opens_its_community(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.wait_for_timeout(200)
    box = page.locator("#map").bounding_box()
    for step in range(1, 40):
        page.mouse.click(box["x"] + box["width"] * step / 40, box["y"] + box["height"] * 0.42)
        if page.evaluate("location.hash").startswith("#c="):
            assert page.inner_text(".kicker").startswith("Community")
            return
        page.keyboard.press("Escape")
        page.keyboard.press("0")
    pytest.fail("no click on a disc opened a community")


def test_two_clicks_open_one_thing(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#p=p1")
    page.wait_for_timeout(200)
    box = page.locator("#map").bounding_box()
    steps = page.evaluate("history.length")
    for step in range(1, 40):
        page.mouse.dblclick(box["x"] + box["width"] * step / 40, box["y"] + box["height"] / 2)
        if page.evaluate("location.hash") != "#p=p1":
            break
    page.wait_for_timeout(400)
    assert page.evaluate("history.length") == steps + 1


def test_the_look_that_an_address_of_the_list_names_is_that_of_the_map(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    pixels = "document.querySelector('#map canvas').toDataURL()"
    direct = open_page(kg, "#colour=label&size=pagerank")
    direct.wait_for_timeout(300)
    page = open_page(kg, "#view=list&colour=label&size=pagerank")
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert page.evaluate(pixels) == direct.evaluate(pixels)


def test_the_names_of_the_whole_map_are_the_same_however_it_was_reached(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg)
    page.wait_for_timeout(200)
    page.mouse.move(5, 5)
    before = page.locator("#map canvas").screenshot()
    page.mouse.move(300, 400)
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(200)
    page.mouse.move(5, 5)
    page.keyboard.press("0")
    page.wait_for_timeout(200)
    assert page.locator("#map canvas").screenshot() == before


def test_papers_that_name_nothing_are_shown_whole(open_page: Open) -> None:
    papers = tuple(Paper(f"p{number}", f"Paper {number}", "Nothing.") for number in range(40))
    page = open_page(make_graph(papers, NAMES))
    page.wait_for_timeout(300)
    columns = """() => { const c = document.querySelector("#map canvas");
        const { data, width } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
        const found = new Set();
        for (let i = 3; i < data.length; i += 4) if (data[i]) found.add(((i - 3) / 4) % width);
        return [Math.min(...found), width - Math.max(...found), found.size]; }"""
    left, right, count = page.evaluate(columns)
    assert min(left, right) > 12
    assert count > 200


def test_a_selection_that_is_left_at_once_moves_no_map(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.evaluate(
        """() => new Promise((done) => {
            location.hash = "#p=p3";
            addEventListener("hashchange", () => {
                location.hash = "";
                addEventListener("hashchange", done, { once: true });
            }, { once: true });
        })"""
    )
    await_heading(page, HOME)


def test_the_overview_is_of_the_view(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    assert page.locator(".legend dt").all_inner_texts() == ["Shape", "Colour", "Size", "Line"]
    page.keyboard.press("2")
    await_heading(page, "5 things named in 4 papers")
    page.keyboard.press("3")
    await_heading(page, "4 papers and what they name, in tables")
    page.keyboard.press("1")
    page.click(".starts a:has-text('Why are these linked')")
    await_heading(page, "Both name grokking and weight decay")


def test_the_legend_says_what_the_colours_are(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    colour = page.locator(".legend dd").nth(1)
    assert colour.inner_text().startswith("a community, ")
    page.select_option("#colour", "label")
    assert colour.inner_text().startswith("as the shape; ")
    size = page.locator(".legend dd").nth(2)
    assert size.inner_text().startswith("prominence: ")
    page.select_option("#size", "papers")
    assert size.inner_text() == "how many papers name it; papers are alike"
    page.keyboard.press("2")
    assert size.inner_text() == "how many papers name it"
    page.select_option("#size", "betweenness")
    assert size.inner_text().startswith("betweenness: ")


def test_light_links_are_left_out(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("#more-filters summary")
    page.wait_for_timeout(200)
    clip = {**page.locator("#map").bounding_box(), "width": 500}
    before = page.screenshot(clip=clip)
    page.locator("#weight").fill("0.5")
    page.wait_for_timeout(200)
    assert page.inner_text("#weight-value") == "0.50 · 1 of 3"
    assert page.screenshot(clip=clip) != before


@pytest.mark.parametrize("colour", ["community", "label"])
def test_pictures_are_saved(open_page: Open, kg: KnowledgeGraph, colour: str) -> None:
    page = open_page(kg, f"#colour={colour}&e=concept/grokking", title="My papers")
    page.wait_for_timeout(200)
    png, svg = save(page, "#save-png"), save(page, "#save-svg")
    assert png.suggested_filename == "My-papers.png"
    assert png.path().read_bytes().startswith(b"\x89PNG")
    picture = ElementTree.fromstring(svg.path().read_text(encoding="utf-8"))
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "grokking" in texts
    colours = {
        value
        for element in picture.iter()
        for value in (element.get("fill"), element.get("stroke"))
        if value
    }
    assert all(re.fullmatch(r"none|#[0-9a-f]{6}|rgba\([0-9., ]+\)", colour) for colour in colours)
    assert not any(element.get("style") for element in picture.iter())
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}path"))) > 9


FIND_LINE = """() => {
    const [map, tip] = [document.querySelector("#map"), document.querySelector("#tip")];
    const { left, top, width, height } = map.getBoundingClientRect();
    for (let y = top + 4; y < top + height; y += 4) {
        for (let x = left + 4; x < left + width; x += 4) {
            const at = { clientX: x, clientY: y, pointerType: "mouse" };
            map.dispatchEvent(new PointerEvent("pointermove", at));
            const isLink = !tip.hidden && tip.innerText.includes("What joins them?");
            if (isLink) return [x, y, map.style.cursor];
        }
    }
}"""


def test_the_pointer_on_a_line_says_what_a_click_would_show(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p1")
    page.wait_for_timeout(200)
    x, y, cursor = page.evaluate(FIND_LINE)
    assert cursor == "pointer"
    page.mouse.click(x, y)
    await_heading(page, "One names the other")


def test_shift_and_click_ask_how_two_nodes_hang_together(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p1")
    page.wait_for_timeout(200)
    box = page.locator("#map").bounding_box()
    page.keyboard.down("Shift")
    for step in range(1, 30):
        for other in range(1, 30):
            page.mouse.click(
                box["x"] + box["width"] * step / 30, box["y"] + box["height"] * other / 30
            )
            address = page.evaluate("location.hash")
            if address.startswith(("#why=p1,", "#path=p:p1,")):
                page.keyboard.up("Shift")
                return
            if address != "#p=p1":
                page.evaluate("location.hash = '#p=p1'")
    pytest.fail("no second node was found")


def test_the_wheel_zooms(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.wait_for_timeout(200)
    before = page.locator("#map canvas").screenshot()
    page.mouse.move(300, 400)
    page.mouse.wheel(0, -250)
    page.wait_for_timeout(200)
    assert page.locator("#map canvas").screenshot() != before
    assert page.evaluate("scrollY") == 0

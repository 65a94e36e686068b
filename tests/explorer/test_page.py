"""The page in a browser: what a reader does, by keys, pointer and address, and what is shown then."""

from __future__ import annotations

import csv
import importlib.util
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph
import pytest

from kgraph.rdf.write import write_rdf
from kgraph.types import KnowledgeGraph, Paper
from tests.explorer.conftest import Open
from tests.explorer.made import HOSTILE, NAMES, hostile_graph, make_graph

HOME = "4 papers and what they name"
AXE = Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js")


def marked(page: Any, scope: str) -> list[str]:
    """Return the marked mentions of a part of the page."""
    texts: list[str] = page.locator(f"{scope} mark").all_inner_texts()
    return texts


def await_heading(page: Any, title: str) -> None:
    """Wait until the panel shows something: an address takes a moment to act."""
    page.wait_for_function(
        "title => document.querySelector('#panel h2').innerText === title", arg=title, timeout=5000
    )


def painted(page: Any) -> int:
    """Count the pixels of the map that something was painted on."""
    script = """() => { const c = document.querySelector("#map canvas");
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n += 1; return n; }"""
    count: int = page.evaluate(script)
    return count


def test_the_map_is_painted_in_both_themes(open_page: Open, kg: KnowledgeGraph) -> None:
    for dark in (False, True):
        page = open_page(kg, dark=dark)
        page.wait_for_timeout(200)
        assert painted(page) > 1000


def test_the_theme_can_be_changed(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_counts_and_title(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, title="My papers")
    assert page.inner_text("h1") == "My papers"
    assert page.inner_text("#counts") == "4 papers · 5 entities · 3 links between papers"
    assert page.inner_text("#notice") == "Showing all 9 nodes"


def test_search_finds_an_alias_and_opens_its_evidence(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.keyboard.press("/")
    page.keyboard.type("ntk")
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("Enter")
    await_heading(page, "neural tangent kernel")
    assert marked(page, ".evidence") == ["NTK", "neural tangent kernel"]
    assert page.locator(".evidence .quote").first.inner_text() == "The NTK explains it."


def test_search_by_arrow_keys_and_pointer(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.fill("#search", "grok")
    assert page.locator("#hits .hit-name").all_inner_texts()[:2] == [
        "grokking",
        "Grokking and the kernel",
    ]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    await_heading(page, "Grokking and the kernel")
    page.fill("#search", "lazy")
    page.click("#hits li")
    await_heading(page, "Lazy training")
    page.fill("#search", "quux")
    assert page.inner_text("#hits") == "Nothing found"
    page.fill("#search", "groking")
    assert page.locator("#hits li").all_inner_texts()[0] == "Nothing found. Did you mean:"
    page.keyboard.press("Enter")
    await_heading(page, "grokking")
    page.fill("#search", "lazy classification")
    assert "in its abstract" in page.inner_text("#hits")
    page.keyboard.press("Escape")
    assert page.is_hidden("#hits")


def test_sentences_with_characters_beyond_16_bits_are_cut_right(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p2")
    assert marked(page, ".abstract") == ["weight decay", "grokking", "CIFAR-10"]
    page.click(".abstract a >> nth=0")
    await_heading(page, "weight decay")
    assert (
        "😀 Here weight decay matters for grokking on CIFAR-10."
        in page.locator(".evidence").inner_text()
    )


def test_why_shows_both_sentences_and_ranks_what_is_shared(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p1")
    page.click(".linked li:has-text('Weight decay') .why")
    await_heading(page, "Both name grokking and weight decay")
    assert page.evaluate("location.hash") == "#why=p1,p2"
    assert page.locator(".shared .node-link").all_inner_texts() == ["grokking", "weight decay"]
    assert page.locator(".pair .paper-link").count() == 2
    first = page.locator(".shared").first
    assert first.locator(".side > div > .quote").all_inner_texts() == [
        "We study grokking.",
        "😀 Here weight decay matters for grokking on CIFAR-10.",
    ]
    assert "50 % of the weight" in first.inner_text()


def test_clicking_the_map_opens_nodes_and_edges(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.wait_for_timeout(200)
    seen = set()
    box = page.locator("#map").bounding_box()
    for row in range(4, 36):
        for column in range(4, 36):
            page.mouse.click(
                box["x"] + box["width"] * column / 40, box["y"] + box["height"] * row / 40
            )
            seen.add(page.evaluate("location.hash").partition("=")[0])
            if "#why" in seen and {"#e", "#p"} & seen:
                return
            if page.evaluate("location.hash").strip("#"):
                page.keyboard.press("Escape")
                page.keyboard.press("0")
    pytest.fail(f"clicks over the whole map opened only {seen}")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("#e=concept/neural-tangent-kernel", "neural tangent kernel"),
        ("#p=p3", "Lazy training"),
        ("#why=p1,p3", "Both name neural tangent kernel"),
        ("#why=p1,p4", "Both name nothing that counts"),
        ("#path=e:concept/grokking,e:method/weight-decay", "Named in one paper"),
        ("#why=p1,p1", "Grokking and the kernel"),
        ("#view=list&e=dataset/cifar-10", "CIFAR-10"),
        ("#e=no/such", HOME),
        ("#p=%E0%A4%A", HOME),
    ],
)
def test_an_address_opens_what_it_names(
    open_page: Open, kg: KnowledgeGraph, address: str, title: str
) -> None:
    page = open_page(kg, address)
    await_heading(page, title)
    assert page.is_visible("#list-view") == ("view=list" in address)


def test_an_address_that_names_nothing_here_says_so(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#why=p1,p9")
    assert (
        page.inner_text("[role=alert]")
        == "The link that you followed names something that is not in this graph."
    )
    page.click(".starts a >> nth=0")
    await_heading(page, "grokking")
    page.keyboard.press("Escape")
    await_heading(page, HOME)
    assert page.locator("[role=alert]").count() == 0


def test_an_address_means_the_same_to_everybody(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("[data-group=Task]")
    page.evaluate("location.hash = '#e=concept/grokking'")
    await_heading(page, "grokking")
    assert page.get_attribute("[data-group=Task]", "aria-pressed") == "true"
    page.click("[data-group=Task]")
    page.click(".evidence .paper-link >> nth=0")
    page.wait_for_function("document.querySelector('#panel h2').innerText !== 'grokking'")
    assert page.get_attribute("[data-group=Task]", "aria-pressed") == "false"


def test_the_tab_says_what_is_shown(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking", title="My papers")
    assert page.title() == "grokking · My papers"
    page.keyboard.press("Escape")
    await_heading(page, HOME)
    assert page.title() == "My papers"


def test_copying_a_link_is_said(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("#save summary")
    page.click("#copy-link")
    page.wait_for_selector("#toast:text-is('Link copied')")
    page.wait_for_selector("#toast", state="hidden")


def test_a_path_from_nothing_is_asked_for_in_vain(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.keyboard.press("p")
    page.wait_for_selector("#toast:has-text('Choose a paper or an entity first')")
    assert page.is_hidden("#path-hint")


def test_larger_text_is_larger(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    heights = []
    for size in ("100%", "150%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        heights.append(page.locator("h2").bounding_box()["height"])
    assert heights[1] >= 1.4 * heights[0]


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


def test_the_list_is_saved_as_a_table_alone(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#view=list")
    page.click("#save summary")
    assert page.is_visible("#save-csv")
    assert page.is_hidden("#save-png")
    assert page.is_hidden("#save-svg")


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
    [(390, "#weight=1"), (390, ""), (900, "#weight=1&years=2021-2023"), (1280, "#weight=1")],
)
def test_the_controls_of_the_menu_lie_inside_it(
    open_page: Open, kg: KnowledgeGraph, width: int, address: str
) -> None:
    page = open_page(kg, address, width=width)
    page.click("#more-filters summary")
    beyond = """() => {
        const menu = document.querySelector("#more-filters .menu-body");
        const right = (element) => element.getBoundingClientRect().right;
        return [...menu.querySelectorAll("*")].filter((one) => right(one) > right(menu)).map(({ id }) => id);
    }"""
    assert page.evaluate(beyond) == []


def test_the_filters_say_what_they_hide_of_a_paper_s_links(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p1&weight=1.7")
    assert page.inner_text("#notice") == "Filters hide 1 neighbour"


def test_what_is_rare_can_be_shown_where_something_is(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#min=2")
    assert page.is_visible("#show-rare")
    for group in ("paper", "Method", "Dataset", "Task", "Metric", "Concept"):
        page.click(f"[data-group={group}]")
    assert page.is_hidden("#show-rare")


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


def test_another_view_leaves_the_panel_where_it_is_read(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#e=concept/grokking")
    page.evaluate("document.querySelector('#panel').style.maxHeight = '200px'")
    page.evaluate("document.querySelector('#panel').scrollTop = 90")
    page.keyboard.press("2")
    assert page.evaluate("document.querySelector('#panel').scrollTop") == 90


def test_papers_that_name_nothing_are_shown_whole(open_page: Open) -> None:
    papers = tuple(Paper(f"p{number}", f"Paper {number}", "Nothing.") for number in range(40))
    page = open_page(make_graph(papers, NAMES))
    page.wait_for_timeout(300)
    columns = """() => { const c = document.querySelector("#map canvas");
        const { data, width } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
        const found = new Set(); for (let i = 3; i < data.length; i += 4) if (data[i]) found.add(((i - 3) / 4) % width);
        return [Math.min(...found), width - Math.max(...found), found.size]; }"""
    left, right, count = page.evaluate(columns)
    assert min(left, right) > 12
    assert count > 300


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


def test_the_back_button_goes_back(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking")
    page.click(".evidence .paper-link:has-text('Grokking')")
    await_heading(page, "Grokking and the kernel")
    page.click("#view-list")
    page.wait_for_selector("#list-view")
    assert page.evaluate("location.hash") == "#view=list&p=p1"
    page.go_back()
    page.wait_for_selector("#map-view")
    await_heading(page, "Grokking and the kernel")
    page.go_back()
    await_heading(page, "grokking")
    page.keyboard.press("Escape")
    await_heading(page, HOME)


def test_filters_hide_and_the_page_says_so(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("[data-group=Concept]")
    assert page.inner_text("#notice") == "Showing 7 of 9 · 2 switched off above"
    assert page.get_attribute("[data-group=Concept]", "aria-pressed") == "false"
    page.fill("#support", "2")
    assert page.inner_text("#notice").startswith("Showing 6 of 9 · 1 rare entity hidden")
    page.click("[data-group=Concept]")
    assert page.inner_text("#notice") == "Showing 8 of 9 · 1 rare entity hidden"
    page.click("#show-rare")
    assert page.inner_text("#notice") == "Showing all 9 nodes"
    assert page.is_hidden("#show-rare")


def test_a_chip_says_how_many_of_its_kind_are_shown(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    assert page.is_hidden("#reset")
    assert page.inner_text("[data-group=Concept] .note") == "2"
    page.fill("#support", "2")
    assert page.inner_text("[data-group=Task] .note") == "0"
    assert page.get_attribute("[data-group=Task]", "title").startswith("0 of 1 shown")
    assert page.is_hidden("#filter-count")
    page.click("#view-list")
    page.wait_for_selector(".table-count")
    assert page.inner_text("[data-group=Task] .note") == "1"
    page.click("#reset")
    assert page.is_hidden("#reset")


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


def test_a_mark_has_the_colour_of_its_community(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking")
    colour = "getComputedStyle(document.querySelector('#panel .head .glyph')).color"
    of_community = page.evaluate(colour)
    assert of_community != page.evaluate(
        "getComputedStyle(document.querySelector('.chip .glyph')).color"
    )
    page.select_option("#colour", "label")
    assert page.evaluate(colour) != of_community
    assert page.evaluate(colour) == page.evaluate(
        "getComputedStyle(document.querySelector('[data-group=Concept] .glyph')).color"
    )


def test_going_back_finds_the_place_that_was_read(open_page: Open, kg: KnowledgeGraph) -> None:
    long = replace(
        kg.papers["p1"],
        abstract="We study grokking. The NTK explains it. Weight decay helps." + " So." * 900,
    )
    page = open_page(replace(kg, papers={**kg.papers, "p1": long}), "#p=p1")
    page.click("button:has-text('Show all of it')")
    page.evaluate("document.querySelector('#panel').scrollTop = 120")
    page.evaluate("document.querySelector('.abstract a').click()")
    await_heading(page, "grokking")
    assert page.evaluate("document.querySelector('#panel').scrollTop") == 0
    page.go_back()
    await_heading(page, "Grokking and the kernel")
    assert page.evaluate("document.querySelector('#panel').scrollTop") > 100


def test_a_long_abstract_is_cut_until_it_is_read(open_page: Open, kg: KnowledgeGraph) -> None:
    long = replace(
        kg.papers["p1"],
        abstract="We study grokking. The NTK explains it. Weight decay helps." + " So." * 900,
    )
    page = open_page(replace(kg, papers={**kg.papers, "p1": long}), "#p=p1")
    height = page.locator(".abstract").bounding_box()["height"]
    page.focus(".abstract a")
    assert page.locator(".abstract").bounding_box()["height"] > 2 * height
    assert page.is_hidden("button:has-text('Show all of it')")


def test_a_sentence_that_names_two_shared_entities_is_shown_once(open_page: Open) -> None:
    papers = (
        Paper("a", "A", "We meet grokking and weight decay."),
        Paper("b", "B", "Weight decay is not grokking."),
    )
    page = open_page(make_graph((*papers, Paper("c", "C", "")), NAMES), "#why=a,b")
    assert page.locator(".shared").count() == 1
    assert page.locator(".shared .node-link").all_inner_texts() == ["grokking", "weight decay"]
    assert marked(page, ".shared") == ["grokking", "weight decay", "Weight decay", "grokking"]
    assert "of the weight" not in page.inner_text(".shared")


def test_the_keys_work_the_list_at_once(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.keyboard.press("3")
    page.wait_for_selector(".table-count")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    await_heading(page, page.locator("tbody a").nth(1).inner_text())


def test_the_legend_says_what_the_colours_are(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    colour = page.locator(".legend dd").nth(1)
    assert colour.inner_text().startswith("a community, ")
    page.select_option("#colour", "label")
    assert colour.inner_text().startswith("as the shape; ")
    size = page.locator(".legend dd").nth(2)
    assert size.inner_text().startswith("how many papers name it")
    page.select_option("#size", "betweenness")
    assert size.inner_text().startswith("betweenness: ")


@pytest.mark.parametrize("width", [390, 900, 1150, 1280, 1600])
def test_a_menu_lies_inside_the_window(open_page: Open, kg: KnowledgeGraph, width: int) -> None:
    page = open_page(kg, width=width)
    for menu in ("#more-filters", "#save"):
        page.click(f"{menu} summary")
        page.wait_for_timeout(50)
        box = page.locator(f"{menu} .menu-body").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_a_row_that_is_chosen_leaves_the_list_as_it_is(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#view=list")
    page.evaluate("document.querySelector('tbody').dataset.mark = 'same'")
    page.click("tbody a >> nth=1")
    page.wait_for_selector("#panel .close")
    assert page.get_attribute("tbody", "data-mark") == "same"
    page.click("[data-group=Task]")
    assert page.get_attribute("tbody", "data-mark") is None


def test_the_list_reaches_everything_and_sorts(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#view=list")
    assert page.locator("tbody th").count() == len(kg.entities)
    page.click("thead button:has-text('Name')")
    assert page.get_attribute("thead th >> nth=0", "aria-sort") == "ascending"
    assert page.locator("tbody th").first.inner_text() == "CIFAR-10"
    page.click("[data-kind=paper]")
    assert page.locator("tbody th").count() == len(kg.papers)
    page.fill(".narrow", "quux")
    assert "None has the words “quux”." in page.inner_text(".table-body")
    page.keyboard.press("Escape")
    assert page.locator("tbody th").count() == len(kg.papers)
    page.fill(".narrow", "training lazy")
    assert page.locator("tbody th").all_inner_texts() == ["Lazy training"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    await_heading(page, "Lazy training")
    assert page.evaluate("location.hash") == "#view=list&table=paper&words=training%20lazy&p=p3"
    again = open_page(kg, "#view=list&table=paper&words=training%20lazy&sort=-title")
    assert again.input_value(".narrow") == "training lazy"
    assert again.get_attribute("thead th >> nth=0", "aria-sort") == "descending"


def test_the_iri_is_copied(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking")
    assert (
        page.get_attribute("button:has-text('Copy IRI')", "title")
        == "https://w3id.org/kgraph/entity/concept/grokking"
    )
    page.click("summary:has-text('Data')")
    page.click("button:has-text('Copy IRI')")
    page.wait_for_selector("#toast:text-is('IRI copied')")
    assert page.inner_text("#live") == "IRI copied"


def test_a_path_is_asked_for_by_key_and_shown_with_its_sentences(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#e=concept/grokking")
    page.keyboard.press("p")
    assert page.inner_text("#path-hint").startswith("Path from “grokking”")
    page.keyboard.type("image classif")
    page.keyboard.press("Enter")
    await_heading(page, "Joined by neural tangent kernel")
    assert page.evaluate("location.hash") == "#path=e:concept/grokking,e:task/image-classification"
    names = [
        "grokking",
        "Grokking and the kernel",
        "neural tangent kernel",
        "Lazy training",
        "image classification",
    ]
    assert page.locator(".path .node-link").all_inner_texts() == names
    assert page.locator(".path .step").count() == 4
    assert page.is_hidden("#path-hint")


def test_a_path_that_was_begun_is_given_up(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#p=p1")
    page.click("button:has-text('Path to…')")
    page.keyboard.press("Escape")
    assert page.is_hidden("#path-hint")
    page.click("button:has-text('Path to…')")
    page.click("#path-hint button")
    assert page.is_hidden("#path-hint")
    assert page.evaluate("location.hash") == "#p=p1"


def test_no_path_is_said(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#path=p:p1,p:p4")
    await_heading(page, "Nothing joins them")


def test_the_entities_alone(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.keyboard.press("2")
    page.wait_for_function("document.querySelector('#view-entities').getAttribute('aria-current')")
    assert page.inner_text("#notice") == "Showing all 5 entities"
    assert page.is_hidden("[data-group=paper]")
    assert painted(page) > 1000
    page.keyboard.press("3")
    page.wait_for_selector("#list-view")
    page.keyboard.press("1")
    page.wait_for_selector("#map-view")


def test_years_and_community_narrow_what_is_shown(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("#more-filters summary")
    page.locator("#year-from").fill("2023")
    assert page.inner_text("#years-value") == "2023–2024"
    assert page.inner_text("#notice") == "Showing 6 of 9 · 3 outside the years"
    page.locator("#year-to").fill("2021")
    assert page.inner_text("#years-value") == "2023–2023"
    assert page.inner_text("#filter-count") == "1"
    page.select_option("#community", index=1)
    assert page.inner_text("#filter-count") == "2"
    page.click("#reset")
    assert page.is_hidden("#filter-count")
    assert page.inner_text("#notice") == "Showing all 9 nodes"


def test_light_links_are_left_out(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("#more-filters summary")
    page.wait_for_timeout(200)
    clip = {**page.locator("#map").bounding_box(), "width": 500}
    before = page.screenshot(clip=clip)
    page.locator("#weight").fill("2")
    page.wait_for_timeout(200)
    assert page.inner_text("#weight-value") == "2.0 · 0 of 3"
    assert page.screenshot(clip=clip) != before


def test_the_address_holds_all_that_is_shown(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.select_option("#size", "betweenness")
    page.select_option("#colour", "label")
    page.click("[data-group=Task]")
    page.fill("#support", "2")
    page.click("#more-filters summary")
    page.locator("#year-from").fill("2022")
    page.select_option("#community", index=1)
    page.click("#view-entities")
    page.fill("#search", "grok")
    page.keyboard.press("Enter")
    await_heading(page, "grokking")
    address = page.evaluate("location.hash")
    again = open_page(kg, address)
    assert again.evaluate("location.hash") == address
    for id_ in ("size", "colour", "support", "year-from", "community"):
        assert again.input_value(f"#{id_}") == page.input_value(f"#{id_}")
    assert again.get_attribute("[data-group=Task]", "aria-pressed") == "false"
    assert again.inner_text("#notice") == page.inner_text("#notice")
    assert again.get_attribute("#view-entities", "aria-current") == "page"


def test_going_back_brings_the_filters_of_then(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#p=p1")
    page.click("[data-group=Task]")
    page.click(".cloud a:has-text('grokking')")
    await_heading(page, "grokking")
    page.click("[data-group=Task]")
    page.go_back()
    await_heading(page, "Grokking and the kernel")
    assert page.get_attribute("[data-group=Task]", "aria-pressed") == "false"


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


def save(page: Any, button: str) -> Any:
    page.click("#save summary")
    with page.expect_download() as download:
        page.click(button)
    return download.value


def saved_rows(page: Any) -> list[dict[str, str]]:
    text = save(page, "#save-csv").path().read_bytes().decode("utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_what_is_shown_is_saved_as_a_table(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("[data-group=Concept]")
    rows = saved_rows(page)
    assert [row["id"] for row in rows] == [
        *kg.papers,
        "dataset/cifar-10",
        "method/weight-decay",
        "task/image-classification",
    ]
    assert rows[0]["name"] == "Grokking and the kernel"
    assert rows[0]["year"] == "2023"
    page.click("#view-list")
    page.fill(".narrow", "cifar")
    rows = saved_rows(page)
    assert [(row["id"], row["papers"]) for row in rows] == [("dataset/cifar-10", "2")]


FIND_LINE = """() => {
    const [map, tip] = [document.querySelector("#map"), document.querySelector("#tip")];
    const { left, top, width, height } = map.getBoundingClientRect();
    for (let y = top + 4; y < top + height; y += 4) {
        for (let x = left + 4; x < left + width; x += 4) {
            map.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, pointerType: "mouse" }));
            if (!tip.hidden && tip.innerText.includes("What joins them?")) return [x, y, map.style.cursor];
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


def test_broader_and_narrower_entities_lead_to_each_other(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    entities = dict(kg.entities)
    wide, narrow = "task/image-classification", "dataset/cifar-10"
    entities[narrow] = replace(
        entities[narrow], broader=(wide,), close_matches=("https://example.org/x", "javascript:1")
    )
    page = open_page(replace(kg, entities=entities), f"#e={narrow}")
    assert page.locator(".part:has-text('Elsewhere') a").all_inner_texts() == [
        "https://example.org/x ↗"
    ]
    page.click(".part:has(h3:text-is('Broader')) a")
    await_heading(page, "image classification")
    page.click(".part:has(h3:text-is('Narrower')) a")
    await_heading(page, "CIFAR-10")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("#e=concept/grokking", {("p1",), ("p2",)}),
        ("#p=p4", set()),
        ("#why=p1,p2", {("concept/grokking",), ("method/weight-decay",)}),
    ],
)
def test_the_query_that_is_copied_gives_what_is_shown(
    open_page: Open, kg: KnowledgeGraph, tmp_path: Path, address: str, expected: set[tuple[str]]
) -> None:
    page = open_page(kg, address)
    query = page.get_attribute("button:has-text('Copy SPARQL')", "title")
    write_rdf(kg, tmp_path / "graph.nt", format="ntriples")
    store = pyoxigraph.Store()
    store.bulk_load(path=tmp_path / "graph.nt")
    found = {(re.sub(".*kgraph/(paper|entity)/", "", row[0].value),) for row in store.query(query)}
    assert found == expected


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
        "axe.run().then(({ violations }) => violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
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
    ground = """() => { const { data } = document.querySelector("#paper-map").getContext("2d").getImageData(2, 2, 1, 1);
        return [...data]; }"""
    assert min(page.evaluate(ground)) > 240


def test_the_theme_is_kept(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("#theme")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.click("#theme")


def test_a_selection_says_what_filters_hide_of_it(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking")
    assert page.is_hidden("#notice")
    page.click("[data-group=paper]")
    assert page.inner_text("#notice") == "Filters hide 2 neighbours"
    page.click("#show-all")
    assert page.is_hidden("#notice")
    assert page.get_attribute("[data-group=paper]", "aria-pressed") == "true"


def test_one_kind_alone(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    pressed = "[...document.querySelectorAll('.chip[aria-pressed=true]')].map((chip) => chip.dataset.group)"
    page.click("[data-group=Dataset]", modifiers=["Shift"])
    assert page.evaluate(pressed) == ["paper", "Dataset"]
    page.click("[data-group=Dataset]", modifiers=["Shift"])
    assert len(page.evaluate(pressed)) == 6


def test_the_wheel_zooms(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.wait_for_timeout(200)
    before = page.locator("#map canvas").screenshot()
    page.mouse.move(300, 400)
    page.mouse.wheel(0, -250)
    page.wait_for_timeout(200)
    assert page.locator("#map canvas").screenshot() != before
    assert page.evaluate("scrollY") == 0


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


def test_an_empty_graph_opens(open_page: Open) -> None:
    page = open_page(KnowledgeGraph({}, {}, (), ()))
    assert page.inner_text("#counts") == "0 papers · 0 entities · 0 links between papers"
    page.click("#view-list")
    page.wait_for_selector(".table-count")
    assert page.inner_text(".table-count") == "All 0 entities"


def test_hostile_text_runs_nothing_anywhere(open_page: Open) -> None:
    kg = hostile_graph()
    page = open_page(kg, title=HOSTILE[0])
    assert page.inner_text("h1") == HOSTILE[0]
    for id_ in (*kg.papers, *kg.entities):
        kind = "e" if id_ in kg.entities else "p"
        page.evaluate(
            "([kind, id]) => { location.hash = `#${kind}=${encodeURIComponent(id)}`; }", [kind, id_]
        )
        page.wait_for_function("document.body.classList.contains('has-selection')")
        assert (
            page.locator("#panel script, #panel img, #panel svg[onload], #panel base").count() == 0
        )
    for link in kg.links:
        ids = [link.a, link.b]
        page.evaluate(
            "(ids) => { location.hash = `#why=${ids.map(encodeURIComponent).join()}`; }", ids
        )
    page.evaluate("location.hash = '#view=list'")
    for text in HOSTILE:
        page.fill("#search", text[:20])
    page.keyboard.press("Enter")
    page.evaluate("(text) => { location.hash = text; }", HOSTILE[1])
    page.goto(page.url.split("#")[0])
    page.wait_for_timeout(200)
    box = page.locator("#map").bounding_box()
    for step in range(1, 12):
        page.mouse.move(
            box["x"] + box["width"] * step / 12, box["y"] + box["height"] * step / 12, steps=4
        )
    assert page.evaluate("window.hacked") is None
    assert not page.evaluate(
        "[...document.querySelectorAll('a[href]')].some((a) => a.protocol === 'javascript:')"
    )

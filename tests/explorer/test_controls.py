"""The controls of the page in a browser: filters, views, history, tables and saved files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kgraph.types import KnowledgeGraph
from tests.explorer.conftest import Open
from tests.explorer.pages import await_heading, painted, saved_rows

pytestmark = pytest.mark.slow


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


def test_the_list_is_saved_as_a_table_alone(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#view=list")
    page.click("#save summary")
    assert page.is_visible("#save-csv")
    assert page.is_hidden("#save-png")
    assert page.is_hidden("#save-svg")


def test_the_filters_say_what_they_hide_of_a_paper_s_links(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p1&weight=0.45")
    assert page.inner_text("#notice") == "Filters hide 1 neighbour"


def test_what_is_rare_can_be_shown_where_something_is(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#min=2")
    assert page.is_visible("#show-rare")
    for group in ("paper", "Method", "Dataset", "Task", "Metric", "Concept"):
        page.click(f"[data-group={group}]")
    assert page.is_hidden("#show-rare")


def test_another_view_leaves_the_panel_where_it_is_read(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#e=concept/grokking")
    page.evaluate("document.querySelector('#panel').style.maxHeight = '200px'")
    page.evaluate("document.querySelector('#panel').scrollTop = 90")
    page.keyboard.press("2")
    assert page.evaluate("document.querySelector('#panel').scrollTop") == 90


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


def test_a_row_that_is_chosen_leaves_the_list_as_it_is(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#view=list")
    page.evaluate("document.querySelector('tbody').dataset.mark = 'same'")
    page.click("tbody a >> nth=1")
    page.wait_for_selector("#panel .close")
    assert page.get_attribute("tbody", "data-mark") == "same"
    page.click("[data-group=Task]")
    assert page.get_attribute("tbody", "data-mark") is None


def test_a_path_that_was_begun_is_given_up(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#p=p1")
    page.click("button:has-text('Path to…')")
    page.keyboard.press("Escape")
    assert page.is_hidden("#path-hint")
    page.click("button:has-text('Path to…')")
    page.click("#path-hint button")
    assert page.is_hidden("#path-hint")
    assert page.evaluate("location.hash") == "#p=p1"


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
    pressed = (
        "[...document.querySelectorAll('.chip[aria-pressed=true]')]"
        ".map((chip) => chip.dataset.group)"
    )
    page.click("[data-group=Dataset]", modifiers=["Shift"])
    assert page.evaluate(pressed) == ["paper", "Dataset"]
    page.click("[data-group=Dataset]", modifiers=["Shift"])
    assert len(page.evaluate(pressed)) == 6

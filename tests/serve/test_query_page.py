"""The query page in a real browser: choose, run, show and save; nothing foreign runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser import open_browser
from tests.serve.conftest import Client


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as chromium:
        yield chromium


@contextmanager
def opened(browser: Any, client: Client, path: str, **options: Any) -> Iterator[Any]:
    page = browser.new_page(**options)
    problems: list[str] = []
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if foreign(request.url, client) is None else problems.append(request.url)
        ),
    )
    page.goto(f"http://127.0.0.1:{client.port}{path}")
    try:
        yield page
        assert problems == []
    finally:
        page.close()


def foreign(url: str, client: Client) -> str | None:
    own = (f"http://127.0.0.1:{client.port}/", f"blob:http://127.0.0.1:{client.port}/", "data:")
    return None if url.startswith(own) else url


def test_a_question_is_chosen_run_and_saved(browser: Any, client: Client, tmp_path: Path) -> None:
    with opened(browser, client, "/query") as page:
        page.get_by_label("Questions", exact=True).last.fill("mention an entity")
        page.get_by_role("button", name="Papers that mention an entity", exact=True).click()
        page.get_by_label("entity").fill("NTK")
        page.get_by_role("button", name="Run").click()
        page.wait_for_selector("table")
        assert page.locator("th").all_text_contents() == ["paper", "title", "year"]
        assert page.locator("td").all_text_contents()[:3] == ["paper:p3", "Lazy training", "2021"]
        assert page.locator("td a").first.get_attribute("href") == "/#p=p3"
        assert page.locator("#status").text_content().startswith("2 rows in ")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save CSV").click()
        saved.value.save_as(tmp_path / "rows.csv")
        assert (tmp_path / "rows.csv").read_text().splitlines()[0] == "paper,title,year"
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save JSON").click()
        saved.value.save_as(tmp_path / "rows.json")
        assert json.loads((tmp_path / "rows.json").read_text())["head"]["vars"] == [
            "paper",
            "title",
            "year",
        ]


def test_the_keyboard_runs_it_and_a_mistake_is_said(browser: Any, client: Client) -> None:
    with opened(browser, client, "/query", color_scheme="dark") as page:
        page.get_by_label("SPARQL", exact=True).fill("SELECT (1 AS ?one) {}")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("td")
        assert page.locator("td").all_text_contents() == ["1"]
        page.get_by_label("SPARQL", exact=True).fill(
            "CONSTRUCT { ?p a kg:Paper } { ?p a kg:Paper }"
        )
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".result pre")
        assert "paper:p1 a kg:Paper" in page.locator(".result pre").text_content()


def test_a_mistake_is_said_where_it_is(browser: Any, client: Client) -> None:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{client.port}/query")
    page.get_by_label("SPARQL", exact=True).fill("SELECT * {")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#error:not([hidden])")
    assert page.locator("#error").text_content().startswith("line 1, column")
    page.close()


def test_a_query_can_be_stopped(browser: Any, client: Client) -> None:
    with opened(browser, client, "/query") as page:
        page.get_by_label("SPARQL", exact=True).fill(
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        )
        page.keyboard.press("Control+Enter")
        page.get_by_role("button", name="Stop").click()
        page.wait_for_function("document.getElementById('status').textContent === 'Stopped.'")
        assert page.get_by_role("button", name="Run").is_enabled()


def test_what_papers_say_is_text(browser: Any, client: Client) -> None:
    with opened(browser, client, "/query") as page:
        text = (
            'SELECT ("<img src=x onerror=alert(1)>" AS ?a) (<javascript:alert(1)> AS ?b) '
            '("<script>" AS ?c) {}'
        )
        page.get_by_label("SPARQL", exact=True).fill(text)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("td")
        assert page.locator("td").all_text_contents() == [
            "<img src=x onerror=alert(1)>",
            "javascript:alert(1)",
            "<script>",
        ]
        assert page.locator("td a, td img, td script").count() == 0


def test_a_question_has_an_address(browser: Any, client: Client) -> None:
    with opened(browser, client, "/query#top-entities") as page:
        page.wait_for_selector("#questions button[aria-current]")
        assert (
            page.locator("h2").text_content()
            == page.locator("#questions button[aria-current]").text_content()
        )


def test_an_iri_opens_in_the_explorer(browser: Any, client: Client) -> None:
    with opened(browser, client, "/entity/concept/grokking") as page:
        assert page.url.endswith("/#e=concept/grokking")
        page.wait_for_function("document.getElementById('panel').textContent.includes('grokking')")

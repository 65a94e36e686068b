"""The explorer's page in a real browser; without Chromium these tests are skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kgraph.analyse.view import View
from kgraph.explorer.page import EXPLORER, SCRIPTS, write_html
from kgraph.types import KnowledgeGraph
from tests.browser import open_browser
from tests.explorer.made import NAMES, PAPERS, make_graph


@pytest.fixture(scope="session")
def kg() -> KnowledgeGraph:
    return make_graph(PAPERS, NAMES)


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    with open_browser() as chromium:
        yield chromium


Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open the page of a graph; fail on console messages, errors and requests at the end."""
    troubles: list[str] = []
    pages = []

    def open_(
        kg: KnowledgeGraph,
        address: str = "",
        *,
        title: str = "t",
        width: int = 1280,
        dark: bool = False,
    ) -> Any:
        file = tmp_path / "graph.html"
        write_html(kg, file, title=title, view=View(kg, seed=1))
        page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: request.url.startswith(file.as_uri()) or troubles.append(request.url),
        )
        page.goto(file.as_uri() + address)
        page.wait_for_selector("#panel h2", state="attached")
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.wait_for_timeout(100)
        page.close()
    assert troubles == []


@pytest.fixture
def run(browser: Any) -> Iterator[Callable[..., Any]]:
    """Run JavaScript with the explorer's scripts, except for the script that shows the page."""
    page = browser.new_page()
    page.add_script_tag(
        content="\n".join(
            (EXPLORER / "js" / f"{name}.js").read_text() for name in SCRIPTS if name != "app"
        )
    )
    yield page.evaluate
    page.close()

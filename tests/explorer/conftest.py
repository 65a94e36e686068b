"""The explorer's page in a real browser; without Chromium these tests are skipped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kgraph.analyse.view import View
from kgraph.explorer.page import EXPLORER, to_html, write_html
from kgraph.types import KnowledgeGraph
from tests.browser import open_browser
from tests.explorer.made import NAMES, PAPERS, make_graph, state


@pytest.fixture(scope="session")
def kg() -> KnowledgeGraph:
    return make_graph(PAPERS, NAMES)


@pytest.fixture(scope="session")
def stated(kg: KnowledgeGraph) -> KnowledgeGraph:
    """The same graph with statements."""
    return state(kg)


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


@pytest.fixture(scope="package")
def run(browser: Any) -> Iterator[Callable[..., Any]]:
    """Run JavaScript with the exports of all modules, except the entry, as global names.

    The functions under test keep no state, so all tests share one page.
    """
    scripts = EXPLORER / "js"
    names = sorted(path.relative_to(scripts).as_posix() for path in scripts.glob("*/*.js"))
    page = browser.new_page()
    page.route(
        "http://explorer.test/**",
        lambda route: route.fulfill(
            body="" if route.request.url.endswith("/") else read_script(route.request.url),
            content_type="text/html" if route.request.url.endswith("/") else "text/javascript",
        ),
    )
    page.goto("http://explorer.test/")
    load = """async (names) => {
        for (const name of names) Object.assign(globalThis, await import(`./${name}`));
    }"""
    page.evaluate(load, names)
    yield page.evaluate
    page.close()


@pytest.fixture
def run_on(run: Callable[..., Any]) -> Callable[..., Any]:
    """Run JavaScript on the model of a graph: `(model, argument) => ...`."""

    def run_(kg: KnowledgeGraph, code: str, argument: object = None) -> Any:
        page = to_html(kg)
        data, network = (
            json.loads(re.search(f'id="{id_}">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
            for id_ in ("data", "network")
        )
        return run(f"([d, n, a]) => ({code})(buildModel(d, n), a)", [data, network, argument])

    return run_


def read_script(url: str) -> str:
    return (EXPLORER / "js" / url.removeprefix("http://explorer.test/")).read_text()

"""A graph is shown in a notebook, in a frame apart from it, and by scripts in the browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kgraph.explorer.show import show
from tests.graph.made import graph_of_uses

nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")

CELL = """
import kgraph
paper = {"title": "Grokking <b>", "abstract": "We study grokking by weight decay </iframe>."}
kgraph.build([paper]).show(height=650)
"""


def test_a_script_opens_the_page_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    path = show(graph_of_uses([("p", "x"), ("q", "x")]))
    assert path is not None
    assert opened == [path.as_uri()]
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.slow
def test_a_notebook_shows_the_page_in_a_frame_of_its_own(browser: Any, tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    nbclient.NotebookClient(notebook, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    (tmp_path / "cell.html").write_text(output["data"]["text/html"], encoding="utf-8")
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.goto((tmp_path / "cell.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.get_by_role("searchbox").or_(frame.get_by_role("combobox")).first.fill("grokking")
    frame.get_by_text("Grokking", exact=False).first.wait_for()
    assert page.locator("iframe").bounding_box()["height"] == pytest.approx(652, abs=2)
    assert errors == []
    page.close()

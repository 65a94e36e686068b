"""Helpers of the tests that open the page in a browser."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

HOME = "4 papers and what they name"


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


def save(page: Any, button: str) -> Any:
    page.click("#save summary")
    with page.expect_download() as download:
        page.click(button)
    return download.value


def saved_rows(page: Any) -> list[dict[str, str]]:
    text = save(page, "#save-csv").path().read_bytes().decode("utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))

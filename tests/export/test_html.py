"""The HTML page: one file, the same each time, that asks for nothing, runs nothing foreign, and shows the evidence."""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from kgraph.export.explorer.data import paper_url, to_columns, utf16_offsets
from kgraph.export.html import to_html, write_html
from kgraph.types import Entity, Field, KnowledgeGraph, Label, Mention, Paper, PaperLink

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Names = dict[str, tuple[str, Label, tuple[str, ...]]]
"""An entity's id to its name, its label and its other surfaces."""

NAMES: Names = {
    "concept/grokking": ("grokking", "Concept", ()),
    "concept/neural-tangent-kernel": ("neural tangent kernel", "Concept", ("NTK",)),
    "dataset/cifar-10": ("CIFAR-10", "Dataset", ()),
    "method/weight-decay": ("weight decay", "Method", ()),
    "task/image-classification": ("image classification", "Task", ()),
}

PAPERS = (
    Paper("p1", "Grokking and the kernel", "We study grokking. The NTK explains it. Weight decay helps.", 2023),
    Paper("p2", "Weight decay 😀 revisited", "😀 Here weight decay matters for grokking on CIFAR-10.", 2024),
    Paper("p3", "Lazy training", "A neural tangent kernel is lazy. So is image classification on CIFAR-10.", 2021),
    Paper("p4", "Nothing to see", "", None),
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    first = text.rfind(". ", 0, start)
    last = text.find(". ", end)
    return (first + 2 if first >= 0 else 0), (last + 1 if last >= 0 else len(text))


def find_mentions(paper: Paper, names: Names) -> Iterator[Mention]:
    fields: tuple[Field, ...] = ("title", "abstract")
    for field in fields:
        text = paper.text(field)
        found = []
        for id_, (name, label, others) in names.items():
            for surface in (name, *others):
                found += [(match, id_, label) for match in re.finditer(re.escape(surface), text, re.IGNORECASE)]
        for match, id_, label in sorted(found, key=lambda hit: hit[0].span()):
            bounds = sentence_around(text, *match.span())
            yield Mention(paper.id, field, *match.span(), match[0], label, id_, 1.0, "test", *bounds)


def make_graph(papers: tuple[Paper, ...], names: Names) -> KnowledgeGraph:
    mentions = tuple(mention for paper in papers for mention in find_mentions(paper, names))
    uses = {id_: sorted({m.paper for m in mentions if m.entity == id_}) for id_ in names}
    idf = {id_: round(math.log((1 + len(papers)) / len(used)), 6) for id_, used in uses.items() if used}
    entities = {
        id_: Entity(id_, name, label, others, others, len(uses[id_]), idf[id_])
        for id_, (name, label, others) in sorted(names.items())
        if id_ in idf
    }
    links = []
    for a, b in combinations([paper.id for paper in papers], 2):
        shared = sorted((id_ for id_ in entities if {a, b} <= set(uses[id_])), key=lambda id_: (-idf[id_], id_))
        if shared:
            links.append(PaperLink(a, b, round(sum(idf[id_] for id_ in shared), 6), tuple(shared)))
    by_id = {paper.id: paper for paper in papers}
    return KnowledgeGraph(MappingProxyType(by_id), MappingProxyType(entities), mentions, tuple(links))


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return make_graph(PAPERS, NAMES)


# --- the file -------------------------------------------------------------------------------------------------


def test_the_same_graph_gives_the_same_page(kg: KnowledgeGraph) -> None:
    assert to_html(kg, title="t", seed=3) == to_html(kg, title="t", seed=3)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_page_does_not_depend_on_the_hash_seed(kg: KnowledgeGraph, hash_seed: str) -> None:
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]; import test_html as t; "
        "print(hashlib.sha256(t.to_html(t.make_graph(t.PAPERS, t.NAMES)).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(Path(__file__).parents[2])]
    run = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == hashlib.sha256(to_html(kg).encode()).hexdigest()


def test_the_policy_allows_our_scripts_and_style_by_hash_and_nothing_else(kg: KnowledgeGraph) -> None:
    page = to_html(kg, title="t")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = policy[1].replace("&#39;", "'")
    assert rules.startswith("default-src 'none'; ")
    assert "unsafe" not in rules
    allowed = {b64decode(digest) for digest in re.findall(r"'sha256-([^']*)'", rules)}
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL)
    assert {hashlib.sha256(source.encode()).digest() for source in inline} == allowed
    assert len(inline) == 3


def test_the_page_names_its_language_its_title_and_no_address_to_load(kg: KnowledgeGraph) -> None:
    page = to_html(kg, title="A & B")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>A &amp; B</title>" in page
    assert not re.search(r"<(?:link|img|iframe|base)\b|<script[^>]*\bsrc=", page.split("<script>")[0])
    assert "sourceMappingURL" not in page


def test_the_file_is_utf_8_in_any_locale(kg: KnowledgeGraph, tmp_path: Path) -> None:
    lone = make_graph((Paper("p1", "lone \ud800 surrogate", "😀 grokking \u2028 here", 2020),), NAMES)
    write_html(lone, tmp_path / "graph.html", title="é😀")
    text = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert "lone \ufffd surrogate" in text
    assert "<title>é😀</title>" in text
    assert "\u2028" not in text


def test_an_empty_graph_gives_a_page() -> None:
    assert "<!doctype html>" in to_html(KnowledgeGraph({}, {}, (), ()))


def test_offsets_count_utf_16_units() -> None:
    offset = utf16_offsets("a😀b😀")
    assert [offset(place) for place in range(5)] == [0, 1, 3, 4, 6]


def test_columns_cut_the_mentions_where_a_browser_does(kg: KnowledgeGraph) -> None:
    columns: dict[str, Any] = to_columns(kg, [], [])
    mentions = columns["mentions"]
    row = 0
    for number, paper in enumerate(kg.papers.values()):
        units = f"{paper.title}\n{paper.abstract}".encode("utf-16-le")
        start = 0
        for mention in (mention for mention in kg.mentions if mention.paper == paper.id):
            start += mentions["start"][row]
            end = start + mentions["length"][row]
            assert units[2 * start : 2 * end].decode("utf-16-le") == mention.text
            sentence = units[2 * (start - mentions["before"][row]) : 2 * (end + mentions["after"][row])]
            expected = paper.text(mention.field)[mention.sentence_start : mention.sentence_end]
            assert sentence.decode("utf-16-le") == expected
            row += 1
        assert mentions["count"][number] == sum(mention.paper == paper.id for mention in kg.mentions)


@pytest.mark.parametrize(
    ("paper", "url"),
    [
        (Paper("p", "t", url="https://example.org/a"), "https://example.org/a"),
        (Paper("p", "t", url="javascript:alert(1)"), ""),
        (Paper("p", "t", url="JavaScript:alert(1)", doi="10.1/x"), "https://doi.org/10.1/x"),
        (Paper("p", "t", url="data:text/html,x", arxiv_id="2001.00001"), "https://arxiv.org/abs/2001.00001"),
        (Paper("p", "t", url="http://[broken"), ""),
        (Paper("p", "t", doi='10.1/"><script>'), "https://doi.org/10.1/%22%3E%3Cscript%3E"),
    ],
)
def test_only_web_addresses_are_linked(paper: Paper, url: str) -> None:
    assert paper_url(paper) == url


# --- the page in a browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on the path")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a graph's page; at the end, fail on any console message, error or request but for the file itself."""
    troubles: list[str] = []
    pages = []

    def open_(kg: KnowledgeGraph, address: str = "", *, title: str = "t", width: int = 1280, dark: bool = False) -> Any:
        file = tmp_path / "graph.html"
        write_html(kg, file, title=title, seed=1)
        page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: request.url.startswith(file.as_uri()) or troubles.append(request.url))
        page.goto(file.as_uri() + address)
        page.wait_for_selector("#panel h2", state="attached")
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.wait_for_timeout(100)
        page.close()
    assert troubles == []


def marked(page: Any, scope: str) -> list[str]:
    """Return the marked mentions of a part of the page."""
    texts: list[str] = page.locator(f"{scope} mark").all_inner_texts()
    return texts


def await_heading(page: Any, title: str) -> None:
    """Wait until the panel shows something: an address takes a moment to act."""
    page.wait_for_function("title => document.querySelector('#panel h2').innerText === title", arg=title, timeout=5000)


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
    assert page.inner_text("#counts") == "4 papers · 5 entities · 3 links"
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
    assert page.locator("#hits li").count() == 2
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    await_heading(page, "Grokking and the kernel")
    page.fill("#search", "lazy")
    page.click("#hits li")
    await_heading(page, "Lazy training")
    page.fill("#search", "no such thing")
    assert page.inner_text("#hits") == "Nothing found"
    page.keyboard.press("Escape")
    assert page.is_hidden("#hits")


def test_sentences_with_characters_beyond_16_bits_are_cut_right(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#p=p2")
    assert marked(page, ".abstract") == ["weight decay", "grokking", "CIFAR-10"]
    page.click(".abstract a >> nth=0")
    await_heading(page, "weight decay")
    assert "😀 Here weight decay matters for grokking on CIFAR-10." in page.locator(".evidence").inner_text()


def test_why_shows_both_sentences_and_ranks_what_is_shared(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#p=p1")
    page.click(".linked li:has-text('Weight decay') .why")
    await_heading(page, "What two papers share")
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
            page.mouse.click(box["x"] + box["width"] * column / 40, box["y"] + box["height"] * row / 40)
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
        ("#why=p1,p3", "What two papers share"),
        ("#view=list&e=dataset/cifar-10", "CIFAR-10"),
        ("#e=no/such", "Start anywhere"),
        ("#p=%E0%A4%A", "Start anywhere"),
    ],
)
def test_an_address_opens_what_it_names(open_page: Open, kg: KnowledgeGraph, address: str, title: str) -> None:
    page = open_page(kg, address)
    await_heading(page, title)
    assert page.is_visible("#list-view") == ("view=list" in address)


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
    await_heading(page, "Start anywhere")


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
    await_heading(page, "Start anywhere")


def test_filters_hide_and_the_page_says_so(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("[data-group=Concept]")
    assert page.inner_text("#notice") == "Showing 7 of 9 · 2 switched off above"
    assert page.get_attribute("[data-group=Concept]", "aria-pressed") == "false"
    page.fill("#support", "2")
    assert page.inner_text("#notice").startswith("Showing 6 of 9 · 1 rare entity hidden: lower")
    page.click("[data-group=Concept]")
    assert page.inner_text("#notice").startswith("Showing 8 of 9 · 1 rare entity hidden")


def test_the_list_reaches_everything_and_sorts(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#view=list")
    assert page.locator("tbody th").count() == len(kg.entities)
    page.click("thead button:has-text('Name')")
    assert page.get_attribute("thead th >> nth=0", "aria-sort") == "ascending"
    assert page.locator("tbody th").first.inner_text() == "CIFAR-10"
    page.click("[data-kind=paper]")
    assert page.locator("tbody th").count() == len(kg.papers)
    page.fill(".narrow", "lazy")
    assert page.locator("tbody th").all_inner_texts() == ["Lazy training"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    await_heading(page, "Lazy training")
    assert page.evaluate("location.hash") == "#view=list&p=p3"


def test_the_iri_is_copied(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking")
    assert (
        page.get_attribute("button:has-text('Copy IRI')", "title") == "https://w3id.org/kgraph/entity/concept/grokking"
    )
    page.click("button:has-text('Copy IRI')")
    page.wait_for_selector("button:has-text('Copied')")


@pytest.mark.parametrize("address", ["", "#e=concept/grokking", "#why=p1,p2", "#view=list"])
def test_a_phone_needs_no_sideways_scroll(open_page: Open, kg: KnowledgeGraph, address: str) -> None:
    page = open_page(kg, address, title="A long title that does not fit on a phone at all", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.is_visible("#panel") == ("=" in address and "view" not in address)


def test_an_empty_graph_opens(open_page: Open) -> None:
    page = open_page(KnowledgeGraph({}, {}, (), ()))
    assert page.inner_text("#counts") == "0 papers · 0 entities · 0 links"
    page.click("#view-list")
    page.wait_for_selector(".table-count")
    assert page.inner_text(".table-count") == "All 0 entities"


# --- hostile input --------------------------------------------------------------------------------------------

RUN = "window.hacked=1;alert(1)"
HOSTILE = (
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror='{RUN}'>",
    f'href="javascript:{RUN}" <a href=x>',
    f"\u2028{RUN}\u2029<!--<script>",
    "{{ 7*7 }}{% raw %}</title><base href=https://evil.example/>",
    f"__proto__ ]]> &lt;svg/onload={RUN}&gt; \x00 \r\n 'quoted\"",
)


def hostile_graph() -> KnowledgeGraph:
    names: Names = {f"concept/{text}": (text, "Concept", (f"alias {text}",)) for text in HOSTILE}
    papers = tuple(
        Paper(f"p{number}{text}", text, f"{text}. More {text}. {HOSTILE[0]}", 2020, (text,), text, f"javascript:{RUN}")
        for number, text in enumerate(HOSTILE)
    )
    return make_graph(papers, names)


def test_hostile_text_runs_nothing_anywhere(open_page: Open) -> None:
    kg = hostile_graph()
    page = open_page(kg, title=HOSTILE[0])
    assert page.inner_text("h1") == HOSTILE[0]
    for id_ in (*kg.papers, *kg.entities):
        kind = "e" if id_ in kg.entities else "p"
        page.evaluate("([kind, id]) => { location.hash = `#${kind}=${encodeURIComponent(id)}`; }", [kind, id_])
        page.wait_for_function("document.body.classList.contains('has-selection')")
        assert page.locator("#panel script, #panel img, #panel svg[onload], #panel base").count() == 0
    for link in kg.links:
        ids = [link.a, link.b]
        page.evaluate("(ids) => { location.hash = `#why=${ids.map(encodeURIComponent).join()}`; }", ids)
    page.evaluate("location.hash = '#view=list'")
    for text in HOSTILE:
        page.fill("#search", text[:20])
    page.keyboard.press("Enter")
    page.evaluate("(text) => { location.hash = text; }", HOSTILE[1])
    page.goto(page.url.split("#")[0])
    page.wait_for_timeout(200)
    box = page.locator("#map").bounding_box()
    for step in range(1, 12):
        page.mouse.move(box["x"] + box["width"] * step / 12, box["y"] + box["height"] * step / 12, steps=4)
    assert page.evaluate("window.hacked") is None
    assert not page.evaluate("[...document.querySelectorAll('a[href]')].some((a) => a.protocol === 'javascript:')")


def test_hostile_text_leaves_the_data_whole() -> None:
    kg = hostile_graph()
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', to_html(kg), re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["papers"]["title"] == [paper.title for paper in kg.papers.values()]
    assert data["entities"]["name"] == [entity.name for entity in kg.entities.values()]

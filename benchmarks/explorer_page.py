"""Measure what the explorer costs a browser, against its limits and against stock pyvis.

Run: python benchmarks/explorer_page.py PAPERS... [--sizes 400 1000 5000] [--repeat 5] [--no-stock]

For each size, a page is written from just enough papers to have about that number of nodes (papers
and entities). It is measured twice: as it opens (rare entities are hidden), and with every node
drawn. "First graph" is the time from navigation to the first frame whose canvas has at least
`SHAPES` outlines of nodes and lines, for the explorer and for stock pyvis. Stock pyvis is a plain
`pyvis.network.Network()` of the same nodes, titles, mentions and links as the first size, with
inline libraries, default physics and no network, because with a network it also waits for a CDN.
Times are of Chromium without a GPU: compare them within one run only.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as BrowserTimeout
from pyvis.network import Network

import kgraph
from kgraph.explorer.page import write_html
from kgraph.graph.networks import map_graph

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
)
VIEW = {"width": 1280, "height": 800}
ALL_NODES = "#view=map&min=1"
SHAPES = 100
"""Outlines of nodes and lines on a canvas that count as a graph."""

STOCK_LIMIT = 180_000
"""Milliseconds after which stock pyvis is abandoned."""

QUERIES = ("n", "ne", "neural", "graph", "learning", "xyzzy")

BARS = {
    "file": {400: 0.9, 1000: 1.3, 5000: 2.0},
    "share": {400: 2, 1000: 3, 5000: 5},
    "pan": {1000: 33, 5000: 50},
    "zoom": {1000: 50},
    "filter": {1000: 100, 5000: 300},
    "select": {1000: 100, 5000: 300},
    "search": {5000: 20},
    "requests": {400: 0, 1000: 0, 5000: 0},
    "requests, CDN hangs": {400: 0, 1000: 0, 5000: 0},
    "console": {400: 0, 1000: 0, 5000: 0},
    "axe light": {400: 0, 1000: 0, 5000: 0},
    "axe dark": {400: 0, 1000: 0, 5000: 0},
}
"""The limit of each measure at each size; the units are in `NAMES`."""

NAMES = {
    "write": "write_html, s",
    "file": "file, MB",
    "first": "first graph, s",
    "share": "first graph, % of stock pyvis at the first size",
    "pan": "pan, p95 frame, ms",
    "zoom": "zoom, p95 frame, ms",
    "filter": "filter, median of the slower way, ms",
    "select": "select, median, ms",
    "search": "search, slowest query's median, ms",
    "requests": "external requests, network cut",
    "requests, CDN hangs": "external requests, CDN hangs",
    "console": "console messages and errors",
    "axe light": "axe-core violations, light",
    "axe dark": "axe-core violations, dark",
}

WATCH = """SHAPES => {
    const canvas = CanvasRenderingContext2D.prototype;
    const plain = { arc: canvas.arc, moveTo: canvas.moveTo, clearRect: canvas.clearRect };
    let outlines = 0;
    for (const name of ["arc", "moveTo"]) {
        canvas[name] = function (...args) { outlines += 1; plain[name].apply(this, args); };
    }
    canvas.clearRect = function (...args) { outlines = 0; plain.clearRect.apply(this, args); };
    const look = () => {
        if (outlines < SHAPES) { requestAnimationFrame(look); return; }
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
            globalThis.firstGraph = performance.now();
            Object.assign(canvas, plain);
        };
        port2.postMessage(0);
    };
    requestAnimationFrame(look);
}"""
"""Record when a frame with enough nodes and lines on its canvas has been submitted."""

FRAMES = """() => {
    globalThis.frames_ = [];
    let last = null;
    const look = (now) => {
        if (!globalThis.frames_) return;
        if (last !== null) globalThis.frames_.push(now - last);
        last = now;
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""

SHOWN = """const shown = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
}));"""
"""A promise of the time at which the next frame has been painted."""

FILTER = f"""async (value) => {{
    {SHOWN}
    const slider = document.querySelector("#support");
    slider.value = String(value);
    const before = performance.now();
    slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
    return (await shown()) - before;
}}"""

SELECT = f"""async (hash) => {{
    {SHOWN}
    const changed = new Promise((done) => addEventListener("hashchange", done, {{ once: true }}));
    const before = performance.now();
    location.hash = hash;
    await changed;
    return (await shown()) - before;
}}"""

SEARCH = """(text) => {
    const box = document.querySelector("#search");
    box.value = text;
    const before = performance.now();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("#hits").getBoundingClientRect();
    return performance.now() - before;
}"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A page, the graph it shows, and the seconds it took to write."""

    kg: kgraph.KnowledgeGraph
    file: Path
    seconds: float

    @property
    def nodes(self) -> int:
        """The number of papers and entities."""
        return len(self.kg.papers) + len(self.kg.entities)


def build_about(papers: Sequence[kgraph.Paper], size: int) -> kgraph.KnowledgeGraph:
    """Build the graph of just enough papers to have about this number of nodes."""
    count = max(2, size // 10)
    for _ in range(4):
        if count > len(papers):
            sys.exit(
                f"explorer_page: {len(papers)} papers are too few for {size} nodes. "
                f"Give about {count}."
            )
        kg = kgraph.build(islice(papers, count))
        nodes = len(kg.papers) + len(kg.entities)
        if abs(nodes - size) < 0.03 * size:
            break
        count = max(2, round(count * size / nodes))
    return kg


def write_sample(kg: kgraph.KnowledgeGraph, file: Path) -> Sample:
    """Write the page of a graph."""
    start = perf_counter()
    write_html(kg, file)
    return Sample(kg, file, perf_counter() - start)


def write_stock(kg: kgraph.KnowledgeGraph, file: Path) -> None:
    """Write the same graph with a plain use of pyvis."""
    network = Network(cdn_resources="in_line")
    names = {f"paper/{id_}": paper.title for id_, paper in kg.papers.items()}
    names |= {f"entity/{id_}": entity.name for id_, entity in kg.entities.items()}
    graph = map_graph(kg)
    for node in graph:
        network.add_node(node, label=names[node], title=names[node])
    for a, b in graph.edges:
        network.add_edge(a, b)
    file.write_text(network.generate_html(), encoding="utf-8")


@contextmanager
def open_context(
    browser: Browser, dark: bool = False
) -> Iterator[tuple[BrowserContext, Page, list[str]]]:
    """Open an empty page without network; the list collects the messages on its console."""
    context = browser.new_context(
        viewport=VIEW, color_scheme="dark" if dark else "light", offline=True
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield context, page, said
    context.close()


def open_page(page: Page, file: Path, address: str = "") -> None:
    """Open an explorer page and wait until it has settled."""
    page.goto(file.as_uri() + address)
    page.wait_for_selector("#panel h2", state="attached")
    page.wait_for_timeout(1000)


def time_first_graph(
    browser: Browser, file: Path, address: str = "", limit: float = 60_000
) -> float:
    """Return the seconds until the first frame with a graph; infinity after `limit`."""
    with open_context(browser) as (_, page, _said):
        page.add_init_script(f"({WATCH})({SHAPES})")
        page.goto(file.as_uri() + address, wait_until="commit")
        try:
            page.wait_for_function("() => globalThis.firstGraph", timeout=limit, polling=250)
        except BrowserTimeout:
            print(f"no graph in {limit / 1000:.0f} s", file=sys.stderr)
            return float("inf")
        return float(page.evaluate("() => globalThis.firstGraph")) / 1000


def p95(page: Page, act: Callable[[Page], None]) -> float:
    """Return the 95th percentile of the frame times, in ms, during an action."""
    page.evaluate(FRAMES)
    act(page)
    frames = page.evaluate(
        "() => { const frames = globalThis.frames_; globalThis.frames_ = null; return frames; }"
    )
    page.wait_for_timeout(300)
    return statistics.quantiles(frames, n=20)[-1]


def pan(page: Page) -> None:
    """Drag the map back and forth, from a point where nothing is selected by it."""
    page.mouse.move(500, 450)
    page.mouse.down()
    for step in (*range(40), *reversed(range(10, 40))):
        page.mouse.move(500 + 5 * step, 450 + 2 * step)
    page.mouse.up()


def zoom(page: Page) -> None:
    """Turn the wheel over the map, in and out."""
    page.mouse.move(500, 450)
    for turn in (*(-60,) * 25, *(60,) * 25):
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(8)


def time_filter(page: Page, repeat: int) -> float:
    """Return the median ms of a move of the slider, in the slower direction."""
    value = int(page.evaluate("() => document.querySelector('#support').value"))
    other = 2 if value == 1 else value + 1
    times = [(page.evaluate(FILTER, other), page.evaluate(FILTER, value)) for _ in range(repeat)]
    return max(map(statistics.median, zip(*times, strict=True)))


def time_select(page: Page, kg: kgraph.KnowledgeGraph, repeat: int) -> float:
    """Return the median ms from a selection to the next frame, over the most frequent entities."""
    known = sorted(kg.entities.values(), key=lambda entity: -entity.paper_count)
    times = []
    for entity in known[:repeat]:
        times.append(page.evaluate(SELECT, f"#e={entity.id}"))
        page.wait_for_timeout(500)
    page.evaluate("() => { location.hash = '#'; }")
    page.wait_for_timeout(500)
    return statistics.median(times)


def time_search(page: Page, repeat: int) -> float:
    """Return the median ms from typing a letter to the filled list, for the slowest query."""
    medians = [
        statistics.median(page.evaluate(SEARCH, query) for _ in range(repeat)) for query in QUERIES
    ]
    page.evaluate(SEARCH, "")
    return max(medians)


def count_requests(browser: Browser, file: Path, hang: bool) -> int:
    """Count the requests except for the file, without network or with one that never answers."""
    with open_context(browser) as (context, page, _):
        asked: list[str] = []
        page.on(
            "request", lambda request: request.url.startswith("file:") or asked.append(request.url)
        )
        if hang:
            context.set_offline(False)
            context.route("http*://**", lambda _route: None)
        open_page(page, file)
        return len(asked)


def count_violations(browser: Browser, file: Path, dark: bool) -> int:
    """Count the violations that axe-core finds in the map, a selection and the list."""
    with open_context(browser, dark) as (_, page, _said):
        counts: dict[str, int] = {}
        for address in ("", "#c=1", "#view=list"):
            page.goto("about:blank")
            open_page(page, file, address)
            for violation in Axe().run(page).response["violations"]:
                counts[violation["id"]] = counts.get(violation["id"], 0) + len(violation["nodes"])
        if counts:
            print(f"axe-core, {'dark' if dark else 'light'}: {counts}", file=sys.stderr)
        return len(counts)


def measure_view(
    browser: Browser, sample: Sample, address: str, stock: float | None, repeat: int
) -> dict[str, float]:
    """Measure what depends on the number of nodes drawn."""
    first = statistics.median(
        time_first_graph(browser, sample.file, address) for _ in range(repeat)
    )
    with open_context(browser) as (_, page, said):
        open_page(page, sample.file, address)
        measures = {
            "first": first,
            "pan": statistics.median(p95(page, pan) for _ in range(3)),
            "zoom": statistics.median(p95(page, zoom) for _ in range(3)),
            "filter": time_filter(page, repeat),
            "select": time_select(page, sample.kg, repeat),
            "search": time_search(page, repeat),
            "console": len(said),
        }
    return measures if stock is None else {**measures, "share": 100 * first / stock}


def measure_file(browser: Browser, sample: Sample) -> dict[str, float]:
    """Measure what does not depend on the number of nodes drawn."""
    return {
        "write": sample.seconds,
        "file": sample.file.stat().st_size / 1e6,
        "requests": count_requests(browser, sample.file, hang=False),
        "requests, CDN hangs": count_requests(browser, sample.file, hang=True),
        "axe light": count_violations(browser, sample.file, dark=False),
        "axe dark": count_violations(browser, sample.file, dark=True),
    }


def print_table(
    size: int, sample: Sample, opened: dict[str, float], full: dict[str, float]
) -> None:
    """Print the measures of a size next to their limits; a star marks what exceeds its limit."""
    print(
        f"\n{sample.nodes:,} nodes ({len(sample.kg.papers):,} papers), "
        f"{sample.file.stat().st_size / 1e6:.2f} MB"
    )
    print(f"  {'':50}{'all nodes':>12}{'as it opens':>14}{'bar':>8}")
    for name, title in NAMES.items():
        if name not in full:
            continue
        bar = BARS.get(name, {}).get(size)
        marks = [
            f"{values[name]:.4g}{'*' if bar is not None and values[name] > bar else ' '}"
            if name in values
            else ""
            for values in (full, opened)
        ]
        print(f"  {title:50}{marks[0]:>12}{marks[1]:>14}{'' if bar is None else bar:>8}")


def measure_stock(browser: Browser, kg: kgraph.KnowledgeGraph, folder: Path) -> float:
    """Return the seconds that stock pyvis takes to its first graph."""
    file = folder / "stock.html"
    write_stock(kg, file)
    seconds = time_first_graph(browser, file, limit=STOCK_LIMIT)
    graph = map_graph(kg)
    print(
        f"stock pyvis: {len(graph):,} nodes, {graph.number_of_edges():,} edges, "
        f"first graph {seconds:.1f} s"
    )
    return seconds


def main() -> None:
    """Build, open, measure, and print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("papers", nargs="+")
    parser.add_argument("--sizes", nargs="+", type=int, default=[400, 1000, 5000])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument(
        "--no-stock",
        action="store_true",
        help="leave out stock pyvis, which takes a minute or more",
    )
    options = parser.parse_args()
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    papers = tuple(kgraph.read_papers(*options.papers))
    stock = None
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for size in options.sizes:
            sample = write_sample(build_about(papers, size), Path(name) / f"{size}.html")
            if stock is None and not options.no_stock:
                stock = measure_stock(browser, sample.kg, Path(name))
            rest = measure_file(browser, sample)
            opened, full = (
                measure_view(browser, sample, address, stock, options.repeat)
                for address in ("", ALL_NODES)
            )
            print_table(size, sample, opened, {**full, **rest})
        browser.close()


if __name__ == "__main__":
    main()

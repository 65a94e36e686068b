"""The explorer: one HTML file that needs no network and shows the evidence of every link."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kgraph.analyse.view import View
from kgraph.errors import BuildError
from kgraph.explorer.bundle import bundle
from kgraph.explorer.data import to_columns
from kgraph.explorer.layout import Layout, lay_out
from kgraph.explorer.network import find_edges, restrict
from kgraph.graph.links import CONTEXT, ENTITIES, WORDS
from kgraph.rdf import DEFAULT_BASE
from kgraph.types import KnowledgeGraph

EXPLORER = Path(__file__).parent

PAGE_PAPERS = 3000
"""The most papers on a page: a browser takes two seconds for 3,000, and a map shows no more."""

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)


def write_html(
    kg: KnowledgeGraph,
    path: str | Path,
    *,
    title: str = "kgraph",
    view: View | None = None,
    base_iri: str = DEFAULT_BASE,
) -> None:
    """Write a graph as one self-contained HTML file, in UTF-8.

    Args:
        kg: The knowledge graph.
        path: The file to write; its folder must exist.
        title: The page's name.
        view: The view of `kg` that is shown; None makes one with seed 0.
        base_iri: What the IRIs of papers and entities begin with.
    """
    page = to_html(kg, title=title, view=view, base_iri=base_iri)
    Path(path).write_text(page, encoding="utf-8", newline="\n")


def to_html(
    kg: KnowledgeGraph,
    *,
    title: str = "kgraph",
    view: View | None = None,
    base_iri: str = DEFAULT_BASE,
) -> str:
    """Return a graph as one self-contained HTML page.

    The page makes no requests and runs only its own scripts, whatever text the papers contain: its
    content security policy lists every script by its hash, and all text reaches it as data.

    Args:
        kg: The knowledge graph.
        title: The page's name.
        view: The view of `kg` that is shown; None makes one with seed 0.
        base_iri: What the IRIs of papers and entities begin with.

    Returns:
        The page. It has no unpaired surrogates, so it can be written in UTF-8.
    """
    shown = restrict(view or View(kg), PAGE_PAPERS)
    layout = lay_out(shown)
    data = {
        "base": base_iri,
        "total": len(kg),
        "shares": {"entities": ENTITIES, "words": WORDS, "context": CONTEXT},
        **to_columns(shown, layout.discs),
    }
    page = _render(_network(shown, layout), title, data)
    return re.sub("[\ud800-\udfff]", "\ufffd", page)


def _network(view: View, layout: Layout) -> Any:
    """Return the pyvis network: every node at its position, and the lines that are drawn."""
    from pyvis.network import Network  # here because it imports IPython, which takes 0.6 s

    network = Network(directed=True)
    network.node_ids = _Numbers()
    numbers = {node: number for number, node in enumerate(view.map_graph)}
    for node, number in numbers.items():
        x, y = layout.positions[node]
        network.add_node(number, x=x, y=y, size=layout.radii[node])
    for a, b in find_edges(view):
        network.add_edge(numbers[a], numbers[b])
    return network


class _Numbers(list[int]):
    """The ids 0, 1, 2 ... of a network: pyvis looks each up, which is slow in a plain list."""

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and 0 <= number < len(self)


def _render(network: Any, title: str, data: Mapping[str, object]) -> str:
    """Fill the page's template through pyvis."""
    vis, script, style = _vis_script(), bundle(EXPLORER / "js" / "app.js"), _read("style.css")
    policy = POLICY.format(
        scripts=" ".join(map(_source_hash, (vis, script))), styles=_source_hash(style)
    )
    network.set_template_dir(str(EXPLORER), "page.html")
    network.templateEnv.autoescape = True
    network.templateEnv.globals.update(
        title=title,
        policy=policy,
        style=Markup(style),
        vis=Markup(vis),
        script=Markup(script),
        data=Markup(_json(data)),
        network_columns=_network_columns,
    )
    page: str = network.generate_html()
    return page


def _network_columns(
    nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]
) -> Markup:
    """Turn pyvis's nodes and edges into columns of JSON."""
    columns = {
        **{name: [node[name] for node in nodes] for name in ("x", "y", "size")},
        **{name: [edge[name] for edge in edges] for name in ("from", "to")},
    }
    return Markup(_json(columns))


def _json(value: object) -> str:
    """Return JSON that is safe in a script element: without `<` and JavaScript's own line ends."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _vis_script() -> str:
    """Read vis-network from the installed pyvis, without the comment that names a source map."""
    spec = importlib.util.find_spec("pyvis")
    folders = spec.submodule_search_locations if spec else None
    scripts = [
        file
        for folder in folders or ()
        for file in Path(folder).glob("lib/vis-9.1*/vis-network.min.js")
    ]
    if not scripts:
        raise BuildError("pyvis has no lib/vis-9.1*/vis-network.min.js: install pyvis 0.3.2")
    return re.sub(r"\n//# sourceMappingURL=.*", "", scripts[0].read_text(encoding="utf-8"))


def _read(name: str) -> str:
    """Read one of the explorer's files."""
    return (EXPLORER / name).read_text(encoding="utf-8")


def _source_hash(source: str) -> str:
    """Return the hash that admits an inline script or style to a content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"

"""Show the explorer: in a cell of a notebook, or in the browser."""

from __future__ import annotations

import webbrowser
from html import escape
from pathlib import Path
from tempfile import mkdtemp

from kgraph.explorer.page import to_html, write_html
from kgraph.types import KnowledgeGraph

# Scripts of the page run, but it cannot reach the notebook around it.
_FRAME = (
    '<iframe srcdoc="{page}" sandbox="allow-scripts allow-popups allow-downloads" '
    'style="width:100%;height:{height}px;border:1px solid #ccc" title="kgraph"></iframe>'
)


def show(kg: KnowledgeGraph, *, height: int = 720) -> Path | None:
    """Show the explorer of a graph.

    In a notebook it appears below the cell, in a frame that cannot reach the notebook. Elsewhere it
    is written to a temporary file, which the browser opens.

    Args:
        kg: The knowledge graph.
        height: Of the frame, in pixels.

    Returns:
        The file that was written, or None in a notebook.
    """
    if _in_notebook():
        from IPython import display

        display.display_html(_FRAME.format(page=escape(to_html(kg)), height=height), raw=True)
        return None
    path = Path(mkdtemp(prefix="kgraph-")) / "graph.html"
    write_html(kg, path)
    webbrowser.open(path.as_uri())
    return path


def _in_notebook() -> bool:
    """Return whether this runs in the kernel of a notebook, which can show HTML."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None

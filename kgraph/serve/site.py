"""What a server has to show: a build's explorer page, its triples and the words for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgraph.errors import BuildError
from kgraph.lookup.builds import find_export, find_file
from kgraph.serve.evaluate import load


@dataclass(frozen=True, slots=True)
class Site:
    """A build, read once: what changes in its folder afterwards is not seen.

    `store` answers fixed look-ups only, never a user's query; `page` is the explorer and `page_tag`
    its ETag.
    """

    export: Path
    page: bytes
    page_tag: str
    store: ox.Store
    base: str
    prefixes: Mapping[str, str]


def read_site(folder: Path) -> Site:
    """Read what is needed from a build's folder.

    Raises:
        BuildError: The folder is missing or holds no build with an explorer and RDF.
    """
    html, export = find_file(folder, ["graph.html"], "html"), find_export(folder)
    try:
        page = html.read_bytes()
    except OSError as error:
        raise BuildError(f"{html}: cannot be read ({error.strerror}).") from error
    loaded = load(export)
    tag = f'"{hashlib.sha256(page).hexdigest()[:20]}"'
    return Site(export, page, tag, loaded.store, loaded.base, loaded.prefixes)

"""What a server has to show: a build's explorer page, its triples and the words for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kgraph.errors import BuildError
from kgraph.serve.evaluate import load

_PAGE, _TRIPLES = "graph.html", "graph.nt"


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
    if not folder.is_dir():
        raise BuildError(
            f"{folder}: no such folder. Give one that `kgraph build INPUT -o {folder}` wrote."
        )
    for name in (_PAGE, _TRIPLES):
        if not (folder / name).is_file():
            raise BuildError(
                f"{folder} holds no {name}: run `kgraph build INPUT -o {folder}` first, with html and rdf"
                " among its outputs"
            )
    export = folder / _TRIPLES
    try:
        page = (folder / _PAGE).read_bytes()
        loaded = load(export)
    except OSError as error:
        raise BuildError(f"{folder}: cannot be read ({error}).") from error
    except (SyntaxError, ValueError) as error:
        raise BuildError(f"{export} cannot be read as RDF: {error}") from error
    tag = f'"{hashlib.sha256(page).hexdigest()[:20]}"'
    base = loaded.prefixes["paper"].removesuffix("paper/")
    return Site(export, page, tag, loaded.store, base, loaded.prefixes)

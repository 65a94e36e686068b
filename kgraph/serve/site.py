"""A build as a web site: its page, and the description of each of its IRIs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from kgraph.errors import BuildError
from kgraph.lookup.builds import find_export, find_file
from kgraph.rdf import VOCABULARIES
from kgraph.sparql.store import open_export

PAGE_SIZE: Final = 100
"""Mentions, statements or papers described at a time; the next are on the next page."""

_LOCAL = re.compile(
    r"(?:author|class|entity|paper|community|mention|statement|link|near|run|extractor|venue)"
    r"/[A-Za-z0-9_./-]{1,500}|dataset|scheme"
)
_POSITION = ox.NamedNode(VOCABULARIES["kg"] + "position")
_IN_PAPER = ox.NamedNode(VOCABULARIES["kg"] + "inPaper")
# From a mention or a statement to what it is of, from a paper to its authors and its venue.
_OF = (
    _IN_PAPER,
    *(ox.NamedNode(VOCABULARIES["kg"] + name) for name in ("ofEntity", "writtenBy", "inVenue")),
    *(ox.NamedNode(VOCABULARIES["rdf"] + name) for name in ("subject", "object")),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A build, read once: later changes in its folder are not seen.

    `store` is for fixed lookups only, never for a user's query. `page` is the explorer, and
    `page_tag` is its ETag.
    """

    export: Path
    page: bytes
    page_tag: str
    store: ox.Store
    base: str
    prefixes: Mapping[str, str]


def read_site(folder: Path) -> Site:
    """Read the page and the export of a build's folder.

    Raises:
        BuildError: The folder is missing or has no build with an explorer and RDF.
    """
    html, export = find_file(folder, ["graph.html"], "html"), find_export(folder)
    try:
        page = html.read_bytes()
    except OSError as error:
        raise BuildError(f"{html}: cannot be read ({error.strerror}).") from error
    loaded = open_export(export)
    tag = f'"{hashlib.sha256(page).hexdigest()[:20]}"'
    return Site(export, page, tag, loaded.store, loaded.base, loaded.prefixes)


@dataclass(frozen=True, slots=True)
class Description:
    """The triples about a resource, by subject and in order.

    `is_last` is False if there are more mentions, statements or papers on the next page.
    """

    triples: tuple[ox.Triple, ...]
    is_last: bool


def find_resource(site: Site, path: str) -> ox.NamedNode | None:
    """Return the resource whose IRI is the base and a path, or None if the export lacks it."""
    local = path.removeprefix("/")
    if not _LOCAL.fullmatch(local):
        return None
    resource = ox.NamedNode(site.base + local)
    return resource if any(site.store.quads_for_pattern(resource, None, None)) else None


def describe(site: Site, resource: ox.NamedNode, page: int = 1) -> Description:
    """Describe a resource: its own triples, and those of the mentions, statements or papers of it.

    Args:
        site: The site.
        resource: A subject of the export.
        page: Which `PAGE_SIZE` of the mentions, statements or papers, from 1.
    """
    evidence = sorted(
        {
            quad.subject
            for name in _OF
            for quad in site.store.quads_for_pattern(None, name, resource)
        },
        key=str,
    )
    first = (page - 1) * PAGE_SIZE
    shown = evidence[first : first + PAGE_SIZE]
    triples = [triple for subject in (resource, *shown) for triple in _iter_own(site, subject)]
    return Description(tuple(triples), first + PAGE_SIZE >= len(evidence))


def find_address(site: Site, resource: ox.NamedNode) -> str | None:
    """Return where the explorer shows a node, a community, a link, or the paper of the evidence.

    None for a resource of any other kind.
    """
    kind, _, local = resource.value.removeprefix(site.base).partition("/")
    if kind in ("author", "entity", "paper", "venue"):
        return f"/#{kind[0]}={_quote(local)}"
    if kind == "link":
        return "/#why=" + ",".join(map(_quote, local.split("--", 1)))
    for quad in site.store.quads_for_pattern(resource, _POSITION, None):
        if isinstance(quad.object, ox.Literal):
            return f"/#c={_quote(quad.object.value)}"
    for quad in site.store.quads_for_pattern(resource, _IN_PAPER, None):
        if isinstance(quad.object, ox.NamedNode):
            return find_address(site, quad.object)
    return None


def _iter_own(site: Site, subject: object) -> Iterator[ox.Triple]:
    """Yield a subject's triples in order."""
    if isinstance(subject, ox.NamedNode):
        yield from sorted(
            (quad.triple for quad in site.store.quads_for_pattern(subject, None, None)), key=str
        )


def _quote(local: str) -> str:
    """Write an id as the explorer's own addresses do."""
    return quote(local, safe="/:")

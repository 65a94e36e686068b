"""Find the author or the venue that a user means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

from kgraph.bibliography.authors import ORCID, person_key
from kgraph.bibliography.venues import find_venue as name_venue
from kgraph.errors import NotFoundError
from kgraph.lookup.nodes import LISTED, list_closest, list_nodes
from kgraph.types import KnowledgeGraph, Person, Venue

Origin = TypeVar("Origin", Person, Venue)
Words = Sequence[str]

_AUTHOR_FORMS = "a name or a part of it, an ORCID, or an id as author/ada-lovelace"
_VENUE_FORMS = "a name or a part of it, an abbreviation, or an id as venue/icml"


def find_author(kg: KnowledgeGraph, query: str) -> Person:
    """Find the author that a name, an ORCID or an id means.

    Args:
        kg: The knowledge graph.
        query: An id or IRI, an ORCID or its address, or words or initials of the name, in any
            order, case and accents.

    Raises:
        NotFoundError: No author matches, or several do; the message lists what is near.

    Example:
        >>> kg = read_tables("exports/demo")
        >>> find_author(kg, "hinton").name
        'Geoffrey E. Hinton'
    """
    orcid = ORCID.search(query.upper())
    by_id = _with_id(kg.authors, "author", orcid[0] if orcid else query)
    found = by_id or _with_words(kg.authors.values(), query)
    return _only(found, kg.authors.values(), "author", query, _AUTHOR_FORMS)


def find_venue(kg: KnowledgeGraph, query: str) -> Venue:
    """Find the venue that a name or an id means.

    Args:
        kg: The knowledge graph.
        query: An id or IRI, a name or an abbreviation as papers write it, or words of the name.

    Raises:
        NotFoundError: No venue matches, or several do; the message lists what is near.

    Example:
        >>> kg = read_tables("exports/demo")
        >>> find_venue(kg, "ICML 2019").name
        'International Conference on Machine Learning'
    """
    by_id = _with_id(kg.venues, "venue", query) or _with_id(
        kg.venues, "venue", name_venue(query).id
    )
    found = by_id or _with_words(kg.venues.values(), query)
    return _only(found, kg.venues.values(), "venue", query, _VENUE_FORMS)


def _with_id(nodes: Mapping[str, Origin], kind: str, text: str) -> list[Origin]:
    """Return the node with an id, which can lack the kind or be the end of an IRI."""
    local = text.strip().rpartition(f"{kind}/")[2]
    node = nodes.get(f"{kind}/{local}")
    return [node] if node else []


def _with_words(nodes: Collection[Origin], text: str) -> list[Origin]:
    """Return the nodes with a name, otherwise with all its words, otherwise with their starts."""
    words = _words(text)
    names = [(node, _words(node.name)) for node in nodes] if words else []
    for matches in _MATCHES:
        if found := [node for node, name in names if matches(words, name)]:
            return found
    return []


def _words(text: str) -> Words:
    return person_key(text).split()


def _are(words: Words, name: Words) -> bool:
    return words == name


def _are_in(words: Words, name: Words) -> bool:
    return set(words) <= set(name)


def _start(words: Words, name: Words) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)


_MATCHES: Sequence[Callable[[Words, Words], bool]] = (_are, _are_in, _start)


def _only(
    found: Sequence[Origin], nodes: Collection[Origin], kind: str, query: str, forms: str
) -> Origin:
    if len(found) == 1:
        return found[0]
    if not nodes:
        raise NotFoundError(
            f"no {kind} matches '{query}'. No paper of this graph names its {kind}."
        )
    if not found:
        by_name = {node.name: node for node in nodes}
        near = [by_name[name] for name in get_close_matches(query, by_name, n=LISTED)]
        raise NotFoundError(f"no {kind} matches '{query}'. Give {forms}.{list_closest(near)}")
    first = sorted(found, key=lambda node: (-node.paper_count, node.id))
    remedy = f"Give an id or more of the name:{list_nodes(first)}"
    raise NotFoundError(f"'{query}' matches {len(found):,} {kind}s. {remedy}")

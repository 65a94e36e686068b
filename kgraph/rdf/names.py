"""The local names that end the data's IRIs.

Each is a function of what it names, and needs no escape in a prefixed name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from kgraph._version import __version__
from kgraph.analyse.communities import Community
from kgraph.errors import BuildError
from kgraph.types import KnowledgeGraph, Mention, PaperLink, Predicate, Statement

_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# An http(s) IRI by RFC 3987, except the ranges in private planes.
_REST = r"(?:[A-Za-z0-9._~:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|[\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef])"
_IRI: Final = re.compile(
    rf"https?://{_HOST.pattern}(?:/(?:{_REST}|/)*)?(?:\?(?:{_REST}|[/?])*)?(?:#(?:{_REST}|[/?])*)?"
)


def check_local(name: str) -> str:
    """Return a name unchanged if it can end an IRI and a prefixed name.

    Raises:
        BuildError: It cannot.
    """
    if not _LOCAL.fullmatch(name):
        raise BuildError(
            f"id {name!r} cannot be part of an IRI: "
            "use a-z, A-Z, 0-9, '-', '_' and '.', with no '.' at the end"
        )
    return name


def iri_order(name: str) -> str:
    """Return the key that sorts local names as N-Triples sort their IRIs, which end in `>`."""
    return name + ">"


def iter_groups(paper_ids: Iterable[str], mark: str) -> Iterator[list[str]]:
    """Group papers so that all IRIs with the papers of one group precede those of the next.

    The IRIs continue a paper's id with a mark: if it is a dot, `a` and `a.b` are in one group.
    Sorting group by group keeps little in memory.
    """
    group: list[str] = []
    for paper_id in sorted(paper_ids, key=lambda paper_id: paper_id + mark):
        if group and not (paper_id + mark).startswith(group[0] + mark):
            yield group
            group = []
        group.append(paper_id)
    if group:
        yield group


def node_name(id_: str) -> str:
    """Return the prefixed name of an entity, author or venue: `method/adam` is `method:adam`."""
    prefix, _, slug = id_.partition("/")
    return f"{check_local(prefix)}:{check_local(slug)}"


def mention_local(mention: Mention) -> str:
    """Return the local name of a mention: no other has its paper, field, offsets and label."""
    return f"{mention.paper}.{mention.field}.{mention.start}-{mention.end}.{mention.label.lower()}"


def statement_local(statement: Statement) -> str:
    """Return the local name of a statement: its paper, subject, predicate and object.

    The paper's own statements have no subject there: `PAPER--proposes--method.adam`, but
    `PAPER--method.adam--usedFor--task.training`.
    """
    named = (statement.subject, property_local(statement.predicate), statement.object)
    parts = [part.replace("/", ".") for part in named if part]
    return "--".join((statement.paper, *parts))


def property_local(predicate: Predicate) -> str:
    """Return the local name of a predicate's property.

    >>> property_local("evaluates-on")
    'evaluatesOn'
    """
    first, *rest = predicate.split("-")
    return first + "".join(word.capitalize() for word in rest)


def link_local(link: PaperLink) -> str:
    """Return the local name of a link."""
    return f"{link.a}--{link.b}"


def near_local(a: str, b: str) -> str:
    """Return the local name of a pair of near entities, given by their ids in either order."""
    return "--".join(id_.replace("/", ".") for id_ in sorted((a, b)))


def community_local(kg: KnowledgeGraph, community: Community) -> str:
    """Return the local name of a community: its first member of those that name it.

    If it has no such member, its entity with most papers is used, and without entities its first
    paper. No member is in two communities, so no two communities have the same IRI.
    """
    if not community.entities:
        return f"paper.{community.papers[0]}"
    naming = [id_ for id_ in community.named_by if f"entity/{id_}" in community.members]
    by_papers = sorted(community.entities, key=lambda id_: (-kg.entities[id_].paper_count, id_))
    return (naming or by_papers)[0].replace("/", ".")


def extractor_local(source: str) -> str:
    """Return an extractor's name if it fits an IRI, otherwise a slug and a hash of it."""
    if _LOCAL.fullmatch(source):
        return source
    slug = re.sub("[^A-Za-z0-9_]+", "-", source).strip("-") or "extractor"
    return f"{slug}-{_short_hash(source)[:8]}"


def run_locals(kg: KnowledgeGraph) -> dict[str, str]:
    """Return the local name of each extractor's run: a hash of version, extractor and papers."""
    corpus = _short_hash(*sorted(kg.papers))
    sources = sorted({mention.source for mention in kg.mentions})
    return {source: _short_hash(__version__, source, corpus) for source in sources}


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def is_iri(text: str) -> bool:
    """Return whether a text is an http(s) IRI."""
    return bool(_IRI.fullmatch(text))


def check_iri(iri: str) -> str:
    """Return an http(s) IRI unchanged: a changed IRI would name something else.

    Raises:
        BuildError: It is not an http(s) IRI.
    """
    if not is_iri(iri):
        raise BuildError(
            f"close match {iri!r} is not an http(s) IRI. Percent-encode what an IRI forbids."
        )
    return iri


def web_iri(url: str) -> str | None:
    """Return an http(s) address as an ASCII IRI, percent-encoded; None if it is not an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return None
    path, query, fragment = (
        quote(_BROKEN_PERCENT.sub("%25", part), safe="/:@!$&'()*+,;=~?%")
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, parts.netloc, path, query, fragment))

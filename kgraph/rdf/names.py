"""The names that end the data's IRIs: each is a function of what it names, and fits a prefixed name unescaped."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from kgraph._version import __version__
from kgraph.analyse.communities import Community
from kgraph.errors import BuildError
from kgraph.types import KnowledgeGraph, Mention, PaperLink

_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# An http(s) IRI as RFC 3987 has it, but for the ranges of its private planes.
_REST = r"(?:[A-Za-z0-9._~:@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|[\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef])"
_IRI: Final = re.compile(
    rf"https?://{_HOST.pattern}(?:/(?:{_REST}|/)*)?(?:\?(?:{_REST}|[/?])*)?(?:#(?:{_REST}|[/?])*)?"
)


def check_local(name: str) -> str:
    """Return a name that is fit to end an IRI and a prefixed name as it is, or raise."""
    if not _LOCAL.fullmatch(name):
        raise BuildError(
            f"id {name!r} cannot be part of an IRI: use a-z, A-Z, 0-9, '-', '_' and '.', with no '.' at the end"
        )
    return name


def entity_name(entity_id: str) -> str:
    """Return an entity's prefixed name: `method/adam` is `method:adam`."""
    label, _, slug = entity_id.partition("/")
    return f"{check_local(label)}:{check_local(slug)}"


def mention_local(mention: Mention) -> str:
    """Return what ends a mention's IRI: no other mention has this paper, field, span and label."""
    return f"{mention.paper}.{mention.field}.{mention.start}-{mention.end}.{mention.label.lower()}"


def link_local(link: PaperLink) -> str:
    """Return what ends a link's IRI."""
    return f"{link.a}--{link.b}"


def community_local(kg: KnowledgeGraph, community: Community) -> str:
    """Return what ends a community's IRI: a member that names it, else its most mentioned entity, else a paper.

    No member is in two communities, so no two of them have the same IRI.
    """
    if entities := community.entities:
        naming = [id_ for id_ in community.named_by if f"entity/{id_}" in community.members]
        top = (
            naming[0]
            if naming
            else min(entities, key=lambda id_: (-kg.entities[id_].paper_count, id_))
        )
        return top.replace("/", ".")
    return f"paper.{community.papers[0]}"


def extractor_local(source: str) -> str:
    """Return an extractor's name as it is if it is fit for an IRI, else a slug and a hash of it."""
    if _LOCAL.fullmatch(source):
        return source
    return f"{re.sub('[^A-Za-z0-9_]+', '-', source).strip('-') or 'extractor'}-{_short_hash(source)[:8]}"


def run_locals(kg: KnowledgeGraph) -> dict[str, str]:
    """Name one run per extractor by a hash of the version, the extractor and the papers, in order."""
    corpus = _short_hash(*sorted(kg.papers))
    sources = sorted({mention.source for mention in kg.mentions})
    return {source: _short_hash(__version__, source, corpus) for source in sources}


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def check_iri(iri: str) -> str:
    """Return an http(s) IRI as it is, or raise: to change it would be to name another thing."""
    if not _IRI.fullmatch(iri):
        raise BuildError(
            f"close match {iri!r} is no http(s) IRI. Percent-encode what an IRI forbids."
        )
    return iri


def web_iri(url: str) -> str | None:
    """Return an http(s) address as an ASCII IRI, with whatever an IRI forbids percent-encoded; None if it is none."""
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

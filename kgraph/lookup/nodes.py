"""Find the paper or the entity that a user means, in a graph or in a loaded export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Protocol
from urllib.parse import unquote

from kgraph.errors import NotFoundError
from kgraph.identity import find_arxiv_id, title_key
from kgraph.names.spelling import name_key
from kgraph.types import PREDICATES, Entity, KnowledgeGraph, Label, Paper, Person, Predicate, Venue

_PAPER_IRI = re.compile(r"(?:.*[/#])?paper[/:](?P<id>.+)")
_ENTITY_IRI = re.compile(r"(?:.*[/#])?entity/(?P<id>.+)")
_LABELLED = re.compile(r"(?P<label>[A-Za-z0-9]+)\s*[:/]\s*(?P<name>.+)")
# Not `find_doi`, which insists on a DOI's form: here it is enough that a paper has that DOI.
_BEFORE_DOI = re.compile(r".*\bdoi(?:\.org)?[:/]\s*", re.IGNORECASE)
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)

LISTED = 5
"""How many nodes an error lists."""

PAPER_FORMS = "an id, an arXiv id, a DOI, an address, or a title or a part of it"
"""How a paper can be written."""

ENTITY_FORMS = "a name, an alias, an id as concept/grokking, or a label and a name as Method: Adam"
"""How an entity can be written."""

Node = Paper | Entity
Named = Node | Person | Venue


class Catalog(Protocol):
    """Papers and entities by id: a `KnowledgeGraph`, or an export that was loaded to be queried."""

    @property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by id."""

    @property
    def entities(self) -> Mapping[str, Entity]:
        """The entities by id."""


def find_paper(catalog: Catalog, query: str) -> Paper:
    """Find a paper by whatever identifies it.

    Args:
        catalog: Where to look.
        query: An id or IRI, an arXiv id or DOI in any spelling, the input's own id, an address,
            or a title or a part of it, in any case and punctuation.

    Raises:
        NotFoundError: No paper matches, or several do; the message lists what is near.

    Example:
        >>> kg = read_tables("exports/demo")
        >>> find_paper(kg, "arxiv.org/abs/1806.07572v2").id
        'arxiv-1806.07572'
    """
    papers = _match_papers(catalog, query.strip())
    if len(papers) == 1:
        return papers[0]
    if not papers:
        raise NotFoundError(f"no paper matches '{query}'. {_paper_remedy(catalog, query)}")
    papers.sort(key=lambda paper: not title_key(paper.title).startswith(title_key(query)))
    remedy = f"Give an id or more of the title:{list_nodes(papers)}"
    raise NotFoundError(f"'{query}' matches {len(papers)} papers. {remedy}")


def find_entity(catalog: Catalog, query: str) -> Entity:
    """Find the one entity that a name or an id means.

    Args:
        catalog: Where to look.
        query: See `find_entities`.

    Raises:
        NotFoundError: No entity matches, or several do; the message lists what is near.

    Example:
        >>> kg = read_tables("exports/demo")
        >>> find_entity(kg, "Neural Tangent Kernels").id
        'concept/neural-tangent-kernel'
    """
    entities = find_entities(catalog, query)
    if len(entities) == 1:
        return entities[0]
    first = entities[0]
    remedy = (
        f"Give an id, or the label too, as '{first.label}: {first.name}':{list_nodes(entities)}"
    )
    raise NotFoundError(f"'{query}' matches {len(entities)} entities. {remedy}")


def find_entities(catalog: Catalog, query: str) -> Sequence[Entity]:
    """Find every entity with a name.

    Args:
        catalog: Where to look.
        query: An id or IRI, or a name or alias in any case or spelling. Entities with different
            labels can have the same name; `Method: Adam` or `method/adam` means only one of them.

    Returns:
        At least one entity. Those with the name come before, and hide, those with the alias.

    Raises:
        NotFoundError: No entity matches; the message lists what is near.
    """
    entities = _match_entities(catalog, query.strip())
    if not entities:
        raise NotFoundError(f"no entity matches '{query}'. {_entity_remedy(catalog, query)}")
    return entities


def find_label(kg: KnowledgeGraph, query: str) -> Label:
    """Find the label that a user means, in any case.

    Raises:
        NotFoundError: The graph has no such label; the message lists its labels.
    """
    labels = {label.name.lower(): label.name for label in kg.labels}
    if label := labels.get(query.strip().lower()):
        return label
    raise NotFoundError(f"no label is '{query}'. Give one of {', '.join(labels.values())}.")


def find_predicate(query: str) -> Predicate:
    """Find the predicate that a user means, in any case, with hyphens or spaces.

    Raises:
        NotFoundError: There is no such predicate; the message lists all.
    """
    name = "-".join(query.lower().replace("-", " ").split())
    for predicate in PREDICATES:
        if predicate == name:
            return predicate
    raise NotFoundError(f"no predicate is '{query}'. Give one of {', '.join(PREDICATES)}.")


def find_node(catalog: Catalog, query: str) -> Node:
    """Find a paper by its id, otherwise an entity, otherwise a paper by anything else.

    Raises:
        NotFoundError: Nothing matches, or several papers or entities do.
    """
    text = query.strip()
    if paper := _paper_by_id(catalog, text):
        return paper
    if _match_entities(catalog, text):
        return find_entity(catalog, query)
    if _match_papers(catalog, text):
        return find_paper(catalog, query)
    raise NotFoundError(
        f"no paper or entity matches '{query}'.\n"
        f"For a paper: {_paper_remedy(catalog, query)}\n"
        f"For an entity: {_entity_remedy(catalog, query)}"
    )


# -- papers
# ------------------------------------------------------------------------------------------------


def _match_papers(catalog: Catalog, text: str) -> list[Paper]:
    """Return the papers that a text identifies the most surely."""
    if not text:
        return []
    if paper := _paper_by_id(catalog, text):
        return [paper]
    papers = list(catalog.papers.values())
    for matches in _IDENTIFIERS:
        if found := [paper for paper in papers if matches(paper, text)]:
            return found
    return _match_titles(papers, text)


def _paper_by_id(catalog: Catalog, text: str) -> Paper | None:
    iri = _PAPER_IRI.fullmatch(text)
    return catalog.papers.get(text) or (catalog.papers.get(iri["id"]) if iri else None)


def _has_arxiv_id(paper: Paper, text: str) -> bool:
    return bool(paper.arxiv_id) and paper.arxiv_id == find_arxiv_id(text)


def _has_doi(paper: Paper, text: str) -> bool:
    return bool(paper.doi) and paper.doi.lower() == unquote(_BEFORE_DOI.sub("", text)).lower()


def _has_record_id(paper: Paper, text: str) -> bool:
    return paper.record_id == text


def _has_address(paper: Paper, text: str) -> bool:
    return bool(paper.url) and _address(paper.url) == _address(text)


def _address(url: str) -> str:
    """Return what two spellings of a web address have in common; an export percent-encodes it."""
    return unquote(_SCHEME.sub("", url)).rstrip("/").casefold()


_IDENTIFIERS: Sequence[Callable[[Paper, str], bool]] = (
    _has_arxiv_id,
    _has_doi,
    _has_record_id,
    _has_address,
)


def _match_titles(papers: Sequence[Paper], text: str) -> list[Paper]:
    """Return the papers with a title, otherwise those whose title contains the text.

    Keys of names know more spellings (plurals, British and American) than keys of titles, and take
    60 times as long: they are made only for the titles that contain the text, or if none does.
    """
    title, name = title_key(text), name_key(text)
    if found := [paper for paper in papers if title_key(paper.title) == title]:
        return found
    found = [paper for paper in papers if title in title_key(paper.title)] or [
        paper for paper in papers if name and name in name_key(paper.title)
    ]
    return [paper for paper in found if name_key(paper.title) == name] or found


def _paper_remedy(catalog: Catalog, query: str) -> str:
    titles = {paper.title: paper for paper in catalog.papers.values()}
    near = get_close_matches(query, titles, n=LISTED, cutoff=0.4)
    return f"Give {PAPER_FORMS}.{list_closest([titles[title] for title in near])}"


# -- entities
# ------------------------------------------------------------------------------------------------


def _match_entities(catalog: Catalog, text: str) -> list[Entity]:
    """Return the entities with an id, otherwise those with a label and a name, or with a name."""
    iri = _ENTITY_IRI.fullmatch(text)
    id_ = iri["id"] if iri else text
    if entity := catalog.entities.get(id_) or catalog.entities.get(text):
        return [entity]
    entities = list(catalog.entities.values())
    if labelled := _LABELLED.fullmatch(id_):
        label, name = labelled["label"].lower(), labelled["name"]
        if entity := catalog.entities.get(f"{label}/{name}"):
            return [entity]
        own = [entity for entity in entities if entity.label.lower() == label]
        return _match_names(own, name) or _match_names(entities, text)
    return _match_names(entities, text)


def _match_names(entities: Sequence[Entity], text: str) -> list[Entity]:
    """Return the entities with a name, otherwise those with an alias; first in any case.

    The keys of names, for any spelling, take long to make; most texts need none.
    """
    for key in (str.casefold, name_key):
        wanted = key(text)
        for names in (_name, _aliases):
            if wanted and (found := [e for e in entities if wanted in map(key, names(e))]):
                return found
    return []


def _name(entity: Entity) -> Iterable[str]:
    return (entity.name,)


def _aliases(entity: Entity) -> Iterable[str]:
    return entity.aliases


def _entity_remedy(catalog: Catalog, query: str) -> str:
    by_name = {
        name.casefold(): entity
        for entity in catalog.entities.values()
        for name in (*entity.aliases, entity.name)
    }
    near = get_close_matches(query.casefold(), by_name, n=LISTED)
    entities = {by_name[name].id: by_name[name] for name in near}
    return f"Give {ENTITY_FORMS}.{list_closest(list(entities.values()))}"


# -- messages
# ------------------------------------------------------------------------------------------------


def list_closest(nodes: Sequence[Named]) -> str:
    """Return a sentence with a line for each node, or nothing."""
    return f" The closest:{list_nodes(nodes)}" if nodes else ""


def list_nodes(nodes: Sequence[Named]) -> str:
    """Return a line for each of the first nodes, and how many more there are."""
    more = [f"... and {len(nodes) - LISTED:,} more"] if len(nodes) > LISTED else []
    return "".join(f"\n  {line}" for line in (*_lines(nodes[:LISTED]), *more))


def _lines(nodes: Iterable[Named]) -> Iterator[str]:
    for node in nodes:
        yield f"{node.id}  {node.title if isinstance(node, Paper) else node.name}"

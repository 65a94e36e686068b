"""Columns: the data of the page, as lists of equal length that its scripts read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from kgraph.analyse.communities import Community
from kgraph.analyse.view import View
from kgraph.explorer.layout import Disc, prominence_shown
from kgraph.types import (
    PREDICATES,
    Entity,
    KnowledgeGraph,
    Mention,
    NetworkMeasure,
    Paper,
    PaperLink,
    Person,
    Statement,
    Venue,
    is_web_address,
)

Column: TypeAlias = (
    list[int]
    | list[float]
    | list[str]
    | list[int | None]
    | list[list[int]]
    | list[list[str]]
    | list[list[tuple[int, int]]]
    | list[list[tuple[str, int]]]
    | list[dict[str, str]]
)


MEASURES: tuple[NetworkMeasure, ...] = ("pagerank", "betweenness")
"""The centralities that nodes can be sized by, in addition to prominence and papers."""


def to_columns(view: View, discs: Sequence[Disc]) -> dict[str, object]:
    """Turn a graph into columns.

    A node's number is its paper's position in the graph or, after all papers, its entity's. Offsets
    are UTF-16 units in the title, a line feed and the abstract, as JavaScript counts them.

    Args:
        view: The view of the graph.
        discs: The circle of each of its communities, in the same order.

    Returns:
        Tables by name; a table maps a column's name to its values.
    """
    kg = view.kg
    papers = {id_: number for number, id_ in enumerate(kg.papers)}
    entities = {id_: number for number, id_ in enumerate(kg.entities)}
    return {
        "labels": {
            "name": [label.name for label in kg.labels],
            "color": [label.color for label in kg.labels],
            "shape": [label.shape for label in kg.labels],
        },
        "papers": _papers(kg, entities),
        "authors": _origins(kg.authors.values()),
        "venues": _origins(kg.venues.values()),
        "entities": _entities(kg, entities),
        "mentions": _mentions(kg, entities),
        "predicates": list(PREDICATES),
        "statements": _statements(kg, entities),
        "links": _links(kg.links, papers, entities),
        "communities": _communities(kg, view.communities, discs),
        "community": _homes(view),
        "measures": {"prominence": _prominence(view)} | {by: _scores(view, by) for by in MEASURES},
    }


def _links(
    links: Sequence[PaperLink], papers: Mapping[str, int], entities: Mapping[str, int]
) -> dict[str, Column]:
    """Return the table of links.

    Whole numbers keep the page small: a weight counts ten-thousandths, a similarity hundredths.
    """
    return {
        "a": [papers[link.a] for link in links],
        "b": [papers[link.b] for link in links],
        "weight": [round(10_000 * link.weight) for link in links],
        "shared": [[entities[id_] for id_ in link.shared] for link in links],
        "near": [[(entities[a], entities[b]) for a, b in link.near] for link in links],
        "entities": [round(100 * link.entities) for link in links],
        "words": [round(100 * link.words) for link in links],
        "context": [round(100 * link.context) for link in links],
        "weak": [int(link.weak) for link in links],
    }


def _homes(view: View) -> list[int]:
    """Return the number of each node's community, from 0; -1 for a node without one."""
    homes = {
        node: number
        for number, community in enumerate(view.communities)
        for node in community.members
    }
    return [homes.get(node, -1) for node in view.map_graph]


def _scores(view: View, by: NetworkMeasure) -> list[float]:
    """Return the centrality of papers among papers, then of entities among entities."""
    scores = (*view.paper_centrality(by).values(), *view.entity_centrality(by).values())
    return [float(f"{score:.3g}") for score in scores]


def _prominence(view: View) -> list[float]:
    """Return 0 for each paper, then the prominence of each entity."""
    entities = (float(f"{score:.3g}") for score in prominence_shown(view).values())
    return [*(0.0 for _ in view.kg.papers), *entities]


def _papers(kg: KnowledgeGraph, numbers: Mapping[str, int]) -> dict[str, Column]:
    """Return the table of papers."""
    papers = list(kg.papers.values())
    authors = {id_: number for number, id_ in enumerate(kg.authors)}
    venues = {id_: number for number, id_ in enumerate(kg.venues)}
    return {
        "id": [paper.id for paper in papers],
        "title": [paper.title for paper in papers],
        "abstract": [paper.abstract for paper in papers],
        "year": [paper.year for paper in papers],
        "authors": [[authors[id_] for id_ in kg.authors_of(paper.id)] for paper in papers],
        "venue": [paper.venue for paper in papers],
        "inVenue": [venues.get(kg.venue_of(paper.id), -1) for paper in papers],
        "keywords": [list(paper.keywords) for paper in papers],
        "addresses": [paper.addresses for paper in papers],
        "sources": [list(map(str, paper.sources)) for paper in papers],
        "about": [[numbers[id_] for id_ in kg.subjects_of(paper.id)] for paper in papers],
    }


def _origins(nodes: Iterable[Person | Venue]) -> dict[str, Column]:
    """Return the table of authors or venues; an id that follows from the name is left out."""
    ids = {node.id.partition("/")[2]: node.name for node in nodes}
    return {
        "id": ["" if id_ == name.lower().replace(" ", "-") else id_ for id_, name in ids.items()],
        "name": list(ids.values()),
    }


def _entities(kg: KnowledgeGraph, numbers: Mapping[str, int]) -> dict[str, Column]:
    """Return the table of entities."""
    entities = list(kg.entities.values())
    labels = {label.name: number for number, label in enumerate(kg.labels)}
    return {
        "id": ["" if entity.id == _plain_id(entity) else entity.id for entity in entities],
        "name": [entity.name for entity in entities],
        "label": [labels[entity.label] for entity in entities],
        "aliases": [list(entity.aliases) for entity in entities],
        "abbreviations": [list(entity.abbreviations) for entity in entities],
        "papers": [entity.paper_count for entity in entities],
        "idf": [round(entity.idf, 3) for entity in entities],
        "hub": [int(entity.hub) for entity in entities],
        "broader": [
            [numbers[id_] for id_ in entity.broader if id_ in numbers] for entity in entities
        ],
        "matches": [
            [iri for iri in entity.close_matches if is_web_address(iri)] for entity in entities
        ],
    }


def _plain_id(entity: Entity) -> str:
    """Return the id that most entities of a label and a name have, which the page can derive."""
    return f"{entity.label}/{entity.name}".lower().replace(" ", "-")


def _mentions(kg: KnowledgeGraph, entities: Mapping[str, int]) -> dict[str, Column]:
    """Return the table of mentions, in the order of papers; `count` is the number per paper."""
    rows: list[tuple[int, int, int, int, int]] = []
    for id_, paper in kg.papers.items():
        rows.extend(_mention_rows(paper, kg.mentions_of(id_), entities))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    names = ("entity", "start", "length", "before", "after")
    return {
        "count": [len(kg.mentions_of(id_)) for id_ in kg.papers],
        **dict(zip(names, columns, strict=True)),
    }


def _mention_rows(
    paper: Paper, mentions: Sequence[Mention], entities: Mapping[str, int]
) -> list[tuple[int, int, int, int, int]]:
    """Return the entity, start, length and sentence of each mention.

    The start counts from the previous mention's, and the sentence is how far it reaches before and
    after the mention: small numbers keep the page small.
    """
    offset = utf16_offsets(f"{paper.title}\n{paper.abstract}")
    rows = []
    previous = 0
    for mention in mentions:
        base = 0 if mention.field == "title" else len(paper.title) + 1
        first, start, end, last = (
            offset(base + position)
            for position in (
                *(mention.sentence_start, mention.start),
                *(mention.end, mention.sentence_end),
            )
        )
        rows.append(
            (entities[mention.entity], start - previous, end - start, start - first, last - end)
        )
        previous = start
    return rows


def _statements(kg: KnowledgeGraph, entities: Mapping[str, int]) -> dict[str, Column]:
    """Return the table of statements, in the order of papers; `count` is the number per paper.

    A subject of -1 is the paper itself. The sentence is that of a mention, whose number counts
    within the paper. Of the same predicate, the most certain statement comes first. There is a
    column `tentative` only if a statement is.
    """
    rows: list[tuple[int, int, int, int, int]] = []
    for id_ in kg.papers:
        stated = [
            (PREDICATES.index(statement.predicate), -statement.score, statement)
            for statement in kg.statements_of(id_)
        ]
        for predicate, _, statement in sorted(stated):
            subject = entities[statement.subject] if statement.subject else -1
            sentence = _mention_in(statement, kg.mentions_of(id_))
            object_ = entities[statement.object]
            rows.append((subject, predicate, object_, sentence, int(statement.tentative)))
    names = ("subject", "predicate", "object", "mention", "tentative")
    columns: dict[str, Column] = {
        name: [row[number] for row in rows] for number, name in enumerate(names)
    }
    if not any(statement.tentative for statement in kg.statements):
        del columns["tentative"]
    return {"count": [len(kg.statements_of(id_)) for id_ in kg.papers], **columns}


def _mention_in(statement: Statement, mentions: Sequence[Mention]) -> int:
    """Return the number of the first mention in the sentence of a statement, or the nearest one."""

    def away(number: int) -> tuple[bool, int]:
        mention = mentions[number]
        start = abs(mention.sentence_start - statement.sentence_start)
        return (mention.field != statement.field, start)

    return min(range(len(mentions)), key=away)


def utf16_offsets(text: str) -> Callable[[int], int]:
    """Return the function from an offset in code points to the offset in UTF-16 units."""
    wide = [offset for offset, character in enumerate(text) if ord(character) > 0xFFFF]
    return lambda offset: offset + bisect_left(wide, offset)


def _communities(
    kg: KnowledgeGraph, communities: Sequence[Community], discs: Sequence[Disc]
) -> dict[str, Column]:
    """Return the table of communities: names, how well they fit, parts, and the circle.

    A part has its caption and the number of its papers.
    """
    return {
        "names": [
            [kg.entities[id_].name for id_ in community.named_by] for community in communities
        ],
        "coverage": [round(community.coverage, 2) for community in communities],
        "mixed": [int(community.mixed) for community in communities],
        "parts": [
            [(part.caption(kg), len(part.papers)) for part in community.parts]
            for community in communities
        ],
        "x": [disc.x for disc in discs],
        "y": [disc.y for disc in discs],
        "radius": [disc.radius for disc in discs],
    }

"""The pipeline: read papers, extract spans, resolve entities, find subjects, link papers, write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kgraph.about.about import find_about
from kgraph.analyse.view import View
from kgraph.config import Settings, load_settings
from kgraph.errors import InputError
from kgraph.extract.spans import Extraction, extract, settings_lexicon
from kgraph.folder import check_folder, write_folder
from kgraph.graph.links import find_links
from kgraph.rdf.classes import check_labels
from kgraph.read.papers import read_inputs
from kgraph.resolve.entities import Resolution, resolve
from kgraph.similarity.encoder import TextEncoder
from kgraph.similarity.near import find_near
from kgraph.statements.edits import StatementEdit, edit_statements, read_statement_edits
from kgraph.statements.statements import find_statements
from kgraph.types import KnowledgeGraph, Paper, Problem, Reading

T = TypeVar("T")
Track = Callable[[Iterator[T], int], Iterable[T]]


def _untracked(items: Iterator[T], _total: int) -> Iterable[T]:
    return items


def build_folder(
    inputs: Iterable[str | Path],
    folder: str | Path,
    *,
    settings: Settings | None = None,
    track: Track[Extraction] = _untracked,
) -> tuple[KnowledgeGraph, Reading]:
    """Read inputs, build their knowledge graph and write it to a folder, atomically.

    Args:
        inputs: Files, folders or '-', as for `read_papers`.
        folder: The folder to write; a build that is there is replaced.
        settings: The result of `kgraph.load_settings`; None uses the defaults.
        track: As for `build`.

    Returns:
        The graph, and the reading with its problems. They never keep a build from being written:
        the caller acts on `settings.read.strict`.

    Raises:
        InputError: The inputs contain no paper, or cannot be read.
        BuildError: The folder cannot be written, or holds files that are not from a build.
    """
    view, reading = build_view(inputs, folder, settings=settings, track=track)
    return view.kg, reading


def build_view(
    inputs: Iterable[str | Path],
    folder: str | Path,
    *,
    settings: Settings | None = None,
    track: Track[Extraction] = _untracked,
) -> tuple[View, Reading]:
    """Do what `build_folder` does, and return the view of the graph that the files came from."""
    settings = settings or load_settings()
    check_folder(folder)  # first, because a folder that cannot be written wastes all the work
    reading = read_inputs(inputs, settings.read)
    kg = build(reading, settings=settings, track=track)
    return write_folder(kg, folder, reading=reading, settings=settings), reading


def build(
    papers: Iterable[Paper],
    *,
    settings: Settings | None = None,
    track: Track[Extraction] = _untracked,
) -> KnowledgeGraph:
    """Build the knowledge graph of papers.

    Args:
        papers: The papers, with unique ids, in any order.
        settings: The result of `kgraph.load_settings`; None uses the defaults.
        track: Wraps the iteration over what is found in each paper, of which it gets the number,
            for a progress bar.

    Raises:
        InputError: Two papers have the same id.
        ConfigError: The settings name a component, a lexicon, a label or edits that do not fit.
    """
    settings = settings or load_settings()
    check_labels(settings.label_definitions, settings.export.base_iri)
    lexicon = settings_lexicon(settings)  # before the papers: a wrong line wastes no work
    edits = settings.statements.edits
    statement_edits = read_statement_edits(edits) if edits else ()
    papers_by_id = _index(papers)
    extractions = _extract(papers_by_id.values(), settings, track)
    spans = (span for extraction in extractions for span in extraction.spans)
    resolution = resolve(spans, len(papers_by_id), settings, lexicon)
    problems = tuple(e.problem for e in extractions if e.problem)
    return _link(papers_by_id, resolution, problems, statement_edits, settings)


def _index(papers: Iterable[Paper]) -> dict[str, Paper]:
    by_id: dict[str, Paper] = {}
    for paper in sorted(papers, key=lambda paper: paper.id):
        if paper.id in by_id:
            titles = f"{by_id[paper.id].title!r}, {paper.title!r}"
            raise InputError(
                f"two papers have the id {paper.id!r} ({titles}). "
                "Give each paper its own id, or read them with read_papers, which merges them."
            )
        by_id[paper.id] = paper
    return by_id


def _extract(
    papers: Collection[Paper], settings: Settings, track: Track[Extraction]
) -> list[Extraction]:
    # Closing ends the worker processes when something fails while they still run.
    with closing(extract(papers, settings)) as extractions:
        return list(track(extractions, len(papers)))


def _link(
    papers: dict[str, Paper],
    resolution: Resolution,
    problems: tuple[Problem, ...],
    edits: Iterable[StatementEdit],
    settings: Settings,
) -> KnowledgeGraph:
    encoder = TextEncoder.load()
    entities = {entity.id: entity for entity in resolution.entities}
    about = find_about(papers, resolution.mentions, encoder)
    found = find_statements(papers, resolution.mentions, about, settings.statements)
    edited = edit_statements(found, edits, papers, resolution.mentions)
    kg = KnowledgeGraph(
        papers=MappingProxyType(papers),
        entities=MappingProxyType(entities),
        mentions=resolution.mentions,
        links=(),
        aliases=resolution.aliases,
        problems=(*problems, *edited.unknown),
        labels=settings.label_definitions,
        about=about,
        statements=edited.statements,
    )
    kg = replace(kg, near=find_near(kg.entities.values(), encoder))
    return replace(kg, links=find_links(kg, encoder, settings.link))

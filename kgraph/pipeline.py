"""The pipeline: read papers, extract spans, resolve entities, find subjects, link papers, write."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kgraph.about.about import find_about
from kgraph.analyse.view import View
from kgraph.config import Settings, load_settings
from kgraph.errors import InputError, InputWarning
from kgraph.extract.spans import Extraction, extract, settings_lexicon
from kgraph.folder import check_folder, write_folder
from kgraph.graph.links import find_links
from kgraph.rdf.classes import check_labels
from kgraph.read.values import PaperData, read_values
from kgraph.records import Records, RecordsById
from kgraph.resolve.entities import Resolution, resolve
from kgraph.similarity.encoder import TextEncoder
from kgraph.similarity.near import find_near
from kgraph.statements.edits import StatementEdit, edit_statements, read_statement_edits
from kgraph.statements.statements import find_statements
from kgraph.track import Track, untracked
from kgraph.types import KnowledgeGraph, Paper, Problem, Reading

T = TypeVar("T")

_MOST_WARNINGS = 5


def build_folder(
    inputs: PaperData,
    folder: str | Path,
    *,
    settings: Settings | None = None,
    track: Track = untracked,
) -> tuple[KnowledgeGraph, Reading]:
    """Read inputs, build their knowledge graph and write it to a folder, atomically.

    Args:
        inputs: Files, folders or '-', or other papers, as for `build`.
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
    inputs: PaperData,
    folder: str | Path,
    *,
    settings: Settings | None = None,
    track: Track = untracked,
) -> tuple[View, Reading]:
    """Do what `build_folder` does, and return the view of the graph that the files came from."""
    settings = settings or load_settings()
    check_folder(folder)  # first, because a folder that cannot be written wastes all the work
    reading = read_values(inputs, settings.read)
    kg = _build(reading, settings, track)
    return write_folder(kg, folder, reading=reading, settings=settings), reading


def build(
    papers: PaperData,
    *,
    settings: Settings | None = None,
    track: Track = untracked,
) -> KnowledgeGraph:
    """Build the knowledge graph of papers.

    Args:
        papers: Files or folders, a data frame or records with the columns of files, or papers
            with unique ids, in any order.
        settings: The result of `kgraph.load_settings`; None uses the defaults.
        track: Wraps the iteration over what is found in each paper.

    Warns:
        InputWarning: Most of a file, or the abstracts of most of its papers, was lost. Readings do
            not warn: they have their problems.

    Raises:
        InputError: There are no papers, they cannot be read, or two have the same id.
        ConfigError: The settings name a component, a lexicon, a label or edits that do not fit.

    Example:
        >>> import kgraph
        >>> kgraph.build([{"title": "Grokking", "abstract": "We study weight decay."}])
        <KnowledgeGraph: 1 papers, 2 entities, 2 mentions, 0 links>
    """
    settings = settings or load_settings()
    reading = read_values(papers, settings.read)
    if reading is not papers:
        _warn(reading)
    return _build(reading, settings, track)


def _warn(reading: Reading) -> None:
    """Warn of what was lost of the inputs."""
    errors = [problem for problem in reading.problems if problem.level == "error"]
    for error in errors[:_MOST_WARNINGS]:
        warnings.warn(str(error), InputWarning, stacklevel=3)
    if more := errors[_MOST_WARNINGS:]:
        warnings.warn(f"{len(more)} more errors; see read_papers", InputWarning, stacklevel=3)


def _build(papers: Iterable[Paper], settings: Settings, track: Track) -> KnowledgeGraph:
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


def _extract(papers: Collection[Paper], settings: Settings, track: Track) -> list[Extraction]:
    # Closing ends the worker processes when something fails while they still run.
    with closing(extract(papers, settings)) as extractions:
        return list(track(extractions, len(papers), "Extracting"))


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
        papers=RecordsById(papers),
        entities=RecordsById(entities),
        mentions=Records(resolution.mentions),
        links=Records(),
        aliases=Records(resolution.aliases),
        problems=Records((*problems, *edited.unknown)),
        labels=Records(settings.label_definitions),
        about=Records(about),
        statements=Records(edited.statements),
    )
    kg = replace(kg, near=Records(find_near(kg.entities.values(), encoder)))
    return replace(kg, links=Records(find_links(kg, encoder, settings.link)))

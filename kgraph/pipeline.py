"""The flow, one line a stage: papers are read, mentions found, entities resolved, links drawn, files written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kgraph.config import Settings, load_settings
from kgraph.errors import InputError
from kgraph.extract.spans import iter_spans, settings_lexicon
from kgraph.folder import check_folder, write_folder
from kgraph.graph.links import find_links
from kgraph.read.papers import read_papers
from kgraph.resolve.entities import resolve
from kgraph.types import KnowledgeGraph, Paper, Reading, Span

T = TypeVar("T")
Track = Callable[[Iterator[T], int], Iterable[T]]


def _untracked(items: Iterator[T], _total: int) -> Iterable[T]:
    return items


def build(
    papers: Iterable[Paper],
    *,
    settings: Settings | None = None,
    track: Track[tuple[Span, ...]] = _untracked,
) -> KnowledgeGraph:
    """Build the knowledge graph of papers.

    Args:
        papers: The papers, with unique ids, in any order.
        settings: What `kgraph.load_settings` returns; None takes the defaults.
        track: Wraps the iteration over papers and their number, for a progress bar.

    Raises:
        InputError: Two papers have the same id.
        ConfigError: The settings name a component or a lexicon that does not fit.
    """
    settings = settings or load_settings()
    by_id = _index(papers)
    with closing(
        iter_spans(by_id.values(), settings)
    ) as extracted:  # an error here ends the workers, too
        found = track(extracted, len(by_id))
        spans = (span for one_paper in found for span in one_paper)
        entities, mentions, aliases = resolve(
            spans, len(by_id), settings, settings_lexicon(settings)
        )
    entity_by_id = {entity.id: entity for entity in entities}
    unlinked = KnowledgeGraph(
        MappingProxyType(by_id), MappingProxyType(entity_by_id), mentions, (), aliases
    )
    return replace(
        unlinked, links=find_links(unlinked, subject_papers=settings.link.subject_papers)
    )


def _index(papers: Iterable[Paper]) -> dict[str, Paper]:
    by_id: dict[str, Paper] = {}
    for paper in sorted(papers, key=lambda paper: paper.id):
        if paper.id in by_id:
            remedy = "Give each paper its own id, or read the papers with read_papers, which merges them."
            raise InputError(
                f"two papers have the id {paper.id!r} ({by_id[paper.id].title!r}, {paper.title!r}). {remedy}"
            )
        by_id[paper.id] = paper
    return by_id


def build_folder(
    inputs: Iterable[str | Path],
    folder: str | Path,
    *,
    settings: Settings | None = None,
    track: Track[tuple[Span, ...]] = _untracked,
) -> tuple[KnowledgeGraph, Reading]:
    """Read inputs, build their knowledge graph and write it to a folder, whole or not at all.

    Args:
        inputs: Files, folders or '-', as for `read_papers`.
        folder: Where to write; a build that is there is replaced.
        settings: What `kgraph.load_settings` returns; None takes the defaults.
        track: As for `build`.

    Returns: The graph, and the reading with every odd record. `settings.read.strict` is the
        caller's to act on: odd records never keep a build from being written.

    Raises:
        InputError: No paper was found, or an input cannot be read.
        BuildError: The folder cannot be written, or holds something that is no build.
    """
    settings = settings or load_settings()
    check_folder(folder)  # before the work that it would spoil
    reading = read_papers(*inputs, format=settings.read.format, max_chars=settings.read.max_chars)
    kg = build(reading, settings=settings, track=track)
    write_folder(kg, folder, reading=reading, settings=settings)
    return kg, reading

"""Commands that rank entities and papers: top."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.cli.parameters import AsCsv, Folder, MinPapers, Most, OfLabel
from kgraph.cli.printing import print_rows, say
from kgraph.types import Entity, Measure

if TYPE_CHECKING:
    from kgraph.types import KnowledgeGraph

Wanted = Callable[[Entity], bool]
Table = tuple[tuple[str, ...], list[tuple[object, ...]]]


def top(
    folder: Folder,
    by: Annotated[Measure, typer.Option(help="The measure of centrality.")] = "pagerank",
    label: OfLabel = None,
    min_papers: MinPapers = 1,
    papers: Annotated[bool, typer.Option("--papers", help="Papers instead of entities.")] = False,
    intervals: Annotated[
        bool, typer.Option("--intervals", help="With the interval of each rank.")
    ] = False,
    null: Annotated[bool, typer.Option("--null", help="By how far above chance they are.")] = False,
    samples: Annotated[
        int | None, typer.Option(min=2, help="Random samples [200; --null: 100].")
    ] = None,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the most central entities or papers."""
    from kgraph.analyse.centrality import count_sources
    from kgraph.export.tables import read_tables

    if papers + intervals + null > 1:
        raise typer.BadParameter("give one of --papers, --intervals and --null")
    if papers and (label or min_papers > 1):
        raise typer.BadParameter("--label and --min-papers choose entities, not papers")

    def is_wanted(entity: Entity) -> bool:
        return label in (None, entity.label) and entity.paper_count >= min_papers

    kg = read_tables(folder)
    if papers:
        header, rows = _papers(kg, by, n)
    elif intervals:
        header, rows = _intervals(kg, by, is_wanted, samples or 200)
    elif null:
        header, rows = _null(kg, by, is_wanted, samples or 100)
    else:
        header, rows = _entities(kg, by, is_wanted)
    print_rows(
        header, rows[:n], as_csv, if_none="no entity: kgraph found none, or the options leave none"
    )
    if sources := count_sources(len(kg.papers if papers else kg.entities), by):
        say(f"{by} is estimated from {sources} sources")


def _entities(kg: KnowledgeGraph, by: Measure, is_wanted: Wanted) -> Table:
    from kgraph.analyse.centrality import top_entities

    ranked = [
        found for found in top_entities(kg, by, n=len(kg.entities)) if is_wanted(found.entity)
    ]
    return ("rank", "entity", "label", "papers", by, "id"), [
        (i, e.name, e.label, e.paper_count, f"{score:.6f}", e.id)
        for i, (e, score) in enumerate(ranked, 1)
    ]


def _papers(kg: KnowledgeGraph, by: Measure, n: int) -> Table:
    from kgraph.analyse.centrality import top_papers

    ranked = top_papers(kg, by, n=n)
    return ("rank", "paper", by, "id"), [
        (i, paper.title, f"{score:.6f}", paper.id) for i, (paper, score) in enumerate(ranked, 1)
    ]


def _intervals(kg: KnowledgeGraph, by: Measure, is_wanted: Wanted, samples: int) -> Table:
    from kgraph.analyse.ranks import bootstrap_ranks

    found = bootstrap_ranks(kg, by, resamples=samples, n=None)
    return ("rank", "from", "to", "entity", "label", "papers", by, "id"), [
        (
            s.rank,
            s.low,
            s.high,
            s.entity.name,
            s.entity.label,
            s.entity.paper_count,
            f"{s.score:.6f}",
            s.entity.id,
        )
        for s in found
        if is_wanted(s.entity)
    ]


def _null(kg: KnowledgeGraph, by: Measure, is_wanted: Wanted, samples: int) -> Table:
    from kgraph.analyse.ranks import compare_with_chance

    found = compare_with_chance(kg, by, rewirings=samples, n=None)
    return ("entity", "label", "papers", by, "by chance", "deviation", "z", "id"), [
        (
            *(
                d.entity.name,
                d.entity.label,
                d.entity.paper_count,
                f"{d.score:.6f}",
                f"{d.mean:.6f}",
            ),
            *(f"{d.deviation:.6f}", "" if d.z is None else f"{d.z:.2f}", d.entity.id),
        )
        for d in found
        if is_wanted(d.entity)
    ]

"""The command that ranks entities and papers: top."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.cli.options import AsCsv, Folder, MinPapers, Most, OfLabel
from kgraph.cli.printing import Header, Row, print_rows, say
from kgraph.types import Entity, Measure

if TYPE_CHECKING:
    from kgraph.analyse.view import View
    from kgraph.types import KnowledgeGraph

Filter = Callable[[Entity], bool]
Table = tuple[Header, list[Row]]

By = Annotated[Measure, typer.Option("--by", help="Centrality measure.")]
Papers = Annotated[bool, typer.Option("--papers", help="Rank papers instead of entities.")]
Intervals = Annotated[
    bool, typer.Option("--intervals", help="Add a 95 % bootstrap interval to each rank.")
]
Null = Annotated[
    bool, typer.Option("--null", help="Rank by z-score against randomly rewired graphs.")
]
Samples = Annotated[
    int | None,
    typer.Option(
        "--samples", min=2, help="Number of random samples.", show_default="200, with --null 100"
    ),
]


def top(
    folder: Folder,
    by: By = "pagerank",
    label: OfLabel = None,
    min_papers: MinPapers = 1,
    papers: Papers = False,
    intervals: Intervals = False,
    null: Null = False,
    samples: Samples = None,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the most central entities or papers."""
    from kgraph.analyse.view import View
    from kgraph.export.tables import read_tables
    from kgraph.lookup.nodes import find_label

    if papers + intervals + null > 1:
        raise typer.BadParameter("--papers, --intervals and --null exclude each other")
    if papers and (label or min_papers > 1):
        raise typer.BadParameter("--label and --min-papers select entities, not papers")

    kg = read_tables(folder)
    wanted = label and find_label(kg, label)

    def is_selected(entity: Entity) -> bool:
        return wanted in (None, entity.label) and entity.paper_count >= min_papers

    view = View(kg)
    if papers:
        header, rows = _papers(view, by, n)
    elif intervals:
        header, rows = _intervals(kg, by, is_selected, samples or 200)
    elif null:
        header, rows = _null(kg, by, is_selected, samples or 100)
    else:
        header, rows = _entities(view, by, is_selected)
    print_rows(header, rows[:n], as_csv, if_empty="no entity matches")
    scores = view.paper_centrality(by) if papers else view.entity_centrality(by)
    if scores.sources:
        say(f"{by} is estimated from {scores.sources} sources")


def _entities(view: View, by: Measure, is_selected: Filter) -> Table:
    from kgraph.analyse.centrality import find_top

    entities = view.kg.entities
    selected = [entity.id for entity in entities.values() if is_selected(entity)]
    ranked = find_top(view.entity_centrality(by), selected, len(selected))
    return ("rank", "entity", "label", "papers", by, "id"), [
        (rank, entity.name, entity.label, entity.paper_count, f"{score:.6f}", id_)
        for rank, (id_, score) in enumerate(ranked, 1)
        for entity in [entities[id_]]
    ]


def _papers(view: View, by: Measure, n: int) -> Table:
    from kgraph.analyse.centrality import top_papers

    ranked = top_papers(view.kg, by, n=n, scores=view.paper_centrality(by))
    return ("rank", "paper", by, "id"), [
        (rank, paper.title, f"{score:.6f}", paper.id)
        for rank, (paper, score) in enumerate(ranked, 1)
    ]


def _intervals(kg: KnowledgeGraph, by: Measure, is_selected: Filter, samples: int) -> Table:
    from kgraph.analyse.ranks import bootstrap_ranks

    return ("rank", "from", "to", "entity", "label", "papers", by, "id"), [
        (
            *(standing.rank, standing.low, standing.high),
            *_describe(standing.entity),
            *(f"{standing.score:.6f}", standing.entity.id),
        )
        for standing in bootstrap_ranks(kg, by, resamples=samples, n=None)
        if is_selected(standing.entity)
    ]


def _null(kg: KnowledgeGraph, by: Measure, is_selected: Filter, samples: int) -> Table:
    from kgraph.analyse.ranks import compare_with_chance

    return ("entity", "label", "papers", by, "by chance", "deviation", "z", "id"), [
        (
            *_describe(departure.entity),
            *(f"{departure.score:.6f}", f"{departure.mean:.6f}", f"{departure.deviation:.6f}"),
            "" if departure.z is None else f"{departure.z:.2f}",
            departure.entity.id,
        )
        for departure in compare_with_chance(kg, by, rewirings=samples, n=None)
        if is_selected(departure.entity)
    ]


def _describe(entity: Entity) -> Row:
    return entity.name, entity.label, entity.paper_count

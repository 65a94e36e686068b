"""The command that ranks entities and papers: top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.cli.options import AsCsv, Folder, Most, OfLabel
from kgraph.cli.printing import Header, Row, print_rows, say
from kgraph.cli.progress import read_build, show_work
from kgraph.types import Entity, Measure

if TYPE_CHECKING:
    from kgraph.analyse.top import Selection
    from kgraph.analyse.view import View
    from kgraph.track import Track
    from kgraph.types import KnowledgeGraph, NetworkMeasure

Table = tuple[Header, list[Row]]

By = Annotated[
    Measure | None,
    typer.Option(
        "--by",
        help="Prominence, or a centrality measure.",
        show_default="prominence, with --papers pagerank",
    ),
]
MinPapers = Annotated[
    int | None,
    typer.Option(
        "--min-papers",
        min=1,
        help="Only entities in at least this many papers.",
        show_default="3",
    ),
]
Hubs = Annotated[bool, typer.Option("--hubs", help="Rank hubs too.")]
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
    by: By = None,
    label: OfLabel = None,
    min_papers: MinPapers = None,
    hubs: Hubs = False,
    papers: Papers = False,
    intervals: Intervals = False,
    null: Null = False,
    samples: Samples = None,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the entities that papers are most about, or the most central entities or papers."""
    from kgraph.analyse.top import MIN_PAPERS, select_entities
    from kgraph.analyse.view import View

    if papers + intervals + null > 1:
        raise typer.BadParameter("--papers, --intervals and --null exclude each other")
    if papers:
        if label or min_papers or hubs:
            raise typer.BadParameter("--label, --min-papers and --hubs select entities, not papers")
        if by == "prominence":
            raise typer.BadParameter("only entities have a prominence")
        _print_papers(View(read_build(folder)), by or "pagerank", n, as_csv)
        return
    view = View(read_build(folder))
    selection = select_entities(
        view.kg, label=label, min_papers=min_papers or MIN_PAPERS, hubs=hubs
    )
    with show_work("Ranking") as work:
        if intervals:
            header, rows = _intervals(
                view.kg, by or "prominence", selection, samples or 200, work.track
            )
        elif null:
            header, rows = _null(view.kg, by or "prominence", selection, samples or 100, work.track)
        else:
            header, rows = _entities(view, by or "prominence", selection)
    print_rows(header, rows[:n], as_csv, if_empty="no entity matches")
    if by:
        _say_sources(by, view.entity_centrality(by).sources)
    _say_left_out(selection)


def _say_sources(by: Measure, sources: int | None) -> None:
    if sources:
        say(f"{by} is estimated from {sources} sources")


def _say_left_out(selection: Selection) -> None:
    """Say what is left out, and by which options it is shown."""
    if selection.left_out:
        options = ["--hubs"] * bool(selection.hubs) + ["--min-papers"] * bool(selection.rare)
        many = selection.hubs + selection.rare > 1
        say(
            f"{selection.left_out} {'are' if many else 'is'} left out; "
            f"{' and '.join(options)} {'show' if len(options) > 1 else 'shows'} "
            f"{'them' if many else 'it'}"
        )


def _entities(view: View, by: Measure, selection: Selection) -> Table:
    from kgraph.analyse.top import find_top

    ranked = find_top(view.entity_centrality(by), selection.ids, len(selection.ids))
    return ("rank", "entity", "label", "papers", by, "id"), [
        (rank, *_describe(view.kg.entities[id_]), f"{score:.6f}", id_)
        for rank, (id_, score) in enumerate(ranked, 1)
    ]


def _print_papers(view: View, by: NetworkMeasure, n: int, as_csv: bool) -> None:
    from kgraph.analyse.top import top_papers

    with show_work("Ranking"):
        scores = view.paper_centrality(by)
    rows = [
        (rank, paper.title, f"{score:.6f}", paper.id)
        for rank, (paper, score) in enumerate(top_papers(view.kg, by, n=n, scores=scores), 1)
    ]
    print_rows(("rank", "paper", by, "id"), rows, as_csv, if_empty="no papers")
    _say_sources(by, scores.sources)


def _intervals(
    kg: KnowledgeGraph, by: Measure, selection: Selection, samples: int, track: Track
) -> Table:
    from kgraph.analyse.ranks import bootstrap_ranks

    ranked = bootstrap_ranks(
        kg, by, among=frozenset(selection.ids), resamples=samples, n=None, track=track
    )
    return ("rank", "from", "to", "entity", "label", "papers", by, "id"), [
        (
            *(standing.rank, standing.low, standing.high),
            *_describe(standing.entity),
            *(f"{standing.score:.6f}", standing.entity.id),
        )
        for standing in ranked
    ]


def _null(
    kg: KnowledgeGraph, by: Measure, selection: Selection, samples: int, track: Track
) -> Table:
    from kgraph.analyse.ranks import compare_with_chance

    among = frozenset(selection.ids)
    return ("entity", "label", "papers", by, "by chance", "deviation", "z", "id"), [
        (
            *_describe(departure.entity),
            *(f"{departure.score:.6f}", f"{departure.mean:.6f}", f"{departure.deviation:.6f}"),
            "" if departure.z is None else f"{departure.z:.2f}",
            departure.entity.id,
        )
        for departure in compare_with_chance(
            kg, by, among=among, rewirings=samples, n=None, track=track
        )
    ]


def _describe(entity: Entity) -> Row:
    return entity.name, entity.label, entity.paper_count

"""Commands on topics and how they change: communities, bridges, gaps, trends and diff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.cli.options import AsCsv, Folder, MinPapers, Most, OfLabel
from kgraph.cli.printing import (
    Row,
    claim_text,
    open_console,
    print_heading,
    print_rows,
    print_table,
    say,
)
from kgraph.cli.progress import read_build, show_work
from kgraph.types import Label

if TYPE_CHECKING:
    from kgraph.analyse.claims import Claim
    from kgraph.analyse.communities import Community
    from kgraph.analyse.diff import Difference
    from kgraph.analyse.gaps import Gap
    from kgraph.analyse.trends import Trend
    from kgraph.types import KnowledgeGraph

_VIA = 4
_NO_YEARS = "no trend: no paper has a year"

AboutPapers = Annotated[
    int,
    typer.Option(
        "--min-papers", min=1, help="Only entities that at least this many papers are about."
    ),
]
Entities = Annotated[
    list[str] | None,
    typer.Argument(metavar="ENTITY", help="Entities: ids or names.", show_default="all"),
]
Falling = Annotated[bool, typer.Option("--falling", help="List falling instead of rising shares.")]


def communities(
    folder: Folder,
    resolution: Annotated[
        float, typer.Option(help="Resolution of modularity; higher values give more communities.")
    ] = 1.0,
    seeds: Annotated[
        int, typer.Option(min=2, help="Number of random seeds to measure stability with.")
    ] = 10,
    as_csv: AsCsv = False,
) -> None:
    """List the communities of papers, the share that their names cover, and their stability."""
    from kgraph.analyse.communities import community_stability
    from kgraph.analyse.view import View

    kg = read_build(folder)
    with show_work("Finding communities"):
        view = View(kg, resolution=resolution)
        stability = community_stability(
            kg, resolution=resolution, seeds=seeds, graph=view.paper_graph
        )
        rows = [
            (
                *(number, community.caption(kg), f"{community.coverage:.2f}"),
                *(len(community.papers), len(community.parts), f"{stable:.2f}"),
            )
            for number, (community, stable) in enumerate(
                zip(view.communities, stability.each, strict=True), 1
            )
        ]
    header = ("number", "community", "coverage", "papers", "parts", "stability")
    print_rows(header, rows, as_csv, if_empty="no communities: no three papers are linked")
    if rows:
        scale = "1: independent of the seed; 0: as by chance"
        say(f"stability of the partition over {seeds} seeds: {stability.overall:.2f} ({scale})")


def bridges(
    folder: Folder, min_papers: AboutPapers = 3, n: Most = 20, as_csv: AsCsv = False
) -> None:
    """List the entities that papers of several communities are about."""
    from kgraph.analyse.bridges import find_bridges
    from kgraph.analyse.communities import find_communities

    kg = read_build(folder)
    with show_work("Finding bridges"):
        communities = find_communities(kg)
        found = find_bridges(kg, communities=communities, min_papers=min_papers, n=n)
    rows = [
        (
            *(rank, bridge.entity.name, bridge.entity.label),
            *(f"{bridge.participation:.3f}", f"{bridge.expected:.3f}", *bridge.counts),
            bridge.entity.id,
        )
        for rank, bridge in enumerate(found, 1)
    ]
    numbers = tuple(str(number) for number in range(1, len(communities) + 1))
    header = ("rank", "entity", "label", "participation", "by chance", *numbers, "id")
    if_empty = f"no bridge: no entity has {min_papers} papers about it in several communities"
    spare = ("id", *reversed(numbers))
    print_rows(header, rows, as_csv, if_empty=if_empty, spare=spare)
    if rows and not as_csv:
        _print_communities(kg, communities)


def gaps(
    folder: Folder,
    label: OfLabel = None,
    other: Annotated[
        Label | None, typer.Option("--other", help="Label of the other entity.", show_default="any")
    ] = None,
    min_papers: AboutPapers = 3,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List pairs of entities that no paper mentions together, though several should by chance."""
    from kgraph.analyse.gaps import find_gaps

    kg = read_build(folder)
    with show_work("Finding gaps"):
        found = find_gaps(kg, label=label, other=other, min_papers=min_papers, n=n)
    header = (
        *("rank", "entity", "other", "score", "expected", "q"),
        *("shared neighbours", "read", "and read"),
    )
    rows = [_gap_row(rank, gap) for rank, gap in enumerate(found, 1)]
    if_empty = (
        f"no gap: no two entities that {min_papers} or more papers are about are in no paper "
        "together although significantly many are expected"
    )
    print_rows(header, rows, as_csv, if_empty=if_empty)


def trends(
    folder: Folder,
    entities: Entities = None,
    label: OfLabel = None,
    falling: Falling = False,
    min_papers: MinPapers = 5,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the entities with the most clearly rising share of papers, or entities year by year."""
    from kgraph.analyse.trends import find_trends

    if entities and (label or falling):
        raise typer.BadParameter("--label and --falling cannot be combined with ENTITY")
    kg = read_build(folder)
    if entities:
        _print_years(kg, entities, as_csv)
        return
    with show_work("Finding trends"):
        found = find_trends(kg, label=label, min_papers=min_papers, falling=falling, n=n)
    way = "falling" if falling else "rising"
    if_empty = f"no trend: no entity in {min_papers} or more papers has a {way} share"
    if not any(paper.year for paper in kg.papers.values()):
        if_empty = _NO_YEARS
    _print_trends(found, as_csv, if_empty=if_empty)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder of a build.")],
    new: Annotated[
        Path,
        typer.Argument(metavar="NEW", help="Folder of a later build with the same settings."),
    ],
    n: Most = 20,
) -> None:
    """Compare two builds: new and removed entities and claims, changes in frequency, bridges."""
    from kgraph.analyse.diff import diff as compare

    before, after = read_build(old), read_build(new)
    with show_work("Comparing"):
        difference = compare(before, after)
    _print_difference(difference, n)
    _print_claims("new", after, difference.claims_new, n)
    _print_claims("removed", before, difference.claims_gone, n)


def _print_communities(kg: KnowledgeGraph, communities: Sequence[Community]) -> None:
    typer.echo("\nCommunities, their number of papers, and their most distinctive entities:")
    for number, community in enumerate(communities, 1):
        typer.echo(f"{number:>4}  {len(community.papers):>5}  {community.caption(kg)}")


def _gap_row(rank: int, gap: Gap) -> Row:
    return (
        *(rank, gap.a.name, gap.b.name),
        *(f"{gap.score:.3f}", f"{gap.expected:.2f}", f"{gap.q:.1e}"),
        ", ".join(entity.name for entity in gap.via[:_VIA]),
        *(" ".join(gap.papers_a), " ".join(gap.papers_b)),
    )


def _print_trends(trends: Sequence[Trend], as_csv: bool, *, if_empty: str) -> None:
    years = tuple(str(year.year) for year in trends[0].years) if trends else ()
    rows = [
        (
            *(rank, trend.entity.name, trend.entity.label, f"{trend.z:.2f}", f"{trend.p:.1e}"),
            *(trend.first, trend.emerged or ""),
            *(year.count for year in trend.years),
        )
        for rank, trend in enumerate(trends, 1)
    ]
    print_rows(
        ("rank", "entity", "label", "z", "p", "first", "emerged", *years),
        rows,
        as_csv,
        if_empty=if_empty,
        spare=years,
    )


def _print_years(kg: KnowledgeGraph, entities: Sequence[str], as_csv: bool) -> None:
    from kgraph.analyse.trends import count_years

    rows = [
        (name, year.year, year.count, year.papers, f"{year.share:.3f}")
        for name in entities
        for year in count_years(kg, name)
    ]
    print_rows(("entity", "year", "papers", "of", "share"), rows, as_csv, if_empty=_NO_YEARS)


def _print_difference(difference: Difference, n: int) -> None:
    for what, entities in (("new", difference.new), ("removed", difference.gone)):
        names = ", ".join(f"{entity.name} ({entity.paper_count})" for entity in entities[:n])
        print_heading(f"{len(entities):,} {what} entities", names)
    console = open_console()
    new, gone = len(difference.papers_new), len(difference.papers_gone)
    console.print(f"{new:,} new papers, {gone:,} removed\n")
    if rows := _change_rows(difference, n):
        header = ("share", "entity", "label", "before", "of", "after", "of ", "p", "q")
        print_table(header, rows)
    else:
        console.print("no entity's share of the papers has changed significantly")
    console.print()
    names = ", ".join(bridge.entity.name for bridge in difference.bridges[:n])
    print_heading(f"{len(difference.bridges):,} new bridges", names)


def _print_claims(what: str, kg: KnowledgeGraph, claims: Sequence[Claim], n: int) -> None:
    texts = ", ".join(f"{claim_text(kg, claim)} ({claim.support})" for claim in claims[:n])
    print_heading(f"{len(claims):,} {what} claims", texts)


def _change_rows(difference: Difference, n: int) -> list[Row]:
    return [
        (
            *(way, change.entity.name, change.entity.label),
            *(change.before, change.papers_before, change.after, change.papers_after),
            *(f"{change.p:.1e}", f"{change.q:.3f}"),
        )
        for way, changes in (("rising", difference.rising), ("falling", difference.falling))
        for change in changes[:n]
    ]

"""Commands about subjects and how they change: communities, bridges, gaps, trends and diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kgraph.cli.parameters import AsCsv, Folder, MinPapers, Most, OfLabel
from kgraph.cli.printing import open_console, print_rows, print_table, say
from kgraph.types import Label

if TYPE_CHECKING:
    from kgraph.analyse.diff import Difference

_VIA = 4


def communities(
    folder: Folder,
    resolution: Annotated[float, typer.Option(help="Above 1, communities are smaller.")] = 1.0,
    seeds: Annotated[
        int, typer.Option(min=2, help="Seeds that the stability is measured over.")
    ] = 10,
    as_csv: AsCsv = False,
) -> None:
    """List the communities of papers and entities, and how far they depend on the seed."""
    from kgraph.analyse.communities import measure_stability
    from kgraph.analyse.view import View
    from kgraph.export.tables import read_tables

    kg = read_tables(folder)
    view = View(kg, resolution=resolution)
    stability = measure_stability(view.map_graph, resolution=resolution, seeds=seeds)
    rows = [
        (
            i,
            ", ".join(kg.entities[id_].name for id_ in c.named_by),
            len(c.papers),
            len(c.entities),
            f"{stable:.2f}",
        )
        for i, (c, stable) in enumerate(zip(view.communities, stability.each, strict=True), 1)
    ]
    header = ("number", "community", "papers", "entities", "stability")
    print_rows(header, rows, as_csv, if_none="no communities: no paper mentions an entity")
    if rows:
        about = "1: the seed does not matter; 0: chance"
        say(f"stability of the whole over {seeds} seeds: {stability.overall:.2f} ({about})")


def bridges(folder: Folder, min_papers: MinPapers = 3, n: Most = 20, as_csv: AsCsv = False) -> None:
    """List the entities that join communities of papers."""
    from kgraph.analyse.bridges import find_bridges, find_paper_communities, name_paper_communities
    from kgraph.export.tables import read_tables

    kg = read_tables(folder)
    communities = find_paper_communities(kg)
    found = find_bridges(kg, communities=communities, min_papers=min_papers, n=n)
    rows = [
        (
            i,
            b.entity.name,
            b.entity.label,
            f"{b.participation:.3f}",
            f"{b.expected:.3f}",
            *b.counts,
            b.entity.id,
        )
        for i, b in enumerate(found, 1)
    ]
    numbers = tuple(str(number) for number in range(1, len(communities) + 1))
    header = ("rank", "entity", "label", "participation", "by chance", *numbers, "id")
    none = f"no bridge: no entity that links papers has {min_papers} of them or more, in several communities"
    print_rows(header, rows, as_csv, if_none=none)
    if communities and not as_csv:
        typer.echo("\nCommunities, with their papers and what tells them apart:")
        for number, community, names in zip(
            numbers, communities, name_paper_communities(kg, communities), strict=True
        ):  # fmt: skip
            typer.echo(f"{number:>4}  {len(community):>5}  {', '.join(names)}")


def gaps(
    folder: Folder,
    label: OfLabel = None,
    other: Annotated[
        Label | None, typer.Option("--other", help="The label of the other [any].")
    ] = None,
    min_papers: MinPapers = 2,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the entities that no paper mentions together though the same others go with both."""
    from kgraph.analyse.gaps import find_gaps
    from kgraph.export.tables import read_tables

    found = find_gaps(read_tables(folder), label=label, other=other, min_papers=min_papers, n=n)
    rows = [
        (
            *(i, g.a.name, g.b.name, f"{g.score:.3f}", f"{g.expected:.2f}", f"{g.chance:.2f}"),
            *(", ".join(e.name for e in g.via[:_VIA]), " ".join(g.papers_a), " ".join(g.papers_b)),
        )
        for i, g in enumerate(found, 1)
    ]
    header = (
        "rank",
        "entity",
        "other",
        "score",
        "expected",
        "none by chance",
        "both go with",
        "read",
        "and read",
    )
    none = f"no gap: of the entities in {min_papers} papers or more, no such two meet the same others but never each other"
    print_rows(header, rows, as_csv, if_none=none)


def trends(
    folder: Folder,
    entities: Annotated[
        list[str] | None, typer.Argument(metavar="ENTITY", help="Ids or names [all].")
    ] = None,
    label: OfLabel = None,
    falling: Annotated[bool, typer.Option("--falling", help="Those whose share falls.")] = False,
    min_papers: MinPapers = 5,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the entities whose share of the papers rises the most clearly, or the years of some entities."""
    from kgraph.analyse.trends import count_years, find_trends
    from kgraph.export.tables import read_tables

    if entities and (label or falling):
        raise typer.BadParameter(
            "--label and --falling choose among all entities: leave out the names"
        )
    kg = read_tables(folder)
    none = "no trend: no paper has a year"
    if entities:
        of_years = [
            (name, year.year, year.count, year.papers, f"{year.share:.3f}")
            for name in entities
            for year in count_years(kg, name)
        ]
        print_rows(("entity", "year", "papers", "of", "share"), of_years, as_csv, if_none=none)
        return
    found = find_trends(kg, label=label, min_papers=min_papers, falling=falling, n=n)
    years = tuple(str(year.year) for year in found[0].years) if found else ()
    rows = [
        (i, t.entity.name, t.entity.label, f"{t.z:.2f}", f"{t.p:.1e}", *(y.count for y in t.years))
        for i, t in enumerate(found, 1)
    ]
    if any(paper.year for paper in kg.papers.values()):
        none = f"no trend: the share of no such entity in {min_papers} papers or more {'falls' if falling else 'rises'}"
    print_rows(("rank", "entity", "label", "z", "p", *years), rows, as_csv, if_none=none)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A folder that `kgraph build` wrote.")],
    new: Annotated[
        Path, typer.Argument(metavar="NEW", help="A later one, of the same kgraph and settings.")
    ],
    n: Most = 20,
) -> None:
    """Say what changed between two builds: entities new and gone, more or less frequent, and new bridges."""
    from kgraph.analyse.diff import diff as compare
    from kgraph.export.tables import read_tables

    _print_difference(compare(read_tables(old), read_tables(new)), n)


def _print_difference(found: Difference, n: int) -> None:
    console = open_console()
    for what, entities in (("new", found.new), ("gone", found.gone)):
        listed = ", ".join(f"{entity.name} ({entity.paper_count})" for entity in entities[:n])
        console.print(f"[bold]{len(entities):,} {what} entities[/bold]  {escape(listed)}")
    console.print(f"{len(found.papers_new):,} new papers, {len(found.papers_gone):,} gone\n")
    changes = [
        (
            *(
                way,
                c.entity.name,
                c.entity.label,
                c.before,
                c.papers_before,
                c.after,
                c.papers_after,
            ),
            *(f"{c.p:.1e}", f"{c.q:.3f}"),
        )
        for way, of_way in (("rising", found.rising), ("falling", found.falling))
        for c in of_way[:n]
    ]
    if changes:
        print_table(("share", "entity", "label", "before", "of", "after", "of ", "p", "q"), changes)
    else:
        console.print("no entity's share of the papers has clearly changed")
    listed = ", ".join(bridge.entity.name for bridge in found.bridges[:n])
    console.print(f"\n[bold]{len(found.bridges):,} new bridges[/bold]  {escape(listed)}")

"""Commands on who wrote the papers and where they appeared: authors and venues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kgraph.cli.options import AsCsv, Folder, Most
from kgraph.cli.printing import open_console, print_heading, print_rows, say
from kgraph.cli.progress import read_build

if TYPE_CHECKING:
    from kgraph.types import Entity, KnowledgeGraph, Person, Venue

    Counts = (
        Sequence[tuple[Entity, int]] | Sequence[tuple[Person, int]] | Sequence[tuple[Venue, int]]
    )

_ABOUT = 3  # subjects of each in a list
_COUNTED = 10  # names in a line


def authors(
    folder: Folder,
    author: Annotated[
        str | None,
        typer.Argument(
            metavar="AUTHOR", help="Author: name or a part, ORCID, or id.", show_default="all"
        ),
    ] = None,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the authors of the most papers, or the papers of an author and the coauthors."""
    from kgraph.analyse.bibliography import count_authors, count_subjects, count_venues
    from kgraph.analyse.top import top_authors
    from kgraph.lookup.bibliography import find_author

    kg = read_build(folder)
    if author is None:
        _print_top(kg, top_authors(kg, n=n), "author", as_csv)
        return
    found = find_author(kg, author)
    coauthors = [item for item in count_authors(kg, found.papers) if item[0] != found]
    parts: dict[str, Counts] = {
        "About": count_subjects(kg, found.papers),
        "With": coauthors,
        "In": count_venues(kg, found.papers),
    }
    _print_papers(kg, found, parts, n, as_csv)


def venues(
    folder: Folder,
    venue: Annotated[
        str | None,
        typer.Argument(
            metavar="VENUE", help="Venue: name or a part, abbreviation, or id.", show_default="all"
        ),
    ] = None,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the venues of the most papers, or the papers of a venue and their authors."""
    from kgraph.analyse.bibliography import count_authors, count_subjects
    from kgraph.analyse.top import top_venues
    from kgraph.lookup.bibliography import find_venue

    kg = read_build(folder)
    if venue is None:
        _print_top(kg, top_venues(kg, n=n), "venue", as_csv)
        return
    found = find_venue(kg, venue)
    parts: dict[str, Counts] = {
        "About": count_subjects(kg, found.papers),
        "By": count_authors(kg, found.papers),
    }
    _print_papers(kg, found, parts, n, as_csv)


def _print_top(
    kg: KnowledgeGraph, nodes: Sequence[Person | Venue], kind: str, as_csv: bool
) -> None:
    from kgraph.analyse.bibliography import count_subjects

    rows = [
        (
            *(rank, node.name, node.paper_count, *_years(kg, node)),
            ", ".join(entity.name for entity, _ in count_subjects(kg, node.papers)[:_ABOUT]),
            node.id,
        )
        for rank, node in enumerate(nodes, 1)
    ]
    header = ("rank", kind, "papers", "first", "last", "about", "id")
    print_rows(header, rows, as_csv, if_empty=f"no paper names its {kind}")


def _years(kg: KnowledgeGraph, node: Person | Venue) -> tuple[int | str, int | str]:
    """Return the years of the first and the last paper, or nothing for each."""
    years = [year for id_ in node.papers if (year := kg.papers[id_].year)]
    return (min(years), max(years)) if years else ("", "")


def _print_papers(
    kg: KnowledgeGraph, node: Person | Venue, parts: Mapping[str, Counts], n: int, as_csv: bool
) -> None:
    """Print what the papers of an author or a venue have in common, and list them."""
    papers = sorted((kg.papers[id_] for id_ in node.papers), key=lambda p: -(p.year or 0))
    if not as_csv:
        print_heading(node.name, f"{node.id}, {len(papers):,} paper{'s' * (len(papers) != 1)}")
        for name, counts in parts.items():
            _print_counts(name, counts)
        open_console().print()
    rows = [(paper.year or "", paper.title, paper.id) for paper in papers[:n]]
    print_rows(("year", "paper", "id"), rows, as_csv, if_empty="no papers")
    if len(papers) > n:
        say(f"{len(papers) - n:,} more; -n shows them")


def _print_counts(name: str, counts: Counts) -> None:
    shown = [f"{node.name} ({count})" for node, count in counts[:_COUNTED]]
    more = [f"{len(counts) - _COUNTED:,} more"] if len(counts) > _COUNTED else []
    if shown:
        open_console().print(f"[bold]{name}:[/bold] {escape(', '.join([*shown, *more]))}")

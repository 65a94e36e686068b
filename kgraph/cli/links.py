"""Commands about what hangs together: why, similar and path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kgraph.cli.parameters import AsCsv, Folder, Most, PaperName
from kgraph.cli.printing import open_console, print_rows, quote_evidence
from kgraph.types import Paper

if TYPE_CHECKING:
    from kgraph.analyse.path import MentionPath
    from kgraph.analyse.why import Explanation


def why(
    folder: Folder,
    paper: PaperName,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another.")],
) -> None:
    """Say why two papers are linked: what they share, what it weighs, and both sentences."""
    from kgraph.analyse.why import why as explain
    from kgraph.export.tables import read_tables

    _print_explanation(explain(read_tables(folder), paper, other))


def similar(
    folder: Folder,
    paper: PaperName,
    n: Most = 10,
    as_csv: AsCsv = False,
) -> None:
    """List the papers most like one, with the specific entities they share."""
    from kgraph.analyse.similar import similar_papers
    from kgraph.export.tables import read_tables

    found = similar_papers(read_tables(folder), paper, n)
    rows = [
        (
            i,
            f"{s.score:.3f}",
            f"{s.weight:.2f}",
            s.paper.id,
            s.paper.title,
            ", ".join(e.name for e in s.shared),
        )
        for i, s in enumerate(found, 1)
    ]
    header = ("rank", "score", "nats", "id", "paper", "shared")
    print_rows(header, rows, as_csv, if_none="no other paper shares a specific entity with it")


def path(
    folder: Folder,
    start: Annotated[
        str,
        typer.Argument(
            metavar="START", help="A paper or an entity: an id, a name, or part of a title."
        ),
    ],
    end: Annotated[str, typer.Argument(metavar="END", help="Another.")],
) -> None:
    """Show how two papers or entities hang together: the shortest path of specific entities, with its sentences."""
    from kgraph.analyse.path import find_path
    from kgraph.export.tables import read_tables

    _print_path(find_path(read_tables(folder), start, end))


def _print_explanation(found: Explanation) -> None:
    console = open_console()
    for paper in (found.a, found.b):
        console.print(f"[bold]{escape(paper.title)}[/bold]  ({paper.id})")
    if found.weight:
        console.print(f"\nlink of weight {found.weight:.2f} nats")
    else:
        console.print(f"\nno link: {_why_not(found)}")
    for shared in found.shared:
        silent = "too common to link" if shared.entity.hub else "named in passing"
        share = f"{shared.entity.idf:.2f} nats" if shared.links else silent
        entity = shared.entity
        console.print(
            f"\n[bold]{escape(entity.name)}[/bold]  {entity.label}, {entity.paper_count} papers, {share}"
        )
        for evidence in (shared.evidence_a, shared.evidence_b):
            console.print(quote_evidence(evidence))


def _why_not(found: Explanation) -> str:
    if not found.shared:
        return "they share no entity"
    if all(shared.entity.hub for shared in found.shared):
        return "they share only entities too common to link papers"
    return "the one entity they share that is not too common is named in passing"


def _print_path(found: MentionPath) -> None:
    console = open_console()
    names = [node.title if isinstance(node, Paper) else node.name for node in found.nodes]
    console.print(f"{' - '.join(escape(name) for name in names)}\n\nlength {found.length:.2f}")
    for step in found.steps:
        entity = f"{escape(step.entity.name)}[/bold]  {step.entity.label}, {step.entity.paper_count} papers"
        console.print(f"\n[bold]{entity}, length {step.length:.2f}")
        console.print(quote_evidence(step.evidence))

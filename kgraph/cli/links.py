"""Commands on related papers and entities: why, similar and path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kgraph.cli.options import AsCsv, Folder, Most, PaperName
from kgraph.cli.printing import open_console, print_evidence, print_heading, print_rows
from kgraph.types import Paper

if TYPE_CHECKING:
    from kgraph.analyse.path import MentionPath
    from kgraph.analyse.why import Explanation, SharedEntity


def why(
    folder: Folder,
    paper: PaperName,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another paper.")],
) -> None:
    """Explain why two papers are linked: their shared entities, weights and sentences."""
    from kgraph.analyse.why import why as explain
    from kgraph.export.tables import read_tables

    _print_explanation(explain(read_tables(folder), paper, other))


def similar(
    folder: Folder,
    paper: PaperName,
    n: Most = 10,
    as_csv: AsCsv = False,
) -> None:
    """List the papers most similar to a paper, with the entities they share."""
    from kgraph.analyse.similar import similar_papers
    from kgraph.export.tables import read_tables

    rows = [
        (
            *(rank, f"{match.score:.3f}", f"{match.weight:.2f}"),
            *(match.paper.id, match.paper.title),
            ", ".join(entity.name for entity in match.shared),
        )
        for rank, match in enumerate(similar_papers(read_tables(folder), paper, n), 1)
    ]
    header = ("rank", "score", "nats", "id", "paper", "shared")
    print_rows(header, rows, as_csv, if_empty="no other paper shares a specific entity with it")


def path(
    folder: Folder,
    start: Annotated[
        str,
        typer.Argument(metavar="START", help="Paper or entity: id, name, or part of the title."),
    ],
    end: Annotated[str, typer.Argument(metavar="END", help="Another paper or entity.")],
) -> None:
    """Show the shortest path between two papers or entities, with a sentence for each step."""
    from kgraph.analyse.path import find_path
    from kgraph.export.tables import read_tables

    _print_path(find_path(read_tables(folder), start, end))


def _print_explanation(explanation: Explanation) -> None:
    console = open_console()
    for paper in (explanation.a, explanation.b):
        console.print(f"[bold]{escape(paper.title)}[/bold]  ({paper.id})")
    if explanation.weight:
        console.print(f"\nlink of weight {explanation.weight:.2f} nats")
    else:
        console.print(f"\nno link: {_why_not(explanation)}")
    for shared in explanation.shared:
        _print_shared(shared)


def _print_shared(shared: SharedEntity) -> None:
    entity = shared.entity
    reason = "too common to link" if entity.hub else "mentioned only in passing"
    share = f"{entity.idf:.2f} nats" if shared.links else reason
    open_console().print()
    print_heading(entity.name, f"{entity.label}, {entity.paper_count} papers, {share}")
    for evidence in (shared.evidence_a, shared.evidence_b):
        print_evidence(evidence)


def _why_not(explanation: Explanation) -> str:
    if not explanation.shared:
        return "they share no entity"
    if all(shared.entity.hub for shared in explanation.shared):
        return "they share only entities too common to link papers"
    return "they share only one specific entity, which is mentioned only in passing"


def _print_path(path: MentionPath) -> None:
    names = [node.title if isinstance(node, Paper) else node.name for node in path.nodes]
    nodes = " - ".join(escape(name) for name in names)
    console = open_console()
    console.print(f"{nodes}\n\nlength {path.length:.2f}")
    for step in path.steps:
        entity = step.entity
        detail = f"{entity.label}, {entity.paper_count} papers, length {step.length:.2f}"
        console.print()
        print_heading(entity.name, detail)
        print_evidence(step.evidence)

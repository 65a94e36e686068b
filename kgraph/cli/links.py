"""Commands on related papers and entities: why, similar and path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kgraph.cli.options import AsCsv, Folder, Most, PaperName
from kgraph.cli.printing import in_words, open_console, print_evidence, print_heading, print_rows
from kgraph.cli.progress import read_build
from kgraph.types import OwnPredicate, Paper

if TYPE_CHECKING:
    from kgraph.analyse.path import MentionPath
    from kgraph.analyse.similar import Similar
    from kgraph.analyse.why import Explanation, NearEntities, SharedEntity

_NEAR = 3  # pairs of near entities that are shown
_OF_BOTH: dict[OwnPredicate, str] = {
    "proposes": "propose",
    "studies": "study",
    "addresses": "address",
    "uses": "use",
    "evaluates-on": "evaluate on",
    "measures-by": "measure by",
    "compares-with": "compare with",
}


def why(
    folder: Folder,
    paper: PaperName,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another paper.")],
) -> None:
    """Explain why two papers are linked: what they have in common, with sentences."""
    from kgraph.analyse.why import why as explain

    _print_explanation(explain(read_build(folder), paper, other))


def similar(
    folder: Folder,
    paper: PaperName,
    n: Most = 10,
    as_csv: AsCsv = False,
) -> None:
    """List the papers most similar to a paper, with what they have in common."""
    from kgraph.analyse.similar import similar_papers

    rows = [
        (
            *(rank, f"{match.weight:.2f}", match.paper.id, match.paper.title),
            ", ".join(_reasons(match)),
        )
        for rank, match in enumerate(similar_papers(read_build(folder), paper, n), 1)
    ]
    header = ("rank", "weight", "id", "paper", "in common")
    print_rows(header, rows, as_csv, if_empty="no paper is about the same or something near it")


def _reasons(match: Similar) -> list[str]:
    """Return the names of what two papers share, and a few pairs of near names."""
    near = [f"{own.name} ~ {other.name}" for own, other in match.near[:_NEAR]]
    shared = [
        f"{entity.name} ({_of_both(stated)})" if stated else entity.name
        for entity, stated in zip(match.shared, match.stated, strict=True)
    ]
    return [*shared, *near]


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

    _print_path(find_path(read_build(folder), start, end))


def _print_explanation(explanation: Explanation) -> None:
    console = open_console()
    for paper in (explanation.a, explanation.b):
        console.print(f"[bold]{escape(paper.title)}[/bold]  ({paper.id})")
    console.print(f"\n{_describe_link(explanation)}")
    for shared in explanation.shared:
        _print_shared(shared)
    for near in explanation.near[:_NEAR]:
        _print_near(near)
    if (more := len(explanation.near) - _NEAR) > 0:
        console.print(f"\n… and {more} more pairs of near entities")


def _describe_link(explanation: Explanation) -> str:
    if link := explanation.link:
        kind = "weak link" if link.weak else "link"
        parts = f"entities {link.entities:.2f}, words {link.words:.2f}, context {link.context:.2f}"
        return f"{kind} of weight {link.weight:.2f} ({parts})"
    return f"no link: {_why_not(explanation)}"


def _print_shared(shared: SharedEntity) -> None:
    entity = shared.entity
    about = f"about it {shared.about_a:.2f} and {shared.about_b:.2f}"
    reason = "too common to link" if entity.hub else about
    stated = _in_words(shared, "it", "it")
    open_console().print()
    details = (entity.label, f"{entity.paper_count} papers", *stated, reason)
    print_heading(entity.name, ", ".join(details))
    for evidence in (shared.evidence_a, shared.evidence_b):
        print_evidence(evidence)


def _print_near(near: NearEntities) -> None:
    stated = _in_words(near, near.a.name, near.b.name)
    open_console().print()
    details = (f"near, closeness {near.closeness:.2f}", *stated)
    print_heading(f"{near.a.name} ~ {near.b.name}", ", ".join(details))
    for evidence in (near.evidence_a, near.evidence_b):
        print_evidence(evidence)


def _in_words(item: SharedEntity | NearEntities, a: str, b: str) -> list[str]:
    """Return what each paper states of its entity; `a` and `b` are what to call the entities."""
    if a == b and item.stated_a and item.stated_a == item.stated_b:
        return [_of_both(item.stated_a)]
    sides = ("the first", item.stated_a, a), ("the second", item.stated_b, b)
    return [
        f"{paper} {' and '.join(map(in_words, stated))} {entity}"
        for paper, stated, entity in sides
        if stated
    ]


def _of_both(stated: Sequence[OwnPredicate]) -> str:
    return f"both {' and '.join(_OF_BOTH[predicate] for predicate in stated)} it"


def _why_not(explanation: Explanation) -> str:
    if explanation.near or any(not shared.entity.hub for shared in explanation.shared):
        return "neither is among the papers most like the other"
    if explanation.shared:
        return "they share only entities too common to link papers"
    return "they share no entity"


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

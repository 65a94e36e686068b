"""Commands on what papers state: claims, matrix, adoption and contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from kgraph.cli.options import AsCsv, Folder, Most, OfLabel
from kgraph.cli.printing import (
    Row,
    claim_text,
    in_words,
    open_console,
    print_heading,
    print_rows,
    print_table,
    say,
)
from kgraph.cli.progress import read_build
from kgraph.types import PREDICATES, Label, Paper

if TYPE_CHECKING:
    from kgraph.analyse.adoption import Adoption
    from kgraph.analyse.claims import Claim
    from kgraph.analyse.contradictions import Contradiction
    from kgraph.analyse.matrix import StatementMatrix
    from kgraph.types import Entity, KnowledgeGraph, Statement

_SHOWN = 5  # papers of a claim or of an adoption
_HEADER = ("paper", "year", "subject", "predicate", "object", "score", "tentative", "sentence")

OfPredicate = Annotated[
    str | None,
    typer.Option("--predicate", help="Only statements with this predicate.", show_default="all"),
]


def claims(
    folder: Folder,
    node: Annotated[
        str, typer.Argument(metavar="NODE", help="Paper or entity: id, name, or part of the title.")
    ],
    predicate: OfPredicate = None,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List what a paper states, or what papers state with an entity, with sentences."""
    from kgraph.analyse.claims import find_claims
    from kgraph.lookup.nodes import find_node

    kg = read_build(folder)
    found = find_node(kg, node)
    all_claims = find_claims(kg, node=found.id, predicate=predicate)
    shown = sorted(all_claims[:n], key=lambda claim: PREDICATES.index(claim.predicate))
    if as_csv or not shown:
        rows = [_statement_row(kg, statement) for claim in shown for statement in claim.statements]
        print_rows(_HEADER, rows, as_csv, if_empty=f"no such statement of {found.id}")
    elif isinstance(found, Paper):
        _print_paper(kg, found, shown)
    else:
        _print_entity(kg, found, shown)
    if len(all_claims) > n:
        say(f"{len(all_claims) - n:,} more; -n {len(all_claims)} shows them")


def matrix(
    folder: Folder,
    rows: Annotated[Label, typer.Option("--rows", help="Label of the rows.")] = "Task",
    columns: Annotated[Label, typer.Option("--columns", help="Label of the columns.")] = "Dataset",
    predicate: OfPredicate = None,
    top: Annotated[
        int, typer.Option("--top", min=1, help="Maximum number of rows and of columns.")
    ] = 10,
    format: Annotated[
        Literal["table", "csv", "markdown", "html"],
        typer.Option("--format", help="How to print the matrix."),
    ] = "table",
) -> None:
    """Show which papers join the entities of two labels, as tasks with datasets."""
    from kgraph.analyse.matrix import statement_matrix
    from kgraph.export.matrix import format_matrix

    kg = read_build(folder)
    made = statement_matrix(kg, rows, columns, predicate, top=top)
    if format != "table":
        typer.echo(format_matrix(kg, made, format), nl=False)
    elif made.rows:
        _print_matrix(made)
    if not made.rows:
        say(f"no paper joins a {made.row_label} with a {made.column_label}")


def adoption(folder: Folder, label: OfLabel = None, n: Most = 20, as_csv: AsCsv = False) -> None:
    """List the entities that some papers propose and other, later papers use."""
    from kgraph.analyse.adoption import find_adoption

    found = find_adoption(read_build(folder), label=label)[:n]
    if as_csv or not found:
        rows = [_adoption_row(rank, item) for rank, item in enumerate(found, 1)]
        header = ("rank", "entity", "label", "proposed in", "papers", "adopted in", "id")
        print_rows(header, rows, as_csv, if_empty="no paper adopts what another proposes")
    else:
        _print_adoptions(found)
    if any(not adopter.later for item in found for adopter in item.adopters):
        say("?: of the same year as the proposal, or the year of one is unknown")


def contradictions(folder: Folder, n: Most = 20, as_csv: AsCsv = False) -> None:
    """List pairs of opposite statements, with the sentences of both sides."""
    from kgraph.analyse.contradictions import find_contradictions

    kg = read_build(folder)
    found = find_contradictions(kg)[:n]
    if as_csv or not found:
        rows = [
            (number, text, *_source(kg, statement))
            for number, item in enumerate(found, 1)
            for text, claim in _sides(kg, item)
            for statement in claim.statements
        ]
        header = ("number", "claim", "paper", "year", "score", "sentence")
        print_rows(header, rows, as_csv, if_empty="no two statements contradict each other")
    else:
        _print_contradictions(kg, found)


def _print_paper(kg: KnowledgeGraph, paper: Paper, claims: Sequence[Claim]) -> None:
    print_heading(paper.title, f"({paper.id})")
    for predicate, of_predicate in groupby(claims, lambda claim: claim.predicate):
        open_console().print(f"\n[bold]{in_words(predicate)}[/bold]")
        for claim in of_predicate:
            (statement,) = claim.statements
            subject = f"{kg.entities[claim.subject].name} … " if claim.subject else ""
            _print_statement(kg, statement, f"{subject}{kg.entities[claim.object].name}")


def _print_entity(kg: KnowledgeGraph, entity: Entity, claims: Sequence[Claim]) -> None:
    print_heading(entity.name, f"{entity.label}, {_papers(entity.paper_count)}  ({entity.id})")
    for claim in claims:
        open_console().print()
        _print_claim(kg, claim, claim_text(kg, claim))


def _print_contradictions(kg: KnowledgeGraph, found: Sequence[Contradiction]) -> None:
    for number, item in enumerate(found):
        if number:
            open_console().print()
        for text, claim in _sides(kg, item):
            _print_claim(kg, claim, text)


def _print_adoptions(found: Sequence[Adoption]) -> None:
    for number, item in enumerate(found):
        if number:
            open_console().print()
        detail = f"{item.entity.label}, adopted by {_papers(len(item.adopters))}"
        print_heading(item.entity.name, f"{detail}  ({item.entity.id})")
        _print_papers([("proposes", paper, "") for paper in item.proposals])
        _print_papers(
            [
                (", ".join(adopter.predicates), adopter.paper, "" if adopter.later else "?")
                for adopter in item.adopters
            ]
        )


def _print_papers(rows: Sequence[tuple[str, Paper, str]]) -> None:
    """Print what papers state, the papers and a mark of each; the first of many."""
    for predicates, paper, mark in rows[:_SHOWN]:
        text = Text(f"{in_words(predicates)}  {paper.id}", style="dim")
        text.append(f"  {paper.year or ''}{mark}".rstrip())
        _print_indented(text.append(f"  {paper.title}", style="not dim"))
    if (more := len(rows) - _SHOWN) > 0:
        open_console().print(f"  … and {more:,} more")


def _print_indented(text: Text) -> None:
    open_console().print(Padding(text, (0, 0, 0, 2), expand=False))


def _print_claim(kg: KnowledgeGraph, claim: Claim, text: str) -> None:
    print_heading(text, f"{_papers(claim.support)}{_years(claim)}")
    best = sorted(claim.statements, key=lambda statement: (-statement.score, statement.paper))
    for statement in best[:_SHOWN]:
        _print_statement(kg, statement, statement.paper)
    if (more := len(best) - _SHOWN) > 0:
        open_console().print(f"  … and {more:,} more")


def _print_statement(kg: KnowledgeGraph, statement: Statement, lead: str) -> None:
    """Print the sentence of a statement, the names in brackets, after its source and score."""
    from kgraph.analyse.claims import find_names

    paper_text = kg.papers[statement.paper].text(statement.field)
    mark = ", tentative" if statement.tentative else ""
    text = Text(f"{lead}  {statement.score:.2f}{mark}  ", style="dim")
    end = statement.sentence_start
    for name in find_names(kg, statement):
        text.append(paper_text[end : name.start], style="not dim")
        text.append(f"[{paper_text[name.start : name.end]}]", style="not dim bold")
        end = name.end
    text.append(paper_text[end : statement.sentence_end], style="not dim")
    _print_indented(text)


def _print_matrix(matrix: StatementMatrix) -> None:
    names = [column.name for column in matrix.columns]
    rows = [
        (row.name, *(len(matrix.papers(row, column)) or "" for column in matrix.columns))
        for row in matrix.rows
    ]
    print_table(("entity", *names), rows, spare=names[::-1])
    console = open_console()
    console.print()
    for row in matrix.rows:
        for column in matrix.columns:
            if papers := matrix.papers(row, column):
                console.print(f"{escape(f'{row.name} × {column.name}')}: {' '.join(papers)}")


def _statement_row(kg: KnowledgeGraph, statement: Statement) -> Row:
    paper, year, score, sentence = _source(kg, statement)
    subject = kg.entities[statement.subject].name if statement.subject else ""
    obj = kg.entities[statement.object].name
    tentative = str(statement.tentative).lower()
    return paper, year, subject, statement.predicate, obj, score, tentative, sentence


def _source(kg: KnowledgeGraph, statement: Statement) -> Row:
    paper = kg.papers[statement.paper]
    sentence = paper.text(statement.field)[statement.sentence_start : statement.sentence_end]
    return paper.id, paper.year or "", f"{statement.score:.2f}", sentence


def _adoption_row(rank: int, adoption: Adoption) -> Row:
    adopters = [
        f"{adopter.paper.id}{'' if adopter.later else '?'} ({', '.join(adopter.predicates)})"
        for adopter in adoption.adopters
    ]
    return (
        *(rank, adoption.entity.name, adoption.entity.label),
        " ".join(paper.id for paper in adoption.proposals),
        *(len(adopters), "; ".join(adopters), adoption.entity.id),
    )


def _sides(kg: KnowledgeGraph, item: Contradiction) -> tuple[tuple[str, Claim], ...]:
    """Return what each side of a contradiction says, with its claim."""
    verbs = ("raises", "lowers") if item.a.predicate == "affects" else ("improves over",) * 2
    return tuple(
        (claim_text(kg, claim, verb), claim)
        for claim, verb in zip((item.a, item.b), verbs, strict=True)
    )


def _papers(count: int) -> str:
    return f"{count:,} paper{'s' * (count != 1)}"


def _years(claim: Claim) -> str:
    if not claim.years:
        return ""
    first, last = claim.years[0], claim.years[-1]
    return f", {first}" if first == last else f", {first} to {last}"

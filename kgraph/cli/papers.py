"""Commands that read papers: build, extract, lint and sample."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kgraph.cli.options import (
    Aliases,
    Columns,
    ConfigFile,
    Format,
    Inputs,
    Lexicon,
    MinScore,
    MinStatementScore,
    OutputFile,
    StatementEdits,
    Strict,
    Tentative,
    Workers,
    to_settings,
)
from kgraph.cli.output import finish, write_lines
from kgraph.cli.printing import open_console, print_table, say
from kgraph.cli.progress import show_work
from kgraph.types import EvidenceForm

if TYPE_CHECKING:
    from kgraph.analyse.view import View
    from kgraph.config import Settings
    from kgraph.types import KnowledgeGraph, Reading

_TOP = 5

OutputFolder = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Output folder.", show_default="exports/NAME"),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="LIST",
        help="Comma-separated outputs: html, rdf, graphml, vosviewer, tables, report, parquet.",
        show_default="all but parquet",
    ),
]
BaseIri = Annotated[
    str | None, typer.Option("--base-iri", metavar="IRI", help="Prefix of all IRIs in the RDF.")
]
Abstracts = Annotated[
    bool | None,
    typer.Option("--abstracts/--no-abstracts", help="Include the abstracts in the RDF."),
]
Evidence = Annotated[
    EvidenceForm | None,
    typer.Option(
        "--evidence", help="Mentions in the RDF: NIF only, or Web Annotations (oa) as well."
    ),
]


def build(
    inputs: Inputs,
    output: OutputFolder = None,
    format: Format = None,
    columns: Columns = None,
    config: ConfigFile = None,
    only: Only = None,
    strict: Strict = None,
    workers: Workers = None,
    min_score: MinScore = None,
    aliases: Aliases = None,
    min_statement_score: MinStatementScore = None,
    tentative: Tentative = None,
    statement_edits: StatementEdits = None,
    lexicon: Lexicon = None,
    base_iri: BaseIri = None,
    abstracts: Abstracts = None,
    evidence: Evidence = None,
) -> None:
    """Build a knowledge graph from papers and write it to a folder."""
    from kgraph.pipeline import build_view

    settings = to_settings(
        config, format=format, columns=columns, strict=strict, workers=workers,
        min_score=min_score, aliases=aliases, min_statement_score=min_statement_score,
        tentative=tentative, statement_edits=statement_edits, lexicon=lexicon, only=only,
        base_iri=base_iri, abstracts=abstracts, evidence=evidence,
    )  # fmt: skip
    folder = output or Path("exports") / _name(inputs[0])
    with show_work("Building") as work:
        view, reading = build_view(inputs, folder, settings=settings, track=work.track)
    _print_summary(view, reading, folder, settings)
    faults = _report_problems(view.kg) + _report_unused_edits(view.kg, settings)
    finish(reading.problems, settings, faults=faults)


def extract(
    inputs: Inputs,
    output: OutputFile = None,
    format: Format = None,
    columns: Columns = None,
    config: ConfigFile = None,
    strict: Strict = None,
    workers: Workers = None,
    min_score: MinScore = None,
) -> None:
    """Extract the mentions of papers as JSON Lines, one paper per line."""
    from kgraph.export.tables import iter_mention_lines
    from kgraph.pipeline import build as build_graph
    from kgraph.read.files import check_output
    from kgraph.read.papers import read_inputs

    settings = to_settings(
        config,
        format=format,
        columns=columns,
        strict=strict,
        workers=workers,
        min_score=min_score,
    )
    if output is not None:
        check_output(output, inputs)
    with show_work("Reading") as work:
        reading = read_inputs(inputs, settings.read)
        kg = build_graph(reading, settings=settings, track=work.track)
    write_lines(iter_mention_lines(kg), output)
    finish(
        reading.problems, settings, faults=_report_problems(kg) + _report_unused_edits(kg, settings)
    )


def sample() -> None:
    """Print the sample corpus, JSON Lines of well-known papers, to try kgraph on."""
    from kgraph.read.sample import SAMPLE

    sys.stdout.write(SAMPLE.read_text(encoding="utf-8"))


def lint(
    inputs: Inputs,
    format: Format = None,
    columns: Columns = None,
    config: ConfigFile = None,
    strict: Strict = None,
) -> None:
    """List the problems in the input files, with their lines and how kgraph handles them."""
    from kgraph.read.papers import read_inputs

    settings = to_settings(config, format=format, columns=columns, strict=strict)
    with show_work("Reading"):
        reading = read_inputs(inputs, settings.read)
    for problem in reading.problems:
        typer.echo(str(problem))
    records = sum(file.records for file in reading.files)
    levels = Counter(problem.level for problem in reading.problems)
    say(
        f"{records:,} records in {len(reading.files)} files, {len(reading):,} different papers, "
        f"{levels['error']} errors, {levels['problem']} problems, {levels['note']} notes"
    )
    finish(reading.problems, settings, quiet=True)


def _name(path: str) -> str:
    return "stdin" if path == "-" else Path(path).resolve().stem


def _report_problems(kg: KnowledgeGraph) -> int:
    """Report failed papers and the edits of statements that fit nothing; return their number."""
    for problem in kg.problems:
        say(str(problem), style="yellow")
    return len(kg.problems)


def _report_unused_edits(kg: KnowledgeGraph, settings: Settings) -> int:
    """Report the edits of the alias file that apply to nothing, and return their number."""
    unused = [row for row in kg.aliases if row.rule == "unknown"]
    for row in unused:
        location = f"{settings.resolve.aliases}: {row.surface!r} ({row.entity})"
        say(
            f"{location}: {row.edit} ignored: it matches no mention or names no entity",
            style="yellow",
        )
    return len(unused)


def _print_summary(view: View, reading: Reading, folder: Path, settings: Settings) -> None:
    kg = view.kg
    records = sum(file.records for file in reading.files)
    labels = Counter(entity.label for entity in kg.entities.values())
    per_label = ", ".join(f"{labels[label.name]:,} {label.name}" for label in kg.labels)
    console = open_console()
    console.print(
        f"{len(kg.papers):,} papers from {records:,} records, {len(kg.links):,} links between them"
    )
    console.print(f"{len(kg.entities):,} entities ({per_label}) in {len(kg.mentions):,} mentions")
    console.print(f"{len(kg.statements):,} statements\n")
    _print_top(view)
    console.print(f"\nWrote {escape(str(folder))}")
    if "html" in settings.export.only:
        console.print(f"Open  {escape(str(folder / 'graph.html'))}")


def _print_top(view: View) -> None:
    """Print the most prominent entities of each label, with their numbers of papers."""
    from kgraph.analyse.top import select_entities, top_by_label

    top = top_by_label(view.kg, n=_TOP, scores=view.entity_centrality("prominence"))
    rows = [
        (label, ", ".join(f"{entity.name} ({entity.paper_count})" for entity, _ in best))
        for label, best in top.items()
        if best
    ]
    selection = select_entities(view.kg)
    if rows:
        print_table(("label", "most prominent (papers)"), rows)
    else:
        open_console().print(f"no entity in {selection.min_papers} or more papers is prominent")
    if selection.left_out:
        open_console().print(f"\nLeft out: {selection.left_out}")

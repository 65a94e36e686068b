"""Commands that read papers: build, extract and lint."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from kgraph.cli.parameters import (
    Aliases,
    ConfigFile,
    Format,
    Inputs,
    Lexicon,
    MinScore,
    Strict,
    Workers,
)
from kgraph.cli.printing import open_console, print_rows, say, show_progress
from kgraph.cli.settings import to_settings
from kgraph.errors import KgraphError
from kgraph.types import LABELS, EvidenceForm

if TYPE_CHECKING:
    from kgraph.config import Settings
    from kgraph.types import KnowledgeGraph, Reading

_TOP = 10


def build(
    inputs: Inputs,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The folder to write [exports/NAME].")
    ] = None,
    format: Format = None,
    config: ConfigFile = None,
    only: Annotated[
        str | None,
        typer.Option(help="Outputs: html,rdf,graphml,vosviewer,tables,report [these], parquet."),
    ] = None,
    strict: Strict = None,
    workers: Workers = None,
    min_score: MinScore = None,
    aliases: Aliases = None,
    lexicon: Lexicon = None,
    base_iri: Annotated[
        str | None, typer.Option("--base-iri", help="Where the IRIs of the RDF begin.")
    ] = None,
    abstracts: Annotated[
        bool | None, typer.Option("--abstracts/--no-abstracts", help="Abstracts in the RDF.")
    ] = None,
    evidence: Annotated[
        EvidenceForm | None, typer.Option(help="Mentions in the RDF: nif, or oa beside it.")
    ] = None,
) -> None:
    """Build the knowledge graph of papers and write it to a folder."""
    from kgraph.pipeline import build_folder

    settings = to_settings(
        config, format=format, strict=strict, workers=workers, min_score=min_score,
        aliases=aliases, lexicon=lexicon, only=only, base_iri=base_iri, abstracts=abstracts, evidence=evidence,
    )  # fmt: skip
    folder = output or Path("exports") / _name(inputs[0])
    kg, reading = build_folder(inputs, folder, settings=settings, track=show_progress)
    _print_summary(kg, reading, folder, settings)
    _finish(reading, settings, faults=_say_lost_edits(kg, settings))


def extract(
    inputs: Inputs,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write [standard output].")
    ] = None,
    format: Format = None,
    config: ConfigFile = None,
    strict: Strict = None,
    workers: Workers = None,
    min_score: MinScore = None,
) -> None:
    """Find the mentions in papers: one JSON line a paper."""
    from kgraph.export.mentions import iter_mention_lines
    from kgraph.pipeline import build as build_graph

    settings = to_settings(
        config, format=format, strict=strict, workers=workers, min_score=min_score
    )
    if output is not None:
        _check_output(output, inputs)
    reading = _read(inputs, settings)
    kg = build_graph(reading, settings=settings, track=show_progress)
    lines = (line + "\n" for line in iter_mention_lines(kg))
    if output is None:
        sys.stdout.writelines(lines)
    else:
        _write_lines(output, lines)
    _finish(reading, settings, faults=_say_lost_edits(kg, settings))


def lint(
    inputs: Inputs, format: Format = None, config: ConfigFile = None, strict: Strict = None
) -> None:
    """List every odd record with its file, its line and the decision taken."""
    settings = to_settings(config, format=format, strict=strict)
    reading = _read(inputs, settings)
    for problem in reading.problems:
        typer.echo(str(problem))
    records = sum(file.records for file in reading.files)
    levels = Counter(problem.level for problem in reading.problems)
    say(
        f"{records:,} records in {len(reading.files)} files, {len(reading):,} different papers, "
        f"{levels['problem']} problems, {levels['note']} notes"
    )
    _finish(reading, settings, quiet=True)


def _read(inputs: list[str], settings: Settings) -> Reading:
    from kgraph.read.papers import read_papers

    return read_papers(*inputs, format=settings.read.format, max_chars=settings.read.max_chars)


def _check_output(output: Path, inputs: list[str]) -> None:
    """Refuse, before the work, an output that is one of the inputs or cannot be a file."""
    if output.is_dir() or not output.parent.is_dir():
        reason = "is a folder" if output.is_dir() else f"there is no folder {output.parent}"
        raise KgraphError(f"{output}: cannot be written ({reason}). Give another file with -o.")
    if output.exists() and any(path.samefile(output) for path in _iter_input_files(inputs)):
        raise KgraphError(
            f"{output}: is one of the inputs and would be overwritten. Give another file with -o."
        )


def _iter_input_files(inputs: list[str]) -> Iterator[Path]:
    for given in map(Path, inputs):
        if given.is_dir():
            visible = (path for path in given.rglob("[!.]*") if path.is_file())
            yield from (
                path
                for path in visible
                if not any(p.startswith(".") for p in path.relative_to(given).parts)
            )
        elif given.is_file():
            yield given


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file whole or not at all; what is no plain file, as /dev/null, is written to and not replaced."""
    plain = path.is_file() or not path.exists()
    target = path.resolve() if plain else path
    new = target.with_name(f".{target.name}.new") if plain else target
    try:
        try:
            with new.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(lines)
            if plain:
                new.replace(target)
        finally:
            if plain:
                new.unlink(missing_ok=True)
    except OSError as error:
        raise KgraphError(
            f"{path}: cannot be written ({error.strerror}). Give another file with -o."
        ) from error


def _name(given: str) -> str:
    return "stdin" if given == "-" else Path(given).resolve().stem


def _finish(reading: Reading, settings: Settings, *, faults: int = 0, quiet: bool = False) -> None:
    """Say how many records were odd, and exit with 1 where that, or another fault, is not allowed."""
    count = sum(problem.level == "problem" for problem in reading.problems)
    if count and not quiet:
        say(
            f"{count} odd records; `kgraph lint` lists them with the decisions taken.",
            style="yellow",
        )
    if count + faults and settings.read.strict:
        raise typer.Exit(1)


def _say_lost_edits(kg: KnowledgeGraph, settings: Settings) -> int:
    """Say which lines of the user's alias file fit nothing, and return how many."""
    lost = [row for row in kg.aliases if row.rule == "unknown"]
    for row in lost:
        place = f"{settings.resolve.aliases}: {row.surface!r} ({row.entity})"
        say(
            f"{place}: {row.edit} fits no mention or names no entity; it is left out",
            style="yellow",
        )
    return len(lost)


def _print_summary(kg: KnowledgeGraph, reading: Reading, folder: Path, settings: Settings) -> None:
    from kgraph.analyse.centrality import top_entities

    records = sum(file.records for file in reading.files)
    labels = Counter(entity.label for entity in kg.entities.values())
    console = open_console()
    console.print(
        f"{len(kg.papers):,} papers from {records:,} records, {len(kg.links):,} links between them"
    )
    of_label = ", ".join(f"{labels[label]:,} {label}" for label in LABELS)
    console.print(f"{len(kg.entities):,} entities ({of_label}) in {len(kg.mentions):,} mentions\n")
    ranked = top_entities(kg, n=_TOP)
    print_rows(
        ("most central", "entity", "label", "papers", "pagerank"),
        [
            (i, e.name, e.label, e.paper_count, f"{score:.4f}")
            for i, (e, score) in enumerate(ranked, 1)
        ],
        as_csv=False,
        if_none="no paper mentions an entity that kgraph knows or could find",
    )
    console.print(f"\nWrote {escape(str(folder))}")
    if "html" in settings.export.only:
        console.print(f"Open  {escape(str(folder / 'graph.html'))}")

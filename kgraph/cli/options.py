"""Arguments and options that several commands share, and the settings that they make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.errors import InputError
from kgraph.types import EvidenceForm, InputFormat, Label

if TYPE_CHECKING:
    from kgraph.config import Settings

Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT", help="Files or folders, or - for standard input.")
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a build.")]
PaperName = Annotated[
    str, typer.Argument(metavar="PAPER", help="Paper: id, arXiv id, DOI, or part of the title.")
]
Format = Annotated[
    InputFormat | None,
    typer.Option("--format", help="Format of the inputs.", show_default="detected"),
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="Config file; overrides the defaults.")
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="NAME=COLUMN",
        help="What a column of the inputs is called: abstract=Notes. Can be repeated.",
    ),
]
Strict = Annotated[
    bool | None,
    typer.Option(
        "--strict/--no-strict",
        help="Exit with code 1 if a record has a problem; never because of the inputs.",
        show_default="if most of a file is lost",
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Output file.", show_default="standard output"),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Number of processes.", show_default="1")
]
MinScore = Annotated[
    float | None,
    typer.Option("--min-score", min=0, max=1, help="Drop mentions with a lower score."),
]
Aliases = Annotated[
    Path | None, typer.Option("--aliases", help="Edited copy of a build's aliases.csv.")
]
MinStatementScore = Annotated[
    float | None,
    typer.Option(
        "--min-statement-score",
        min=0,
        max=1,
        help="Drop statements with a lower score.",
    ),
]
Tentative = Annotated[
    bool | None,
    typer.Option("--tentative/--no-tentative", help="Keep the less precise predicates too."),
]
StatementEdits = Annotated[
    Path | None,
    typer.Option("--statement-edits", help="Edited copy of a build's statements.csv."),
]
Lexicon = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", help="Additional lexicon (CSV). Can be repeated."),
]
Most = Annotated[int, typer.Option("-n", min=1, help="Maximum number of rows.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")]
MinPapers = Annotated[
    int, typer.Option("--min-papers", min=1, help="Only entities in at least this many papers.")
]
OfLabel = Annotated[Label | None, typer.Option("--label", help="Only entities with this label.")]


def to_settings(
    config: Path | None,
    *,
    format: InputFormat | None = None,
    columns: Sequence[str] | None = None,
    strict: bool | None = None,
    workers: int | None = None,
    min_score: float | None = None,
    aliases: Path | None = None,
    min_statement_score: float | None = None,
    tentative: bool | None = None,
    statement_edits: Path | None = None,
    lexicon: Sequence[Path] | None = None,
    only: str | None = None,
    base_iri: str | None = None,
    abstracts: bool | None = None,
    evidence: EvidenceForm | None = None,
) -> Settings:
    """Return the default settings, overridden by a config file and by the options that are set."""
    from kgraph.config import load_settings

    options: dict[str, dict[str, object]] = {
        "read": {"format": format, "strict": strict, "columns": _read_columns(columns or ())},
        "extract": {"workers": workers, "min_score": min_score},
        "resolve": {"aliases": aliases and str(aliases)},
        "statements": {
            "min_score": min_statement_score,
            "tentative": tentative,
            "edits": statement_edits and str(statement_edits),
        },
        "export": {
            "only": only and [name.strip() for name in only.split(",")],
            "base_iri": base_iri,
            "abstracts": abstracts,
            "evidence": evidence,
        },
        "components": {"lexicon": {"extra": [str(path) for path in lexicon]} if lexicon else None},
    }
    return load_settings(config, options)


def _read_columns(texts: Sequence[str]) -> dict[str, str] | None:
    """Return the column of the inputs by column of kgraph, from texts such as 'abstract=Notes'."""
    for text in texts:
        if not all(text.partition("=")):
            raise InputError(f"--map {text}: write NAME=COLUMN, such as --map abstract=Notes.")
    pairs = (text.split("=", 1) for text in texts)
    return {name.strip(): column.strip() for name, column in pairs} or None

"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgraph.types import InputFormat, Label

Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT", help="Files, folders, or - for standard input.")
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `kgraph build` wrote.")]
PaperName = Annotated[
    str, typer.Argument(metavar="PAPER", help="An id, an arXiv id, a DOI, or part of a title.")
]
Format = Annotated[
    InputFormat | None, typer.Option("--format", help="Force the format of the inputs.")
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="A file with the settings to change.")
]
Strict = Annotated[
    bool | None, typer.Option("--strict/--no-strict", help="Exit with 1 when a record is odd.")
]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that extract.")]
MinScore = Annotated[
    float | None, typer.Option("--min-score", min=0, max=1, help="Leave out mentions below this.")
]
Aliases = Annotated[
    Path | None, typer.Option("--aliases", help="An edited copy of a build's aliases.csv.")
]
Lexicon = Annotated[
    list[Path] | None, typer.Option("--lexicon", help="A lexicon of your own, beside kgraph's.")
]
Most = Annotated[int, typer.Option("-n", min=1, help="How many.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
MinPapers = Annotated[
    int, typer.Option("--min-papers", min=1, help="Only entities in so many papers.")
]
OfLabel = Annotated[Label | None, typer.Option("--label", help="Only entities with this label.")]

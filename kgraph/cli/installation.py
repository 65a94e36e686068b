"""The command that examines the installation: doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.printing import print_table, say


def doctor(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to write builds to.")
    ] = Path(),
) -> None:
    """Examine the installation; exit with code 1 if something that kgraph needs is broken."""
    from kgraph.doctor import examine

    findings = examine(folder)
    header = ("part", "name", "status", "detail")
    print_table(header, [(f.part, f.name, f.status, f.detail) for f in findings])
    broken = sum(finding.status == "broken" for finding in findings)
    if broken:
        say(f"{broken} of {len(findings)} are broken", style="red")
        raise typer.Exit(1)
    say("kgraph works here")

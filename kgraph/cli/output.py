"""Write the lines of a command, and end it as its problems require."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kgraph.atomic import open_atomic
from kgraph.cli.printing import say
from kgraph.errors import InputError

if TYPE_CHECKING:
    from kgraph.config import Settings
    from kgraph.types import Problem

_TOP = 5


def write_lines(lines: Iterable[str], output: Path | None) -> None:
    """Write lines to a file, atomically, or to standard output.

    Raises:
        InputError: The file cannot be written.
    """
    ended = (line + "\n" for line in lines)
    if output is None:
        sys.stdout.writelines(ended)
        return
    try:
        with open_atomic(output) as file:
            file.writelines(ended)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(
            f"{output}: cannot be written ({reason}). Give another file with -o."
        ) from error


def finish(
    problems: Sequence[Problem], settings: Settings, *, faults: int = 0, quiet: bool = False
) -> None:
    """Report what the inputs lost; exit with code 1 if `strict` does not allow it or other faults.

    Errors fail every run unless `strict` is false.
    """
    levels = Counter(problem.level for problem in problems)
    if not quiet:
        _report_losses(problems, levels["problem"])
    strict = settings.read.strict
    if levels["error"] and strict is None:
        say("The exit code is 1; with --no-strict it is 0.", style="red")
    if (levels["error"] and strict is not False) or (strict and levels["problem"] + faults):
        raise typer.Exit(1)


def _report_losses(problems: Sequence[Problem], count: int) -> None:
    errors = [problem for problem in problems if problem.level == "error"]
    for error in errors[:_TOP]:
        say(str(error), style="red")
    if len(errors) > _TOP:
        say(f"{len(errors) - _TOP} more errors in the input", style="red")
    if count:
        say(f"{count} problems in the input; list them with `kgraph lint`.", style="yellow")

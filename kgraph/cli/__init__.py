"""The command line: each command parses its arguments, calls the library and prints the result."""

from __future__ import annotations

import io
import sys
from typing import Annotated, NoReturn

import typer

from kgraph._version import __version__
from kgraph.cli import (
    bibliography,
    curation,
    installation,
    links,
    papers,
    ranks,
    rdf,
    records,
    statements,
    subjects,
    training,
)
from kgraph.cli.printing import say
from kgraph.errors import KgraphError, QueryTimeout

_FAILED = 2
_INTERRUPTED = 130
_TIMED_OUT = 124  # as timeout(1)

app = typer.Typer(
    name="kgraph",
    help="Build knowledge graphs from paper abstracts, with evidence for every link.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    *(papers.build, papers.extract, papers.lint, papers.sample),
    *(records.enrich, records.fetch),
    *(links.why, links.similar, links.path),
    *(ranks.top, bibliography.authors, bibliography.venues),
    *(subjects.communities, subjects.bridges, subjects.gaps, subjects.trends, subjects.diff),
    *(statements.claims, statements.matrix, statements.adoption, statements.contradictions),
    *(rdf.query, rdf.validate, rdf.serve),
    *(curation.evaluate, training.train, curation.reconcile),
    installation.doctor,
):
    app.command()(command)


def _print_version(is_set: bool) -> None:
    if is_set:
        typer.echo(f"kgraph {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


def main() -> NoReturn:
    """Run the command line and exit; an error of kgraph prints its message and exits with 2."""
    _use_utf8()
    try:
        app()
    except KgraphError as error:
        say(f"kgraph: {error}", style="red")
        sys.exit(_TIMED_OUT if isinstance(error, QueryTimeout) else _FAILED)
    except SystemExit as end:
        if end.code == _INTERRUPTED:  # typer turns KeyboardInterrupt into this code
            say("kgraph: interrupted")
        raise
    sys.exit(0)


def _use_utf8() -> None:
    """Write UTF-8 whatever the locale, so that any text can be printed, with the same bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a closed stream is None
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")

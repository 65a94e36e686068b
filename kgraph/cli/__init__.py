"""The command line: each command parses its arguments, makes one call to the library and prints what it returns."""

from __future__ import annotations

import io
import sys
from typing import Annotated, NoReturn

import typer

from kgraph._version import __version__
from kgraph.cli import links, papers, quality, ranks, rdf, reconcile, subjects
from kgraph.cli.printing import say
from kgraph.errors import KgraphError
from kgraph.sparql.process import QueryTimeout

_INTERRUPTED = 130
_STOPPED = 124  # as timeout(1) has it

app = typer.Typer(
    name="kgraph",
    help="Turn a pile of paper abstracts into a knowledge graph with evidence on every link.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    *(papers.build, papers.extract, papers.lint),
    *(links.why, links.similar, links.path),
    *(ranks.top,),
    *(subjects.communities, subjects.bridges, subjects.gaps, subjects.trends, subjects.diff),
    *(rdf.query, rdf.validate, rdf.serve),
    *(quality.evaluate, reconcile.reconcile),
):
    app.command()(command)


def _print_version(wanted: bool) -> None:
    if wanted:
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
    """Run the command line; a failure that kgraph foresees ends with its message and exit code 2, Ctrl-C with 130."""
    _write_utf8()
    try:
        app()
    except KgraphError as error:
        say(f"kgraph: {error}", style="red")
        sys.exit(_STOPPED if isinstance(error, QueryTimeout) else 2)
    except SystemExit as end:
        if end.code == _INTERRUPTED:  # typer has turned the KeyboardInterrupt into it
            say("kgraph: interrupted")
        raise
    sys.exit(0)


def _write_utf8() -> None:
    """Write UTF-8 whatever the locale: what is printed is the same everywhere, and any text can be printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None where it is closed
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")

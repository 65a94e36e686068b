"""Commands on a build's RDF: query, validate and serve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.parameters import Folder
from kgraph.cli.printing import open_console, say
from kgraph.errors import KgraphError
from kgraph.sparql.formats import ResultFormat
from kgraph.sparql.request import DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT


def query(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A folder that `kgraph build` wrote.")
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION|FILE.rq NAME=VALUE", help="A question and its parameters."
        ),
    ] = None,
    expression: Annotated[str | None, typer.Option("-e", help="The query itself.")] = None,
    format: Annotated[
        ResultFormat | None, typer.Option(help="How to print it (table; ttl for triples).")
    ] = None,
    timeout: Annotated[
        float, typer.Option(help="Seconds that the query may take.")
    ] = DEFAULT_TIMEOUT,
    memory: Annotated[
        int, typer.Option(help="MiB that the query may take beside the export.")
    ] = DEFAULT_MEMORY_MB,
    allow_service: Annotated[
        list[str] | None, typer.Option(help="An https address that SERVICE may ask.")
    ] = None,
    list_all: Annotated[
        bool, typer.Option("--list", help="List the questions that come with kgraph.")
    ] = False,
) -> None:
    """Ask a build's RDF one of the questions that come with kgraph, or a SPARQL query."""
    from kgraph.sparql.formats import MEDIA_TYPES
    from kgraph.sparql.query import run_query

    if list_all:
        _print_questions()
        return
    if folder is None:
        raise typer.BadParameter("give a folder that `kgraph build` wrote")
    question, parameters = _question(words or [], expression)
    names: tuple[ResultFormat, ...] = (format,) if format else ("table", "ttl")
    _, body = run_query(
        folder, question, [MEDIA_TYPES[name] for name in names], timeout=timeout, memory_mb=memory,
        allow_service=allow_service or (), parameters=parameters, width=open_console().width,
    )  # fmt: skip
    typer.echo(body, nl=False)


def validate(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A build's folder, or a .nt or .ttl file.")
    ],
    most: Annotated[int, typer.Option(min=1, help="How many faults of one check to print.")] = 20,
    shacl: Annotated[
        int, typer.Option(min=0, help="How many papers to check with pySHACL, too.")
    ] = 0,
) -> None:
    """Check that an export says what it must and that a build's files agree; exit with 1 if not."""
    from kgraph.validate.validation import validate as check

    found = check(folder, most=most, shacl=shacl)
    for fault in found.faults:
        typer.echo(str(fault))
    say(str(found), style="red" if found.faults else "")
    if found.faults:
        raise typer.Exit(1)


def serve(
    folder: Folder,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")
    ] = 8000,
    timeout: Annotated[float, typer.Option(help="Seconds that a query may take.")] = 30,
    memory: Annotated[int, typer.Option(min=1, help="MiB that a query may take.")] = 1024,
    processes: Annotated[
        int | None, typer.Option(min=1, help="Queries at a time [one per processor].")
    ] = None,
    allow_origin: Annotated[
        list[str] | None, typer.Option(help="An origin whose pages may ask too.")
    ] = None,
) -> None:
    """Serve a build on this machine: explorer, SPARQL endpoint, query page and linked data."""
    from kgraph.serve.server import serve as run

    def announce(address: str) -> None:
        typer.echo(f"Serving {folder} at {address} (queries at {address}query). Ctrl-C stops it.")

    run(
        folder, announce=announce, port=port, timeout=timeout, memory_mb=memory,
        processes=processes, origins=tuple(allow_origin or ()),
    )  # fmt: skip


def _question(words: Sequence[str], expression: str | None) -> tuple[str, dict[str, str]]:
    """Tell a question's name, or the text of the query, from its parameters."""
    first = [words[0]] if expression is None and words else []
    if not first and expression is None:
        raise typer.BadParameter(
            "give either a query file or -e 'SELECT …', or the name of a question (see --list)"
        )
    parameters = words[len(first) :]
    for word in parameters:
        if "=" not in word:
            raise typer.BadParameter(f"{word!r} is no parameter: write NAME=VALUE")
    values = {name: value for name, _, value in (word.partition("=") for word in parameters)}
    if expression is not None:
        return expression, values
    return (_read_text(Path(first[0])) if "." in first[0] or "/" in first[0] else first[0]), values


def _print_questions() -> None:
    from kgraph.sparql.question import KINDS, list_questions, quote

    for question in list_questions():
        examples = "".join(
            f" {parameter.name}={quote(parameter.example)}" for parameter in question.parameters
        )
        typer.echo(f"{question.name}{examples}\n    {question.title}")
    typer.echo("\nHow parameters are written:")
    for kind, how in KINDS.items():
        typer.echo(f"    {kind}: {how}")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KgraphError(
            f"{path}: cannot be read ({error}). Give a file with a SPARQL query."
        ) from error

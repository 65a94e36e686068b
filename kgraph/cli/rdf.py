"""Commands on the RDF of a build: query, validate and serve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.options import Folder
from kgraph.cli.printing import open_console, say
from kgraph.cli.progress import show_work
from kgraph.errors import InputError
from kgraph.extras import needs
from kgraph.sparql.formats import ResultFormat
from kgraph.sparql.limits import QUERY_LIMITS, SERVE_LIMITS, Limits

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="QUESTION|FILE.rq NAME=VALUE",
        help="Name of a question or a query file, and parameters.",
    ),
]
Timeout = Annotated[float, typer.Option(help="Time limit for a query, in seconds.")]
Services = Annotated[
    list[str] | None,
    typer.Option(metavar="URL", help="Allow SERVICE to query this https address. Can be repeated."),
]
Origins = Annotated[
    list[str] | None,
    typer.Option(metavar="URL", help="Accept requests from this origin too. Can be repeated."),
]


def query(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Folder of a build.")] = None,
    words: Words = None,
    expression: Annotated[
        str | None, typer.Option("-e", metavar="SPARQL", help="Query text instead of a file.")
    ] = None,
    format: Annotated[
        ResultFormat | None,
        typer.Option(help="Output format.", show_default="table, or ttl for triples"),
    ] = None,
    timeout: Timeout = QUERY_LIMITS.seconds,
    memory: Annotated[
        int, typer.Option(help="Memory limit for a query in MiB, in addition to the export.")
    ] = QUERY_LIMITS.memory_mb,
    allow_service: Services = None,
    list_all: Annotated[
        bool, typer.Option("--list", help="List the questions and their parameters.")
    ] = False,
) -> None:
    """Query the RDF of a build with a question that comes with kgraph, or with SPARQL."""
    from kgraph.sparql.client import run_query
    from kgraph.sparql.formats import MEDIA_TYPES

    if list_all:
        _print_questions()
        return
    if folder is None:
        raise typer.BadParameter("missing argument DIR, the folder of a build")
    question, parameters = _parse_words(words or [], expression)
    names: tuple[ResultFormat, ...] = (format,) if format else ("table", "ttl")
    with show_work("Querying"):
        _, body = run_query(
            folder, question, [MEDIA_TYPES[name] for name in names], limits=Limits(timeout, memory),
            allow_service=allow_service or (), parameters=parameters, width=open_console().width,
        )  # fmt: skip
    typer.echo(body, nl=False)


def validate(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Folder of a build, or one .nt, .ttl or .jsonld file."),
    ],
    most: Annotated[
        int, typer.Option(min=1, help="Maximum number of faults to print per check.")
    ] = 20,
    shacl: Annotated[
        int, typer.Option(min=0, help="Number of papers to check with pySHACL as well.")
    ] = 0,
) -> None:
    """Check the RDF of a build and its other files; exit with code 1 if there are faults."""
    from kgraph.validate.validation import validate as check

    with show_work("Reading the build") as work:
        validation = check(folder, most=most, shacl=shacl, track=work.track)
    for fault in validation.faults:
        typer.echo(str(fault))
    say(str(validation), style="red" if validation.faults else "")
    if validation.faults:
        raise typer.Exit(1)


def serve(
    folder: Folder,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 8000,
    timeout: Timeout = SERVE_LIMITS.seconds,
    memory: Annotated[
        int, typer.Option(min=1, help="Memory limit for a query, in MiB.")
    ] = SERVE_LIMITS.memory_mb,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="Number of queries at a time.", show_default="one per processor"),
    ] = None,
    allow_origin: Origins = None,
) -> None:
    """Serve a build on this machine: explorer, query page, SPARQL endpoint and linked data."""
    with needs("serve", "kgraph serve"):
        from kgraph.serve.server import serve as run

    def announce(address: str) -> None:
        typer.echo(
            f"Serving {folder} at {address} (query page: {address}query). Press Ctrl-C to stop."
        )

    run(
        folder, announce=announce, port=port, limits=Limits(timeout, memory), processes=processes,
        origins=tuple(allow_origin or ()),
    )  # fmt: skip


def _parse_words(words: Sequence[str], expression: str | None) -> tuple[str, dict[str, str]]:
    """Return the name of the question, or the text of the query, and the parameters."""
    if expression is not None:
        return expression, _parse_parameters(words)
    if not words:
        raise typer.BadParameter(
            "give the name of a question (see --list), a query file, or -e 'SELECT …'"
        )
    first, *rest = words
    parameters = _parse_parameters(rest)
    # The name of a question contains neither a dot nor a slash.
    return (_read_text(Path(first)) if "." in first or "/" in first else first), parameters


def _parse_parameters(words: Sequence[str]) -> dict[str, str]:
    for word in words:
        if "=" not in word:
            raise typer.BadParameter(f"{word!r} is not a parameter; write NAME=VALUE")
    return {name: value for name, _, value in (word.partition("=") for word in words)}


def _print_questions() -> None:
    from kgraph.sparql.question import KINDS, list_questions, quote

    for question in list_questions():
        examples = "".join(
            f" {parameter.name}={quote(parameter.example)}" for parameter in question.parameters
        )
        typer.echo(f"{question.name}{examples}\n    {question.title}")
    typer.echo("\nParameter values:")
    for kind, syntax in KINDS.items():
        typer.echo(f"    {kind}: {syntax}")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"{path}: cannot be read ({reason}). Give a text file with a SPARQL query."
        ) from error

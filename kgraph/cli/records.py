"""Commands that find records of papers: enrich and fetch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.cli.options import Columns, ConfigFile, Format, Inputs, OutputFile, Strict, to_settings
from kgraph.cli.output import finish, write_lines
from kgraph.cli.printing import say
from kgraph.cli.progress import show_work
from kgraph.errors import InputError
from kgraph.types import SearchName, ServiceName

if TYPE_CHECKING:
    from kgraph.enrich.enrichment import Enrichment
    from kgraph.enrich.review import Marks
    from kgraph.read.papers import Item

Email = Annotated[
    str, typer.Option(metavar="ADDRESS", help="Your address, for the operator of the service.")
]


def enrich(
    inputs: Inputs,
    sources: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="FILE", help="File or folder of records. Can be repeated."),
    ] = None,
    online: Annotated[
        ServiceName | None,
        typer.Option("--online", help="Service on the web to search for records."),
    ] = None,
    email: Email = "",
    output: OutputFile = None,
    review: Annotated[
        Path | None,
        typer.Option(help="File of doubtful matches.", show_default="OUTPUT.review.csv"),
    ] = None,
    accept: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Review file, to take the matches marked yes."),
    ] = None,
    format: Format = None,
    columns: Columns = None,
    config: ConfigFile = None,
    strict: Strict = None,
) -> None:
    """Give papers the year, authors, venue and ids that they lack, from other records of them."""
    from kgraph.enrich.enrichment import enrich_papers
    from kgraph.enrich.lines import iter_lines
    from kgraph.enrich.online.search import find_records
    from kgraph.enrich.review import check_review, read_marks, write_review
    from kgraph.read.files import check_output
    from kgraph.read.papers import iter_papers, read_inputs

    settings = to_settings(config, format=format, columns=columns, strict=strict)
    sources = sources or []
    if not sources and not online:
        raise InputError(
            "no records are given. Name files with --from, or a service with --online."
        )
    review = review or (output and output.with_suffix(".review.csv"))
    for path in filter(None, (output, review)):
        check_output(path, [*inputs, *sources])
    if review:
        check_review(review, accept)
    marks = read_marks(accept) if accept else {}
    accepted = {key for key, mark in marks.items() if mark.word == "yes"}
    with show_work("Reading") as work:
        reading = read_inputs(inputs, settings.read)
        found: Iterable[Item] = iter_papers(*sources, max_chars=settings.read.max_chars)
        if online:
            found = chain(found, find_records(reading, online, email=email, track=work.track))
        result = enrich_papers(reading, found, accepted=accepted)
    write_lines(iter_lines(result.papers), output)
    if review:
        write_review(review, result.doubtful, marks)
    _print_summary(result, review)
    unused = _report_unused(result, marks, accept)
    finish([*reading.problems, *result.problems], settings, faults=unused)


def fetch(
    service: Annotated[SearchName, typer.Argument(help="Service.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Query, as the service takes it.")],
    output: OutputFile = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Largest number of papers.", show_default="all")
    ] = None,
    since: Annotated[
        int | None, typer.Option(min=1800, max=2100, metavar="YEAR", help="First year.")
    ] = None,
    email: Email = "",
) -> None:
    """Fetch the papers that a service on the web finds for a query, as JSON Lines."""
    from kgraph.enrich.lines import iter_lines
    from kgraph.enrich.online.search import fetch_papers
    from kgraph.read.files import check_output

    if output:
        check_output(output, [])
    with show_work("Fetching"):
        papers = list(fetch_papers(service, query, limit=limit, since=since, email=email))
    write_lines(iter_lines(papers), output)
    say(f"{len(papers):,} papers")


def _print_summary(result: Enrichment, review: Path | None) -> None:
    """Print how many papers were matched by which rule, what they lack, and what is doubtful."""
    matched, papers = result.matched, len(result.papers)
    rules = f" ({_counts(matched)})" if matched else ""
    say(f"{sum(matched.values()):,} of {papers:,} papers matched{rules}")
    say(f"still missing: {_counts(result.missing) or 'nothing'}")
    if open_matches := len(result.doubtful) - len(result.accepted):
        where = (
            f"Write yes in column accept of {review}, then run this again with --accept {review}."
            if review
            else "List them with --review FILE."
        )
        say(f"{open_matches:,} doubtful matches were not taken. {where}", style="yellow")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _report_unused(result: Enrichment, marks: Marks, accept: Path | None) -> int:
    """Report the marks that fit no doubtful match, and return their number."""
    keys = {match.key for match in result.doubtful}
    unused = [mark for key, mark in marks.items() if mark.word == "yes" and key not in keys]
    for mark in unused:
        say(f"{accept}:{mark.line}: ignored: it fits no doubtful match of this run", style="yellow")
    return len(unused)

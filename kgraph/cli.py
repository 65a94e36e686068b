"""The command line: each command parses its arguments, makes one call to the library and prints what it returns."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar, get_args

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from kgraph._version import __version__
from kgraph.errors import KgraphError
from kgraph.sparql.formats import ResultFormat
from kgraph.sparql.process import QueryTimeout
from kgraph.sparql.request import DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT
from kgraph.types import LABELS, EvidenceForm, InputFormat, Label, Measure, Paper

if TYPE_CHECKING:
    from kgraph.analyse.diff import Difference
    from kgraph.analyse.path import MentionPath
    from kgraph.analyse.why import Evidence, Explanation
    from kgraph.config import Settings
    from kgraph.quality.clusters import Misgrouping
    from kgraph.quality.errors import Confusion
    from kgraph.quality.gold import MarkedPaper
    from kgraph.quality.scores import Score
    from kgraph.types import KnowledgeGraph, Reading

T = TypeVar("T")

app = typer.Typer(
    name="kgraph",
    help="Turn a pile of paper abstracts into a knowledge graph with evidence on every link.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# Data that is not read on a terminal is not cut to the width of one.
_PIPE_WIDTH = 200
_TOP = 10
_VIA = 4
_LEFT = frozenset(["entity", "label", "id", "measure", "paper", "shared", "other", "both go with", "read", "and read"])
_INTERRUPTED = 130
_STOPPED = 124  # as timeout(1) has it


Inputs = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, or - for standard input.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `kgraph build` wrote.")]
PaperName = Annotated[str, typer.Argument(metavar="PAPER", help="An id, an arXiv id, a DOI, or part of a title.")]
Format = Annotated[InputFormat | None, typer.Option("--format", help="Force the format of the inputs.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="A file with the settings to change.")]
Strict = Annotated[bool | None, typer.Option("--strict/--no-strict", help="Exit with 1 when a record is odd.")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that extract.")]
MinScore = Annotated[float | None, typer.Option("--min-score", min=0, max=1, help="Leave out mentions below this.")]
Aliases = Annotated[Path | None, typer.Option("--aliases", help="An edited copy of a build's aliases.csv.")]
Lexicon = Annotated[list[Path] | None, typer.Option("--lexicon", help="A lexicon of your own, beside kgraph's.")]
Most = Annotated[int, typer.Option("-n", min=1, help="How many.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
MinPapers = Annotated[int, typer.Option("--min-papers", min=1, help="Only entities in so many papers.")]
OfLabel = Annotated[Label | None, typer.Option("--label", help="Only entities with this label.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kgraph {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def build(
    inputs: Inputs,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The folder to write [exports/NAME].")] = None,
    format: Format = None,
    config: ConfigFile = None,
    only: Annotated[str | None, typer.Option(help="Outputs: html,rdf,graphml,tables,report [all].")] = None,
    strict: Strict = None,
    workers: Workers = None,
    min_score: MinScore = None,
    aliases: Aliases = None,
    lexicon: Lexicon = None,
    base_iri: Annotated[str | None, typer.Option("--base-iri", help="Where the IRIs of the RDF begin.")] = None,
    abstracts: Annotated[bool | None, typer.Option("--abstracts/--no-abstracts", help="Abstracts in the RDF.")] = None,
    evidence: Annotated[EvidenceForm | None, typer.Option(help="Mentions in the RDF: nif, or oa beside it.")] = None,
) -> None:
    """Build the knowledge graph of papers and write it to a folder."""
    from kgraph.pipeline import build_folder

    settings = _settings(
        config, format=format, strict=strict, workers=workers, min_score=min_score,
        aliases=aliases, lexicon=lexicon, only=only, base_iri=base_iri, abstracts=abstracts, evidence=evidence,
    )  # fmt: skip
    folder = output or Path("exports") / _name(inputs[0])
    kg, reading = build_folder(inputs, folder, settings=settings, track=_track)
    _print_summary(kg, reading, folder, settings)
    _finish(reading, settings, faults=_say_lost_edits(kg, settings))


@app.command()
def extract(
    inputs: Inputs,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write [standard output].")] = None,
    format: Format = None,
    config: ConfigFile = None,
    strict: Strict = None,
    workers: Workers = None,
    min_score: MinScore = None,
) -> None:
    """Find the mentions in papers: one JSON line a paper."""
    from kgraph.export.mentions import iter_mention_lines
    from kgraph.pipeline import build as build_graph

    settings = _settings(config, format=format, strict=strict, workers=workers, min_score=min_score)
    if output is not None:
        _check_output(output, inputs)
    reading = _read(inputs, settings)
    kg = build_graph(reading, settings=settings, track=_track)
    lines = (line + "\n" for line in iter_mention_lines(kg))
    if output is None:
        sys.stdout.writelines(lines)
    else:
        _write_lines(output, lines)
    _finish(reading, settings, faults=_say_lost_edits(kg, settings))


@app.command()
def lint(inputs: Inputs, format: Format = None, config: ConfigFile = None, strict: Strict = None) -> None:
    """List every odd record with its file, its line and the decision taken."""
    settings = _settings(config, format=format, strict=strict)
    reading = _read(inputs, settings)
    for problem in reading.problems:
        typer.echo(str(problem))
    records = sum(file.records for file in reading.files)
    levels = Counter(problem.level for problem in reading.problems)
    _say(
        f"{records:,} records in {len(reading.files)} files, {len(reading):,} different papers, "
        f"{levels['problem']} problems, {levels['note']} notes"
    )
    _finish(reading, settings, quiet=True)


@app.command()
def why(
    folder: Folder,
    paper: PaperName,
    other: Annotated[str, typer.Argument(help="Another.")],
) -> None:
    """Say why two papers are linked: what they share, what it weighs, and both sentences."""
    from kgraph.analyse.why import why as explain
    from kgraph.export.tables import read_tables

    _print_explanation(explain(read_tables(folder), paper, other))


@app.command()
def top(
    folder: Folder,
    by: Annotated[Measure, typer.Option(help="The measure of centrality.")] = "pagerank",
    label: OfLabel = None,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the most central entities."""
    from kgraph.analyse.centrality import top_entities
    from kgraph.export.tables import read_tables

    ranked = top_entities(read_tables(folder), by, label=label, n=n)
    header = ("rank", "entity", "label", "papers", by, "id")
    rows = [(i, e.name, e.label, e.paper_count, f"{score:.6f}", e.id) for i, (e, score) in enumerate(ranked, 1)]
    _print_rows(header, rows, as_csv)


@app.command()
def similar(
    folder: Folder,
    paper: PaperName,
    n: Most = 10,
    as_csv: AsCsv = False,
) -> None:
    """List the papers most like one, with the specific entities they share."""
    from kgraph.analyse.similar import similar_papers
    from kgraph.export.tables import read_tables

    found = similar_papers(read_tables(folder), paper, n)
    rows = [
        (i, f"{s.score:.3f}", f"{s.weight:.2f}", s.paper.id, s.paper.title, ", ".join(e.name for e in s.shared))
        for i, s in enumerate(found, 1)
    ]
    _print_rows(("rank", "score", "nats", "id", "paper", "shared"), rows, as_csv)


@app.command()
def path(
    folder: Folder,
    start: Annotated[str, typer.Argument(help="A paper or an entity: an id, a name, or part of a title.")],
    end: Annotated[str, typer.Argument(help="Another.")],
) -> None:
    """Show how two papers or entities hang together: the shortest path of specific entities, with its sentences."""
    from kgraph.analyse.path import find_path
    from kgraph.export.tables import read_tables

    _print_path(find_path(read_tables(folder), start, end))


@app.command()
def bridges(folder: Folder, min_papers: MinPapers = 3, n: Most = 20, as_csv: AsCsv = False) -> None:
    """List the entities that join communities of papers."""
    from kgraph.analyse.bridges import find_bridges, find_paper_communities, name_paper_communities
    from kgraph.export.tables import read_tables

    kg = read_tables(folder)
    communities = find_paper_communities(kg)
    found = find_bridges(kg, communities=communities, min_papers=min_papers, n=n)
    rows = [
        (i, b.entity.name, b.entity.label, f"{b.participation:.3f}", f"{b.expected:.3f}", *b.counts, b.entity.id)
        for i, b in enumerate(found, 1)
    ]
    numbers = tuple(str(number) for number in range(1, len(communities) + 1))
    _print_rows(("rank", "entity", "label", "participation", "by chance", *numbers, "id"), rows, as_csv)
    if not as_csv:
        typer.echo("\nCommunities, with their papers and what tells them apart:")
        for number, community, names in zip(
            numbers, communities, name_paper_communities(kg, communities), strict=True
        ):  # fmt: skip
            typer.echo(f"{number:>4}  {len(community):>5}  {', '.join(names)}")


@app.command()
def gaps(
    folder: Folder,
    label: OfLabel = None,
    other: Annotated[Label | None, typer.Option("--other", help="The label of the other [any].")] = None,
    min_papers: MinPapers = 2,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the entities that no paper mentions together though the same others go with both."""
    from kgraph.analyse.gaps import find_gaps
    from kgraph.export.tables import read_tables

    found = find_gaps(read_tables(folder), label=label, other=other, min_papers=min_papers, n=n)
    rows = [
        (
            *(i, g.a.name, g.b.name, f"{g.score:.3f}", f"{g.expected:.2f}", f"{g.chance:.2f}"),
            *(", ".join(e.name for e in g.via[:_VIA]), " ".join(g.papers_a), " ".join(g.papers_b)),
        )
        for i, g in enumerate(found, 1)
    ]
    header = ("rank", "entity", "other", "score", "expected", "none by chance", "both go with", "read", "and read")
    _print_rows(header, rows, as_csv)


@app.command()
def trends(
    folder: Folder,
    entities: Annotated[list[str] | None, typer.Argument(metavar="[ENTITY]...", help="Ids or names [all].")] = None,
    label: OfLabel = None,
    falling: Annotated[bool, typer.Option("--falling", help="Those whose share falls.")] = False,
    min_papers: MinPapers = 5,
    n: Most = 20,
    as_csv: AsCsv = False,
) -> None:
    """List the entities whose share of the papers rises the most clearly, or the years of some entities."""
    from kgraph.analyse.trends import count_years, find_trends
    from kgraph.export.tables import read_tables

    kg = read_tables(folder)
    if entities:
        rows = [(name, y.year, y.count, y.papers, f"{y.share:.3f}") for name in entities for y in count_years(kg, name)]
        _print_rows(("entity", "year", "papers", "of", "share"), rows, as_csv)
        return
    found = find_trends(kg, label=label, min_papers=min_papers, falling=falling, n=n)
    years = tuple(str(year.year) for year in found[0].years) if found else ()
    _print_rows(
        ("rank", "entity", "label", "z", "p", *years),
        [
            (i, t.entity.name, t.entity.label, f"{t.z:.2f}", f"{t.p:.1e}", *(y.count for y in t.years))
            for i, t in enumerate(found, 1)
        ],
        as_csv,
    )


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A folder that `kgraph build` wrote.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one, of the same kgraph and settings.")],
    n: Most = 20,
) -> None:
    """Say what changed between two builds: entities new and gone, more or less frequent, and new bridges."""
    from kgraph.analyse.diff import diff as compare
    from kgraph.export.tables import read_tables

    _print_difference(compare(read_tables(old), read_tables(new)), n)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated papers, see docs/reference.md.")],
    predicted: Annotated[Path | None, typer.Option(help="What `kgraph extract` wrote [extract now].")] = None,
    config: ConfigFile = None,
    workers: Workers = None,
    errors: Annotated[int, typer.Option(min=0, help="How many frequent confusions to print.")] = 0,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print only the measures, as CSV.")] = False,
) -> None:
    """Measure the extraction against annotated papers."""
    from kgraph.quality import gold as marked
    from kgraph.quality.clusters import find_merges, find_splits
    from kgraph.quality.errors import find_confusions
    from kgraph.quality.given import predict_given
    from kgraph.quality.scores import measure

    settings = _settings(config, workers=workers)
    right = marked.read_marked(gold)
    found = marked.pair(right, marked.read_marked(predicted)) if predicted else marked.predict(right, settings)
    header, rows = _score_rows(measure(right, found))
    _print_rows(header, rows, as_csv)
    if as_csv:
        return
    _print_scores(right, found)
    given = predict_given(right, settings)
    _print_groupings(right, given, found)
    for confusion in find_confusions(right, found, most=errors):
        _print_confusion(confusion)
    for wrong in (*find_splits(right, given, most=errors), *find_merges(right, given, most=errors)):
        _print_misgrouping(wrong)


@app.command()
def query(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="A folder that `kgraph build` wrote.")] = None,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUESTION|FILE.rq] [NAME=VALUE]...", help="A question and its parameters."),
    ] = None,
    expression: Annotated[str | None, typer.Option("-e", help="The query itself.")] = None,
    format: Annotated[ResultFormat | None, typer.Option(help="How to print it (table; ttl for triples).")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds that the query may take.")] = DEFAULT_TIMEOUT,
    memory: Annotated[int, typer.Option(help="MiB that the query may take beside the export.")] = DEFAULT_MEMORY_MB,
    allow_service: Annotated[list[str] | None, typer.Option(help="An https address that SERVICE may ask.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the questions that come with kgraph.")] = False,
) -> None:
    """Ask a build's RDF one of the questions that come with kgraph, or a SPARQL query."""
    from kgraph.sparql.formats import MEDIA_TYPES
    from kgraph.sparql.run import run_query

    if list_all:
        _print_questions()
        return
    if folder is None:
        raise typer.BadParameter("give a folder that `kgraph build` wrote")
    question, parameters = _question(words or [], expression)
    names: tuple[ResultFormat, ...] = (format,) if format else ("table", "ttl")
    _, body = run_query(
        folder, question, [MEDIA_TYPES[name] for name in names], timeout=timeout, memory_mb=memory,
        allow_service=allow_service or (), parameters=parameters, width=_console().width,
    )  # fmt: skip
    typer.echo(body, nl=False)


@app.command()
def reconcile(
    lexicon: Annotated[Path, typer.Argument(metavar="LEXICON", help="A CSV file with the columns label and name.")],
    review: Annotated[Path | None, typer.Option(help="The review file [LEXICON with .review.csv].")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Write the accepted candidates into the lexicon.")] = False,
    service: Annotated[str | None, typer.Option(help="The service to ask [Wikidata's].")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Candidates per name.")] = 5,
    rate: Annotated[float, typer.Option(min=0.01, help="Requests per second, at most.")] = 2.0,
) -> None:
    """Find ids for a lexicon's names, such as Wikidata's: candidates into a review file, accepted ones back."""
    if accept:
        from kgraph.reconcile.accept import accept_candidates

        ids = accept_candidates(lexicon, review)
        _say(f"{ids.added:,} ids added to {lexicon}, {ids.known:,} were there already")
        return
    from kgraph.reconcile.collect import collect_candidates
    from kgraph.reconcile.service import WIKIDATA

    done = collect_candidates(
        lexicon,
        review,
        service=service or WIKIDATA,
        limit=limit,
        rate=rate,
        track=lambda batches, total: _track(batches, total, "Asking"),
    )
    if done.was_cut:
        _say(f"{done.review}: the last line was cut; its name was asked about again.", style="yellow")
    _say(
        f"{done.asked:,} names asked about, {done.found:,} with candidates, {done.known:,} known before. "
        f"Write yes under accept in {done.review}, then run `kgraph reconcile` with --accept."
    )


@app.command()
def validate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A build's folder, or a .nt or .ttl file.")],
    most: Annotated[int, typer.Option(min=1, help="How many faults of one check to print.")] = 20,
    shacl: Annotated[int, typer.Option(min=0, help="How many papers to check with pySHACL, too.")] = 0,
) -> None:
    """Check that an export says what it must and that a build's files agree; exit with 1 if not."""
    from kgraph.validate.run import validate as check

    found = check(folder, most=most, shacl=shacl)
    for fault in found.faults:
        typer.echo(str(fault))
    _say(str(found), style="red" if found.faults else "")
    if found.faults:
        raise typer.Exit(1)


@app.command()
def serve(
    folder: Folder,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")] = 8000,
    timeout: Annotated[float, typer.Option(help="Seconds that a query may take.")] = 30,
    memory: Annotated[int, typer.Option(min=1, help="MiB that a query may take.")] = 1024,
    processes: Annotated[int | None, typer.Option(min=1, help="Queries at a time [one per processor].")] = None,
    allow_origin: Annotated[list[str] | None, typer.Option(help="An origin whose pages may ask too.")] = None,
) -> None:
    """Serve a build on this machine: explorer, SPARQL endpoint, query page and linked data."""
    from kgraph.serve.run import serve as run

    def announce(address: str) -> None:
        typer.echo(f"Serving {folder} at {address} (queries at {address}query). Ctrl-C stops it.")

    run(
        folder, announce=announce, port=port, timeout=timeout, memory_mb=memory,
        processes=processes, origins=tuple(allow_origin or ()),
    )  # fmt: skip


def main() -> NoReturn:
    """Run the command line; a failure that kgraph foresees ends with its message and exit code 2, Ctrl-C with 130."""
    _write_utf8()
    try:
        app()
    except KgraphError as error:
        _say(f"kgraph: {error}", style="red")
        sys.exit(_STOPPED if isinstance(error, QueryTimeout) else 2)
    except SystemExit as end:
        if end.code == _INTERRUPTED:  # typer has turned the KeyboardInterrupt into it
            _say("kgraph: interrupted")
        raise
    sys.exit(0)


def _write_utf8() -> None:
    """Write UTF-8 whatever the locale: what is printed is the same everywhere, and any text can be printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None where it is closed
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _question(words: Sequence[str], expression: str | None) -> tuple[str, dict[str, str]]:
    """Tell a question's name, or the text of the query, from its parameters."""
    first = [words[0]] if expression is None and words else []
    if not first and expression is None:
        raise typer.BadParameter("give either a query file or -e 'SELECT …', or the name of a question (see --list)")
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
        examples = "".join(f" {parameter.name}={quote(parameter.example)}" for parameter in question.parameters)
        typer.echo(f"{question.name}{examples}\n    {question.title}")
    typer.echo("\nHow parameters are written:")
    for kind, how in KINDS.items():
        typer.echo(f"    {kind}: {how}")


def _settings(
    config: Path | None,
    *,
    format: InputFormat | None = None,
    strict: bool | None = None,
    workers: int | None = None,
    min_score: float | None = None,
    aliases: Path | None = None,
    lexicon: Sequence[Path] | None = None,
    only: str | None = None,
    base_iri: str | None = None,
    abstracts: bool | None = None,
    evidence: EvidenceForm | None = None,
) -> Settings:
    from kgraph.config import load_settings

    options: dict[str, dict[str, object]] = {
        "read": {"format": format, "strict": strict},
        "extract": {"workers": workers, "min_score": min_score},
        "resolve": {"aliases": aliases and str(aliases)},
        "export": {
            "only": only and [name.strip() for name in only.split(",")],
            "base_iri": base_iri,
            "abstracts": abstracts,
            "evidence": evidence,
        },
        "components": {"lexicon": {"extra": [str(path) for path in lexicon]} if lexicon else None},
    }
    return load_settings(config, options)


def _read(inputs: list[str], settings: Settings) -> Reading:
    from kgraph.read.papers import read_papers

    return read_papers(*inputs, format=settings.read.format, max_chars=settings.read.max_chars)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KgraphError(f"{path}: cannot be read ({error}). Give a file with a SPARQL query.") from error


def _check_output(output: Path, inputs: list[str]) -> None:
    """Refuse, before the work, an output that is one of the inputs or cannot be a file."""
    if output.is_dir() or not output.parent.is_dir():
        reason = "is a folder" if output.is_dir() else f"there is no folder {output.parent}"
        raise KgraphError(f"{output}: cannot be written ({reason}). Give another file with -o.")
    if output.exists() and any(path.samefile(output) for path in _iter_input_files(inputs)):
        raise KgraphError(f"{output}: is one of the inputs and would be overwritten. Give another file with -o.")


def _iter_input_files(inputs: list[str]) -> Iterator[Path]:
    for given in map(Path, inputs):
        if given.is_dir():
            visible = (path for path in given.rglob("[!.]*") if path.is_file())
            yield from (path for path in visible if not any(p.startswith(".") for p in path.relative_to(given).parts))
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
        raise KgraphError(f"{path}: cannot be written ({error.strerror}). Give another file with -o.") from error


def _name(given: str) -> str:
    return "stdin" if given == "-" else Path(given).resolve().stem


def _track(items: Iterator[T], total: int, doing: str = "Extracting") -> Iterable[T]:
    from rich.progress import track

    console = Console(stderr=True)
    return track(items, doing, total=total, console=console, transient=True, disable=not console.is_terminal)


def _say(message: str, style: str = "") -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text(message, style=style))


def _finish(reading: Reading, settings: Settings, *, faults: int = 0, quiet: bool = False) -> None:
    """Say how many records were odd, and exit with 1 where that, or another fault, is not allowed."""
    count = sum(problem.level == "problem" for problem in reading.problems)
    if count and not quiet:
        _say(f"{count} odd records; `kgraph lint` lists them with the decisions taken.", style="yellow")
    if count + faults and settings.read.strict:
        raise typer.Exit(1)


def _say_lost_edits(kg: KnowledgeGraph, settings: Settings) -> int:
    """Say which lines of the user's alias file fit nothing, and return how many."""
    lost = [row for row in kg.aliases if row.rule == "unknown"]
    for row in lost:
        place = f"{settings.resolve.aliases}: {row.surface!r} ({row.entity})"
        _say(f"{place}: {row.edit} fits no mention or names no entity; it is left out", style="yellow")
    return len(lost)


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def _print_table(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        table.add_column(name, justify="left" if name in _LEFT else "right")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    _console().print(table)


def _print_rows(header: tuple[str, ...], rows: Sequence[tuple[object, ...]], as_csv: bool) -> None:
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *rows])
    else:
        _print_table(header, rows)


def _print_path(found: MentionPath) -> None:
    console = _console()
    names = [node.title if isinstance(node, Paper) else node.name for node in found.nodes]
    console.print(f"{' - '.join(escape(name) for name in names)}\n\nlength {found.length:.2f}")
    for step in found.steps:
        entity = f"{escape(step.entity.name)}[/bold]  {step.entity.label}, {step.entity.paper_count} papers"
        console.print(f"\n[bold]{entity}, length {step.length:.2f}")
        console.print(_marked(step.evidence))


def _print_difference(found: Difference, n: int) -> None:
    console = _console()
    for what, entities in (("new", found.new), ("gone", found.gone)):
        listed = ", ".join(f"{entity.name} ({entity.paper_count})" for entity in entities[:n])
        console.print(f"[bold]{len(entities):,} {what} entities[/bold]  {escape(listed)}")
    console.print(f"{len(found.papers_new):,} new papers, {len(found.papers_gone):,} gone\n")
    _print_table(
        ("share", "entity", "label", "before", "of", "after", "of ", "p", "q"),
        [
            (
                *(way, c.entity.name, c.entity.label, c.before, c.papers_before, c.after, c.papers_after),
                *(f"{c.p:.1e}", f"{c.q:.3f}"),
            )
            for way, changes in (("rising", found.rising), ("falling", found.falling))
            for c in changes[:n]
        ],
    )
    listed = ", ".join(bridge.entity.name for bridge in found.bridges[:n])
    console.print(f"\n[bold]{len(found.bridges):,} new bridges[/bold]  {escape(listed)}")


def _score_rows(scores: Iterable[Score]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = ("measure", "label", "precision", "recall", "F1", "95 %", "correct", "predicted", "gold")
    rows: list[tuple[object, ...]] = [
        (
            score.kind,
            score.label or "all",
            *(f"{100 * value:.1f}" for value in (score.precision, score.recall, score.f1)),
            f"{100 * score.low:.1f}-{100 * score.high:.1f}",
            *(score.correct, score.predicted, score.gold),
        )
        for score in scores
    ]
    return header, rows


def _print_scores(right: Sequence[MarkedPaper], found: Sequence[MarkedPaper]) -> None:
    """Print what each lowest score leaves, and how far the scores are from the share that is right."""
    from kgraph.quality.scores import calibration_error, thresholds

    steps = [step / 10 for step in range(10)]
    typer.echo()
    _print_table(
        ("min score", "precision", "recall", "F1", "predicted"),
        (
            (row.score, *(f"{100 * value:.1f}" for value in (row.precision, row.recall, row.f1)), row.predicted)
            for row in thresholds(right, found, steps)
        ),
    )
    typer.echo(f"\nexpected calibration error of the scores: {calibration_error(right, found):.3f}")


def _print_groupings(right: Sequence[MarkedPaper], given: Sequence[MarkedPaper], found: Sequence[MarkedPaper]) -> None:
    """Print the B-cubed measures of the entities, with the gold spans given and with those that were found."""
    from kgraph.quality.clusters import By, measure_grouping

    typer.echo()
    _print_table(
        ("measure", "label", "precision", "recall", "F1", "95 %", "compared"),
        (
            (
                f"entities of {spans} spans (B-cubed)",
                f"by {score.by}",
                *(f"{100 * value:.1f}" for value in (score.precision, score.recall, score.f1)),
                f"{100 * score.low:.1f}-{100 * score.high:.1f}",
                f"{score.mentions:,} of {score.gold:,}",
            )
            for spans, predicted in (("gold", given), ("found", found))
            for by in get_args(By)
            for score in [measure_grouping(right, predicted, by=by)]
        ),
    )


def _print_misgrouping(wrong: Misgrouping) -> None:
    console = _console()
    console.print(f"\n{wrong.what} of {escape(wrong.name)}, cost {wrong.cost:.1f}")
    console.print(Text("\n".join(f"  {count} x {part}" for part, count in wrong.parts), style="dim"))


def _print_confusion(confusion: Confusion) -> None:
    console = _console()
    pair = escape(f"{confusion.gold or '-'} / {confusion.predicted or '-'}")
    console.print(f"\n{confusion.count} x {confusion.what}: {pair}")
    console.print(Text(f"  {confusion.paper}: {confusion.sentence}", style="dim"))


def _print_summary(kg: KnowledgeGraph, reading: Reading, folder: Path, settings: Settings) -> None:
    from kgraph.analyse.centrality import top_entities

    records = sum(file.records for file in reading.files)
    labels = Counter(entity.label for entity in kg.entities.values())
    console = _console()
    console.print(f"{len(kg.papers):,} papers from {records:,} records, {len(kg.links):,} links between them")
    of_label = ", ".join(f"{labels[label]:,} {label}" for label in LABELS)
    console.print(f"{len(kg.entities):,} entities ({of_label}) in {len(kg.mentions):,} mentions\n")
    ranked = top_entities(kg, n=_TOP)
    _print_table(
        ("most central", "entity", "label", "papers", "pagerank"),
        ((i, e.name, e.label, e.paper_count, f"{score:.4f}") for i, (e, score) in enumerate(ranked, 1)),
    )
    console.print(f"\nWrote {escape(str(folder))}")
    if "html" in settings.export.only:
        console.print(f"Open  {escape(str(folder / 'graph.html'))}")


def _print_explanation(found: Explanation) -> None:
    console = _console()
    for paper in (found.a, found.b):
        console.print(f"[bold]{escape(paper.title)}[/bold]  ({paper.id})")
    if found.weight:
        console.print(f"\nlink of weight {found.weight:.2f} nats")
    else:
        reason = "they share only entities too common to link papers" if found.shared else "they share no entity"
        console.print(f"\nno link: {reason}")
    for shared in found.shared:
        share = f"{shared.entity.idf:.2f} nats" if shared.links else "too common to link"
        entity = shared.entity
        console.print(f"\n[bold]{escape(entity.name)}[/bold]  {entity.label}, {entity.paper_count} papers, {share}")
        for evidence in (shared.evidence_a, shared.evidence_b):
            console.print(_marked(evidence))


def _marked(evidence: Evidence) -> Text:
    text = Text(f"  {evidence.mention.paper} {evidence.mention.field}: ", style="dim")
    text.append(evidence.sentence[: evidence.start], style="not dim")
    text.append(f"[{evidence.sentence[evidence.start : evidence.end]}]", style="not dim bold")
    return text.append(evidence.sentence[evidence.end :], style="not dim")

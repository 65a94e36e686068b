"""Commands to check and extend what extraction relies on: evaluate and reconcile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.markup import escape
from rich.text import Text

from kgraph.cli.options import ConfigFile, Workers, to_settings
from kgraph.cli.printing import (
    Row,
    open_console,
    print_rows,
    print_table,
    say,
)
from kgraph.cli.progress import show_progress, show_work

if TYPE_CHECKING:
    from kgraph.quality.clusters import Grouping, Misgrouping
    from kgraph.quality.confusions import Confusion
    from kgraph.quality.gold import AnnotatedPaper
    from kgraph.quality.scores import Score, Threshold
    from kgraph.reconcile.collect import Collected

SCORE_HEADER = (
    *("measure", "label", "precision", "recall", "F1", "95 %"),
    *("correct", "predicted", "gold"),
)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Annotated papers (JSON Lines).")],
    predicted: Annotated[
        Path | None,
        typer.Option(help="Output of `kgraph extract`.", show_default="extract now"),
    ] = None,
    config: ConfigFile = None,
    workers: Workers = None,
    errors: Annotated[
        int, typer.Option(min=0, help="Number of most frequent errors of each kind to print.")
    ] = 0,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print only the scores, as CSV.")] = False,
) -> None:
    """Evaluate extraction and resolution on annotated papers."""
    from kgraph.quality.gold import pair, read_annotated
    from kgraph.quality.predict import predict, predict_given
    from kgraph.quality.scores import measure

    settings = to_settings(config, workers=workers)
    labels = tuple(settings.labels)
    papers = read_annotated(gold, labels)
    if predicted:
        found = pair(papers, read_annotated(predicted, labels))
    else:
        with show_work("Reading") as work:
            found = predict(papers, settings, work.track)
    rows = score_rows(measure(papers, found, labels))
    print_rows(SCORE_HEADER, rows, as_csv, if_empty=f"{gold}: no papers")
    if not as_csv:
        _print_scores(papers, found)
        given = predict_given(papers, settings)
        _print_groupings(papers, given, found)
        _print_errors(papers, given, found, most=errors)


def reconcile(
    lexicon: Annotated[
        Path, typer.Argument(metavar="LEXICON", help="CSV file with columns label and name.")
    ],
    review: Annotated[
        Path | None,
        typer.Option(help="Review file.", show_default="LEXICON with suffix .review.csv"),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write the accepted ids into the lexicon.")
    ] = False,
    service: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Reconciliation service.", show_default="Wikidata"),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of candidates per name.")] = 5,
    rate: Annotated[float, typer.Option(min=0.01, help="Maximum requests per second.")] = 2.0,
) -> None:
    """Find ids, such as those of Wikidata, for the names in a lexicon.

    Without --accept, write candidates to a review file. Mark the right ones there, and run the
    command again with --accept.
    """
    if accept:
        _accept(lexicon, review)
        return
    from kgraph.reconcile.collect import collect_candidates
    from kgraph.reconcile.service import WIKIDATA

    collected = collect_candidates(
        lexicon, review, service=service or WIKIDATA, limit=limit, rate=rate,
        track=show_progress,
    )  # fmt: skip
    _report_collected(collected)


def _accept(lexicon: Path, review: Path | None) -> None:
    from kgraph.reconcile.accept import accept_candidates

    ids = accept_candidates(lexicon, review)
    say(f"{ids.added:,} ids added to {lexicon}, {ids.known:,} already there")


def score_rows(scores: Iterable[Score]) -> list[Row]:
    """Return scores as the rows of a table with `SCORE_HEADER`."""
    return [
        (
            *(score.kind, score.label or "all", *_percentages(score), _interval(score)),
            *(score.correct, score.predicted, score.gold),
        )
        for score in scores
    ]


def _percentages(score: Score | Threshold | Grouping) -> tuple[str, ...]:
    return tuple(f"{100 * value:.1f}" for value in (score.precision, score.recall, score.f1))


def _interval(score: Score | Grouping) -> str:
    return f"{100 * score.low:.1f}-{100 * score.high:.1f}"


def _print_scores(gold: Sequence[AnnotatedPaper], found: Sequence[AnnotatedPaper]) -> None:
    """Print the effect of each minimum score, and the calibration error."""
    from kgraph.quality.scores import calibration_error, thresholds

    rows = thresholds(gold, found, [step / 10 for step in range(10)])
    typer.echo()
    print_table(
        ("min score", "precision", "recall", "F1", "predicted"),
        ((row.score, *_percentages(row), row.predicted) for row in rows),
    )
    typer.echo(f"\nexpected calibration error of the scores: {calibration_error(gold, found):.3f}")


def _print_groupings(
    gold: Sequence[AnnotatedPaper], given: Sequence[AnnotatedPaper], found: Sequence[AnnotatedPaper]
) -> None:
    """Print the B-cubed scores of resolution, from gold spans and from extracted spans."""
    from kgraph.quality.clusters import By, measure_grouping

    scores = [
        (spans, measure_grouping(gold, predicted, by=by))
        for spans, predicted in (("gold", given), ("found", found))
        for by in get_args(By)
    ]
    typer.echo()
    print_table(
        ("measure", "label", "precision", "recall", "F1", "95 %", "compared"),
        (
            (
                *(f"entities of {spans} spans (B-cubed)", f"by {score.by}"),
                *(*_percentages(score), _interval(score)),
                f"{score.mentions:,} of {score.gold:,}",
            )
            for spans, score in scores
        ),
    )


def _print_errors(
    gold: Sequence[AnnotatedPaper],
    given: Sequence[AnnotatedPaper],
    found: Sequence[AnnotatedPaper],
    *,
    most: int,
) -> None:
    from kgraph.quality.clusters import find_merges, find_splits
    from kgraph.quality.confusions import find_confusions

    for confusion in find_confusions(gold, found, most=most):
        _print_confusion(confusion)
    for error in (*find_splits(gold, given, most=most), *find_merges(gold, given, most=most)):
        _print_misgrouping(error)


def _print_confusion(confusion: Confusion) -> None:
    pair = escape(f"{confusion.gold or '-'} / {confusion.predicted or '-'}")
    console = open_console()
    console.print(f"\n{confusion.count} x {confusion.what}: {pair}")
    console.print(Text(f"  {confusion.paper}: {confusion.sentence}", style="dim"))


def _print_misgrouping(error: Misgrouping) -> None:
    parts = "\n".join(f"  {count} x {part}" for part, count in error.parts)
    console = open_console()
    console.print(f"\n{error.what} of {escape(error.name)}, cost {error.cost:.1f}")
    console.print(Text(parts, style="dim"))


def _report_collected(collected: Collected) -> None:
    if collected.was_cut:
        say(
            f"{collected.review}: the last line was incomplete; its name was queried again.",
            style="yellow",
        )
    say(
        f"{collected.asked:,} names queried, {collected.found:,} with candidates, "
        f"{collected.known:,} skipped (already reviewed or with an id). Write yes in column accept "
        f"of {collected.review}, then run `kgraph reconcile` with --accept."
    )

"""Commands that measure the extraction: evaluate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.markup import escape
from rich.text import Text

from kgraph.cli.parameters import ConfigFile, Workers
from kgraph.cli.printing import open_console, print_rows, print_table
from kgraph.cli.settings import to_settings

if TYPE_CHECKING:
    from kgraph.quality.clusters import Misgrouping
    from kgraph.quality.errors import Confusion
    from kgraph.quality.gold import MarkedPaper
    from kgraph.quality.scores import Score


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated papers, see docs/reference.md.")
    ],
    predicted: Annotated[
        Path | None, typer.Option(help="What `kgraph extract` wrote [extract now].")
    ] = None,
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

    settings = to_settings(config, workers=workers)
    right = marked.read_marked(gold)
    found = (
        marked.pair(right, marked.read_marked(predicted))
        if predicted
        else marked.predict(right, settings)
    )
    header, rows = _score_rows(measure(right, found))
    print_rows(header, rows, as_csv, if_none=f"{gold} has no paper to measure on")
    if as_csv:
        return
    _print_scores(right, found)
    given = predict_given(right, settings)
    _print_groupings(right, given, found)
    for confusion in find_confusions(right, found, most=errors):
        _print_confusion(confusion)
    for wrong in (*find_splits(right, given, most=errors), *find_merges(right, given, most=errors)):
        _print_misgrouping(wrong)


def _score_rows(scores: Iterable[Score]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = (
        "measure",
        "label",
        "precision",
        "recall",
        "F1",
        "95 %",
        "correct",
        "predicted",
        "gold",
    )
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
    print_table(
        ("min score", "precision", "recall", "F1", "predicted"),
        (
            (
                row.score,
                *(f"{100 * value:.1f}" for value in (row.precision, row.recall, row.f1)),
                row.predicted,
            )
            for row in thresholds(right, found, steps)
        ),
    )
    typer.echo(f"\nexpected calibration error of the scores: {calibration_error(right, found):.3f}")


def _print_groupings(
    right: Sequence[MarkedPaper], given: Sequence[MarkedPaper], found: Sequence[MarkedPaper]
) -> None:
    """Print the B-cubed measures of the entities, with the gold spans given and with those that were found."""
    from kgraph.quality.clusters import By, measure_grouping

    typer.echo()
    print_table(
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
    console = open_console()
    console.print(f"\n{wrong.what} of {escape(wrong.name)}, cost {wrong.cost:.1f}")
    console.print(
        Text("\n".join(f"  {count} x {part}" for part, count in wrong.parts), style="dim")
    )


def _print_confusion(confusion: Confusion) -> None:
    console = open_console()
    pair = escape(f"{confusion.gold or '-'} / {confusion.predicted or '-'}")
    console.print(f"\n{confusion.count} x {confusion.what}: {pair}")
    console.print(Text(f"  {confusion.paper}: {confusion.sentence}", style="dim"))

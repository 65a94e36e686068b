"""The command that trains a model: train."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgraph.cli.curation import SCORE_HEADER, score_rows
from kgraph.cli.options import AsCsv
from kgraph.cli.printing import print_rows, say
from kgraph.cli.progress import show_progress
from kgraph.errors import InputError
from kgraph.extras import needs

if TYPE_CHECKING:
    from kgraph.extract.model import MentionModel
    from kgraph.train.align import Aligned
    from kgraph.train.training import Trained

_SHARE = 0.1
_EPOCHS = 20
_FEW = 10  # mentions of a label
_SHOWN = 10  # problems


def train(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Annotated papers (JSON Lines).")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="MODEL", help="Folder of the model.")
    ],
    dev: Annotated[
        Path | None,
        typer.Option(help="Annotated papers to hold out.", show_default="some of GOLD"),
    ] = None,
    held_out: Annotated[
        float | None,
        typer.Option(min=0, max=0.5, help="Share of GOLD to hold out.", show_default=str(_SHARE)),
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="Times that each paper is read.")] = _EPOCHS,
    seed: Annotated[int, typer.Option(min=0, help="Random seed.")] = 0,
    as_csv: AsCsv = False,
) -> None:
    """Train the extractor on your annotated papers, with any labels.

    Training starts from the model that comes with kgraph. The papers that are held out calibrate
    the scores and measure the model.
    """
    if dev is not None and held_out is not None:
        raise typer.BadParameter("--dev and --held-out exclude each other")
    with needs("train", "training"):  # before everything that takes long to import
        import torch  # noqa: F401
    from kgraph.train.align import align
    from kgraph.train.split import read_split
    from kgraph.train.training import train_model

    parts = read_split(gold, dev, _SHARE if held_out is None else held_out)
    papers, apart = align(parts.train), align(parts.held_out)
    _check_writable(output)
    _report_papers(papers, apart)
    trained = train_model(
        papers.papers, apart.papers, epochs=epochs, seed=seed, log=say, track=show_progress
    )
    _write(trained.model, output)
    nothing = "nothing is held out, so that the model is not measured"
    print_rows(SCORE_HEADER, score_rows(trained.scores), as_csv, if_empty=nothing)
    _report_model(trained, output)


def _report_papers(papers: Aligned, apart: Aligned) -> None:
    """Report the problems of papers, their number, and the labels with few mentions."""
    problems = [*papers.problems, *apart.problems]
    for problem in problems[:_SHOWN]:
        say(str(problem), style="yellow")
    if len(problems) > _SHOWN:
        say(f"and {len(problems) - _SHOWN:,} more mentions like these", style="yellow")
    say(f"{len(papers.papers):,} papers to train on, {len(apart.papers):,} held out")
    counts = Counter(label for paper in papers.papers for _, _, label in paper.spans)
    counts.update({label: 0 for paper in apart.papers for _, _, label in paper.spans})
    say(", ".join(f"{count:,} {label}" for label, count in counts.most_common()))
    if few := sorted(label for label, count in counts.items() if count < _FEW):
        say(f"fewer than {_FEW} mentions to train on: {', '.join(few)}", style="yellow")


def _check_writable(folder: Path) -> None:
    """Make the folder of the model, before hours of training for nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(folder, str(error.strerror)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _not_writable(folder, "no right to write to it")


def _write(model: MentionModel, folder: Path) -> None:
    try:
        model.to_disk(folder)
    except OSError as error:
        raise _not_writable(folder, str(error.strerror)) from error


def _not_writable(folder: Path, reason: str) -> InputError:
    return InputError(f"{folder}: cannot be written ({reason}). Give another folder with -o.")


def _report_model(trained: Trained, folder: Path) -> None:
    """Report where the model is, and the config file to use it."""
    from kgraph.train.config import to_config
    from kgraph.train.training import ENOUGH

    if trained.scores and not trained.is_calibrated:
        say(
            f"the model finds fewer than {ENOUGH} of the mentions held out: its scores are not "
            "calibrated. Hold out more papers, or train for more epochs.",
            style="yellow",
        )
    say(f"\nWrote {folder}. Use it with --config FILE, a file with these lines:\n")
    say(to_config(trained.model, folder))

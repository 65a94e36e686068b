"""Commands on a lexicon: reconcile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgraph.cli.printing import say, show_progress


def reconcile(
    lexicon: Annotated[
        Path, typer.Argument(metavar="LEXICON", help="A CSV file with the columns label and name.")
    ],
    review: Annotated[
        Path | None, typer.Option(help="The review file [LEXICON with .review.csv].")
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write the accepted candidates into the lexicon.")
    ] = False,
    service: Annotated[str | None, typer.Option(help="The service to ask [Wikidata's].")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Candidates per name.")] = 5,
    rate: Annotated[float, typer.Option(min=0.01, help="Requests per second, at most.")] = 2.0,
) -> None:
    """Find ids for a lexicon's names, such as Wikidata's: candidates into a review file, accepted ones back."""
    if accept:
        from kgraph.reconcile.accept import accept_candidates

        ids = accept_candidates(lexicon, review)
        say(f"{ids.added:,} ids added to {lexicon}, {ids.known:,} were there already")
        return
    from kgraph.reconcile.collect import collect_candidates
    from kgraph.reconcile.service import WIKIDATA

    done = collect_candidates(
        lexicon,
        review,
        service=service or WIKIDATA,
        limit=limit,
        rate=rate,
        track=lambda batches, total: show_progress(batches, total, "Asking"),
    )
    if done.was_cut:
        say(
            f"{done.review}: the last line was cut; its name was asked about again.", style="yellow"
        )
    say(
        f"{done.asked:,} names asked about, {done.found:,} with candidates, {done.known:,} known before. "
        f"Write yes under accept in {done.review}, then run `kgraph reconcile` with --accept."
    )

"""Commands that rank entities and papers: top."""

from __future__ import annotations

from typing import Annotated

import typer

from kgraph.cli.parameters import AsCsv, Folder, Most, OfLabel
from kgraph.cli.printing import print_rows
from kgraph.types import Measure


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
    print_rows(header, rows, as_csv)

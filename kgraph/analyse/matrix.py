"""Statement matrices: which papers join each entity of one label with each of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from kgraph.lookup.nodes import find_label, find_predicate
from kgraph.types import OWN_PREDICATES, Entity, KnowledgeGraph, Label, Predicate, Statement

_MEASURED: Mapping[Label, frozenset[Predicate]] = {
    "Dataset": frozenset({"proposes", "evaluates-on"}),
    "Metric": frozenset({"proposes", "measures-by"}),
}

Cells = Mapping[tuple[str, str], Collection[str]]
Joins = Iterator[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class StatementMatrix:
    """Entities in rows and columns, and the papers that join them.

    Attributes:
        row_label: The label of the rows.
        column_label: The label of the columns.
        rows: The entities of the rows, those in most papers first.
        columns: The entities of the columns, likewise.
        cells: The ids of the papers of a cell, sorted, by the ids of its row and its column; an
            empty cell is missing.
    """

    row_label: Label
    column_label: Label
    rows: tuple[Entity, ...]
    columns: tuple[Entity, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]

    def papers(self, row: Entity, column: Entity) -> tuple[str, ...]:
        """Return the ids of the papers of a cell, sorted."""
        return self.cells.get((row.id, column.id), ())


def statement_matrix(
    kg: KnowledgeGraph,
    rows: Label,
    columns: Label,
    predicate: str | None = None,
    *,
    top: int | None = None,
) -> StatementMatrix:
    """Return which papers join the entities of one label with those of another.

    A paper is in the cell of a row and a column in one of two ways:

    - It states something of the two entities, as "method evaluated-on dataset". The row is the
      subject; if the labels of rows and columns differ, it may also be the object.
    - It states something of itself and each of the two, as "proposes method" and "evaluates-on
      dataset": the method is then evaluated on the dataset there. Any predicate counts, except that
      a dataset must be proposed or evaluated on, and a metric proposed or measured by: a dataset
      that a paper only uses, for example to train on, is not a benchmark of the paper's tasks. A
      paper with several tasks and datasets joins each with each.

    With a predicate of two entities, only the first way counts, with this predicate. With a
    predicate of the paper itself, only the second counts, and the paper states it of at least one
    of the two entities, whatever their labels.

    Args:
        kg: The knowledge graph.
        rows: The label of the rows, in any case.
        columns: The label of the columns; it may be the same.
        predicate: A predicate, as "evaluates-on"; None for any.
        top: The number of rows and of columns, at most; None for all.

    Returns:
        The entities that are joined, ordered by their number of papers in the matrix, then by id.
        `top` takes the rows with most papers, then the columns with most papers in these.

    Raises:
        NotFoundError: The graph has no such label, or there is no such predicate.
    """
    labels = find_label(kg, rows), find_label(kg, columns)
    only = find_predicate(predicate) if predicate else None
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row, column, paper in (*_by_relation(kg, labels, only), *_by_paper(kg, labels, only)):
        if row != column:
            cells[row, column].add(paper)
    for side in (0, 1):
        most = frozenset(_most(cells, side)[:top])
        cells = {cell: papers for cell, papers in cells.items() if cell[side] in most}
    return StatementMatrix(
        *labels,
        tuple(kg.entities[id_] for id_ in _most(cells, 0)),
        tuple(kg.entities[id_] for id_ in _most(cells, 1)),
        {cell: tuple(sorted(cells[cell])) for cell in sorted(cells)},
    )


def _most(cells: Cells, side: int) -> list[str]:
    """Return the ids of the rows (side 0) or of the columns (side 1), most papers first."""
    papers: dict[str, set[str]] = defaultdict(set)
    for cell, joining in cells.items():
        papers[cell[side]].update(joining)
    return sorted(papers, key=lambda id_: (-len(papers[id_]), id_))


def _by_relation(kg: KnowledgeGraph, labels: tuple[Label, Label], only: Predicate | None) -> Joins:
    """Yield the pairs of entities that papers state something of, with the papers."""
    for statement in kg.statements:
        if statement.subject and only in (None, statement.predicate):
            pair = statement.subject, statement.object
            for row, column in (pair, pair[::-1]) if labels[0] != labels[1] else (pair,):
                if (kg.entities[row].label, kg.entities[column].label) == labels:
                    yield row, column, statement.paper


def _by_paper(kg: KnowledgeGraph, labels: tuple[Label, Label], only: Predicate | None) -> Joins:
    """Yield the pairs of entities that papers state something of themselves and of, likewise."""
    for paper in kg.papers:
        own = [statement for statement in kg.statements_of(paper) if not statement.subject]
        stated = {statement.object for statement in own if only in (None, statement.predicate)}
        rows, columns = (
            sorted(
                {
                    statement.object
                    for statement in own
                    if kg.entities[statement.object].label == label
                    and (statement.predicate == only or _counts(statement, label))
                }
            )
            for label in labels
        )
        for row, column in product(rows, columns):
            if row in stated or column in stated:
                yield row, column, paper


def _counts(statement: Statement, label: Label) -> bool:
    return statement.predicate in _MEASURED.get(label, OWN_PREDICATES)

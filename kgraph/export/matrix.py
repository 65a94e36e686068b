"""Statement matrices as CSV, Markdown or HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Literal

from markupsafe import Markup

from kgraph.analyse.matrix import StatementMatrix
from kgraph.export.markdown import iter_table
from kgraph.types import KnowledgeGraph

MatrixFormat = Literal["csv", "markdown", "html"]

_PAGE = Markup(
    """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #bbb; padding: 0.3em 0.6em; text-align: left; vertical-align: top; }}
</style>
</head>
<body>
<h1>{title}</h1>
<table>
{rows}
</table>
</body>
</html>
"""
)


def format_matrix(kg: KnowledgeGraph, matrix: StatementMatrix, format: MatrixFormat) -> str:
    """Return a matrix as text that ends in a line break.

    Cells hold the ids of the papers, in CSV separated by a space. In HTML these are links to the
    papers' addresses, with their titles.

    Args:
        kg: The graph of the matrix.
        matrix: The matrix.
        format: csv, markdown or html.
    """
    if format == "html":
        return _to_html(kg, matrix)
    return _to_csv(matrix) if format == "csv" else _to_markdown(matrix)


def _to_csv(matrix: StatementMatrix) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_header(matrix), *_rows(matrix, " ")])
    return text.getvalue()


def _to_markdown(matrix: StatementMatrix) -> str:
    return "\n".join(iter_table(_header(matrix), _rows(matrix, ", ")))


def _to_html(kg: KnowledgeGraph, matrix: StatementMatrix) -> str:
    header = Markup("").join(Markup("<th>{}</th>").format(name) for name in _header(matrix))
    rows = [
        Markup("<th>{}</th>").format(row.name)
        + Markup("").join(
            Markup("<td>{}</td>").format(
                Markup(", ").join(_link(kg, paper) for paper in matrix.papers(row, column))
            )
            for column in matrix.columns
        )
        for row in matrix.rows
    ]
    lines = Markup("\n").join(Markup("<tr>{}</tr>").format(row) for row in (header, *rows))
    title = f"{matrix.row_label} × {matrix.column_label}"
    return str(_PAGE.format(title=title, rows=lines))


def _link(kg: KnowledgeGraph, id_: str) -> Markup:
    paper = kg.papers[id_]
    for address in paper.addresses.values():
        return Markup('<a href="{}" title="{}">{}</a>').format(address, paper.title, id_)
    return Markup('<span title="{}">{}</span>').format(paper.title, id_)


def _header(matrix: StatementMatrix) -> tuple[str, ...]:
    return (matrix.row_label, *(column.name for column in matrix.columns))


def _rows(matrix: StatementMatrix, separator: str) -> Iterator[tuple[str, ...]]:
    for row in matrix.rows:
        cells = (separator.join(matrix.papers(row, column)) for column in matrix.columns)
        yield row.name, *cells

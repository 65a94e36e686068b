"""Statement matrices: which statements join a row with a column, their order and formats."""

from __future__ import annotations

import csv

import pytest

from kgraph.analyse.matrix import StatementMatrix, statement_matrix
from kgraph.errors import NotFoundError
from kgraph.export.matrix import format_matrix
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_statements

NET, TREE, NEWS, WIKI = "method/net", "method/tree", "dataset/news", "dataset/wiki"
PARSING, F1 = "task/parsing", "metric/f1"


@pytest.fixture
def kg() -> KnowledgeGraph:
    return graph_of_statements(
        [
            ("p", "", "proposes", NET, ""),
            ("p", "", "addresses", PARSING, ""),
            ("p", "", "evaluates-on", NEWS, ""),
            ("p", "", "uses", WIKI, ""),
            ("p", "", "compares-with", TREE, ""),
            ("p", "", "measures-by", F1, ""),
            ("p", NET, "improves-over", TREE, ""),
            ("q", "", "uses", NET, ""),
            ("q", "", "evaluates-on", NEWS, ""),
            ("r", TREE, "evaluated-on", WIKI, ""),
        ]
    )


def cells(matrix: StatementMatrix) -> dict[tuple[str, str], str]:
    return {cell: "".join(papers) for cell, papers in matrix.cells.items()}


def test_a_task_is_joined_with_the_datasets_that_its_papers_evaluate_on(
    kg: KnowledgeGraph,
) -> None:
    assert cells(statement_matrix(kg, "Task", "Dataset")) == {(PARSING, NEWS): "p"}
    assert cells(statement_matrix(kg, "metric", "task")) == {(F1, PARSING): "p"}


def test_papers_join_by_what_they_state_of_themselves_or_of_two_entities(
    kg: KnowledgeGraph,
) -> None:
    matrix = statement_matrix(kg, "Method", "Dataset")
    assert cells(matrix) == {(NET, NEWS): "pq", (TREE, NEWS): "p", (TREE, WIKI): "r"}
    assert matrix.papers(kg.entities[NET], kg.entities[NEWS]) == ("p", "q")
    assert matrix.papers(kg.entities[NET], kg.entities[WIKI]) == ()
    turned = statement_matrix(kg, "Dataset", "Method")
    assert cells(turned) == {(b, a): papers for (a, b), papers in cells(matrix).items()}


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("evaluated-on", {(TREE, WIKI): "r"}),
        ("evaluates-on", {(NET, NEWS): "pq", (TREE, NEWS): "p"}),
        ("proposes", {(NET, NEWS): "p"}),
        ("uses", {(NET, NEWS): "q", (NET, WIKI): "p", (TREE, WIKI): "p"}),
        ("based-on", {}),
    ],
)
def test_a_predicate_chooses_one_way(
    kg: KnowledgeGraph, predicate: str, expected: dict[tuple[str, str], str]
) -> None:
    assert cells(statement_matrix(kg, "Method", "Dataset", predicate)) == expected


def test_with_one_label_the_row_is_the_subject(kg: KnowledgeGraph) -> None:
    improves = statement_matrix(kg, "Method", "Method", "improves-over")
    assert cells(improves) == {(NET, TREE): "p"}


def test_rows_and_columns_with_most_papers_come_first(kg: KnowledgeGraph) -> None:
    matrix = statement_matrix(kg, "Method", "Dataset")
    assert [entity.id for entity in matrix.rows] == [NET, TREE]
    assert [entity.id for entity in matrix.columns] == [NEWS, WIKI]
    assert cells(statement_matrix(kg, "Method", "Dataset", top=1)) == {(NET, NEWS): "pq"}


def test_an_unknown_label_or_predicate_is_named(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match="no label is 'Tusk'"):
        statement_matrix(kg, "Tusk", "Dataset")
    with pytest.raises(NotFoundError, match="no predicate is 'is'"):
        statement_matrix(kg, "Task", "Dataset", "is")


def test_a_matrix_is_csv_markdown_or_html(kg: KnowledgeGraph) -> None:
    matrix = statement_matrix(kg, "Method", "Dataset")
    assert list(csv.reader(format_matrix(kg, matrix, "csv").splitlines())) == [
        ["Method", "news", "wiki"],
        ["net", "p q", ""],
        ["tree", "p", "r"],
    ]
    assert format_matrix(kg, matrix, "markdown").splitlines() == [
        "| Method | news | wiki |",
        "| --- | --- | --- |",
        "| net | p, q |  |",
        "| tree | p | r |",
    ]
    html = format_matrix(kg, matrix, "html")
    assert "<title>Method × Dataset</title>" in html
    assert '<tr><th>tree</th><td><span title="On p">p</span></td>' in html

"""Statements in a graph: found by their ends, written and read back, checked and reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import BuildError
from kgraph.export.report import to_report
from kgraph.export.tables import read_tables, write_tables
from kgraph.types import (
    ENTITY_PREDICATES,
    OWN_PREDICATES,
    PREDICATES,
    KnowledgeGraph,
    Predicate,
    Reading,
    Statement,
    StatementRule,
)
from tests.statements.made import (
    ADAM,
    BETTER,
    ENTITIES,
    FOUND,
    IMAGES,
    PAPERS,
    SGD,
    STUDIES,
    THIRD,
    USES,
    graph_of,
)

RULES: tuple[StatementRule, ...] = get_args(StatementRule)
HOSTILE = ('a,b"c', "x|y\\", "\n\u2028=1+1", "<b>", "'; --", "𝒪\u202e", " ")


def test_statements_are_found_by_their_paper_and_by_both_entities() -> None:
    kg = graph_of(FOUND)
    assert kg.statements == (STUDIES, USES, BETTER)
    assert kg.statements_of("p") == kg.statements
    assert kg.statements_of(ADAM) == (STUDIES, BETTER)
    assert kg.statements_of(SGD) == (USES, BETTER)
    assert kg.statements_of(IMAGES) == kg.statements_of("q") == kg.statements_of("") == ()


def test_no_predicate_is_both_of_the_paper_and_of_two_entities() -> None:
    assert set(OWN_PREDICATES).isdisjoint(ENTITY_PREDICATES)


def assert_statements(kg: KnowledgeGraph) -> None:
    """Check what every graph guarantees of its statements."""
    keys = [(s.paper, s.subject, s.predicate, s.object) for s in kg.statements]
    assert keys == sorted(set(keys))
    for s in kg.statements:
        assert (s.subject == "") == (s.predicate in OWN_PREDICATES)
        assert {s.object, s.subject} - {""} <= set(kg.entities_of(s.paper))
        assert s.subject != s.object
        bounds = {(m.field, m.sentence_start, m.sentence_end) for m in kg.mentions_of(s.paper)}
        assert (s.field, s.sentence_start, s.sentence_end) in bounds
        assert 0 <= s.score == round(s.score, 4) <= 1
        assert s in kg.statements_of(s.paper)
        assert s in kg.statements_of(s.object)


def test_the_statements_of_a_build_fit_its_mentions(sample: KnowledgeGraph) -> None:
    assert sample.statements
    assert_statements(sample)
    assert_statements(graph_of(FOUND))


@pytest.mark.parametrize("name", HOSTILE)
@given(
    st.sampled_from(PREDICATES),
    st.sampled_from(RULES),
    st.integers(0, 10_000),
    st.integers(0, 99),
    st.booleans(),
)
def test_statements_are_read_back_with_any_names(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    predicate: Predicate,
    rule: StatementRule,
    score: int,
    start: int,
    tentative: bool,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    subject = "" if predicate in OWN_PREDICATES else ADAM
    stated = Statement(
        "p", subject, predicate, SGD, "title", start, start + 9, score / 10_000, rule, tentative
    )
    kg = replace(
        graph_of([stated]),
        entities={id_: replace(entity, name=name) for id_, entity in ENTITIES.items()},
        papers={id_: replace(paper, title=name) for id_, paper in PAPERS.items()},
    )
    write_tables(kg, folder)
    assert read_tables(folder).statements == (stated,)
    assert read_tables(folder) == kg


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (replace(STUDIES, paper="x"), r"statements\.csv has the id 'x', which is not in papers"),
        (replace(STUDIES, object="method/x"), r"the id 'method/x', which is not in entities\.csv"),
        (replace(BETTER, subject="method/x"), r"the id 'method/x', which is not in entities\.csv"),
    ],
)
def test_a_statement_with_an_id_that_is_missing_is_refused(
    wrong: Statement, message: str, tmp_path: Path
) -> None:
    write_tables(graph_of([wrong]), tmp_path)
    with pytest.raises(BuildError, match=message):
        read_tables(tmp_path)


def test_a_statement_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    write_tables(graph_of([USES, replace(USES, score=0.8)]), tmp_path)
    with pytest.raises(BuildError, match=r"has a statement twice \(p, uses, method/sgd\)"):
        read_tables(tmp_path)


def test_an_unknown_predicate_is_refused(tmp_path: Path) -> None:
    write_tables(graph_of([STUDIES]), tmp_path)
    table = tmp_path / "statements.csv"
    table.write_text(table.read_text().replace("studies", "likes"))
    with pytest.raises(
        BuildError, match=r"statements\.csv:2: does not fit \('likes' is not a pred"
    ):
        read_tables(tmp_path)


def test_the_report_lists_what_most_papers_state_with_each_predicate() -> None:
    other = Statement("q", "", "uses", SGD, "title", 0, 13, 0.9, "mention")
    images = replace(USES, object=IMAGES, sentence_start=THIRD[0], sentence_end=THIRD[1])
    report = to_report(graph_of([*FOUND, other, images]), Reading((), (), ()))
    assert "| statements | 5 |" in report
    lines = [line for line in report.splitlines() if line.startswith(("| uses", "| improves"))]
    assert lines == [
        "| uses | 3 | SGD (2), images (1) |",
        "| improves-over | 1 | Adam → SGD (1) |",
    ]
    assert "Nothing." in to_report(graph_of([]), Reading((), (), ()))

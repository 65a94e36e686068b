"""The user confirms, rejects and changes statements in a copy of statements.csv."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from kgraph.errors import ConfigError
from kgraph.export.tables import write_tables
from kgraph.identity import paper_id
from kgraph.statements.edits import EditedStatements, edit_statements, read_statement_edits
from kgraph.types import Statement
from tests.conftest import run
from tests.statements.made import (
    ADAM,
    BETTER,
    FIRST,
    FOUND,
    IMAGES,
    MENTIONS,
    PAPERS,
    SECOND,
    SGD,
    STUDIES,
    THIRD,
    USES,
    graph_of,
)

HEADER = "paper,subject,predicate,object,edit,value\n"
BETTER_ROW = f"p,{ADAM},improves-over,{SGD}"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tmp_path / "statement_edits.csv"


def edited(mine: Path, rows: Iterable[str]) -> EditedStatements:
    mine.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return edit_statements(FOUND, read_statement_edits(mine), PAPERS, MENTIONS)


def by_edit(statement: Statement, **changes: object) -> Statement:
    return replace(statement, score=1.0, rule="edit", **changes)


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [
        (f"p,,studies,{ADAM},reject,", STUDIES, None),
        (f"p,,studies,{ADAM},confirm,", STUDIES, by_edit(STUDIES)),
        (f"p,,studies,{ADAM},predicate,uses", STUDIES, by_edit(STUDIES, predicate="uses")),
        (f"{BETTER_ROW},predicate,is-a", BETTER, by_edit(BETTER, predicate="is-a")),
        (f"{BETTER_ROW},reverse,", BETTER, by_edit(BETTER, subject=SGD, object=ADAM)),
        (
            f"{BETTER_ROW},confirm,study adam  AND sgd",
            BETTER,
            by_edit(BETTER, sentence_start=FIRST[0], sentence_end=FIRST[1]),
        ),
        (
            f"p,{ADAM},used-for,{IMAGES},confirm,fast on images",
            None,
            Statement("p", ADAM, "used-for", IMAGES, "abstract", *THIRD, 1.0, "edit"),
        ),
        (
            f"p,{SGD},based-on,{ADAM},confirm,",
            None,
            Statement("p", SGD, "based-on", ADAM, "abstract", *FIRST, 1.0, "edit"),
        ),
        (
            f"q,,compares-with,{SGD},confirm,",
            None,
            Statement("q", "", "compares-with", SGD, "title", 0, 13, 1.0, "edit"),
        ),
        (f"p,,studies,{ADAM},,", None, None),
        (f"p,,proposes,{ADAM},reject,", None, None),
        (f"p,{ADAM},used-for,{IMAGES},reject,", None, None),
        (f"p,{SGD},improves-over,{ADAM},reverse,", BETTER, by_edit(BETTER)),
        (
            f"p,{SGD},improves-over,{ADAM},predicate,based-on",
            None,
            Statement("p", SGD, "based-on", ADAM, "abstract", *FIRST, 1.0, "edit"),
        ),
    ],
)
def test_each_edit_does_what_it_says(
    mine: Path, row: str, old: Statement | None, new: Statement | None
) -> None:
    expected = ({*FOUND} - {old}) | {new} - {None}
    assert edited(mine, [row]) == (tuple(sorted(filter(None, expected))), ())


def test_what_the_user_edits_is_not_tentative(mine: Path) -> None:
    found = [replace(statement, tentative=True) for statement in FOUND]
    mine.write_text(f"{HEADER}p,,studies,{ADAM},confirm,\n{BETTER_ROW},reverse,\n")
    done = edit_statements(found, read_statement_edits(mine), PAPERS, MENTIONS)
    assert {(s.predicate, s.rule, s.tentative) for s in done.statements} == {
        ("studies", "edit", False),
        ("improves-over", "edit", False),
        ("uses", "mention", True),
    }


def test_a_statement_that_there_is_already_is_not_doubled(mine: Path) -> None:
    done = edited(
        mine, [f"p,,studies,{ADAM},predicate,uses", f"p,,uses,{ADAM},confirm,outperforms"]
    )
    confirmed = Statement("p", "", "uses", ADAM, "abstract", *SECOND, 1.0, "edit")
    assert done.statements == tuple(sorted((USES, BETTER, confirmed)))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"x,,studies,{ADAM},reject,", f"reject of 'x studies {ADAM}': no paper has this id"),
        (f"q,,studies,{ADAM},reject,", f"the paper does not mention {ADAM}$"),
        (f"q,{ADAM},is-a,{SGD},confirm,", f"the paper does not mention {ADAM}$"),
        ("p,,studies,method/none,confirm,On Adam", "the paper does not mention method/none"),
        (f"p,,proposes,{ADAM},confirm,We propose", "none of its sentences have these words"),
        (f"p,,proposes,{ADAM},confirm,adam", "3 of its sentences have these words"),
        (f"p,{ADAM},used-for,{IMAGES},confirm,", "no sentence mentions both: confirm it"),
        (f"p,{ADAM},used-for,{IMAGES},reverse,", "no sentence mentions both: confirm it"),
    ],
)
def test_an_edit_that_fits_nothing_changes_nothing_and_is_reported(
    mine: Path, row: str, reason: str
) -> None:
    done = edited(mine, [row])
    assert done.statements == tuple(sorted(FOUND))
    (problem,) = done.unknown
    assert (str(problem.source), problem.level) == ("statement_edits.csv:2", "problem")
    assert re.search(reason, problem.detail)


def test_the_order_of_the_lines_changes_nothing(mine: Path) -> None:
    rows = [
        *(f"p,,studies,{ADAM},predicate,proposes", f"p,,uses,{SGD},predicate,proposes"),
        *(f"p,,proposes,{ADAM},confirm,", f"{BETTER_ROW},reverse,", f"{BETTER_ROW},reverse,"),
        *(f"p,,addresses,{SGD},predicate,proposes", f"q,,studies,{IMAGES},confirm,"),
    ]
    first = edited(mine, rows)
    assert first.statements == tuple(sorted(first.statements))
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        other = edited(mine, rows)
        assert other.statements == first.statements
        assert [p.detail for p in other.unknown] == [p.detail for p in first.unknown]


def test_a_copy_of_the_table_with_a_column_added_works_as_it_is(mine: Path) -> None:
    write_tables(graph_of(FOUND), mine.parent)
    with (mine.parent / "statements.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    with mine.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "edit"])
        writer.writeheader()
        writer.writerows({**row, "edit": ""} for row in rows)
    assert read_statement_edits(mine) == ()
    mine.write_text(mine.read_text().replace("0.7,mention,false,", "0.7,mention,false,reject"))
    (edit,) = read_statement_edits(mine)
    assert (edit.key, edit.result) == (("p", "", "studies", ADAM), None)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (f"p,,studies,{ADAM},drop,", r":2: the edit 'drop' is unknown\. Edits: confirm, reject"),
        (f"p,,studies,{ADAM},,uses", r":2: the edit '' is unknown"),
        (f"p,,likes,{ADAM},reject,", r":2: the predicate 'likes' is unknown\. Predicates: prop"),
        (f"p,{SGD},studies,{ADAM},reject,", r":2: studies is stated of the paper itself"),
        (f"p,,studies,{ADAM},reverse,", r":2: studies is stated of the paper itself"),
        (f"p,,is-a,{ADAM},reject,", r":2: is-a needs two entities\. Give each by its id"),
        (f"p,{ADAM},is-a,{ADAM},confirm,", r":2: is-a needs two entities"),
        ("p,,studies,,confirm,", r":2: studies needs an object"),
        (f"{BETTER_ROW},predicate,uses", r":2: predicate needs a value: one of used-for, .*'uses'"),
        (f"{BETTER_ROW},predicate,improves-over", r":2: predicate needs a value"),
        (f"p,,studies,{ADAM}", r":2: has too many cells or too few"),
        (
            f"{BETTER_ROW},reject,\n{BETTER_ROW},reverse,",
            rf":3: contradicts line 2 on 'p {ADAM} improves-over {SGD}'\. Keep one of the lines",
        ),
        (
            f"{BETTER_ROW},reverse,\n\np,{SGD},improves-over,{ADAM},reverse,",
            ":4: contradicts line 2",
        ),
        (
            f"p,,uses,{ADAM},reject,\np,,studies,{ADAM},predicate,uses",
            rf":3: contradicts line 2 on 'p uses {ADAM}'",
        ),
    ],
)
def test_a_line_that_cannot_be_meant_is_an_error(mine: Path, rows: str, message: str) -> None:
    with pytest.raises(ConfigError, match=rf"statement_edits\.csv{message}"):
        edited(mine, [rows])


def test_a_file_without_the_columns_is_an_error(mine: Path) -> None:
    mine.write_text("paper,subject,predicate,object\n")
    with pytest.raises(ConfigError, match=r"has no column edit\. Edit a copy of statements\.csv"):
        read_statement_edits(mine)


def test_a_build_keeps_the_edits_and_names_those_that_fit_nothing(mine: Path) -> None:
    papers, folder = mine.with_name("papers.jsonl"), mine.with_name("out")
    papers.write_text(
        '{"title": "Kernels", "abstract": "We study the neural tangent kernel.", "id": "k"}'
    )
    paper, kernel = paper_id("Kernels"), "concept/neural-tangent-kernel"
    mine.write_text(f"{HEADER}{paper},,addresses,{kernel},confirm,\n")
    options = ["--only", "tables,report", "--statement-edits", mine, "--strict"]
    command = ["build", papers, "-o", folder, *options]
    done = run(*command, "--min-statement-score", "0.9", "--tentative")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{paper},,addresses,{kernel},abstract,0,35,1.0,edit,false" in (
        (folder / "statements.csv").read_text().splitlines()
    )
    manifest = json.loads((folder / "manifest.json").read_text())
    settings = manifest["settings"]["statements"]
    assert (settings["min_score"], settings["tentative"]) == (0.9, True)
    assert settings["edits"]["name"] == mine.name
    assert f"{manifest['counts']['statements']} statements" in done.stdout
    mine.write_text(f"{HEADER}{paper},,studies,{kernel},reject,\n")
    done = run(*command, "--min-statement-score", "1")
    assert (done.returncode, done.stderr) == (0, "")
    mine.write_text(f"{HEADER}{paper},,studies,concept/grokking,reject,\n")
    done = run(*command)
    message = (
        f"{mine.name}:2: problem: unknown-edit: reject of '{paper} studies concept/grokking': "
    )
    assert done.returncode == 1
    assert message in " ".join(done.stderr.split())
    assert "| unknown-edit |" in (folder / "report.md").read_text()

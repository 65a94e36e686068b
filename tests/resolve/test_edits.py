"""The alias table: the user edits a copy and builds again."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from kgraph.config import load_settings
from kgraph.errors import ConfigError
from kgraph.resolve.edits import read_edits
from kgraph.resolve.entities import Resolution, resolve
from kgraph.types import LABELS, Alias, Span

NTK = Span(
    "p1",
    "abstract",
    0,
    3,
    "NTK",
    "Concept",
    "neural tangent kernel",
    0.7,
    "model",
    0,
    20,
    "abbreviation",
)
SPANS = (
    NTK,
    replace(NTK, start=5, text="neural tangent kernel", named_by="text"),
    replace(NTK, paper="p2", text="grokking", name="grokking", named_by="text"),
)
Build = Callable[..., Resolution]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def build_(*aliases: Alias) -> Resolution:
        path = tmp_path / "aliases.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, asdict(Alias("", "", "", "text", 0, "")))
            writer.writeheader()
            writer.writerows(asdict(alias) for alias in aliases)
        return resolve(SPANS, 2, load_settings(options={"resolve": {"aliases": str(path)}}))

    return build_


def changed(row: Alias, edit: str, value: str = "") -> Alias:
    return replace(row, edit=edit, value=value)  # type: ignore[arg-type]


def entities(resolution: Resolution) -> dict[str, str]:
    return {entity.id: entity.name for entity in resolution.entities}


def test_an_alias_table_that_is_not_edited_changes_nothing(build: Build) -> None:
    first = build()
    assert [(row.surface, row.rule, row.count, row.paper) for row in first.aliases] == [
        ("grokking", "text", 1, "p2"),
        ("NTK", "abbreviation", 1, "p1"),
        ("neural tangent kernel", "text", 1, "p1"),
    ]
    assert build(*first.aliases) == first


@pytest.mark.parametrize(
    ("surface", "edit", "value", "expected"),
    [
        (
            "NTK",
            "forbid",
            "",
            {"concept/ntk": "NTK", "concept/neural-tangent-kernel": "neural tangent kernel"},
        ),
        (
            "grokking",
            "force",
            "concept/neural-tangent-kernel",
            {"concept/neural-tangent-kernel": ""},
        ),
        (
            "grokking",
            "force",
            "delayed generalization",
            {"concept/delayed-generalization": "delayed generalization"},
        ),
        ("grokking", "rename", "Grokking!", {"concept/grokking": "Grokking!"}),
        ("NTK", "relabel", "Method", {"method/neural-tangent-kernel": "neural tangent kernel"}),
    ],
)
def test_each_edit_does_what_it_says_and_survives(
    build: Build, surface: str, edit: str, value: str, expected: dict[str, str]
) -> None:
    rows = [changed(row, edit, value) if row.surface == surface else row for row in build().aliases]
    second = build(*rows)
    found = entities(second)
    assert {
        identity: found[identity] if name else "" for identity, name in expected.items()
    } == expected
    assert len(second.mentions) == len(SPANS)
    assert second.aliases == tuple(rows)
    assert build(*second.aliases) == second


def test_a_dropped_surface_is_no_mention_but_stays_in_the_alias_table(build: Build) -> None:
    rows = [changed(row, "drop") if row.surface == "grokking" else row for row in build().aliases]
    second = build(*rows)
    assert list(entities(second)) == ["concept/neural-tangent-kernel"]
    assert second.aliases == tuple(rows)


def test_an_edit_that_fits_no_mention_is_kept_and_marked(build: Build) -> None:
    row = Alias("Groking", "concept/groking", "", "text", 3, "p1", "drop")
    unknown = [alias for alias in build(row).aliases if alias.rule == "unknown"]
    assert unknown == [Alias("Groking", "concept/groking", "", "unknown", 0, "", "drop")]


def test_force_to_an_entity_that_there_is_not_is_reported_and_changes_nothing(build: Build) -> None:
    rows = [
        changed(row, "force", "concept/nueral-tangent-kernel") if row.surface == "grokking" else row
        for row in build().aliases
    ]
    second = build(*rows)
    assert list(entities(second)) == ["concept/grokking", "concept/neural-tangent-kernel"]
    assert [row.rule for row in second.aliases if row.edit] == ["unknown"]
    assert build(*second.aliases) == second


def test_force_sees_the_entities_that_the_other_edits_make(build: Build) -> None:
    rows = [
        changed(row, "force", "method/neural-tangent-kernel")
        if row.surface == "grokking"
        else changed(row, "relabel", "Method")
        for row in build().aliases
    ]
    assert list(entities(build(*rows))) == ["method/neural-tangent-kernel"]


HEADER = "surface,entity,name,rule,count,paper,edit,value\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("surface,entity\n", "has no column edit, value"),
        (HEADER + "a,b,,,,,merge,\n", r":2: the edit 'merge' is unknown. Edits: force, forbid"),
        (HEADER + "a,b,,,,,rename,\n", r":2: rename needs a value: the name to show \(got ''\)"),
        (HEADER + "a,b,,,,,relabel,Model\n", r":2: relabel needs a value: one of Method, Dataset"),
        (HEADER + "a,b,,,,,rename,x\nc,b,,,,,rename,y\n", r"'c' \(b\) is changed in two ways"),
        (HEADER + "a,b,,,,,force,x\na,b,,,,,force,y\n", r"'a' \(b\) is changed in two ways"),
        (HEADER + "a,b,,,,,drop,\na,b,,,,,forbid,\n", r"'a' \(b\) is changed in two ways"),
        (HEADER + "a,b,,,,,rename,Kernel, the neural\n", ":2: has too many cells or too few"),
        (HEADER + "a,b,drop\n", ":2: has too many cells or too few"),
        (HEADER + "a,b,,,,,,Kernel\n", ":2: the edit '' is unknown"),
        (HEADER + 'a,b,,,,,drop,"\nc,d,,,,,drop,\n', "cannot be read"),
    ],
)
def test_a_line_that_cannot_be_meant_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message):
        read_edits(path, LABELS)


def test_a_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_edits(tmp_path / "none.csv", LABELS)

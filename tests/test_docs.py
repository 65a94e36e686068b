"""The documentation refers to what exists: files, functions and the parts of a decision."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "*/README.md", "benchmarks/notes/*.md")
    for path in ROOT.glob(pattern)
)  # fmt: skip
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PARTS = ["## Context", "## Options", "## Decision", "## Consequences"]
PAGE = 60
"""Lines on one page."""


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def definitions(path: Path) -> set[str]:
    """Return the names that a file defines: functions, classes, methods and constants."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return set(re.findall(r"\b(?:function\*?|class|const) (\w+)", source))
    tree = list(ast.walk(ast.parse(source)))
    defined = {node.name for node in tree if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return defined | {
        node.id for node in tree if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def steps() -> list[tuple[str, str]]:
    """Return each pair of a file and a name in the tables of the architecture."""
    rows = re.findall(r"\| `((?:kgraph|ontology)/[\w/.-]+)` \| ([^|]+) \|", ARCHITECTURE)
    return [(file, name) for file, cell in rows for name in re.findall(r"`(\w+)`", cell)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_links_lead_to_files(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_lines_have_at_most_100_characters(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [
        line for line in lines if len(line) > 100 and line[0] != "|" and "http" not in line
    ] == []


def test_the_architecture_names_files_that_exist() -> None:
    paths = re.findall(r"`((?:kgraph|ontology|tests|docs|training)/[\w/.-]*)`", ARCHITECTURE)
    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_architecture_names_functions_where_they_are() -> None:
    assert len(steps()) > 30
    assert [(f, name) for f, name in steps() if name not in definitions(ROOT / f)] == []


@pytest.mark.parametrize("path", DECISIONS, ids=relative)
def test_a_decision_has_its_parts_on_one_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# \d+\. .+\n\n- Status: .+\n- Date: \d{4}-\d\d-\d\d", text)
    assert re.findall(r"^## .+", text, re.MULTILINE) == PARTS
    assert len(text.splitlines()) <= PAGE

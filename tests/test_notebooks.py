"""The notebooks run, show their stored output, contain no logic, and take any listing."""

from __future__ import annotations

import ast
import csv
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from kgraph.types import Paper, Reading
from notebooks.run import HOME, execute
from tests.conftest import ROOT, SAMPLE, untraced

NOTEBOOKS = sorted(HOME.glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a folder with the files that the notebooks read, and return the notebooks' folder."""
    sample = tmp_path / SAMPLE.relative_to(ROOT)
    sample.parent.mkdir(parents=True)
    shutil.copy(SAMPLE, sample)
    return shutil.copytree(HOME, tmp_path / HOME.name)


def without_images(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("image/png", None)
    return notebook


def code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.slow
@each_notebook
def test_a_notebook_runs_and_says_what_is_stored_in_it(path: Path, checkout: Path) -> None:
    stored = without_images(nbformat.read(path, as_version=4))
    executed = without_images(execute(checkout / path.name, checkout, untraced()))
    assert executed == stored, f"run `make notebooks` and look at what changed in {path.name}"


@each_notebook
def test_a_notebook_holds_no_logic_warning_or_path(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for source in code(notebook):
        logic = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.While)
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, logic)], source
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    text = nbformat.writes(without_images(notebook))
    assert not re.search(r"(?<![\w./])/(home|root|tmp|Users|var|work)/|[A-Z]:\\\\", text)


def test_the_links_between_the_notebooks_lead_somewhere() -> None:
    links = [
        link
        for path in NOTEBOOKS
        for link in re.findall(r"\]\(([\w-]+\.ipynb)\)", path.read_text())
    ]
    assert links
    assert not [link for link in links if not (HOME / link).is_file()]


def write_listing(papers: list[Paper], path: Path) -> None:
    """Write titles and abstracts alone, as a listing or as CSV."""
    if path.suffix == ".txt":
        path.write_text("\n\n".join(f"{paper.title}\n{paper.abstract}" for paper in papers))
    else:
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(
                [("title", "abstract"), *((paper.title, paper.abstract) for paper in papers)]
            )


def run_on(listing: Path, notebook: Path) -> str:
    """Execute a notebook on a listing next to it; return it as text without its pictures."""
    changed, count = re.subn(
        r'LISTING = \\"[^"]*\\"', rf'LISTING = \\"{listing.name}\\"', notebook.read_text()
    )
    assert count == 1
    notebook.write_text(changed)
    executed = execute(notebook, notebook.parent, untraced())
    outputs = [output for cell in executed.cells for output in cell.get("outputs", ())]
    assert not [
        output
        for output in outputs
        if output.get("name") == "stderr" or output.output_type == "error"
    ]
    said = nbformat.writes(without_images(executed))
    assert "Error in callback" not in said, "a figure that cannot be drawn"
    return said


def some_notebooks(*numbers: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "path",
        [path for path in NOTEBOOKS if path.name.startswith(numbers)],
        ids=lambda path: path.stem,
    )


@pytest.mark.slow
@some_notebooks("01", "02", "04", "06")
def test_a_notebook_takes_a_listing_of_the_readers(
    path: Path, checkout: Path, sample_reading: Reading
) -> None:
    listing = checkout / ("mine.csv" if path.name.startswith("02") else "mine.txt")
    write_listing(list(sample_reading)[:25], listing)
    assert "sample.jsonl" not in run_on(listing, checkout / path.name)


APART = [
    Paper(
        "a",
        "Dropout as a prior",
        "We show that dropout in a convolutional neural network acts as a prior on MNIST.",
    ),
    Paper(
        "b",
        "Grokking by chance",
        "We study grokking of a Transformer on modular addition without weight decay.",
    ),
]
NOTHING_TO_SHOW = {
    "01": "No two papers are linked.",
    "02": "2 papers, ",
    "07": "0 edits that fit nothing",
    "08": "<KnowledgeGraph: 2 papers, ",
    "03": "No paper has a year and names a dataset.",
    "04": "No two papers are linked, so nothing joins the communities.",
    "05": "nothing can be tested",
    "06": "No paper adopts what another one proposes.",
}


@pytest.mark.slow
@each_notebook
def test_a_notebook_takes_two_papers_that_share_nothing(path: Path, checkout: Path) -> None:
    write_listing(APART, checkout / "mine.txt")
    assert NOTHING_TO_SHOW[path.name[:2]] in run_on(checkout / "mine.txt", checkout / path.name)


@pytest.mark.slow
@some_notebooks("02", "03", "06")
def test_a_notebook_takes_papers_that_mention_nothing(path: Path, checkout: Path) -> None:
    papers = [
        Paper("a", "The colour of the sea", "It is blue, as the sky is."),
        Paper("b", "A walk", "We went up."),
    ]
    write_listing(papers, checkout / "mine.txt")
    run_on(checkout / "mine.txt", checkout / path.name)

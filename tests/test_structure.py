"""The layout: layers import leftwards, imports are light, and everything is documented."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import kgraph
from kgraph.cli import app
from kgraph.config import DEFAULTS
from tests.conftest import ROOT

LAYERS = [
    "_version", "errors", "extras", "track", "records", "identity", "bibliography", "types",
    "atomic", "names", "background", "lookup", "config", "read", "extract", "similarity", "resolve",
    "about", "statements", "graph", "analyse", "rdf", "export", "explorer", "folder", "sparql",
    "validate", "serve", "quality", "train", "reconcile", "enrich", "pipeline", "components",
    "doctor", "cli",
]  # fmt: skip
HEAVY = {"graspologic", "networkx", "numpy", "pandas", "rdflib", "scipy", "spacy", "starlette"}
"""Packages that take long to import: only what needs them imports them."""

FILES = sorted((ROOT / "kgraph").rglob("*.py"))


def layer(module: str) -> int:
    return LAYERS.index(module.split(".")[1])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_layer_imports_only_from_layers_before_it(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if module.count(".") == 1 and module.endswith(("__init__", "__main__")):
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kgraph."):
            assert layer(node.module) <= layer(module), f"{module} imports {node.module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_says_its_one_idea(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text()))
    assert doc, path
    assert re.search(r"[.:`]$", doc.splitlines()[0]), doc


def test_the_public_names_are_there_sorted_and_lazy() -> None:
    assert kgraph.__all__ == sorted(kgraph.__all__)
    for name in kgraph.__all__:
        value = getattr(kgraph, name)
        assert name == "__version__" or value.__doc__
    assert set(kgraph.__all__) <= set(dir(kgraph))
    with pytest.raises(AttributeError, match="No kgraph attribute nonsense"):
        _ = kgraph.nonsense  # type: ignore[attr-defined]
    code = "import sys, kgraph; print('spacy' in sys.modules, 'networkx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


@pytest.mark.parametrize("module", ["cli", "sparql.child", "sparql.client", "serve.template"])
def test_a_command_and_the_processes_of_a_query_start_light(module: str) -> None:
    code = f"import sys, kgraph.{module}; print({HEAVY} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_no_public_name_is_a_module() -> None:
    modules = {path.stem for path in (ROOT / "kgraph").glob("*.py")} | {
        path.name for path in (ROOT / "kgraph").iterdir() if path.is_dir()
    }
    assert modules.isdisjoint(set(kgraph.__all__) - {"__version__"})


def test_every_command_and_option_is_documented() -> None:
    reference = (ROOT / "docs" / "reference.md").read_text()
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for name, command in commands.items():
        assert f"`kgraph {name}" in reference
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert option in reference, f"{name} {option}"


def test_every_setting_has_a_comment_and_is_documented() -> None:
    reference = (ROOT / "docs" / "reference.md").read_text()
    for option in re.findall(r"^(\w+) = ", DEFAULTS.read_text().split("[nlp]")[0], re.MULTILINE):
        assert f"`{option}`" in reference, option


def test_the_readme_runs() -> None:
    readme = (ROOT / "README.md").read_text()
    code = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    output = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    assert code is not None
    assert output is not None
    done = subprocess.run(
        [sys.executable, "-c", code[1]], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == output[1]

"""The examples of the tutorial and the how-tos run, each page in a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
FORMATS = ROOT / "tests" / "read" / "formats" / "files"
GIVEN = {"refs.bib": "papers.bib", "zotero.json": "zotero.json", "works.json": "openalex.json"}
"""The files of the reader that the examples name, and files of these formats."""

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = sorted(
    path
    for path in (*DOCS.glob("how-to/*.md"), *DOCS.glob("*.md"))
    if BLOCK.search(path.read_text(encoding="utf-8"))
    and path.stem not in ("labels", "reference", "spacy", "statements", "train")
)
"""The pages whose examples run here. Those of labels and spacy have their own tests; the
others that are left out show usage with names of the reader's folders."""


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make `kgraph` and `python` commands of this interpreter."""
    folder = tmp_path_factory.mktemp("bin")
    for name, arguments in (("kgraph", " -m kgraph"), ("python", "")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_the_examples_of_a_page_run(page: Path, commands: Path, tmp_path: Path) -> None:
    for name, format_ in GIVEN.items():
        shutil.copy(FORMATS / format_, tmp_path / name)
    env = {**os.environ, "PATH": f"{commands}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for language, code in BLOCK.findall(page.read_text(encoding="utf-8")):
        command = ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(
            command if language == "sh" else [sys.executable, "-c", code],
            cwd=tmp_path, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{code}\n{done.stderr}"

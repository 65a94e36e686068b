"""`kgraph doctor`: an installation that works, and the ways in which others do not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kgraph.extras import EXTRAS
from tests.conftest import run, run_process

METADATA = """\
Metadata-Version: 2.4
Name: kgraph
Version: 0.1.0
Requires-Python: >=99
Requires-Dist: numpy>=99
Requires-Dist: graph-of-long-ago>=2
Requires-Dist: frame-of-long-ago; extra == 'pandas'
"""


def lines_of(output: str) -> set[str]:
    return {" ".join(line.split()) for line in output.splitlines()}


def test_an_installation_that_works(tmp_path: Path) -> None:
    done = run("doctor", tmp_path)
    assert (done.returncode, done.stderr) == (0, "kgraph works here\n")
    lines = lines_of(done.stdout)
    assert "extraction model ok finds grokking, Transformer, weight decay" in lines
    assert f"folder output ok {tmp_path}" in lines
    extras = {line.split()[1] for line in lines if line.startswith("extra ")}
    assert extras == EXTRAS.keys() - {"all"}


def test_packages_that_are_missing_or_too_old(tmp_path: Path) -> None:
    info = tmp_path / "kgraph-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    done = run_process("doctor", tmp_path, PYTHONPATH=path)
    assert done.returncode == 1
    assert done.stderr.endswith(" are broken\n")
    text = "\n".join(lines_of(done.stdout))
    assert "broken kgraph needs Python >=99" in text
    assert "package numpy broken is " in text
    assert (
        "package graph-of-long-ago broken is not installed: pip install 'graph-of-long-ago>=2'"
    ) in text
    assert "missing to_pandas; frame-of-long-ago is not installed" in text


def test_a_folder_that_cannot_be_written_and_a_model_that_cannot_run(tmp_path: Path) -> None:
    code = "import sys; sys.modules['spacy'] = None; from kgraph.cli import main; main()"
    command = [sys.executable, "-c", code, "doctor", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("2 of ")
    text = "\n".join(lines_of(done.stdout))
    assert "extraction model broken ModuleNotFoundError" in text
    assert f"folder output broken {tmp_path / 'none'} cannot be written" in text

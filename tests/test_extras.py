"""What is not installed or not there on a system: errors name the extra, and imports go on."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import kgraph
from kgraph.extras import EXTRAS, MissingExtra
from kgraph.sparql.result import QueryResult
from tests.conftest import ROOT, SAMPLE

PAPERS = kgraph.Records([kgraph.Paper(title="Wide Networks", abstract="")])
ANSWER = QueryResult("select", ("paper",), (), b"")
TORCH = [ROOT / "kgraph" / "train" / name for name in ("network.py", "tagger.py")]
POSIX = ("fcntl", "grp", "pwd", "resource", "syslog", "termios", "tty")


def test_every_extra_is_described() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(EXTRAS) == sorted(project["optional-dependencies"])


def test_the_citation_is_of_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {kgraph.__version__}\n" in citation


@pytest.mark.parametrize(
    ("package", "extra", "use"),
    [
        ("pandas", "pandas", PAPERS.to_pandas),
        ("pandas", "pandas", ANSWER.to_pandas),
        ("polars", "polars", PAPERS.to_polars),
    ],
)
def test_a_missing_package_of_python_names_its_extra(
    package: str, extra: str, use: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=rf"{package}, .*: pip install 'kgraph\[{extra}\]'$"):
        use()


@pytest.mark.parametrize(
    ("package", "extra", "words"),
    [
        ("pyarrow", "parquet", ["build", SAMPLE, "-o", "OUT", "--only", "parquet"]),
        ("pyarrow", "parquet", ["build", "papers.parquet", "-o", "OUT"]),
        ("pyshacl", "shacl", ["validate", "DEMO", "--shacl", "1"]),
        ("starlette", "serve", ["serve", "DEMO"]),
        ("uvicorn", "serve", ["serve", "DEMO"]),
        ("h11", "serve", ["serve", "DEMO"]),
        ("torch", "train", ["train", SAMPLE, "-o", "OUT"]),
    ],
)
def test_a_missing_package_of_a_command_names_its_extra(
    package: str, extra: str, words: list[str | Path], tmp_path: Path
) -> None:
    (tmp_path / "papers.parquet").write_bytes(b"PAR1")
    done = _run_without(package, *words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"needs {package}, which cannot be imported: pip install 'kgraph[{extra}]'\n" in (
        done.stderr
    )
    assert "Traceback" not in done.stderr


def test_where_nothing_can_limit_queries_the_error_says_so(tmp_path: Path) -> None:
    done = _run_without("resource", "query", "DEMO", "-e", "ASK {}", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot limit what a query takes on this system" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_module_needs_a_posix_system_to_be_imported() -> None:
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "kgraph").rglob("*.py")
        if path.name != "__main__.py" and path not in TORCH
    )
    code = f"""
import os, signal, socket, sys
from importlib import import_module
for name in {modules}:  # what kgraph depends on sees the whole system
    import_module(name)
for name in [name for name in sys.modules if name.split(".")[0] == "kgraph"]:
    del sys.modules[name]
for name in {POSIX}:
    sys.modules[name] = None
del os.fork, os.kill, os.WNOHANG, socket.recv_fds, socket.send_fds
del signal.SIGCHLD, signal.SIGKILL, signal.pthread_sigmask, signal.SIG_BLOCK
for name in {modules}:
    import_module(name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def _run_without(
    package: str, *words: str | Path, folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a command where a module cannot be imported; DEMO is the build of the repository."""
    code = f"import sys; sys.modules[{package!r}] = None; from kgraph.cli import main; main()"
    known = {"DEMO": ROOT / "exports" / "demo", "OUT": folder / "out"}
    command = [sys.executable, "-c", code, *(str(known.get(str(word), word)) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)

"""Fixtures that several tests share: the sample's graph and build, and the command line."""

from __future__ import annotations

import fcntl
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

import kgraph
from kgraph.cli import main
from kgraph.config import Settings
from kgraph.types import KnowledgeGraph, Reading

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "kgraph" / "data" / "sample.jsonl"
SHARED = ROOT.parent / "shared"

PROGRESS = re.compile(r"(Building|Extracting): ")
"""A line that a slow command prints now and then."""

hypothesis.settings.register_profile(
    "kgraph", deadline=None
)  # how long an example takes is the machine's affair
hypothesis.settings.load_profile("kgraph")


def needs_shared(folder: str) -> pytest.MarkDecorator:
    """Skip a test if the listings and annotations next to the checkout are missing."""
    return pytest.mark.skipif(not (SHARED / folder).exists(), reason=f"needs ../shared/{folder}")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return kgraph.load_settings()


@pytest.fixture(scope="session")
def sample_reading() -> Reading:
    return kgraph.read_papers(SAMPLE)


@pytest.fixture(scope="session")
def sample(sample_reading: Reading, settings: Settings) -> KnowledgeGraph:
    return kgraph.build(sample_reading, settings=settings)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample corpus as a user does; the first worker that needs it builds for all."""
    base = tmp_path_factory.getbasetemp()
    home = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = home / "demo"
    with (home / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            done = run_process("build", SAMPLE, "-o", folder, "--workers", "1", PYTHONHASHSEED="0")
            assert done.returncode == 0, done.stderr
            assert not [line for line in done.stderr.splitlines() if not PROGRESS.match(line)]
            assert "most prominent" in done.stdout
            assert str(folder / "graph.html") in done.stdout
    return folder


def run_process(*args: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a user does."""
    command = [sys.executable, "-m", "kgraph", *map(str, args)]
    return subprocess.run(
        command, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def run(*args: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line in this process, where Python and spaCy have started already."""
    command = ["kgraph", *map(str, args)]
    streams = {
        name: io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="\n")
        for name, text in (("stdin", stdin), ("stdout", ""), ("stderr", ""))
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"argv": command, **streams}.items():
            patch.setattr(sys, name, value)
        with pytest.raises(SystemExit) as end:
            main()
    code = end.value.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(
        command, code, text_of(streams["stdout"]), text_of(streams["stderr"])
    )


def text_of(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def untraced() -> dict[str, str]:
    """Return an environment without coverage, on whose lock a signal handler may hang."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}

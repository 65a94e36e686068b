"""Counting: names are found in texts by their keys, and the same counts give the same bytes."""

from __future__ import annotations

import gzip
import importlib
from pathlib import Path
from typing import Any

import pytest

from kgraph.types import Paper
from tests.conftest import ROOT


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(ROOT / "training")
    return importlib.import_module("background")


def test_names_in_a_text(counting: Any) -> None:
    names = counting.Names.of({"SAM", "neural tangent kernel", "kernel", "image", "gpt 4", "x y"})
    text = "SAMs and Sam: neural-tangent kernels (image, x. y), GPT-4."
    assert names.find(text) == {"SAM", "neural tangent kernel", "kernel", "image", "gpt 4"}
    assert names.find("SAM IN CAPITALS") == names.find("neural. Tangent sam") == set()


def test_counts_by_year_and_their_file(counting: Any, tmp_path: Path) -> None:
    found = [Paper(str(i), "The rare", "Kernels, kernels.", 2000 + i % 3) for i in range(21)]
    rare = [Paper(f"r{i}", "A rare image", "", 2000) for i in range(2)]
    names = counting.Names.of({"kernel", "image", "rare image"})
    counts = counting.count(names, [*found, *rare])
    assert counts["kernel"] == {2000: 7, 2001: 7, 2002: 7}
    assert counts["rare image"] == {2000: 2}
    first, second = tmp_path / "first.gz", tmp_path / "second.gz"
    counting.write(counts, first)
    counting.write(dict(reversed(counts.items())), second)
    assert first.read_bytes() == second.read_bytes()
    assert gzip.decompress(first.read_bytes()).decode() == "\t2000\t9 7 7\nkernel\t2000\t7 7 7\n"

"""kgraph in spaCy and spaCy in kgraph, as docs/spacy.md shows them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

import kgraph
from tests.conftest import ROOT, run

TEXT = (ROOT / "docs" / "spacy.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.slow
def test_the_python_of_the_page_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec("\n".join(blocks("python")), {})
    assert capsys.readouterr().out == blocks("text")[0]
    page = (tmp_path / "entities.html").read_text(encoding="utf-8")
    marks = re.findall(r'<mark class="entity" style="background: (#\w+);', page)
    color = {label.name: label.color + "66" for label in kgraph.load_settings().label_definitions}
    assert marks == [color[label] for label in ("Method", "Dataset", "Method", "Method", "Method")]


@pytest.mark.slow
def test_the_build_of_the_page_finds_what_its_rules_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in re.findall(
        r"^`([\w.]+)`:\n\n```\w+\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = run(*shlex.split(blocks("sh")[0])[1:])
    assert done.returncode == 0, done.stderr
    kg = kgraph.read_tables(tmp_path / "rules")
    ruled = {m.text for m in kg.mentions if m.source == "mentions"}
    assert ruled == {"gradient sorting", "Gradient sorting", "Penguins 7"}
    manifest = json.loads((tmp_path / "rules" / "manifest.json").read_text())
    assert manifest["settings"]["initialize"]["components"]["rules"]["patterns"]["path"]

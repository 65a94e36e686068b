"""`kgraph train`: its errors, and a second field from annotated papers to a build."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kgraph.config import load_settings
from kgraph.export.tables import read_tables
from kgraph.extract.model_extractor import read_model
from kgraph.train.config import to_config
from kgraph.train.convert import to_model, to_start
from kgraph.train.tables import Tables
from kgraph.types import LABELS
from tests.conftest import run
from tests.train.test_gold import MATERIALS

FLOOR = 0.7
"""F1 on ten held-out papers after training on 30; it is about 0.85."""


def test_without_torch_the_error_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['torch'] = None; from kgraph.cli import main; main()"
    command = [sys.executable, "-c", code, "train", str(MATERIALS), "-o", str(tmp_path / "model")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "kgraph: training needs torch, which cannot be imported: pip install 'kgraph[train]'\n"
    )
    assert not (tmp_path / "model").exists()


def test_held_out_papers_are_given_in_one_way(tmp_path: Path) -> None:
    done = run("train", MATERIALS, "-o", tmp_path, "--dev", MATERIALS, "--held-out", "0.2")
    assert done.returncode == 2
    assert "--dev and --held-out exclude each other" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "labels", [["Material", "Process", "Property"], ["Task", *LABELS, "Material"]]
)
def test_the_config_of_a_model_fits_its_labels(tmp_path: Path, labels: list[str]) -> None:
    shipped = read_model()
    labels = list(dict.fromkeys(labels))
    model = to_model(to_start(shipped, labels), Tables.of(shipped), labels, 0.41)
    model.to_disk(tmp_path / "my model")
    config = tmp_path / "kgraph.cfg"
    config.write_text(to_config(model, tmp_path / "my model"), encoding="utf-8")
    settings = load_settings(config)
    assert set(settings.labels) == set(labels)
    assert settings.components["mentions"]["threshold"] == 0.41
    done = run("extract", MATERIALS, "--config", config)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 40


@pytest.mark.slow
def test_a_second_field_is_learnt_from_thirty_papers(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs torch: pip install -e '.[train]'")
    model, config = tmp_path / "model", tmp_path / "kgraph.cfg"
    done = run("train", MATERIALS, "-o", model, "--held-out", "0.25", "--csv")
    assert done.returncode == 0, done.stderr
    assert "30 papers to train on, 10 held out" in done.stderr
    scores = {row["label"]: row for row in csv.DictReader(done.stdout.splitlines())}
    assert set(scores) == {"Material", "Process", "Property", "all"}
    assert float(scores["all"]["F1"]) > 100 * FLOOR
    config.write_text(done.stderr.partition("[labels]")[1] + done.stderr.partition("[labels]")[2])
    built = run("build", MATERIALS, "-o", tmp_path / "build", "--config", config)
    assert built.returncode == 0, built.stderr
    entities = {entity.id for entity in read_tables(tmp_path / "build").entities.values()}
    assert {"material/zinc-oxide", "process/hot-pressing", "property/hardness"} <= entities


@pytest.mark.slow
def test_the_same_papers_and_seed_give_the_same_model(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs torch: pip install -e '.[train]'")
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        done = run("train", MATERIALS, "-o", tmp_path / name, "--epochs", "1", "--seed", seed)
        assert done.returncode == 0, done.stderr
    a, b, c = ((tmp_path / name / "model.npz").read_bytes() for name in "abc")
    assert a == b != c


def test_a_mark_that_is_not_whole_tokens_is_reported(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs torch: pip install -e '.[train]'")
    lines = MATERIALS.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[1])
    assert row["mentions"][0]["text"] == "Ball milling"
    row["mentions"][0] |= {"end": 8, "text": "Ball mil"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join([lines[0], json.dumps(row), *lines[2:]]), encoding="utf-8")
    done = run("train", gold, "-o", tmp_path / "model", "--epochs", "1", "--held-out", "0")
    assert "gold.jsonl:2: problem: not-whole-tokens: 'Ball mil' in the title from 0 to 8" in (
        done.stderr
    )
    assert done.stdout == ""

"""Train the packaged model: python training/train.py --shared ../shared --out DIR.

Steps: corpus, vectors, pretraining, teachers, students that learn from abstracts annotated by the
models before them, and tuning of the last student on what people annotated. Each step writes its
files under --work, and is skipped if they exist. No step up to there uses the held-out papers. A
first tuned model does not use them either, and the scores are calibrated on it; the shipped model
is also tuned on them. Needs torch and floret, for training only.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import corpus
import numpy as np
import pretrain
import torch
import vectors
from ensemble import marks, mean_candidates
from gold import read_annotated, read_corrected
from measure import report
from terms import read_terms

from kgraph.extract.model import MentionModel
from kgraph.train import tagger
from kgraph.train.calibration import calibrate
from kgraph.train.convert import to_model
from kgraph.train.papers import NLP
from kgraph.train.papers import TrainingPaper as Paper
from kgraph.train.recipe import Recipe, Shape
from kgraph.train.tagger import State
from kgraph.types import LABELS

TEACHERS = 2
TEACHER = Recipe(epochs=6, encoder_rate=1.0)
STUDENT = Recipe(epochs=3, encoder_rate=1.0, batch=12)
TUNING = Recipe(epochs=4, rate=8e-4, encoder_rate=0.5, batch=12, seed=6)
SMALL = Shape(projection=160, top=80, dropout=0.35)
LARGE = Shape(projection=224, top=112, dropout=0.4)
ROUNDS = (6_000, 4_000)  # abstracts annotated in each round of self-training
GOLD_COPIES = 2  # of each hand-annotated paper in an epoch
MARKED_WEIGHT = 0.6  # of papers annotated by the teachers, and of those corrected by reading
MARKED_AT, MARKED_FROM = 0.37, 0.1
PRETRAINING_TOKENS = 42_000_000  # all of the corpus, once
THRESHOLD = 0.37
_LONGEST = 450


def say(text: str) -> None:
    """Print a line of the log."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def step(path: Path, make: Callable[[], None]) -> None:
    """Run a step if its file does not exist."""
    if path.exists():
        say(f"{path.name} is there")
        return
    make()
    say(f"{path.name} is made")


def held_out(papers: Sequence[Paper]) -> tuple[list[Paper], list[Paper]]:
    """Split off 60 papers from outside the listings (ids m…)."""
    others = [paper for paper in papers if paper.id.startswith("m")]
    names = {paper.id for paper in others[::4][:60]}
    return [p for p in papers if p.id not in names], [p for p in papers if p.id in names]


class Trainer:
    """The data and settings that all runs share."""

    def __init__(self, work: Path, lexicon: Path, corrected: Sequence[Paper]) -> None:
        self.work = work
        self.corrected = list(corrected)
        self.tables = vectors.read(work, read_terms(lexicon))
        self.encoder: State = torch.load(work / "encoder.pt")

    def model(
        self,
        name: str,
        papers: Callable[[], Sequence[Paper]],
        shape: Shape,
        recipe: Recipe,
        start: State,
    ) -> MentionModel:
        """Train a model from a state, or read it if it exists."""
        path = self.work / name
        if not path.exists():
            state = tagger.train(papers(), self.tables, LABELS, start, shape, recipe, log=say)
            arrays = {name: value.numpy() for name, value in state.items()}
            to_model(arrays, self.tables, LABELS, THRESHOLD).to_disk(path)
            torch.save(state, path / "state.pt")
        return MentionModel.from_disk(path)

    def marked(
        self, teachers: Sequence[MentionModel], gold: Sequence[Paper], count: int, seed: int
    ) -> list[Paper]:
        """Annotate unlabelled abstracts with the teachers."""
        known = {paper.id for paper in gold}
        rows = [json.loads(line) for line in (self.work / "texts.jsonl").read_text().splitlines()]
        rows = [row for row in rows if row[0] not in known]
        picked = np.random.default_rng(seed).choice(len(rows), count, replace=False)
        docs = [NLP.make_doc(rows[i][1]) for i in picked]
        kept = [
            (rows[i][0], doc) for i, doc in zip(picked, docs, strict=True) if len(doc) < _LONGEST
        ]
        out: list[Paper] = []
        for (name, doc), spans in zip(
            kept, mean_candidates(teachers, [doc for _, doc in kept]), strict=True
        ):
            chosen = marks(spans, MARKED_AT, MARKED_FROM)
            out.append(
                Paper(
                    name,
                    doc,
                    [(c.start, c.end, c.label) for c in chosen],
                    [c.score for c in chosen],
                    MARKED_WEIGHT,
                )
            )
        return out

    def students(self, gold: Sequence[Paper], known: Sequence[Paper]) -> State:
        """Train teachers, then students on the annotations of all models before them.

        Return the weights of the last student.
        """
        read = self.read(gold)
        models = [
            self.model(
                f"teacher-{seed}", lambda: read, SMALL, replace(TEACHER, seed=seed), self.encoder
            )
            for seed in range(1, TEACHERS + 1)
        ]
        for turn, count in enumerate(ROUNDS):
            papers = partial(self.read_and_marked, read, tuple(models), known, count, turn)
            recipe = replace(STUDENT, seed=10 + turn)
            models.append(self.model(f"student-{turn}", papers, LARGE, recipe, self.encoder))
        last: State = torch.load(self.work / f"student-{len(ROUNDS) - 1}" / "state.pt")
        return last

    def tuned(self, name: str, gold: Sequence[Paper], student: State) -> MentionModel:
        """Tune a student on the papers that people annotated."""
        return self.model(name, lambda: self.read(gold), LARGE, TUNING, student)

    def read(self, gold: Sequence[Paper]) -> list[Paper]:
        """Return the training data of an epoch from papers that people annotated or corrected."""
        return [*list(gold) * GOLD_COPIES, *self.corrected]

    def read_and_marked(
        self,
        read: list[Paper],
        teachers: Sequence[MentionModel],
        known: Sequence[Paper],
        count: int,
        seed: int,
    ) -> list[Paper]:
        """Return the training data of an epoch of a student."""
        return [*read, *self.marked(teachers, known, count, seed)]


def run(shared: Path, lexicon: Path, work: Path, out: Path, threads: int) -> None:
    """Run every step and write the model folder."""
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(threads)
    step(work / "corpus.npz", lambda: corpus.build(shared, work))
    step(work / "vectors.floret", lambda: vectors.train(work, threads))
    step(work / "words.npy", lambda: vectors.look_up(work))
    step(work / "encoder.pt", lambda: pretrain.pretrain(work, Shape(), PRETRAINING_TOKENS))
    here = Path(__file__).parent
    corrected = read_corrected(
        here / "annotations/marks.jsonl", shared / "corpora/ml-abstracts.jsonl.gz", MARKED_WEIGHT
    )
    trainer = Trainer(work, lexicon, corrected)
    papers, dev = (
        read_annotated(shared / "annotations/train.jsonl"),
        read_annotated(shared / "annotations/dev.jsonl"),
    )
    rest, apart = held_out(papers)
    student = trainer.students(rest, papers)
    without, final = trainer.tuned("apart", rest, student), trainer.tuned("final", papers, student)
    calibration = calibrate(
        [paper.spans for paper in apart], without.candidates([paper.doc for paper in apart])
    )
    MentionModel(final.weights, {**final.config, "calibration": calibration}).to_disk(out)
    calibrated = MentionModel(without.weights, {**without.config, "calibration": calibration})
    shipped = MentionModel.from_disk(out)
    for name, model, marked in (
        ("held out", calibrated, apart),
        ("dev", calibrated, dev),
        ("shipped, dev", shipped, dev),
    ):
        say(f"{name}:\n{report(model, marked)}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parents[1]
    parser.add_argument("--shared", type=Path, default=here.parent / "shared")
    parser.add_argument("--lexicon", type=Path, default=here / "kgraph/data/lexicon.csv")
    parser.add_argument("--work", type=Path, default=here / "build/training")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--threads", type=int, default=1, help="more than one: the vectors do not repeat exactly"
    )
    options = parser.parse_args()
    run(options.shared, options.lexicon, options.work, options.out, options.threads)


if __name__ == "__main__":
    main()

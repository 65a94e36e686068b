"""Train the packaged model: python training/train.py --shared ../shared --out DIR.

Steps: corpus, vectors, pretraining, two teachers, a student that also learns from abstracts that
the teachers annotated, and tuning of the student on what people annotated. Each step writes its
files under --work, and is skipped if they exist. No step up to there uses the held-out papers. A
first tuned model does not use them either: the calibration and the scorer are fitted to what it
proposes in them. The shipped model is also tuned on them. Needs torch and floret, for training
only.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import corpus
import numpy as np
import pretrain
import torch
import vectors
from ensemble import marks, mean_candidates
from gold import read_annotated, read_corrected
from measure import report
from spacy.tokens import Doc
from terms import read_terms

from kgraph.config import load_settings
from kgraph.extract.model import MentionModel
from kgraph.extract.spans import build_nlp
from kgraph.train import tagger
from kgraph.train.calibration import calibrate
from kgraph.train.convert import to_model
from kgraph.train.papers import NLP
from kgraph.train.papers import TrainingPaper as Paper
from kgraph.train.recipe import Recipe, Shape
from kgraph.train.scorer import fit_scorer
from kgraph.train.tagger import State
from kgraph.types import LABELS

TEACHER = Recipe(epochs=5, encoder_rate=1.0, batch=12)
TEACHER_SEEDS = (1, 2)
STUDENT = Recipe(epochs=3, encoder_rate=1.0, batch=12, seed=10)
TUNING = Recipe(epochs=4, rate=8e-4, encoder_rate=0.5, batch=12, seed=6)
SHAPE = Shape(projection=256, top=160, dropout=0.4)
MARKED = 8_000  # abstracts that the teachers annotate
MARKED_WEIGHT = 0.6  # of papers annotated by the teachers, and of those corrected by reading
MARKED_AT, MARKED_FROM = 0.37, 0.1
PRETRAINING_TOKENS = 14_000_000  # a third of the corpus; more of it gained nothing
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
    """Split off 60 papers from outside the listings (ids m…) and every 10th of ids n…."""
    first = [paper.id for paper in papers if paper.id.startswith("m")]
    further = [paper.id for paper in papers if paper.id.startswith("n")]
    names = {*first[::4][:60], *further[::10]}
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
        recipe: Recipe,
        start: State,
    ) -> MentionModel:
        """Train a model from a state, or read it if it exists."""
        path = self.work / name
        if not path.exists():
            state = tagger.train(papers(), self.tables, LABELS, start, SHAPE, recipe, log=say)
            arrays = {name: value.numpy() for name, value in state.items()}
            to_model(arrays, self.tables, LABELS, THRESHOLD).to_disk(path)
            torch.save(state, path / "state.pt")
        return MentionModel.from_disk(path)

    def marked(self, teachers: Sequence[MentionModel], gold: Sequence[Paper]) -> list[Paper]:
        """Annotate unlabelled abstracts with the teachers."""
        known = {paper.id for paper in gold}
        rows = [json.loads(line) for line in (self.work / "texts.jsonl").read_text().splitlines()]
        rows = [row for row in rows if row[0] not in known]
        picked = np.random.default_rng(0).choice(len(rows), MARKED, replace=False)
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

    def student(self, gold: Sequence[Paper], known: Sequence[Paper]) -> State:
        """Train the teachers, and the student on the gold and what they annotate.

        `known` are all papers that people annotated: the teachers annotate others.
        """
        read = self.read(gold)
        teachers = [
            self.model(f"teacher-{seed}", lambda: read, replace(TEACHER, seed=seed), self.encoder)
            for seed in TEACHER_SEEDS
        ]
        self.model(
            "student", lambda: [*read, *read, *self.marked(teachers, known)], STUDENT, self.encoder
        )
        state: State = torch.load(self.work / "student/state.pt")
        return state

    def tuned(self, name: str, gold: Sequence[Paper], student: State) -> MentionModel:
        """Tune the student on the papers that people annotated."""
        return self.model(name, lambda: self.read(gold), TUNING, student)

    def read(self, gold: Sequence[Paper]) -> list[Paper]:
        """Return the papers of an epoch that people annotated: those of train.jsonl twice."""
        first = [paper for paper in gold if not paper.id.startswith("n")]
        return [*gold, *first, *self.corrected]


def with_candidates(folder: Path, papers: Sequence[Paper]) -> list[Doc]:
    """Return papers with the candidates of all extractors, and of the model in a folder."""
    settings = load_settings(options={"components": {"model": {"path": str(folder)}}})
    return list(build_nlp(settings).pipe([paper.doc.text for paper in papers]))


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
    papers = [
        paper
        for name in corpus.ANNOTATED
        for paper in read_annotated(shared / "annotations" / name)
    ]
    rest, apart = held_out(papers)
    student = trainer.student(rest, papers)
    without, final = trainer.tuned("apart", rest, student), trainer.tuned("final", papers, student)
    spans = [paper.spans for paper in apart]
    calibration = calibrate(spans, without.candidates([paper.doc for paper in apart]))
    for model, folder in ((without, work / "calibrated"), (final, out)):
        MentionModel(model.weights, {**model.config, "calibration": calibration}).to_disk(folder)
    fit_scorer(spans, with_candidates(work / "calibrated", apart), LABELS).to_disk(out)
    dev = read_annotated(shared / "annotations/dev.jsonl")
    for name, folder, marked in (
        ("held out", work / "calibrated", apart),
        ("dev", work / "calibrated", dev),
        ("shipped, dev", out, dev),
    ):
        say(f"{name}:\n{report(MentionModel.from_disk(folder), marked)}")


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

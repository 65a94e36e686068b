"""Train the packaged model: python training/train.py --shared ../shared --out DIR.

Steps: corpus, vectors, pretraining, two teachers, a student that also learns from abstracts that
the teachers annotated, and two continuations of the student: tuned on what people annotated, and
trained on with abstracts that all three annotated. The mean of their weights is shipped. Each step
writes its files under --work, and is skipped if they exist. No step uses the held-out papers: the
calibration and the scorer are fitted to what the shipped model proposes in them, and its scores are
measured there. Needs torch and floret, for training only.
"""

from __future__ import annotations

import argparse
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

from kgraph.config import Options, load_settings
from kgraph.extract.candidates import Candidate
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
SECOND = Recipe(epochs=2, rate=1e-3, encoder_rate=0.7, batch=12, seed=21)
SHAPE = Shape(projection=256, top=160, dropout=0.4)
MARKED = 8_000  # abstracts that the teachers annotate for the student
NEAREST = 12_000  # abstracts whose words are most those of the listings
NEAR, ANY = 3_500, 3_500  # abstracts of those, and of all, that are annotated for its second turn
MARKED_WEIGHT = 0.6  # of papers annotated by the teachers, and of those corrected by reading
MARKED_AT, MARKED_FROM = 0.37, 0.1
PRETRAINING_TOKENS = 14_000_000  # a third of the corpus; more of it gained nothing
THRESHOLD = 0.42
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
        self.texts = corpus.read_texts(work)
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

    def student(self, gold: Sequence[Paper], known: Sequence[Paper]) -> MentionModel:
        """Train the teachers, the student and its continuations; return the mean of the latter.

        `known` are all papers that people annotated: the models annotate others.
        """
        read = self.read(gold)
        teachers = [
            self.model(f"teacher-{seed}", lambda: read, replace(TEACHER, seed=seed), self.encoder)
            for seed in TEACHER_SEEDS
        ]
        student = self.model(
            "student",
            lambda: [*read, *read, *self.marked(teachers, self.draw(known))],
            STUDENT,
            self.encoder,
        )
        start = self.state("student")
        self.model("student-tuned", lambda: read, TUNING, start)
        self.model(
            "student-second",
            lambda: [*read, *self.marked([*teachers, student], self.draw_near(known))],
            SECOND,
            start,
        )
        return self.mean("student-tuned", "student-second")

    def state(self, name: str) -> State:
        """Read the weights of a trained model."""
        state: State = torch.load(self.work / name / "state.pt")
        return state

    def mean(self, *names: str) -> MentionModel:
        """Return the model with the mean weights of models that began as one.

        Wortsman et al., "Model soups", ICML 2022, arXiv:2203.05482.
        """
        states = [self.state(name) for name in names]
        arrays = {
            key: torch.stack([state[key] for state in states]).mean(dim=0).numpy()
            for key in states[0]
        }
        return to_model(arrays, self.tables, LABELS, THRESHOLD)

    def read(self, gold: Sequence[Paper]) -> list[Paper]:
        """Return the papers of an epoch that people annotated: those of train.jsonl twice."""
        first = [paper for paper in gold if not paper.id.startswith("n")]
        return [*gold, *first, *self.corrected]

    def draw(self, known: Sequence[Paper]) -> list[int]:
        """Draw unlabelled abstracts."""
        others = self.others(known)
        picked = np.random.default_rng(0).choice(len(others), MARKED, replace=False)
        return [others[i] for i in picked]

    def draw_near(self, known: Sequence[Paper]) -> list[int]:
        """Draw unlabelled abstracts, half of them near the listings (ids p…)."""
        names = {paper.id for paper in known if paper.id.startswith("p")}
        listings = [i for i, (name, _) in enumerate(self.texts) if name in names]
        others = self.others(known)
        free = set(others)
        ranked = [i for i in corpus.rank_by_words(self.work, listings).tolist() if i in free]
        rng = np.random.default_rng(5)
        near = rng.choice(ranked[:NEAREST], NEAR, replace=False).tolist()
        return sorted({*near, *rng.choice(others, ANY, replace=False).tolist()})

    def others(self, known: Sequence[Paper]) -> list[int]:
        """Return the indices of the unlabelled abstracts."""
        names = {paper.id for paper in known}
        return [i for i, (name, _) in enumerate(self.texts) if name not in names]

    def marked(self, models: Sequence[MentionModel], picked: Sequence[int]) -> list[Paper]:
        """Annotate abstracts with the mean of models; long ones are left out."""
        named = [(self.texts[i][0], NLP.make_doc(self.texts[i][1])) for i in picked]
        kept = [(name, doc) for name, doc in named if len(doc) < _LONGEST]
        of_docs = mean_candidates(models, [doc for _, doc in kept])
        return [_marked(name, doc, spans) for (name, doc), spans in zip(kept, of_docs, strict=True)]


def _marked(name: str, doc: Doc, candidates: Sequence[Candidate]) -> Paper:
    chosen = marks(candidates, MARKED_AT, MARKED_FROM)
    spans = [(c.start, c.end, c.label) for c in chosen]
    return Paper(name, doc, spans, [c.score for c in chosen], MARKED_WEIGHT)


def with_candidates(folder: Path, papers: Sequence[Paper]) -> list[Doc]:
    """Return papers with the candidates of all extractors, and of the model in a folder."""
    pipeline = ["sentences", "model", "lexicon", "abbreviations", "patterns", "mentions"]
    options: Options = {
        "nlp": {"pipeline": pipeline},
        "components": {"model": {"path": str(folder)}},
    }
    nlp = build_nlp(load_settings(options=options))
    return list(nlp.pipe([paper.doc.text for paper in papers]))


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
    model = trainer.student(rest, papers)
    calibration = calibrate(
        [paper.spans for paper in apart], model.candidates([paper.doc for paper in apart])
    )
    MentionModel(model.weights, {**model.config, "calibration": calibration}).to_disk(out)
    # The lexicon has names from train.jsonl: on its papers it would be overrated.
    further = [paper for paper in apart if paper.id.startswith("n")]
    spans = [paper.spans for paper in further]
    fit_scorer(spans, with_candidates(out, further), LABELS).to_disk(out)
    dev = read_annotated(shared / "annotations/dev.jsonl")
    for name, marked in (("held out", apart), ("dev", dev)):
        say(f"{name}:\n{report(MentionModel.from_disk(out), marked)}")


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

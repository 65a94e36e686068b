"""Fitting the scorer to papers that are annotated by hand."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.train.scorer import fit_scorer


def test_what_the_extractors_get_right_gets_the_higher_score() -> None:
    vocab = spacy.blank("en").vocab
    right = Candidate(0, 1, "Task", "sorting", 0.5, "model")
    wrong = Candidate(1, 2, "Task", "shelves", 0.4, "lexicon", "lexicon")
    docs = [add_candidates(Doc(vocab, ["sorting", "shelves"]), [right, wrong]) for _ in range(8)]
    scorer = fit_scorer([[(0, 1, "Task")]] * 8, docs, ["Task"])
    good, bad = scorer.score(["sorting", "shelves"], [right, wrong])
    assert good.score > 0.8
    assert bad.score < 0.2
    assert scorer.labels == ["Task"]

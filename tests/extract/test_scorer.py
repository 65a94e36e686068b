"""The scorer: what it knows of a candidate, and which candidates get a new score."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from kgraph.config import load_settings
from kgraph.errors import ConfigError
from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.scorer import FEATURES, CandidateEvidence, CandidateScorer, Scorer, log_odds
from kgraph.extract.spans import build_nlp

WORDS = ["Gated", "unit", "\n\n", "A", "gated", "unit", "(", "GU", ")", ".", "GU", "GU"]
LONG = Candidate(4, 6, "Method", "gated unit", 0.9, "model")
TITLE = Candidate(0, 2, "Method", "Gated unit", 0.6, "model")
SHORT = Candidate(7, 8, "Method", "gated unit", 0.75, "abbreviation", "abbreviation")
UNIT = Candidate(5, 6, "Concept", "unit", 0.45, "lexicon", "lexicon")


def known(candidate: Candidate, *others: Candidate) -> dict[str, float]:
    evidence = CandidateEvidence(WORDS, [candidate, *others])
    key = candidate.start, candidate.end, candidate.label
    return dict(zip(FEATURES, evidence.row(key), strict=True))


def only(**weights: float) -> Scorer:
    return Scorer([weights.get(name, 0.0) for name in FEATURES], ["Method", "Concept"])


def test_what_the_model_says_of_a_span_and_of_the_same_text_elsewhere() -> None:
    row = known(TITLE, LONG)
    assert row["odds"] == pytest.approx(math.log(0.6 / 0.4))
    assert row["mean_odds"] == pytest.approx(log_odds(0.9) - log_odds(0.6))
    assert (row["repeated"], row["one_word"], row["lexicon"]) == (1, 0, 0)


def test_a_span_that_the_model_does_not_propose() -> None:
    row = known(UNIT, LONG)
    assert row["odds"] == log_odds(0.01)
    assert (row["lexicon"], row["repeated"], row["one_word"]) == (1, 0, 1)


def test_a_short_form_knows_its_long_form() -> None:
    row = known(SHORT, LONG)
    assert (row["abbreviation"], row["long_form"]) == (1, 1)
    assert row["long_odds"] == pytest.approx(log_odds(0.9) - log_odds(0.01))


def test_candidates_of_other_extractors_and_labels_keep_their_scores() -> None:
    theirs = TITLE._replace(source="ruler", score=0.3)
    unknown = TITLE._replace(label="Gene", score=0.3)
    scored = only(odds=1).score(WORDS, [theirs, unknown, LONG])
    assert [c.score for c in scored] == [0.3, 0.3, 0.9]


def test_all_candidates_of_a_span_and_label_get_one_score() -> None:
    scored = only(lexicon=1).score(WORDS, [UNIT, UNIT._replace(source="model", score=0.2)])
    assert [c.score for c in scored] == [0.7311, 0.7311]


def test_weights_are_written_and_read(tmp_path: Path) -> None:
    scorer = only(odds=0.5, one_word=-1)
    scorer.to_disk(tmp_path)
    assert Scorer.from_disk(tmp_path) == scorer
    assert Scorer.from_disk(tmp_path / "elsewhere") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"labels": [], "weights": {}}'])
def test_a_file_without_weights_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "scorer.json").write_text(text)
    with pytest.raises(ConfigError, match=r"scorer\.json: holds no weights"):
        Scorer.from_disk(tmp_path)


def test_a_word_in_everyday_use_is_no_mention() -> None:
    nlp = build_nlp(load_settings())
    doc = nlp("A talk on graphs\n\nGraph learning received attention from the community.")
    assert "attention" not in [entity.text for entity in doc.ents]
    assert "Graph learning" in [entity.text for entity in doc.ents]


def test_without_weights_every_candidate_keeps_its_score() -> None:
    doc = add_candidates(Doc(spacy.blank("en").vocab, WORDS), [TITLE, UNIT])
    assert CandidateScorer(None)(doc)._.kgraph_candidates == (TITLE, UNIT)


def test_a_scorer_needs_a_model() -> None:
    pipeline = ["sentences", "lexicon", "scorer", "mentions"]
    with pytest.raises(ConfigError, match="no model"):
        build_nlp(load_settings(options={"nlp": {"pipeline": pipeline}}))

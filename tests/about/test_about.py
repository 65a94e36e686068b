"""What papers are about: the words around a name decide, and the score is of the paper alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.about.about import WEIGHTS, find_about, score_of
from kgraph.about.features import find_features
from kgraph.export.tables import read_tables, write_tables
from kgraph.similarity.encoder import TextEncoder
from kgraph.types import SUBJECT_SCORE, About, Field, KnowledgeGraph, Mention, Paper

TITLE = "Drift Nets: Sorting Pebbles with Sonar"
ABSTRACT = (
    "Sorting pebbles by hand is slow. Existing methods such as tide tables need years of records. "
    "We propose drift nets, which sort pebbles from echoes of sonar. Drift nets make half as many "
    "errors as tide tables on the Shingle corpus. We measure recall."
)
NAMES = {
    "drift nets": "Method", "tide tables": "Method", "Shingle": "Dataset", "recall": "Metric",
    "sonar": "Method", "sorting pebbles": "Task",
}  # fmt: skip

ENCODER = TextEncoder.load()


def mentions_of(paper: Paper) -> tuple[Mention, ...]:
    """Mention every occurrence of the names in a paper, in any case."""
    found = []
    fields: tuple[Field, ...] = ("title", "abstract")
    for field in fields:
        text = paper.text(field)
        for name, label in NAMES.items():
            start = text.lower().find(name.lower())
            while start >= 0:
                end = start + len(name)
                begin = text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0
                stop = text.find(".", end) + 1 or len(text)
                entity = f"{label.lower()}/{name.lower().replace(' ', '-')}"
                found.append(
                    Mention(
                        *(paper.id, field, start, end, text[start:end], label, entity),
                        *(0.9, "model", begin, stop),
                    )
                )
                start = text.lower().find(name.lower(), end)
    return tuple(sorted(found, key=lambda m: (m.field != "title", m.start)))


def scores_of(title: str, abstract: str) -> dict[str, float]:
    paper = Paper("p", title, abstract)
    return {a.entity: a.score for a in find_about({"p": paper}, mentions_of(paper), ENCODER)}


def test_a_paper_is_about_what_it_proposes_and_not_about_what_it_compares_with() -> None:
    scores = scores_of(TITLE, ABSTRACT)
    subjects = {entity for entity, score in scores.items() if score >= SUBJECT_SCORE}
    assert subjects == {"method/drift-nets", "task/sorting-pebbles", "method/sonar"}
    assert max(scores, key=lambda entity: scores[entity]) == "method/drift-nets"


def test_repetition_alone_does_not_make_a_subject() -> None:
    abstract = (
        "We propose drift nets. On sonar, existing methods such as tide tables fail, and unlike "
        "tide tables, drift nets do not."
    )
    scores = scores_of("Drift Nets", abstract)
    assert scores["method/tide-tables"] < SUBJECT_SCORE <= scores["method/drift-nets"]


def test_a_title_raises_the_score() -> None:
    there, gone = scores_of("Sonar", ABSTRACT), scores_of("Echoes", ABSTRACT)
    assert there["method/sonar"] > gone["method/sonar"]


def test_the_words_before_a_name_count() -> None:
    proposed, used = (
        scores_of("On the Beach", text)["method/sonar"]
        for text in ("We propose sonar for the coast.", "Existing methods such as sonar are slow.")
    )
    assert proposed > used


def test_each_paper_has_each_entity_that_it_mentions_once_and_sorted(
    sample: KnowledgeGraph,
) -> None:
    pairs = [(about.paper, about.entity) for about in sample.about]
    assert pairs == sorted({(m.paper, m.entity) for m in sample.mentions})
    assert all(0 <= about.score <= 1 for about in sample.about)
    assert all(about.score == round(about.score, 4) for about in sample.about)


def test_subjects_are_what_scores_high_the_highest_first(sample: KnowledgeGraph) -> None:
    for paper in sample.papers:
        about = sample.about_of(paper)
        assert {a.entity for a in about} == set(sample.entities_of(paper))
        assert list(about) == sorted(about, key=lambda a: (-a.score, a.entity))
        high = [a.entity for a in about if a.score >= SUBJECT_SCORE]
        assert list(sample.subjects_of(paper)) == high
        assert {(paper, entity) for entity in high} == {
            pair for pair in sample.subjects if pair[0] == paper
        }
    assert sample.about_of("x") == sample.subjects_of("x") == ()


def test_a_graph_without_scores_has_no_subjects(sample: KnowledgeGraph) -> None:
    kg = KnowledgeGraph(sample.papers, sample.entities, sample.mentions, sample.links)
    assert kg.subjects == frozenset()


def test_the_other_papers_of_a_graph_change_nothing(sample: KnowledgeGraph) -> None:
    for paper in list(sample.papers)[:20]:
        alone = find_about({paper: sample.papers[paper]}, sample.mentions_of(paper), ENCODER)
        assert alone == tuple(about for about in sample.about if about.paper == paper)


@given(st.text(max_size=40), st.text(max_size=200))
def test_any_text_gets_scores(title: str, abstract: str) -> None:
    paper = Paper("p", f"{title}sonar", f"{abstract}recall")
    for about in find_about({"p": paper}, mentions_of(paper), ENCODER):
        assert 0 <= about.score <= 1


def test_a_paper_without_an_abstract_has_scores() -> None:
    assert set(scores_of(TITLE, "")) == {
        "method/drift-nets", "method/sonar", "task/sorting-pebbles",
    }  # fmt: skip


def test_every_weight_is_of_a_feature_that_papers_have(sample: KnowledgeGraph) -> None:
    weights = json.loads(WEIGHTS.read_text("utf-8"))
    known: set[str] = set()
    for paper in sample.papers.values():
        for features in find_features(paper, sample.mentions_of(paper.id), ENCODER).values():
            known.update(features)
    assert "constant" in weights
    rare = [name for name in weights if name not in known]
    assert all("after" in name or "before" in name for name in rare), rare


def test_the_score_is_the_logistic_function_of_the_weighted_features() -> None:
    weights = {"constant": -1.0, "title": 3.0}
    assert score_of({"constant": 1, "title": 1}, weights) == pytest.approx(0.8808)
    assert score_of({"constant": 1, "unknown": 7}, weights) == pytest.approx(0.2689)


def test_the_table_has_a_row_for_each_pair(sample: KnowledgeGraph, tmp_path: Path) -> None:
    write_tables(sample, tmp_path)
    rows = (tmp_path / "about.csv").read_text("utf-8").splitlines()
    assert rows[0] == "paper,entity,score"
    assert len(rows) == 1 + len(sample.about)
    assert read_tables(tmp_path).about == sample.about


def test_the_export_says_what_papers_are_about(sample: KnowledgeGraph) -> None:
    graph = kgraph.to_rdflib(sample)
    found = {
        (str(paper).rpartition("/paper/")[2], str(entity).rpartition("/entity/")[2])
        for paper, entity in graph.subject_objects(
            next(p for p in set(graph.predicates()) if str(p) == "http://purl.org/dc/terms/subject")
        )
    }
    assert found == sample.subjects


def test_values_are_ordered_by_paper_then_entity() -> None:
    assert About("a", "z", 0.1) < About("b", "a", 0.9)

"""The user's annotated papers: what is held out, and which tokens an annotation has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgraph.errors import InputError
from kgraph.quality.gold import AnnotatedPaper, Annotation
from kgraph.train.align import align
from kgraph.train.measure import as_gold
from kgraph.train.split import read_split, split
from tests.conftest import ROOT

MATERIALS = ROOT / "tests" / "data" / "materials.jsonl"


def paper(title: str, *marked: str, abstract: str = "") -> AnnotatedPaper:
    """Return a paper with marks on the first occurrences of some strings of its title."""
    starts = [(title.index(text), text) for text in marked]
    annotations = [
        Annotation("title", start, start + len(text), "Material", text, text)
        for start, text in starts
    ]
    return AnnotatedPaper("p", title, abstract, tuple(sorted(annotations)))


def test_an_annotation_of_whole_tokens_is_kept() -> None:
    aligned = align([paper("Films of ZnO-Al on glass", "ZnO", "glass")])
    assert aligned.problems == ()
    (only,) = aligned.papers
    assert [(only.doc[a:b].text, label) for a, b, label in only.spans] == [
        ("ZnO", "Material"), ("glass", "Material"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "used", "decision"),
    [
        (["CNN"], ["CNNs"], "used 'CNNs'"),
        ([" on "], ["on"], "used 'on'"),
        (["CN", "Ns"], ["CNNs"], "dropped, because its tokens are in another mention"),
        (["  "], [], "dropped, because it has no tokens"),
    ],
)
def test_an_annotation_that_cuts_a_token_is_widened_or_dropped(
    marked: list[str], used: list[str], decision: str
) -> None:
    aligned = align([paper("Deep CNNs on  graphs", *marked)])
    (only,) = aligned.papers
    assert [only.doc[a:b].text for a, b, _ in only.spans] == used
    assert decision in {problem.decision for problem in aligned.problems}
    assert all(problem.source.file == "p" for problem in aligned.problems)


def test_the_abstract_follows_the_title() -> None:
    title, abstract = "Hard steel", "Steel is hard."
    marks = (
        Annotation("abstract", 0, 5, "Material", "Steel", "steel"),
        Annotation("title", 5, 10, "Material", "steel", "steel"),
    )
    (only,) = align([AnnotatedPaper("p", title, abstract, marks)]).papers
    assert [only.doc[a:b].text for a, b, _ in only.spans] == ["steel", "Steel"]
    assert [a.text for a in as_gold(only).annotations] == ["steel", "Steel"]


def test_what_is_held_out_depends_on_the_titles_alone() -> None:
    papers = [paper(f"Paper {i}") for i in range(20)]
    parts = split(papers, 0.25)
    assert (len(parts.train), len(parts.held_out)) == (15, 5)
    again = split([*papers[::-1], paper("paper 3", abstract="a second version")], 0.25)
    assert {p.title for p in again.held_out} - {"paper 3"} == {p.title for p in parts.held_out}
    titles = {p.title.lower() for p in again.train} & {p.title.lower() for p in again.held_out}
    assert titles == set()
    assert split(papers, 0) == (tuple(papers), ())
    assert len(split(papers, 0.01).held_out) == 1


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_too_little_to_train_on_is_an_error(tmp_path: Path) -> None:
    lines = MATERIALS.read_text(encoding="utf-8").splitlines()
    few = write(tmp_path / "few.jsonl", lines[:10])
    with pytest.raises(InputError, match=r"few\.jsonl: too few papers to train on: 9"):
        read_split(few, None, 0.1)
    bare = write(tmp_path / "bare.jsonl", [
        json.dumps({**json.loads(line), "mentions": []}) for line in lines
    ])  # fmt: skip
    with pytest.raises(InputError, match=r"bare\.jsonl: .* have no mentions"):
        read_split(bare, None, 0.1)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("raw material", r"labels\.raw material: must begin with a capital letter"),
        ("Paper", r"labels\.Paper: 'paper' begins other names"),
        ("MATERIAL", r"labels\.\w+: 'material' begins other names"),
    ],
)
def test_a_label_that_cannot_be_configured_is_an_error(
    tmp_path: Path, label: str, message: str
) -> None:
    lines = MATERIALS.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace('"Material"', f'"{label}"')
    gold = write(tmp_path / "gold.jsonl", lines)
    with pytest.raises(InputError, match=rf"gold\.jsonl:\d+: {message}"):
        read_split(gold, None, 0.1)


def test_no_paper_is_both_trained_on_and_held_out(tmp_path: Path) -> None:
    lines = MATERIALS.read_text(encoding="utf-8").splitlines()
    dev = write(tmp_path / "dev.jsonl", lines[-3:])
    with pytest.raises(InputError, match=r"dev\.jsonl:1: '.*' is in .*materials\.jsonl as well"):
        read_split(MATERIALS, dev, 0.1)
    gold = write(tmp_path / "gold.jsonl", lines[:-3])
    parts = read_split(gold, dev, 0.1)
    assert (len(parts.train), len(parts.held_out)) == (37, 3)


def test_the_marks_of_the_second_field_are_whole_tokens() -> None:
    assert align(read_split(MATERIALS, None, 0).train).problems == ()

"""JSON: which records a file holds, whatever is around them or broken between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kgraph.read.formats.json import at
from kgraph.read.papers import iter_papers
from kgraph.read.text import InputText
from kgraph.types import Paper, Problem

ABSTRACT = "We study the training of wide networks with gradient descent, and find kernels."
PAPERS: list[dict[str, Any]] = [
    {"title": f"Paper {i}", "abstract": ABSTRACT, "authors": [{"name": "A B"}] * 9}
    for i in range(3)
]
BROKEN = '{"title": "Paper 9", "abstract" "Text."}'


def read(path: Path, text: str) -> tuple[list[str], list[str]]:
    """Return titles with their lines, and codes of problems with theirs."""
    path.write_text(text)
    items = list(iter_papers(path))
    return (
        [f"{item.title}:{item.sources[0].line}" for item in items if isinstance(item, Paper)],
        [f"{item.code}:{item.source.line}" for item in items if isinstance(item, Problem)],
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"meta": {"count": 3, "sort": [{"a": 1}] * 9}, "results": PAPERS},
        {"message": {"facets": {}, "items": PAPERS}},
        {"response": {"hits": {"total": 3, "hits": PAPERS}}},
        {"offset": 0, "data": PAPERS},
        [PAPERS],
    ],
)
def test_the_records_in_an_answer_are_found_at_any_depth(answer: object, tmp_path: Path) -> None:
    titles, problems = read(tmp_path / "a.json", json.dumps(answer))
    assert (titles, problems) == (["Paper 0:1", "Paper 1:1", "Paper 2:1"], [])


@pytest.mark.parametrize(
    "record",
    [
        {"authors": [{"name": "A B"}, {"name": "C D"}], "references": PAPERS},
        {"id": 7, "authorships": [{"author": {"display_name": "A B"}}] * 3, "n": {"a": [{}]}},
        {"total": 0, "data": []},
    ],
)
def test_the_lists_of_a_record_without_title_are_not_read_as_papers(
    record: object, tmp_path: Path
) -> None:
    titles, problems = read(tmp_path / "a.jsonl", f"{json.dumps(record)}\n{json.dumps(PAPERS[1])}")
    assert titles == ["Paper 1:2"]
    assert "no-title:1" in problems


def test_null_is_noted_and_what_is_no_object_is_a_problem(tmp_path: Path) -> None:
    answer = {"data": [PAPERS[0], None, "text", PAPERS[1]]}
    titles, problems = read(tmp_path / "a.json", json.dumps(answer))
    assert titles == ["Paper 0:1", "Paper 1:1"]
    assert problems == ["null-record:1", "broken-json:1"]


def test_a_broken_record_of_an_answer_over_several_lines_loses_only_itself(tmp_path: Path) -> None:
    text = json.dumps({"total": 3, "facets": {"years": [1]}, "items": PAPERS, "next": 4}, indent=1)
    broken = text.replace('"title": "Paper 1"', '"title" "Paper 1"')
    titles, problems = read(tmp_path / "a.json", broken)
    assert [title[:7] for title in titles] == ["Paper 0", "Paper 2"]
    assert problems[0] == "broken-json:1"
    titles, problems = read(tmp_path / "a.json", text[: text.index("Paper 2")])
    assert [title[:7] for title in titles] == ["Paper 0", "Paper 1"]
    assert len(problems) == 2


def test_a_record_over_several_lines_that_is_cut_gives_no_authors_as_papers(tmp_path: Path) -> None:
    for record in (PAPERS[0], {"title": "Wide", "references": PAPERS}):
        titles, problems = read(tmp_path / "a.json", json.dumps(record, indent=1)[:-20])
        assert (titles, problems) == ([], ["broken-json:1", "few-records:1"])


@pytest.mark.parametrize("first", [BROKEN, json.dumps(PAPERS[0])])
def test_json_lines_are_not_loaded_whole(
    first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: InputText) -> None:
        pytest.fail("all lines were loaded")

    monkeypatch.setattr(InputText, "lines", property(fail))
    text = "\n".join((first, *map(json.dumps, PAPERS[1:])))
    titles, _ = read(tmp_path / "a.jsonl", text)
    assert titles[-2:] == ["Paper 1:2", "Paper 2:3"]


def test_json_lines_after_two_broken_ones_are_read(tmp_path: Path) -> None:
    text = "\n".join((BROKEN, BROKEN, *map(json.dumps, PAPERS)))
    titles, problems = read(tmp_path / "a.jsonl", text)
    assert titles == ["Paper 0:3", "Paper 1:4", "Paper 2:5"]
    assert problems == ["broken-json:1", "broken-json:2"]


def test_every_item_of_an_array_has_its_line(tmp_path: Path) -> None:
    rows = ",\n".join(map(json.dumps, PAPERS))
    titles, problems = read(tmp_path / "a.json", f"[\n{rows}\n]\n")
    assert (titles, problems) == (["Paper 0:2", "Paper 1:3", "Paper 2:4"], [])


def test_a_path_that_is_not_there_gives_none() -> None:
    assert at({"a": [{"b": 1}]}, "a", 0, "b") == 1
    assert [at({"a": [1]}, "a", 1), at(None, "a"), at("text", "a"), at({"a": 1}, "a", "b")] == (
        [None] * 4
    )

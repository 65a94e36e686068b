"""The dialects of JSON: which file is which, broken records and values, what each keeps."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgraph.read.accents import decode_accents
from kgraph.read.papers import iter_papers, read_papers
from kgraph.types import Author, InputFile, InputFormat, Paper, Problem

FILES = Path(__file__).with_name("files")
ABSTRACT = "We study the training of wide networks with gradient descent, and find kernels."
FORMATS: dict[str, InputFormat] = {
    "arxiv.jsonl": "arxiv-json",
    "crossref.json": "crossref",
    "crossref.jsonl": "crossref",
    "csl.json": "csl",
    "huggingface.json": "huggingface",
    "openalex.json": "openalex",
    "openalex.jsonl": "openalex",
    "openreview.json": "openreview",
    "openreview.jsonl": "openreview",
    "papers.jsonl": "json",
    "semantic-scholar-search.json": "semantic-scholar",
    "semantic-scholar.json": "semantic-scholar",
    "semantic-scholar.jsonl": "semantic-scholar",
    "zotero-better-bibtex.json": "zotero",
    "zotero.json": "zotero",
}
ODD: tuple[object, ...] = (None, True, 7, 1e99, "text", [], {}, [7], ["text"], [[]], {"a": [7]})


def read(path: Path, value: object) -> tuple[list[Paper], list[Problem]]:
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    items = list(iter_papers(path))
    problems = [item for item in items if isinstance(item, Problem)]
    return [item for item in items if isinstance(item, Paper)], problems


def read_paper(path: Path, record: object) -> Paper:
    (paper,), _ = read(path / "a.json", record)
    return paper


@pytest.mark.parametrize("name", FORMATS)
def test_each_file_is_recognised(name: str) -> None:
    (file,) = [item for item in iter_papers(FILES / name) if isinstance(item, InputFile)]
    assert (file.format, file.records) == (FORMATS[name], 3)


@pytest.mark.parametrize("name", [name for name in FORMATS if name.endswith("l")])
def test_a_broken_line_loses_only_itself(name: str, tmp_path: Path) -> None:
    lines = (FILES / name).read_text().splitlines()
    broken = lines[0].replace('":', '"', 1)
    papers, problems = read(tmp_path / name, "\n".join((lines[0], broken, *lines[1:])))
    assert [paper.sources[0].line for paper in papers] == [1, 3, 4]
    assert ("broken-json", 2) in [(problem.code, problem.source.line) for problem in problems]


def iter_damaged(value: Any) -> Iterator[Any]:
    """Yield copies of a value in each of which one value at any depth is of another type."""
    yield from ODD
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        for odd in iter_damaged(inner) if isinstance(inner, dict | list) else ODD:
            damaged = copy.copy(value)
            damaged[key] = odd
            yield damaged


@pytest.mark.parametrize("name", [name for name in FORMATS if name.endswith("l")])
def test_values_of_any_type_raise_no_error(name: str, tmp_path: Path) -> None:
    first, *rest = (FILES / name).read_text().splitlines()
    records = [record for line in rest for record in iter_damaged(json.loads(line))]
    text = "\n".join((first, *map(json.dumps, records)))
    papers, problems = read(tmp_path / name, text)
    assert len(papers) > 1
    assert problems


def test_openalex_abstracts_that_are_no_index_are_reported(tmp_path: Path) -> None:
    work = {"id": "https://openalex.org/W1", "title": "Wide", "abstract_inverted_index": {"a": 1}}
    _, problems = read(tmp_path / "a.json", work)
    assert [problem.code for problem in problems[:2]] == ["invalid-value", "no-abstract"]


def test_semantic_scholar_cites_papers_and_its_tldr_is_no_abstract(tmp_path: Path) -> None:
    cited = {"paperId": "ab", "title": "Wide", "abstract": None, "tldr": {"text": "In short."}}
    paper = read_paper(tmp_path, {"offset": 0, "data": [{"contexts": [], "citedPaper": cited}]})
    assert (paper.title, paper.abstract) == ("Wide", "")
    assert paper.url == "https://www.semanticscholar.org/paper/ab"


def test_one_work_of_crossref_is_read_without_its_references(tmp_path: Path) -> None:
    work = {
        "DOI": "10.1/X", "title": ["Wide &amp; Deep"], "member": "1", "type": "journal-article",
        "author": [{"name": "The Group"}, {"given": "A", "family": "B", "suffix": "Jr."}],
        "reference": [{"key": "r", "title": "Not this"}] * 9,
        "published-print": {"date-parts": [[2020]]},
    }  # fmt: skip
    paper = read_paper(tmp_path, {"status": "ok", "message-type": "work", "message": work})
    assert (paper.title, paper.year) == ("Wide & Deep", 2020)
    assert paper.authors == (Author("The Group"), Author("A B Jr."))


def test_parts_of_works_of_crossref_are_counted_and_left_out(tmp_path: Path) -> None:
    works = [{"DOI": f"10.1/{i}", "title": [f"Figure {i}"], "type": "component"} for i in range(3)]
    works.append({"DOI": "10.1/9", "title": ["Wide"], "type": "journal-article"})
    papers, problems = read(tmp_path / "a.json", {"message": {"items": works}})
    assert [paper.title for paper in papers] == ["Wide"]
    (note,) = [problem for problem in problems if problem.code == "not-a-paper"]
    assert (note.level, note.detail[-3:]) == ("note", ": 3")


def test_reviews_on_openreview_are_no_papers_though_they_have_titles() -> None:
    reading = read_papers(FILES / "openreview.json")
    assert "Good paper" not in [paper.title for paper in reading]
    assert [problem.code for problem in reading.problems] == ["not-a-paper"]


def test_a_note_of_openreview_can_have_authors_in_objects(tmp_path: Path) -> None:
    content = {"title": {"value": "Wide"}, "authors": {"value": [{"fullname": "A B"}]}}
    note = {"id": "x", "forum": "x", "content": content, "cdate": 10**18}
    paper = read_paper(tmp_path, note)
    assert (paper.authors, paper.year) == ((Author("A B"),), None)


def test_one_paper_of_hugging_face_is_read(tmp_path: Path) -> None:
    record = {"id": "2105.99999", "title": "Wide", "summary": ABSTRACT, "upvotes": 3}
    paper = read_paper(tmp_path, record)
    assert (paper.id, paper.abstract) == ("arxiv-2105.99999", ABSTRACT)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"M\"uller, Mu{\~n}oz, Mar\'{\i}a, {\v S}koda", "Müller, Muñoz, María, Škoda"),
        (r"{\L}ukasz \L{}ukasz Gro{\ss}e \O re", "Łukasz Łukasz Große Øre"),
        (r"$\"x \% \o$ of 5\% \& \alpha \circ \hat{x} \{Re\}",
         r"$\"x \% \o$ of 5% & \alpha \circ \hat{x} \{Re\}"),
    ],
)  # fmt: skip
def test_accents_of_tex_are_decoded_and_formulas_kept(tex: str, text: str) -> None:
    assert decode_accents(tex) == text

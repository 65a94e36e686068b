"""Reading lists in Markdown, in the forms in which people keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.errors import InputError
from kgraph.read.papers import read_papers

ABSTRACT = "We study how wide networks learn, and find that they behave like kernels. " * 3


def read(folder: Path, text: str) -> list[tuple[str, str, str]]:
    path = folder / "list.md"
    path.write_text(text, encoding="utf-8")
    return sorted((paper.title, paper.abstract, paper.url) for paper in read_papers(path))


def test_a_table_is_read_by_its_columns(tmp_path: Path) -> None:
    table = f"| Title | Year | Abstract |\n|---|---|---|\n| **Wide** Nets | 2018 | {ABSTRACT} |\n"
    assert read(tmp_path, f"# Papers\n\n{table}") == [("Wide Nets", ABSTRACT.strip(), "")]


def test_the_title_is_the_link_or_what_is_strong_or_comes_first(tmp_path: Path) -> None:
    items = [
        "- [Wide Nets](https://example.org/wide) by A. Person, 2018",
        "- **Small Nets**. B. Person. 2019. [[pdf](https://example.org/small)]",
        "- Deep Nets: a study. [arXiv](https://arxiv.org/abs/2001.00001)",
    ]
    assert read(tmp_path, "\n".join(["# Nets", "", *items])) == [
        ("Deep Nets", "", "https://arxiv.org/abs/2001.00001"),
        ("Small Nets", "", "https://example.org/small"),
        ("Wide Nets", "", "https://example.org/wide"),
    ]


def test_a_section_is_no_paper_and_an_item_without_anything_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_text(f"# Papers\n\n## Wide Nets\n\n{ABSTRACT}\n\n## To do\n\n- buy milk now\n")
    reading = read_papers(path)
    assert [paper.title for paper in reading] == ["Wide Nets"]
    assert [(p.code, p.source.line) for p in reading.problems] == [("no-paper", 9)]


def test_a_readme_in_a_folder_is_not_taken_for_papers(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"# Data\n\n## How it was made\n\n{ABSTRACT}\n")
    with pytest.raises(InputError, match="unknown-format"):
        read_papers(tmp_path)
    assert len(read_papers(tmp_path / "README.md")) == 1

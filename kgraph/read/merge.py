"""Merge the records of each paper into one, with all their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from kgraph.identity import paper_id, title_key
from kgraph.types import Paper, Problem


def merge_papers(records: Iterable[Paper]) -> tuple[tuple[Paper, ...], tuple[Problem, ...]]:
    """Merge records with the same id, or with the same title unless their ids conflict.

    Returns:
        The papers, sorted by id, and a note or problem for each record that was merged into
        another.
    """
    by_title: dict[str, list[Paper]] = defaultdict(list)
    for group in _group(records, lambda paper: paper.id):
        by_title[title_key(group[0].title)].extend(group)
    papers, problems = [], []
    for records_of_title in by_title.values():
        for group in _split_conflicts(records_of_title):
            papers.append(_merge(group))
            problems += _report(group)
    return tuple(sorted(papers, key=lambda paper: paper.id)), tuple(sorted(problems))


def _group(records: Iterable[Paper], key: Callable[[Paper], str]) -> list[list[Paper]]:
    groups: dict[str, list[Paper]] = defaultdict(list)
    for record in sorted(records, key=lambda paper: paper.sources):
        groups[key(record)].append(record)
    return list(groups.values())


def _split_conflicts(records: list[Paper]) -> list[list[Paper]]:
    """Split records of one title by id if they have two different arXiv ids or two DOIs."""
    arxiv_ids = {paper.arxiv_id for paper in records} - {""}
    dois = {paper.doi for paper in records} - {""}
    is_one_paper = max(len(arxiv_ids), len(dois)) <= 1
    return [records] if is_one_paper else _group(records, lambda paper: paper.id)


def _merge(records: list[Paper]) -> Paper:
    """Take title and abstract from the longest abstract, the rest from the first that has it."""
    fullest = max(records, key=lambda paper: len(paper.abstract))
    arxiv_id, doi = _first_text(records, "arxiv_id"), _first_text(records, "doi")
    return replace(
        fullest,
        id=paper_id(fullest.title, arxiv_id, doi),
        year=next((paper.year for paper in records if paper.year is not None), None),
        authors=next((paper.authors for paper in records if paper.authors), ()),
        venue=_first_text(records, "venue"),
        url=_first_text(records, "url"),
        arxiv_id=arxiv_id,
        doi=doi,
        record_id=_first_text(records, "record_id"),
        sources=tuple(sorted({source for paper in records for source in paper.sources})),
    )


def _first_text(records: list[Paper], field: str) -> str:
    return next((text for paper in records if (text := getattr(paper, field))), "")


def _report(records: list[Paper]) -> list[Problem]:
    first, *duplicates = records
    return [_report_duplicate(first, duplicate) for duplicate in duplicates]


def _report_duplicate(first: Paper, duplicate: Paper) -> Problem:
    source, title = first.sources[0], f"'{duplicate.title[:60]}'"
    if title_key(duplicate.abstract) in (title_key(first.abstract), ""):
        detail, decision = f"{title} was read before", f"it was merged with {source}"
        return Problem(duplicate.sources[0], "note", "duplicate", detail, decision)
    detail, decision = f"{title} has another abstract at {source}", "the longest abstract was kept"
    return Problem(duplicate.sources[0], "problem", "other-abstract", detail, decision)

"""Many records, one paper: records of the same paper become one, with every place it was read at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from kgraph.read.identity import paper_id, title_key
from kgraph.types import Paper, Problem


def merge_papers(records: Iterable[Paper]) -> tuple[tuple[Paper, ...], tuple[Problem, ...]]:
    """Merge the records of one paper: those with the same id, or with the same title and no two rival ids.

    Returns: The papers, sorted by id, and a note or problem for each record that was merged into
        another.
    """
    by_title: dict[str, list[Paper]] = defaultdict(list)
    for group in _group(records, lambda paper: paper.id):
        by_title[title_key(group[0].title)].extend(group)
    papers, problems = [], []
    for records_of_title in by_title.values():
        for group in _split_rivals(records_of_title):
            papers.append(_merge(group))
            problems += _report(group)
    return tuple(sorted(papers, key=lambda paper: paper.id)), tuple(sorted(problems))


def _group(records: Iterable[Paper], key: Callable[[Paper], str]) -> list[list[Paper]]:
    groups: dict[str, list[Paper]] = defaultdict(list)
    for record in sorted(records, key=lambda paper: paper.sources):
        groups[key(record)].append(record)
    return list(groups.values())


def _split_rivals(records: list[Paper]) -> list[list[Paper]]:
    """Part records of one title by id where two arXiv ids or two DOIs say that they are different papers."""
    rivals = max(
        len({paper.arxiv_id for paper in records} - {""}),
        len({paper.doi for paper in records} - {""}),
    )
    return [records] if rivals <= 1 else _group(records, lambda paper: paper.id)


def _merge(records: list[Paper]) -> Paper:
    """Take the longest abstract with its title, and every other fact from the first record that has it."""
    fullest = max(records, key=lambda paper: len(paper.abstract))
    arxiv_id = next((paper.arxiv_id for paper in records if paper.arxiv_id), "")
    doi = next((paper.doi for paper in records if paper.doi), "")
    return replace(
        fullest,
        id=paper_id(fullest.title, arxiv_id, doi),
        year=next((paper.year for paper in records if paper.year is not None), None),
        authors=next((paper.authors for paper in records if paper.authors), ()),
        venue=next((paper.venue for paper in records if paper.venue), ""),
        url=next((paper.url for paper in records if paper.url), ""),
        arxiv_id=arxiv_id,
        doi=doi,
        record_id=next((paper.record_id for paper in records if paper.record_id), ""),
        sources=tuple(sorted({source for paper in records for source in paper.sources})),
    )


def _report(records: list[Paper]) -> list[Problem]:
    first, *others = records
    return [_report_one(first, other) for other in others]


def _report_one(first: Paper, other: Paper) -> Problem:
    place, decision = first.sources[0], f"both are one paper, read at {first.sources[0]} too"
    if title_key(other.abstract) in (title_key(first.abstract), ""):
        return Problem(
            other.sources[0], "note", "duplicate", f"'{other.title[:60]}' was read before", decision
        )
    detail = f"'{other.title[:60]}' has another abstract at {place}"
    return Problem(
        other.sources[0], "problem", "other-abstract", detail, "the longest abstract was kept"
    )

"""Fill what papers lack from the records that match them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from kgraph.enrich.decision import decide
from kgraph.enrich.match import MATCH_RULES, MatchKey, PaperIndex, PaperMatch
from kgraph.read.papers import Item
from kgraph.records import Records
from kgraph.types import Paper, Problem

FilledField = Literal["year", "authors", "venue", "url", "doi", "arxiv_id", "keywords"]
"""The fields of a paper that are filled if it lacks them."""

FILLED_FIELDS: tuple[FilledField, ...] = get_args(FilledField)

# Abstracts are not filled.
_IRRELEVANT = ("no-abstract", "few-abstracts")


@dataclass(frozen=True, slots=True)
class Enrichment:
    """Papers with what they lacked, and the matches with records.

    Attributes:
        papers: The papers, in the order given.
        certain: The certain matches by paper, the surest first.
        doubtful: The doubtful matches whose records would fill more, in the same order.
        accepted: Those of the doubtful matches that a person has accepted.
        problems: Those of the records, except notes.
    """

    papers: Records[Paper]
    certain: Records[PaperMatch]
    doubtful: Records[PaperMatch]
    accepted: Records[PaperMatch]
    problems: Records[Problem]

    @property
    def matched(self) -> dict[str, int]:
        """The number of papers by the surest rule of the matches that were taken."""
        taken = sorted((*self.certain, *self.accepted), key=lambda match: match.rank)
        rules = {match.paper.id: match.rule for match in reversed(taken)}
        counts: Counter[str] = Counter(rules.values())
        return {rule: counts[rule] for rule in MATCH_RULES if counts[rule]}

    @property
    def missing(self) -> dict[str, int]:
        """The number of papers that still lack each field."""
        counts: Counter[str] = Counter(
            name for paper in self.papers for name in find_missing(paper)
        )
        return {name: counts[name] for name in FILLED_FIELDS if counts[name]}


def find_missing(paper: Paper) -> tuple[FilledField, ...]:
    """Return the fields that a paper lacks.

    Example:
        >>> find_missing(Paper(title="Wide Networks", year=2020, doi="10.1000/1", url="https://a.b"))
        ('authors', 'venue', 'arxiv_id', 'keywords')
    """
    return tuple(name for name in FILLED_FIELDS if not getattr(paper, name))


def enrich_papers(
    papers: Iterable[Paper], records: Iterable[Item], *, accepted: Collection[MatchKey] = ()
) -> Enrichment:
    """Give papers the year, authors, venue, address, ids and keywords that they lack.

    A record matches a paper by DOI or arXiv id, otherwise by title, otherwise by nearly the same
    title. What a paper has is kept. A doubtful match fills nothing unless it is accepted.

    Args:
        papers: The papers, such as those of `read_papers`.
        records: Records that may be of the same papers, as `kgraph.read.papers.iter_papers` yields
            them; only those that match are kept in memory. Of the records of a paper those that a
            person accepted come first, then the surest, then the first in order.
        accepted: The keys of doubtful matches that a person has accepted.

    Example:
        >>> listing = [Paper(title="Wide Networks and Their Limits")]
        >>> found = [Paper(title="Wide networks and their limits", year=2020)]
        >>> enrich_papers(listing, found).papers[0].year
        2020
    """
    papers = list(papers)
    by_record, problems = _match(papers, records)
    matches = decide(by_record)
    certain = [match for match in matches if not match.doubt]
    filled = {paper.id: paper for paper in _fill(papers, certain)}
    doubtful = [
        match
        for match in matches
        if match.doubt and _find_values(filled[match.paper.id], [match.found])
    ]
    chosen = [match for match in doubtful if match.key in accepted]
    return Enrichment(
        papers=Records(_fill(papers, (*chosen, *certain))),
        certain=Records(certain),
        doubtful=Records(doubtful),
        accepted=Records(chosen),
        problems=Records(problems),
    )


def _match(
    papers: Sequence[Paper], records: Iterable[Item]
) -> tuple[list[list[PaperMatch]], list[Problem]]:
    """Return the matches of each record that has any, and the problems of the records."""
    index = PaperIndex(papers)
    by_record: list[list[PaperMatch]] = []
    problems: list[Problem] = []
    for item in records:
        if isinstance(item, Paper):
            if matches := index.find(item):
                by_record.append(matches)
        elif isinstance(item, Problem) and item.level != "note" and item.code not in _IRRELEVANT:
            problems.append(item)
    return by_record, problems


def _fill(papers: Iterable[Paper], matches: Iterable[PaperMatch]) -> list[Paper]:
    """Return the papers, filled from the records that match them, the first ones first."""
    found: dict[str, list[Paper]] = defaultdict(list)
    for match in matches:
        found[match.paper.id].append(match.found)
    return [_fill_paper(paper, found[paper.id]) for paper in papers]


def _fill_paper(paper: Paper, records: Sequence[Paper]) -> Paper:
    """Return a paper with what it lacks, and with the id that follows from its new ids."""
    values = _find_values(paper, records)
    return replace(paper, id="", **values) if values else paper


def _find_values(paper: Paper, records: Sequence[Paper]) -> dict[FilledField, Any]:
    """Return what a paper lacks and records have, each from the first that has it."""
    filled = (
        (name, next((value for record in records if (value := getattr(record, name))), None))
        for name in find_missing(paper)
    )
    return {name: value for name, value in filled if value}

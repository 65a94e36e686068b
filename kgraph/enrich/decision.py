"""Decide which matches are certain, from all matches of a paper and of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kgraph.enrich.match import PaperMatch, find_conflict


def decide(by_record: Iterable[Sequence[PaperMatch]]) -> list[PaperMatch]:
    """Return matches by paper, the surest first, with the doubts that they cast on each other.

    A record is of one paper: if it matches several equally well, all are doubtful, otherwise those
    that match less well. A paper is described by records that agree: one that disagrees with a
    surer one is doubtful, and both are if the same rule found them.

    Args:
        by_record: The matches of each record.
    """
    by_paper: dict[str, list[PaperMatch]] = defaultdict(list)
    for of_record in by_record:
        for match in _doubt_of_record(of_record):
            by_paper[match.paper.id].append(match)
    return [
        match
        for of_paper in by_paper.values()
        for match in _doubt_of_paper(sorted(of_paper, key=lambda match: match.rank))
    ]


def _doubt_of_record(matches: Sequence[PaperMatch]) -> list[PaperMatch]:
    """Doubt the matches of a record with papers, except the best if no other is as good."""
    best = min((match.rank for match in matches), default=None)
    is_shared = sum(match.rank == best for match in matches) > 1
    return [
        _doubt(match, "the record matches another paper as well")
        if is_shared or match.rank != best
        else match
        for match in matches
    ]


def _doubt_of_paper(matches: Sequence[PaperMatch]) -> list[PaperMatch]:
    """Doubt the matches of a paper with records that disagree."""
    return [_doubt(match, _find_rival(match, matches)) for match in matches]


def _find_rival(match: PaperMatch, matches: Sequence[PaperMatch]) -> str:
    """Return how a certain match of the same rule or a surer one disagrees with a match, or ''."""
    for rival in matches:
        if rival.rule == match.rule or rival.rank < match.rank:
            conflict = "" if rival.doubt else find_conflict(match.found, rival.found)
            if conflict:
                return f"{rival.source} disagrees: {conflict}"
    return ""


def _doubt(match: PaperMatch, doubt: str) -> PaperMatch:
    return replace(match, doubt=match.doubt or doubt)

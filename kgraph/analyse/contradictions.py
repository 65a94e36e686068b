"""Contradictions: statements of which one says the opposite of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kgraph.analyse.claims import Claim, find_claims, make_claim
from kgraph.analyse.signs import Sign, find_sign
from kgraph.records import Records
from kgraph.types import KnowledgeGraph, Statement


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides that contradict each other, each with its support.

    With the predicate improves-over, `a` says that one entity improves over another and `b` the
    reverse; `b` has no more papers than `a`. With affects, both have the same subject and object:
    `a` says that the subject raises the object, and `b` that it lowers it.
    """

    a: Claim
    b: Claim


def find_contradictions(kg: KnowledgeGraph) -> Records[Contradiction]:
    """Return what the papers of a graph, or one of them, contradict each other in.

    Two claims contradict each other if A improves over B by one and B over A by the other. So do
    statements that A affects B, if the words of one say that A raises B and those of the other that
    it lowers it, see `find_sign`. A sentence does not contradict itself: if it is on both sides, it
    counts for neither. What is true of one dataset or size need not be true of another, so the
    sentences should be read.

    Returns:
        The contradictions with most papers on the weaker side first, then on both, then by subject
        and object.
    """
    found = (*_reversed(kg), *_opposite(kg))
    return Records(sorted(found, key=_rank))


def _rank(found: Contradiction) -> tuple[int, int, str, str]:
    a, b = found.a, found.b
    return -min(a.support, b.support), -(a.support + b.support), a.subject, a.object


def _reversed(kg: KnowledgeGraph) -> Iterator[Contradiction]:
    claims = find_claims(kg, predicate="improves-over")
    by_pair = {(claim.subject, claim.object): claim for claim in claims}
    for (subject, obj), claim in by_pair.items():
        other = by_pair.get((obj, subject))
        if other and subject < obj:
            sides = _sides(kg, claim.statements, other.statements)
            for a, b in (sorted(pair, key=lambda side: -side.support) for pair in sides):
                yield Contradiction(a, b)


def _opposite(kg: KnowledgeGraph) -> Iterator[Contradiction]:
    for claim in find_claims(kg, predicate="affects"):
        signed: dict[Sign | None, list[Statement]] = defaultdict(list)
        for statement in claim.statements:
            signed[find_sign(kg, statement)].append(statement)
        for a, b in _sides(kg, signed["raises"], signed["lowers"]):
            yield Contradiction(a, b)


def _sides(
    kg: KnowledgeGraph, a: Sequence[Statement], b: Sequence[Statement]
) -> Iterator[tuple[Claim, Claim]]:
    """Yield the claims of both sides, without sentences that are on both."""
    both = {_sentence(statement) for statement in a} & {_sentence(statement) for statement in b}
    left, right = ([s for s in side if _sentence(s) not in both] for side in (a, b))
    if left and right:
        yield make_claim(kg, left), make_claim(kg, right)


def _sentence(statement: Statement) -> tuple[str, str, int]:
    return statement.paper, statement.field, statement.sentence_start

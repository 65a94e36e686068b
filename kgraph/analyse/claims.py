"""Claims: what one or several papers state, with its support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.lookup.nodes import find_node, find_predicate
from kgraph.records import Records
from kgraph.types import KnowledgeGraph, Mention, Predicate, Statement


@dataclass(frozen=True, slots=True)
class Claim:
    """The same statement from one or several papers.

    Attributes:
        subject: The id of an entity; empty if the papers state this of themselves.
        predicate: The predicate.
        object: The id of an entity.
        statements: The statements, one of each paper, by paper.
        years: The years of the papers that have one, sorted: one number for each paper.
    """

    subject: str
    predicate: Predicate
    object: str
    statements: tuple[Statement, ...]
    years: tuple[int, ...] = ()

    @property
    def papers(self) -> tuple[str, ...]:
        """The ids of the papers, sorted."""
        return tuple(statement.paper for statement in self.statements)

    @property
    def support(self) -> int:
        """The number of papers."""
        return len(self.statements)


def find_claims(
    kg: KnowledgeGraph, *, node: str | None = None, predicate: str | None = None
) -> Records[Claim]:
    """Return what the papers of a graph state, with all statements of the same.

    Args:
        kg: The knowledge graph.
        node: Only the statements of one paper, or only those with one entity, as for `find_node`;
            None for all.
        predicate: Only claims with this predicate; None for all.

    Returns:
        The claims of most papers first; equal support by the highest score of a statement, then by
        subject, predicate and object.

    Raises:
        NotFoundError: Not exactly one paper or entity matches, or there is no such predicate.

    Example:
        >>> kg = read_tables("exports/demo")
        >>> claim = find_claims(kg, predicate="evaluates-on")[0]
        >>> claim.object, claim.support, claim.years[0]
        ('dataset/imagenet', 9, 2014)
    """
    only = find_predicate(predicate) if predicate else None
    groups: dict[tuple[str, Predicate, str], list[Statement]] = defaultdict(list)
    for statement in kg.statements_of(find_node(kg, node).id) if node else kg.statements:
        if only in (None, statement.predicate):
            groups[_triple(statement)].append(statement)
    claims = [make_claim(kg, statements) for statements in groups.values()]
    return Records(sorted(claims, key=_rank))


def make_claim(kg: KnowledgeGraph, statements: Iterable[Statement]) -> Claim:
    """Return the claim of statements that have the same subject, predicate and object."""
    ordered = tuple(sorted(statements))
    years = (kg.papers[statement.paper].year for statement in ordered)
    known = tuple(sorted(year for year in years if year is not None))
    return Claim(*_triple(ordered[0]), ordered, known)


def find_names(kg: KnowledgeGraph, statement: Statement) -> tuple[Mention, ...]:
    """Return the mentions of the entities of a statement in its sentence, in reading order."""
    return tuple(
        mention
        for mention in kg.mentions_of(statement.paper)
        if mention.entity in (statement.subject, statement.object)
        and mention.field == statement.field
        and statement.sentence_start <= mention.start < statement.sentence_end
    )


def _rank(claim: Claim) -> tuple[int, float, str, str, str]:
    best = max(statement.score for statement in claim.statements)
    return -claim.support, -best, claim.subject, claim.predicate, claim.object


def _triple(statement: Statement) -> tuple[str, Predicate, str]:
    return statement.subject, statement.predicate, statement.object

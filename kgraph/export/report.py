"""The report of a build as Markdown: inputs, problems, counts and doubtful decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kgraph.analyse.claims import Claim, find_claims
from kgraph.analyse.doubts import Doubt, Reason, find_doubtful_merges, find_near_duplicates
from kgraph.analyse.top import select_entities, top_authors, top_by_label, top_venues
from kgraph.analyse.view import STABILITY_SEEDS, View
from kgraph.export.markdown import iter_table
from kgraph.types import (
    PREDICATES,
    Entity,
    KnowledgeGraph,
    Person,
    Problem,
    Reading,
    Rule,
    Venue,
)

_TOP = 8
_DOUBTS = 60
_STATED = 5
_REASONS: Mapping[Reason, str] = {
    "letters": "the same letters",
    "short form inside": "the same with short forms written out",
    "words": "the same words in another order",
    "label": "one name, two labels",
    "spelling": "nearly the same letters",
    "short form": "a short form with its initials",
    "generic word": "the same except for a generic word",
}
_DOUBTFUL: Mapping[Doubt, str] = {
    "unlike": "unlike the name",
    "letters": "its letters are not in the name",
    "meanings": "short for several names, and not defined in its paper",
}
_UNSURE: Mapping[str, Rule] = {
    "Short forms whose long form stayed open": "undecided",
    "Mentions that took the label most papers give the name": "label",
}


def to_report(kg: KnowledgeGraph, reading: Reading, *, view: View | None = None) -> str:
    """Return the report of a build as Markdown, ending in a line break.

    Args:
        kg: The knowledge graph.
        reading: What it was read from.
        view: The view of `kg` that centralities and communities are taken from; None makes one with
            seed 0.
    """
    view = view or View(kg)
    read = (_counts(kg, reading), _inputs(reading), _problems((*reading.problems, *kg.problems)))
    parts = (
        *read,
        _top(view),
        _communities(view),
        _authors_and_venues(kg),
        _statements(kg),
        _resolution(kg),
        _near_duplicates(kg),
        _doubtful_merges(kg),
        _bare(kg),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _counts(kg: KnowledgeGraph, reading: Reading) -> Iterator[str]:
    labels = Counter(entity.label for entity in kg.entities.values())
    yield from ("# Report of a build", "")
    yield from iter_table(
        ("what", "how many"),
        (
            ("records read", sum(file.records for file in reading.files)),
            ("different papers", len(kg.papers)),
            ("mentions", len(kg.mentions)),
            ("entities", len(kg.entities)),
            *((f"– {label.name}", labels[label.name]) for label in kg.labels),
            ("statements", len(kg.statements)),
            ("links between papers", len(kg.links)),
        ),
    )


def _inputs(reading: Reading) -> Iterator[str]:
    yield from ("## Inputs", "")
    yield from iter_table(
        ("file", "format", "records", "SHA-256"),
        ((file.name, file.format, file.records, file.sha256) for file in reading.files),
    )


def _problems(problems: tuple[Problem, ...]) -> Iterator[str]:
    yield from ("## Problems", "")
    duplicates = sum(problem.code == "duplicate" for problem in problems)
    rest = [problem for problem in problems if problem.code != "duplicate"]
    repeated = "1 record repeats" if duplicates == 1 else f"{duplicates} records repeat"
    others = f"{len(rest) or 'No'} other problem{'' if len(rest) == 1 else 's'}"
    yield f"{repeated} an earlier one; `kgraph lint` lists them. {others}."
    yield ""
    if rest:
        yield from iter_table(
            ("source", "problem", "detail", "decision"),
            ((problem.source, problem.code, problem.detail, problem.decision) for problem in rest),
        )


def _top(view: View) -> Iterator[str]:
    top = top_by_label(view.kg, n=_TOP, scores=view.entity_centrality("prominence"))
    left_out = select_entities(view.kg).left_out
    yield from ("## The most prominent entities", "")
    yield "What these papers are about, more than papers of the field usually are."
    yield f"Left out: {left_out}; `kgraph top` shows them on request." if left_out else ""
    yield ""
    yield from iter_table(
        ("label", "entity", "papers", "prominence"),
        (
            (label, entity.name, entity.paper_count, f"{score:.2f}")
            for label, best in top.items()
            for entity, score in best
        ),
    )


def _communities(view: View) -> Iterator[str]:
    yield from ("## Communities", "")
    if not view.communities:
        yield from ("None.", "")
        return
    stability = view.stability
    yield (
        "How far they depend on the seed: the mean adjusted Rand index over "
        f"{STABILITY_SEEDS} seeds is"
    )
    yield (
        f"{stability.overall:.2f} (1: not at all; 0: as groups drawn at random). "
        "The stability of each is how nearly"
    )
    yield (
        "other seeds have it, the mean highest Jaccard index: "
        "trust it from 0.75 on; below 0.6, do not."
    )
    yield ""
    yield from iter_table(
        ("named by", "papers", "with one of the names", "stability"),
        (
            (
                c.caption(view.kg),
                len(c.papers),
                f"{c.coverage:.0%}",
                f"{stable:.2f}",
            )
            for c, stable in zip(view.communities, stability.each, strict=True)
        ),
    )


def _authors_and_venues(kg: KnowledgeGraph) -> Iterator[str]:
    """List the authors and the venues of the most papers, if the papers have any."""
    tops: tuple[tuple[str, int, Sequence[Person | Venue]], ...] = (
        ("authors", len(kg.authors), top_authors(kg, n=_TOP)),
        ("venues", len(kg.venues), top_venues(kg, n=_TOP)),
    )
    rows = [
        (kind, count, ", ".join(f"{node.name} ({node.paper_count})" for node in top))
        for kind, count, top in tops
        if top
    ]
    if rows:
        yield from ("## Authors and venues", "")
        yield from iter_table(("what", "how many", "of most papers (their number)"), rows)


def _statements(kg: KnowledgeGraph) -> Iterator[str]:
    """List the predicates with what most papers state with each."""
    yield from ("## What the papers state", "")
    if not kg.statements:
        yield from ("Nothing.", "")
        return
    yield "Of themselves, or of two entities (with an arrow). To change a statement, edit a copy of"
    yield from ("statements.csv and build with `--statement-edits`.", "")
    claims_of = ((predicate, find_claims(kg, predicate=predicate)) for predicate in PREDICATES)
    yield from iter_table(
        ("predicate", "statements", "in most papers (their number)"),
        (
            (
                *(predicate, sum(claim.support for claim in claims)),
                ", ".join(_claim(kg, claim) for claim in claims[:_STATED]),
            )
            for predicate, claims in claims_of
            if claims
        ),
    )


def _claim(kg: KnowledgeGraph, claim: Claim) -> str:
    names = " → ".join(kg.entities[id_].name for id_ in (claim.subject, claim.object) if id_)
    return f"{names} ({claim.support})"


def _resolution(kg: KnowledgeGraph) -> Iterator[str]:
    """List what resolution left open or decided by a rule that can be wrong."""
    yield from ("## Names that the rules were unsure of", "")
    yield from ("To change one, edit a copy of aliases.csv and build with `--aliases`.", "")
    for heading, rule in _UNSURE.items():
        rows = [row for row in kg.aliases if row.rule == rule]
        if rows:
            yield from (f"### {heading}", "")
            yield from iter_table(
                ("surface", "resolved to", "mentions", "first in"),
                ((row.surface, row.entity, row.count, row.paper) for row in rows),
            )
    yield from _labels(kg)
    unknown = [row for row in kg.aliases if row.rule == "unknown"]
    if unknown:
        yield from ("### Edits that fit no mention or entity", "")
        yield from iter_table(
            ("surface", "entity", "edit", "value"),
            ((row.surface, row.entity, row.edit, row.value) for row in unknown),
        )


def _labels(kg: KnowledgeGraph) -> Iterator[str]:
    """List the names that stayed two entities because both labels are frequent."""
    of_name: dict[str, list[Entity]] = defaultdict(list)
    for entity in kg.entities.values():
        of_name[entity.id.partition("/")[2]].append(entity)
    several = [entities for entities in of_name.values() if len(entities) > 1]
    if several:
        yield from ("### One name, two labels: kept as two entities", "")
        yield from iter_table(
            ("name", "labels and papers"),
            (
                (same[0].name, ", ".join(f"{entity.label} {entity.paper_count}" for entity in same))
                for same in several
            ),
        )


def _near_duplicates(kg: KnowledgeGraph) -> Iterator[str]:
    """List entities that may be the same."""
    pairs = find_near_duplicates(kg.entities.values(), most=_DOUBTS)
    if pairs:
        yield from ("## Entities that may be one", "", f"The {len(pairs)} likeliest.", "")
        yield from iter_table(
            ("entity", "papers", "and", "papers", "why", "likelihood"),
            (
                (
                    *(pair.a.id, pair.a.paper_count, pair.b.id, pair.b.paper_count),
                    *(_REASONS[pair.reason], f"{pair.likelihood:.2f}"),
                )
                for pair in pairs
            ),
        )


def _doubtful_merges(kg: KnowledgeGraph) -> Iterator[str]:
    """List surfaces that may belong to another entity."""
    merges = find_doubtful_merges(kg.entities.values(), kg.aliases, most=_DOUBTS)
    if merges:
        yield from ("## Surfaces that may be of another entity", "")
        yield from iter_table(
            ("surface", "entity", "mentions", "rule", "why", "similarity"),
            (
                (
                    *(merge.surface, merge.entity.id, merge.count, merge.rule),
                    *(_DOUBTFUL[merge.reason], f"{merge.similarity:.2f}"),
                )
                for merge in merges
            ),
        )


def _bare(kg: KnowledgeGraph) -> Iterator[str]:
    """List the papers without a mention."""
    bare = [paper for paper in kg.papers.values() if not kg.mentions_of(paper.id)]
    yield from ("## Papers without a mention", "")
    if bare:
        yield from iter_table(("paper", "title"), ((paper.id, paper.title) for paper in bare))
    else:
        yield "None."

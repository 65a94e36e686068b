"""What an export says about statements: the evidence for each, and the direct triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgraph.rdf.names import iri_order, iter_groups, property_local, statement_local
from kgraph.rdf.syntax import Description, Properties, Renderer, Term, some
from kgraph.types import Statement


def iter_statements(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe every statement in the order of their IRIs."""
    kg = renderer.kg
    for group in iter_groups(kg.papers, "--"):
        named = [
            (statement_local(statement), statement)
            for paper in group
            for statement in kg.statements_of(paper)
        ]
        for name, statement in sorted(named, key=lambda item: iri_order(item[0])):
            yield renderer.syntax.name(f"statement:{name}"), _describe(renderer, statement)


def _describe(renderer: Renderer[Term], statement: Statement) -> Properties[Term]:
    """Describe a statement; its sentence only if the export contains the text that it is from."""
    names, paper = renderer.names, renderer.papers[statement.paper]
    return [
        (names["rdf:type"], [names["kg:Statement"]]),
        (names["rdf:subject"], [renderer.entities.get(statement.subject, paper)]),
        (names["rdf:predicate"], [_property(renderer, statement)]),
        (names["rdf:object"], [renderer.entities[statement.object]]),
        (names["kg:confidence"], [renderer.decimal(statement.score)]),
        (names["kg:inPaper"], [paper]),
        (names["kg:inProperty"], [names[f"dct:{statement.field}"]]),
        (names["kg:rule"], [renderer.syntax.string(statement.rule)]),
        (names["kg:sentence"], some(renderer.syntax.string, _sentence(renderer, statement))),
        (names["kg:sentenceBegin"], [renderer.integer(statement.sentence_start)]),
        (names["kg:sentenceEnd"], [renderer.integer(statement.sentence_end)]),
        (names["kg:tentative"], renderer.true_if(statement.tentative)),
    ]


def _sentence(renderer: Renderer[Term], statement: Statement) -> str:
    if statement.field == "abstract" and not renderer.options.abstracts:
        return ""
    text = renderer.kg.papers[statement.paper].text(statement.field)
    return text[statement.sentence_start : statement.sentence_end]


def describe_stated(renderer: Renderer[Term], statements: Iterable[Statement]) -> Properties[Term]:
    """Return the direct triples of statements with one subject, as properties of it."""
    objects: dict[Term, list[Term]] = {}
    for statement in statements:
        values = objects.setdefault(_property(renderer, statement), [])
        values.append(renderer.entities[statement.object])
    return list(objects.items())


def _property(renderer: Renderer[Term], statement: Statement) -> Term:
    return renderer.names[f"kg:{property_local(statement.predicate)}"]

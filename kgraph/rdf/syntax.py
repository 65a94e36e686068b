"""How RDF terms are rendered: as N-Triples, Turtle or JSON-LD, or as objects of rdflib."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from kgraph.analyse.communities import Community
from kgraph.analyse.view import View
from kgraph.rdf.classes import check_labels
from kgraph.rdf.names import check_local, community_local, node_name, run_locals
from kgraph.rdf.vocabulary import RdfOptions, check_term
from kgraph.types import LABELS, KnowledgeGraph, Label, LabelDefinition, Near

if TYPE_CHECKING:
    from rdflib.term import Node

# Canonical N-Triples escape control characters and the two noncharacters, and nothing else.
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)} | {
    ord(sign): f"\\{letter}" for sign, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}

Term = TypeVar("Term")
Term_co = TypeVar("Term_co", covariant=True)

Properties = Sequence[tuple[Term, Sequence[Term]]]
Description = tuple[Term, Properties[Term]]
"""A subject and its properties, each with any number of values."""


class Syntax(Protocol[Term_co]):
    """One way to write RDF terms."""

    def name(self, prefixed: str) -> Term_co:
        """Render the IRI of a prefixed name."""

    def iri(self, iri: str) -> Term_co:
        """Render a whole IRI."""

    def string(self, text: str) -> Term_co:
        """Render a plain string."""

    def english(self, text: str) -> Term_co:
        """Render a string in English."""

    def typed(self, lexical: str, datatype: str) -> Term_co:
        """Render a number, a year or a boolean with the name of its XSD datatype."""


class NTriples:
    """Terms in the canonical form of N-Triples."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def name(self, prefixed: str) -> str:
        """Render the IRI of a prefixed name."""
        prefix, _, local = prefixed.partition(":")
        return f"<{self.names[prefix]}{local}>"

    def iri(self, iri: str) -> str:
        """Render a whole IRI."""
        return f"<{iri}>"

    def string(self, text: str) -> str:
        """Render a plain string."""
        return f'"{text.translate(_ESCAPES)}"'

    def english(self, text: str) -> str:
        """Render a string in English."""
        return f'"{text.translate(_ESCAPES)}"@en'

    def typed(self, lexical: str, datatype: str) -> str:
        """Render a number, a year or a boolean with the name of its XSD datatype."""
        return f'"{lexical}"^^<{self.names["xsd"]}{datatype}>'


class Turtle(NTriples):
    """Terms in Turtle: prefixed names, and numbers and booleans without quotes."""

    def name(self, prefixed: str) -> str:
        """Render a prefixed name as it is."""
        return "a" if prefixed == "rdf:type" else prefixed

    def typed(self, lexical: str, datatype: str) -> str:
        """Render a number, a year or a boolean with the name of its XSD datatype."""
        if datatype in ("boolean", "integer") or (datatype == "decimal" and "." in lexical):
            return lexical
        return f'"{lexical}"^^xsd:{datatype}'


class JsonLd:
    """Values in JSON; the context has the language or the datatype of each property."""

    def name(self, prefixed: str) -> str:
        """Render a prefixed name, which the context resolves."""
        return f'"{prefixed}"'

    def iri(self, iri: str) -> str:
        """Render a whole IRI."""
        return f'"{iri}"'

    def string(self, text: str) -> str:
        """Render a plain string."""
        return encode_basestring(text)

    def english(self, text: str) -> str:
        """Render a string in English."""
        return encode_basestring(text)

    def typed(self, lexical: str, datatype: str) -> str:
        """Render an integer or a boolean as in JSON, a decimal as a string.

        JSON-LD reads a number with a point as an xsd:double.
        """
        return lexical if datatype in ("boolean", "integer") else f'"{lexical}"'


class Rdflib:
    """Terms as rdflib objects."""

    def __init__(self, names: Mapping[str, str]) -> None:
        import rdflib

        self.rdflib = rdflib
        self.names = names

    def name(self, prefixed: str) -> Node:
        """Make the IRI of a prefixed name."""
        prefix, _, local = prefixed.partition(":")
        return self.rdflib.URIRef(self.names[prefix] + local)

    def iri(self, iri: str) -> Node:
        """Make a whole IRI."""
        return self.rdflib.URIRef(iri)

    def string(self, text: str) -> Node:
        """Make a plain string."""
        return self.rdflib.Literal(text)

    def english(self, text: str) -> Node:
        """Make a string in English."""
        return self.rdflib.Literal(text, lang="en")

    def typed(self, lexical: str, datatype: str) -> Node:
        """Make a number, a year or a boolean with the name of its XSD datatype."""
        return self.rdflib.Literal(lexical, datatype=self.rdflib.XSD[datatype], normalize=False)


class Vocabulary(dict[str, Term]):
    """Terms of the vocabularies by prefixed name, each checked and rendered when first used."""

    def __init__(self, render: Callable[[str], Term]) -> None:
        self.render = render

    def __missing__(self, prefixed: str) -> Term:
        term = self[prefixed] = self.render(check_term(prefixed))
        return term


@dataclass(frozen=True, slots=True)
class Renderer(Generic[Term]):
    """A graph, a syntax, and the rendered terms that many descriptions repeat."""

    kg: KnowledgeGraph
    options: RdfOptions
    syntax: Syntax[Term]
    names: Vocabulary[Term]
    papers: Mapping[str, Term]
    authors: Mapping[str, Term]
    venues: Mapping[str, Term]
    entities: Mapping[str, Term]
    near: Mapping[str, Sequence[Term]]
    classes: Mapping[Label, Term]
    runs: Mapping[str, Term]
    scheme: Term
    communities: Mapping[str, Community]
    homes: Mapping[str, Term]

    @classmethod
    def of(cls, view: View, options: RdfOptions, syntax: Syntax[Term]) -> Renderer[Term]:
        """Render the terms that many descriptions repeat.

        Raises:
            ConfigError: A label or its class does not fit the base.
            BuildError: An id cannot be part of an IRI.
        """
        kg, name = view.kg, syntax.name
        check_labels(kg.labels, options.base_iri)
        named = {community_local(kg, community): community for community in view.communities}
        homes = {local: name(f"community:{check_local(local)}") for local in named}
        entities = {entity: name(node_name(entity)) for entity in kg.entities}
        return cls(
            kg,
            options,
            syntax,
            Vocabulary(name),
            papers={paper: name(f"paper:{check_local(paper)}") for paper in kg.papers},
            authors={author: name(node_name(author)) for author in kg.authors},
            venues={venue: name(node_name(venue)) for venue in kg.venues},
            entities=entities,
            near=_near(kg.near, entities),
            classes={label.name: _class(label, syntax) for label in kg.labels},
            runs={source: name(f"run:{run}") for source, run in run_locals(kg).items()},
            scheme=syntax.iri(f"{options.base_iri}scheme"),
            communities=named,
            homes={
                node: homes[local]
                for local, community in named.items()
                for node in community.members
            },
        )

    def true_if(self, value: bool) -> Sequence[Term]:
        """Return the value of a property that is omitted instead of false."""
        return [self.syntax.typed("true", "boolean")] if value else []

    def integer(self, number: int) -> Term:
        """Render a whole number."""
        return self.syntax.typed(str(number), "integer")

    def decimal(self, number: float) -> Term:
        """Render a number with at most six decimals.

        The form is the canonical one of xsd:decimal in XSD 1.1: `4`, `0.5`.
        """
        return self.syntax.typed(f"{number:.6f}".rstrip("0").rstrip("."), "decimal")


def some(render: Callable[[str], Term], text: str | None) -> Sequence[Term]:
    """Return the rendered text as the only value of a property, or no value if there is no text."""
    return [render(text)] if text else []


def _near(pairs: Iterable[Near], entities: Mapping[str, Term]) -> dict[str, list[Term]]:
    """Return the entities that are near each entity, rendered."""
    near: dict[str, list[Term]] = {}
    for pair in pairs:
        near.setdefault(pair.a, []).append(entities[pair.b])
        near.setdefault(pair.b, []).append(entities[pair.a])
    return near


def _class(label: LabelDefinition, syntax: Syntax[Term]) -> Term:
    """Render the class of a label as `class_iri` gives it."""
    if label.ontology_class:
        return syntax.iri(label.ontology_class)
    return syntax.name(f"{'kg' if label.name in LABELS else 'class'}:{label.name}")

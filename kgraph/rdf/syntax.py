"""How RDF terms are written: in N-Triples, in Turtle, in JSON-LD, and as objects of rdflib."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Protocol, TypeVar

from kgraph.rdf.vocabulary import check_term

if TYPE_CHECKING:
    from rdflib.term import Node

_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)} | {
    ord(sign): f"\\{letter}" for sign, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)
}

Term = TypeVar("Term")
Term_co = TypeVar("Term_co", covariant=True)


class Syntax(Protocol[Term_co]):
    """One way to write RDF terms."""

    def name(self, prefixed: str) -> Term_co:
        """Render the IRI that a prefixed name stands for."""

    def iri(self, iri: str) -> Term_co:
        """Render a whole IRI."""

    def string(self, text: str) -> Term_co:
        """Render a plain string."""

    def english(self, text: str) -> Term_co:
        """Render a string in English."""

    def typed(self, lexical: str, datatype: str) -> Term_co:
        """Render a number, a year or a truth value, given the name of its XSD datatype."""


class NTriples:
    """Terms in the canonical form of N-Triples."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def name(self, prefixed: str) -> str:
        """Render the IRI that a prefixed name stands for."""
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
        """Render a number, a year or a truth value, given the name of its XSD datatype."""
        return f'"{lexical}"^^<{self.names["xsd"]}{datatype}>'


class Turtle(NTriples):
    """Terms in Turtle: prefixed names, and numbers and truth values without quotes."""

    def name(self, prefixed: str) -> str:
        """Render a prefixed name as it is."""
        return "a" if prefixed == "rdf:type" else prefixed

    def typed(self, lexical: str, datatype: str) -> str:
        """Render a number, a year or a truth value, given the name of its XSD datatype."""
        if datatype in ("boolean", "integer") or (datatype == "decimal" and "." in lexical):
            return lexical
        return f'"{lexical}"^^xsd:{datatype}'


class JsonLd:
    """Values in JSON; the context says by property which are IRIs, in which language or of which datatype."""

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
        """Render a whole number or a truth value as such, else a string: a number with a point would be a double."""
        return lexical if datatype in ("boolean", "integer") else f'"{lexical}"'


class Rdflib:
    """Terms as rdflib objects."""

    def __init__(self, names: Mapping[str, str]) -> None:
        import rdflib

        self.rdflib = rdflib
        self.names = names

    def name(self, prefixed: str) -> Node:
        """Make the IRI that a prefixed name stands for."""
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
        """Make a number, a year or a truth value, given the name of its XSD datatype."""
        return self.rdflib.Literal(lexical, datatype=self.rdflib.XSD[datatype], normalize=False)


class Vocabulary(dict[str, Term]):
    """Rendered terms of the vocabularies by prefixed name; each is checked and rendered when it is first asked for."""

    def __init__(self, render: Callable[[str], Term]) -> None:
        self.render = render

    def __missing__(self, prefixed: str) -> Term:
        term = self[prefixed] = self.render(check_term(prefixed))
        return term

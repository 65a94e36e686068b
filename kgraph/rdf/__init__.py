"""A knowledge graph as RDF: Turtle, N-Triples, JSON-LD or an rdflib graph."""

from __future__ import annotations

from kgraph.rdf.context import to_context
from kgraph.rdf.kg_terms import TERMS
from kgraph.rdf.vocabulary import (
    BASE,
    DEFAULT_BASE,
    ONTOLOGY,
    VOCABULARIES,
    RdfOptions,
    check_term,
    prefixes,
)

__all__ = [
    "BASE",
    "DEFAULT_BASE",
    "ONTOLOGY",
    "TERMS",
    "VOCABULARIES",
    "RdfOptions",
    "check_term",
    "prefixes",
    "to_context",
]

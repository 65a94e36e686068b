"""A knowledge graph as RDF: one description per subject, as sorted N-Triples, Turtle, JSON-LD or in rdflib."""

from __future__ import annotations

from kgraph.rdf.context import to_context
from kgraph.rdf.kg_terms import TERMS
from kgraph.rdf.vocabulary import BASE, DEFAULT_BASE, ONTOLOGY, VOCABULARIES, check_term, prefixes
from kgraph.rdf.write import to_rdflib, write_jsonld, write_ntriples, write_turtle

__all__ = [
    "BASE",
    "DEFAULT_BASE",
    "ONTOLOGY",
    "TERMS",
    "VOCABULARIES",
    "check_term",
    "prefixes",
    "to_context",
    "to_rdflib",
    "write_jsonld",
    "write_ntriples",
    "write_turtle",
]

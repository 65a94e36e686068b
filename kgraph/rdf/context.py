"""The JSON-LD context: a short name for every property of an export, and the kind of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from kgraph.rdf.kg_terms import TERMS
from kgraph.rdf.vocabulary import DEFAULT_BASE, prefixes
from kgraph.types import LABELS, Label

_ONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bibo:doi": "string",
        "dc:identifier": "string",
        "dc:rights": "english",
        "dcat:mediaType": "iri",
        "dct:abstract": "english",
        "dct:description": "english",
        "dct:issued": "gYear",
        "dct:license": "iri",
        "dct:title": "english",
        "fabio:hasArXivId": "string",
        "nif:anchorOf": "string",
        "nif:beginIndex": "integer",
        "nif:endIndex": "integer",
        "oa:end": "integer",
        "oa:exact": "string",
        "oa:hasBody": "iri",
        "oa:hasSource": "iri",
        "oa:hasTarget": "iri",
        "oa:motivatedBy": "iri",
        "oa:prefix": "string",
        "oa:start": "integer",
        "oa:suffix": "string",
        "prism:publicationName": "string",
        "prov:wasAssociatedWith": "iri",
        "prov:wasGeneratedBy": "iri",
        "rdf:object": "iri",
        "rdf:predicate": "iri",
        "rdf:subject": "iri",
        "rdfs:label": "string",
        "rdfs:subClassOf": "iri",
        "schema:name": "string",
        "schema:sameAs": "iri",
        "schema:softwareVersion": "string",
        "schema:url": "iri",
        "skos:inScheme": "iri",
        "skos:prefLabel": "english",
        "void:triples": "integer",
        "void:uriSpace": "string",
    }
)
_MANY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dc:creator": "string",
        "dc:source": "string",
        "dcat:distribution": "iri",
        "dct:subject": "iri",
        "oa:hasSelector": "iri",
        "prism:keyword": "string",
        "skos:altLabel": "english",
        "skos:broader": "iri",
        "skos:closeMatch": "iri",
        "void:feature": "iri",
        "void:vocabulary": "iri",
    }
)
"""The kind of the values of each property of other vocabularies: of one value, or of several."""

_VALUES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "iri": {"@type": "@id"},
        "string": {},
        "english": {"@language": "en"},
        **{
            datatype: {"@type": f"xsd:{datatype}"}
            for datatype in ("boolean", "integer", "decimal", "gYear")
        },
    }
)


def to_context(
    base_iri: str = DEFAULT_BASE,
    terms: Mapping[str, tuple[str, bool]] = TERMS,
    labels: Sequence[Label] = LABELS,
) -> dict[str, str | dict[str, str]]:
    """Return the context of an export in JSON-LD.

    Args:
        base_iri: The base of the data's own IRIs.
        terms: The terms of `kg:`, as in `kgraph.rdf.kg_terms`.
        labels: The names of the labels of its entities.

    Returns:
        The prefixes, then the properties by their short names, both sorted. The values of a
        property that may have several are always a list.

    Raises:
        ConfigError: The base is not an absolute http(s) IRI that ends in `/` or `#`.
    """
    names = prefixes(base_iri, labels)
    properties = {
        short_name(name): {
            "@id": name,
            **_VALUES[kind],
            **({"@container": "@set"} if many else {}),
        }
        for name, (kind, many) in properties_of(terms).items()
    }
    short = {"id": "@id", "type": "@type"}
    return {
        **short,
        **{name: names[name] for name in sorted(names)},
        **dict(sorted(properties.items())),
    }


def short_name(property_: str) -> str:
    """Return the short name of a property, by its prefixed name.

    >>> short_name("dct:subject"), short_name("rdf:subject")
    ('subject', 'rdfSubject')
    """
    prefix, _, local = property_.partition(":")
    return f"rdf{local.capitalize()}" if prefix == "rdf" else local


def properties_of(terms: Mapping[str, tuple[str, bool]] = TERMS) -> dict[str, tuple[str, bool]]:
    """Return the kind of the values of every property, and whether it may have several."""
    shared = {name: (kind, False) for name, kind in _ONE.items()} | {
        name: (kind, True) for name, kind in _MANY.items()
    }
    own = {f"kg:{name}": values for name, values in terms.items() if values[0] != "class"}
    return shared | own

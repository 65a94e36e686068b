"""What an export says about itself: its files, its concept scheme, and how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from kgraph._version import __version__
from kgraph.rdf.names import extractor_local, iri_order, run_locals
from kgraph.rdf.syntax import Description, Properties, Renderer, Term, some
from kgraph.rdf.vocabulary import ONTOLOGY

_FILES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "graph.jsonld": ("JSON-LD", "application/ld+json"),
        "graph.nt": ("N-Triples", "application/n-triples"),
        "graph.ttl": ("Turtle", "text/turtle"),
    }
)
"""The files of an export, which hold the same triples, with the name and media type of each."""

_LICENSE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_EXTRACTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "abbreviation": (
            "Finds the short forms that a text defines, and every place where it uses them."
        ),
        "lexicon": "Finds the names of a lexicon and their variants.",
        "own lexicon": "Finds the names of the lexicons that were added to it.",
        "model": "Marks and labels spans with a trained model.",
        "pattern": "Finds names that the words around them give away.",
    }
)
"""The descriptions of kgraph's own extractors; any other has only its name."""


def describe_dataset(renderer: Renderer[Term], *, triples: int) -> Description[Term]:
    """Describe the export: its title, licence, files and number of triples."""
    names, syntax, base_iri = renderer.names, renderer.syntax, renderer.options.base_iri
    description = "Papers, the entities they name, where they name them, and what they state."
    rights = "Titles, abstracts and quotations keep the rights they came with."
    return syntax.iri(f"{base_iri}dataset"), [
        (names["rdf:type"], [names["dcat:Dataset"], names["void:Dataset"]]),
        (names["dct:title"], [syntax.english("kgraph export")]),
        (names["dct:description"], [syntax.english(description)]),
        (names["dct:license"], [syntax.iri(_LICENSE)]),
        (names["dc:rights"], [syntax.english(rights)]),
        (names["dcat:distribution"], [syntax.name(f"export:{file}") for file in _FILES]),
        (names["kg:omits"], [] if renderer.options.abstracts else [names["dct:abstract"]]),
        (names["void:feature"], [syntax.iri(_FORMATS + name) for name, _ in _FILES.values()]),
        (names["void:triples"], [renderer.integer(triples)]),
        (names["void:uriSpace"], [syntax.string(base_iri)]),
        (names["void:vocabulary"], [syntax.iri(ONTOLOGY)]),
    ]


def iter_files(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the files of the export."""
    for file, (title, media_type) in _FILES.items():
        yield renderer.syntax.name(f"export:{file}"), _describe_file(renderer, title, media_type)


def _describe_file(renderer: Renderer[Term], title: str, media_type: str) -> Properties[Term]:
    names, syntax = renderer.names, renderer.syntax
    return [
        (names["rdf:type"], [names["dcat:Distribution"]]),
        (names["dct:title"], [syntax.english(title)]),
        (names["dct:license"], [syntax.iri(_LICENSE)]),
        (names["dcat:mediaType"], [syntax.iri(_MEDIA_TYPES + media_type)]),
    ]


def iter_extractors(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the extractors that found the mentions."""
    for source in sorted(renderer.runs, key=lambda source: iri_order(extractor_local(source))):
        yield _name_extractor(renderer, source), _describe_extractor(renderer, source)


def _name_extractor(renderer: Renderer[Term], source: str) -> Term:
    return renderer.syntax.name(f"extractor:{extractor_local(source)}")


def _describe_extractor(renderer: Renderer[Term], source: str) -> Properties[Term]:
    names, syntax = renderer.names, renderer.syntax
    return [
        (names["rdf:type"], [names["prov:SoftwareAgent"]]),
        (names["rdfs:label"], [syntax.string(source)]),
        (names["dct:description"], some(syntax.english, _EXTRACTORS.get(source))),
        (names["schema:softwareVersion"], [syntax.string(__version__)]),
    ]


def iter_runs(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the runs of the extractors over these papers."""
    runs = run_locals(renderer.kg)
    for source in sorted(runs, key=lambda source: iri_order(runs[source])):
        yield renderer.runs[source], _describe_run(renderer, source)


def _describe_run(renderer: Renderer[Term], source: str) -> Properties[Term]:
    names = renderer.names
    return [
        (names["rdf:type"], [names["kg:ExtractionRun"]]),
        (names["prov:wasAssociatedWith"], [_name_extractor(renderer, source)]),
    ]


def describe_scheme(renderer: Renderer[Term]) -> Description[Term]:
    """Describe the concept scheme that every entity is in."""
    names = renderer.names
    title = "Entities named in the papers of a kgraph export"
    return renderer.scheme, [
        (names["rdf:type"], [names["skos:ConceptScheme"]]),
        (names["dct:title"], [renderer.syntax.english(title)]),
    ]

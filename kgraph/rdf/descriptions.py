"""What an export says of each subject, in the order of the subjects' IRIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Generic

from kgraph._version import __version__
from kgraph.analyse.communities import Community
from kgraph.analyse.view import View
from kgraph.rdf import names as local
from kgraph.rdf.syntax import Syntax, Term, Vocabulary
from kgraph.rdf.vocabulary import ONTOLOGY, RdfOptions
from kgraph.types import Entity, KnowledgeGraph, Paper, PaperLink

Properties = Sequence[tuple[Term, Sequence[Term]]]
Description = tuple[Term, Properties[Term]]
"""A subject and its properties, each with any number of values."""

FILES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "graph.jsonld": ("JSON-LD", "application/ld+json", "JSON-LD"),
        "graph.nt": ("N-Triples", "application/n-triples", "N-Triples"),
        "graph.ttl": ("Turtle", "text/turtle", "Turtle"),
    }
)
"""The files of an export, which hold the same triples: title, media type and W3C's name of the format."""

_LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
_EXTRACTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "abbreviation": "Finds the short forms that a text defines, and every place where it uses them.",
        "lexicon": "Finds the names of a lexicon and their variants.",
        "model": "Marks and labels spans with a trained model.",
        "pattern": "Finds names that the words around them give away.",
    }
)
"""What kgraph's own extractors do; those of others have only their name."""


@dataclass(frozen=True, slots=True)
class Context(Generic[Term]):
    """What every description needs: the graph, the syntax and the terms that many descriptions repeat."""

    kg: KnowledgeGraph
    options: RdfOptions
    syntax: Syntax[Term]
    names: Vocabulary[Term]
    papers: Mapping[str, Term]
    entities: Mapping[str, Term]
    runs: Mapping[str, Term]
    scheme: Term
    communities: Mapping[str, Community]
    homes: Mapping[str, Term]

    @classmethod
    def of(cls, view: View, options: RdfOptions, syntax: Syntax[Term]) -> Context[Term]:
        """Render the terms that many descriptions repeat."""
        kg = view.kg
        named = {local.community_local(kg, community): community for community in view.communities}
        terms = {name: syntax.name(f"community:{local.check_local(name)}") for name in named}
        return cls(
            kg,
            options,
            syntax,
            Vocabulary(syntax.name),
            papers={paper: syntax.name(f"paper:{local.check_local(paper)}") for paper in kg.papers},
            entities={entity: syntax.name(local.entity_name(entity)) for entity in kg.entities},
            runs={
                source: syntax.name(f"run:{run}") for source, run in local.run_locals(kg).items()
            },
            scheme=syntax.iri(f"{options.base_iri}scheme"),
            communities=named,
            homes={
                node: terms[name] for name, community in named.items() for node in community.members
            },
        )

    def integer(self, number: int) -> Term:
        """Render a whole number."""
        return self.syntax.typed(str(number), "integer")

    def decimal(self, number: float) -> Term:
        """Render a number with at most six decimals, in the canonical form of xsd:decimal (XSD 1.1: `4`, `0.5`)."""
        return self.syntax.typed(f"{number:.6f}".rstrip("0").rstrip("."), "decimal")


def iter_communities(context: Context[Term]) -> Iterator[Description[Term]]:
    """Describe the communities, whose IRIs stand before the dataset's; `kg:position` is their order on the page."""
    names = context.names
    positions = {name: position for position, name in enumerate(context.communities, start=1)}
    for name in sorted(positions, key=lambda name: name + ">"):
        named_by = context.communities[name].named_by
        title = (
            ", ".join(context.kg.entities[entity].name for entity in named_by)
            or f"Group {positions[name]}"
        )
        yield (
            context.syntax.name(f"community:{name}"),
            [
                (names["rdf:type"], [names["kg:Community"]]),
                (names["dct:title"], [context.syntax.english(title)]),
                (names["kg:namedBy"], [context.entities[entity] for entity in named_by]),
                (names["kg:position"], [context.integer(positions[name])]),
            ],
        )


def _home(context: Context[Term], node: str) -> Sequence[Term]:
    return [context.homes[node]] if node in context.homes else []


def describe_dataset(context: Context[Term], *, triples: int) -> Description[Term]:
    """Describe the export itself: what it is, its licence, its files, and how many triples it holds."""
    names, syntax = context.names, context.syntax
    return syntax.iri(f"{context.options.base_iri}dataset"), [
        (names["rdf:type"], [names["dcat:Dataset"], names["void:Dataset"]]),
        (names["dct:title"], [syntax.english("kgraph export")]),
        (
            names["dct:description"],
            [syntax.english("Papers, the entities they name, and where they name them.")],
        ),
        (names["dct:license"], [syntax.iri(_LICENSE)]),
        (
            names["dc:rights"],
            [syntax.english("Titles, abstracts and quotations keep the rights they came with.")],
        ),
        (names["dcat:distribution"], [syntax.name(f"export:{file}") for file in FILES]),
        (names["kg:omits"], [] if context.options.abstracts else [names["dct:abstract"]]),
        (
            names["void:feature"],
            [syntax.iri(_FORMATS + w3c_name) for _, _, w3c_name in FILES.values()],
        ),
        (names["void:triples"], [context.integer(triples)]),
        (names["void:uriSpace"], [syntax.string(context.options.base_iri)]),
        (names["void:vocabulary"], [syntax.iri(ONTOLOGY)]),
    ]


def iter_descriptions(
    context: Context[Term], mentions: Iterator[Description[Term]]
) -> Iterator[Description[Term]]:
    """Describe all but communities and dataset; the mentions, described elsewhere, take their place in the order."""
    kg = context.kg
    for entity in sorted(kg.entities.values(), key=lambda entity: entity.id + ">"):
        yield context.entities[entity.id], _describe_entity(context, entity)
    yield from _describe_files(context)
    yield from _describe_extractors(context)
    for name, link in sorted((local.link_local(link) + ">", link) for link in kg.links):
        yield context.syntax.name(f"link:{name[:-1]}"), _describe_link(context, link)
    yield from mentions
    for paper in sorted(kg.papers.values(), key=lambda paper: paper.id + ">"):
        yield context.papers[paper.id], _describe_paper(context, paper)
    yield from _describe_runs(context)
    yield context.scheme, _describe_scheme(context)


def _describe_entity(context: Context[Term], entity: Entity) -> Properties[Term]:
    names, english = context.names, context.syntax.english
    aliases = [english(alias) for alias in entity.aliases if alias != entity.name]
    short = [
        english(abbreviation)
        for abbreviation in entity.abbreviations
        if abbreviation != entity.name
    ]
    return [
        (names["rdf:type"], [names[f"kg:{entity.label}"]]),
        (names["skos:prefLabel"], [english(entity.name)]),
        (names["skos:altLabel"], aliases + short),
        (names["skos:broader"], [context.entities[broader] for broader in entity.broader]),
        (
            names["skos:closeMatch"],
            [context.syntax.iri(local.check_iri(iri)) for iri in entity.close_matches],
        ),
        (names["skos:inScheme"], [context.scheme]),
        (names["kg:abbreviation"], short),
        (names["kg:inCommunity"], _home(context, f"entity/{entity.id}")),
        (names["kg:paperCount"], [context.integer(entity.paper_count)]),
        (names["kg:idf"], [context.decimal(entity.idf)]),
        (names["kg:hub"], [context.syntax.typed("true", "boolean")] if entity.hub else []),
    ]


def _describe_files(context: Context[Term]) -> Iterator[Description[Term]]:
    names, syntax = context.names, context.syntax
    for file, (title, media_type, _) in FILES.items():
        yield (
            syntax.name(f"export:{file}"),
            [
                (names["rdf:type"], [names["dcat:Distribution"]]),
                (names["dct:title"], [syntax.english(title)]),
                (names["dct:license"], [syntax.iri(_LICENSE)]),
                (names["dcat:mediaType"], [syntax.iri(_MEDIA_TYPES + media_type)]),
            ],
        )


def _describe_link(context: Context[Term], link: PaperLink) -> Properties[Term]:
    names = context.names
    return [
        (names["rdf:type"], [names["kg:PaperLink"]]),
        (names["kg:linksPaper"], [context.papers[link.a], context.papers[link.b]]),
        (names["kg:sharedEntity"], [context.entities[entity] for entity in link.shared]),
        (names["kg:weight"], [context.decimal(link.weight)]),
    ]


def _describe_paper(context: Context[Term], paper: Paper) -> Properties[Term]:
    names, syntax, kg = context.names, context.syntax, context.kg
    string, address = syntax.string, local.web_iri(paper.url)
    abstract = paper.abstract if context.options.abstracts else ""
    return [
        (names["rdf:type"], [names["kg:Paper"]]),
        (names["dct:title"], [syntax.english(paper.title)]),
        (names["dct:abstract"], [syntax.english(abstract)] if abstract else []),
        (
            names["dct:issued"],
            [] if paper.year is None else [syntax.typed(f"{paper.year:04d}", "gYear")],
        ),
        (names["dc:creator"], [string(author) for author in paper.authors]),
        (names["kg:authorList"], [string("; ".join(paper.authors))] if paper.authors else []),
        (names["prism:publicationName"], [string(paper.venue)] if paper.venue else []),
        (names["fabio:hasArXivId"], [string(paper.arxiv_id)] if paper.arxiv_id else []),
        (names["bibo:doi"], [string(paper.doi)] if paper.doi else []),
        (names["dc:identifier"], [string(paper.record_id)] if paper.record_id else []),
        (names["schema:url"], [syntax.iri(address)] if address else []),
        (names["dc:source"], [string(str(source)) for source in paper.sources]),
        (names["kg:inCommunity"], _home(context, f"paper/{paper.id}")),
        (names["kg:mentions"], [context.entities[entity] for entity in kg.entities_of(paper.id)]),
        (names["kg:relatedTo"], [context.papers[linked] for linked in kg.neighbours_of(paper.id)]),
    ]


def _describe_extractors(context: Context[Term]) -> Iterator[Description[Term]]:
    names, syntax = context.names, context.syntax
    for source in sorted(context.runs, key=lambda source: local.extractor_local(source) + ">"):
        does = _EXTRACTORS.get(source)
        yield (
            syntax.name(f"extractor:{local.extractor_local(source)}"),
            [
                (names["rdf:type"], [names["prov:SoftwareAgent"]]),
                (names["rdfs:label"], [syntax.string(source)]),
                (names["dct:description"], [syntax.english(does)] if does else []),
                (names["schema:softwareVersion"], [syntax.string(__version__)]),
            ],
        )


def _describe_runs(context: Context[Term]) -> Iterator[Description[Term]]:
    names = context.names
    runs = local.run_locals(context.kg)
    for source in sorted(runs, key=lambda source: runs[source] + ">"):
        agent = context.syntax.name(f"extractor:{local.extractor_local(source)}")
        yield (
            context.runs[source],
            [
                (names["rdf:type"], [names["kg:ExtractionRun"]]),
                (names["prov:wasAssociatedWith"], [agent]),
            ],
        )


def _describe_scheme(context: Context[Term]) -> Properties[Term]:
    names = context.names
    return [
        (names["rdf:type"], [names["skos:ConceptScheme"]]),
        (
            names["dct:title"],
            [context.syntax.english("Entities named in the papers of a kgraph export")],
        ),
    ]

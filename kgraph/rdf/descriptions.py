"""What an export says about authors, classes, communities, entities, links, papers and venues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kgraph.rdf import names as local
from kgraph.rdf.classes import class_iri, is_declared
from kgraph.rdf.statements import describe_stated
from kgraph.rdf.syntax import Description, Properties, Renderer, Term, some
from kgraph.types import Entity, Label, Near, Paper, PaperLink

_ORCID: Final = "https://orcid.org/"
_OWL_CLASS: Final = "http://www.w3.org/2002/07/owl#Class"


def iter_authors(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the authors in the order of their IRIs."""
    names, syntax = renderer.names, renderer.syntax
    for id_ in sorted(renderer.kg.authors, key=local.iri_order):
        author = renderer.kg.authors[id_]
        properties: Properties[Term] = [
            (names["rdf:type"], [names["kg:Author"]]),
            (names["schema:name"], [syntax.string(author.name)]),
            (names["schema:sameAs"], some(syntax.iri, author.orcid and _ORCID + author.orcid)),
        ]
        yield renderer.authors[id_], properties


def iter_venues(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the venues in the order of their IRIs."""
    names, syntax = renderer.names, renderer.syntax
    for id_ in sorted(renderer.kg.venues, key=local.iri_order):
        properties: Properties[Term] = [
            (names["rdf:type"], [names["kg:Venue"]]),
            (names["schema:name"], [syntax.string(renderer.kg.venues[id_].name)]),
        ]
        yield renderer.venues[id_], properties


def iter_classes(
    renderer: Renderer[Term], *, start: str = "", end: str | None = None
) -> Iterator[Description[Term]]:
    """Describe the classes that are not in the ontology, in the order of their IRIs.

    Args:
        renderer: The graph and the syntax.
        start: Leave out the classes whose IRIs come before this one.
        end: Leave out those that come after this one. No class but `class/NAME` is under the base.
    """
    base_iri = renderer.options.base_iri
    labels = {class_iri(label, base_iri): label for label in renderer.kg.labels}
    for iri in sorted(labels, key=local.iri_order):
        if is_declared(labels[iri]) and start < iri and (end is None or iri < end):
            yield renderer.classes[labels[iri].name], _describe_class(renderer, labels[iri].name)


def _describe_class(renderer: Renderer[Term], label: Label) -> Properties[Term]:
    names, syntax = renderer.names, renderer.syntax
    return [
        (names["rdf:type"], [syntax.iri(_OWL_CLASS)]),
        (names["rdfs:label"], [syntax.string(label)]),
        (names["rdfs:subClassOf"], [names["kg:Entity"]]),
    ]


def iter_communities(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the communities in the order of their IRIs; `kg:position` is their order by size."""
    positions = {name: position for position, name in enumerate(renderer.communities, start=1)}
    for name in sorted(positions, key=local.iri_order):
        properties = _describe_community(renderer, name, positions[name])
        yield renderer.syntax.name(f"community:{name}"), properties


def _describe_community(renderer: Renderer[Term], name: str, position: int) -> Properties[Term]:
    names = renderer.names
    community = renderer.communities[name]
    title = community.caption(renderer.kg) or f"Group {position}"
    return [
        (names["rdf:type"], [names["kg:Community"]]),
        (names["dct:title"], [renderer.syntax.english(title)]),
        (names["kg:namedBy"], [renderer.entities[entity] for entity in community.named_by]),
        (names["kg:position"], [renderer.integer(position)]),
    ]


def iter_entities(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the entities in the order of their IRIs."""
    for entity in sorted(renderer.kg.entities, key=local.iri_order):
        yield renderer.entities[entity], _describe_entity(renderer, renderer.kg.entities[entity])


def _describe_entity(renderer: Renderer[Term], entity: Entity) -> Properties[Term]:
    names, syntax = renderer.names, renderer.syntax
    aliases = [syntax.english(alias) for alias in entity.aliases if alias != entity.name]
    short_forms = [syntax.english(form) for form in entity.abbreviations if form != entity.name]
    matches = [syntax.iri(local.check_iri(iri)) for iri in entity.close_matches]
    stated = [s for s in renderer.kg.statements_of(entity.id) if s.subject == entity.id]
    return [
        (names["rdf:type"], [renderer.classes[entity.label]]),
        (names["skos:prefLabel"], [syntax.english(entity.name)]),
        (names["skos:altLabel"], aliases + short_forms),
        (names["skos:broader"], [renderer.entities[broader] for broader in entity.broader]),
        (names["skos:closeMatch"], matches),
        (names["skos:inScheme"], [renderer.scheme]),
        (names["kg:abbreviation"], short_forms),
        (names["kg:inCommunity"], _community(renderer, f"entity/{entity.id}")),
        (names["kg:paperCount"], [renderer.integer(entity.paper_count)]),
        (names["kg:idf"], [renderer.decimal(entity.idf)]),
        (names["kg:hub"], renderer.true_if(entity.hub)),
        (names["kg:nearTo"], renderer.near.get(entity.id, ())),
        *describe_stated(renderer, stated),
    ]


def iter_links(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the links between papers in the order of their IRIs."""
    names = [(local.link_local(link), link) for link in renderer.kg.links]
    for name, link in sorted(names, key=lambda item: local.iri_order(item[0])):
        yield renderer.syntax.name(f"link:{name}"), _describe_link(renderer, link)


def _describe_link(renderer: Renderer[Term], link: PaperLink) -> Properties[Term]:
    names = renderer.names
    near = [renderer.syntax.name(f"near:{local.near_local(*pair)}") for pair in link.near]
    return [
        (names["rdf:type"], [names["kg:PaperLink"]]),
        (names["kg:linksPaper"], [renderer.papers[link.a], renderer.papers[link.b]]),
        (names["kg:sharedEntity"], [renderer.entities[entity] for entity in link.shared]),
        (names["kg:nearPair"], near),
        (names["kg:weight"], [renderer.decimal(link.weight)]),
        (names["kg:entitySimilarity"], [renderer.decimal(link.entities)]),
        (names["kg:wordSimilarity"], [renderer.decimal(link.words)]),
        (names["kg:contextSimilarity"], [renderer.decimal(link.context)]),
        (names["kg:weak"], renderer.true_if(link.weak)),
    ]


def iter_near(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the pairs of near entities in the order of their IRIs."""
    names = [(local.near_local(pair.a, pair.b), pair) for pair in renderer.kg.near]
    for name, pair in sorted(names, key=lambda item: local.iri_order(item[0])):
        yield renderer.syntax.name(f"near:{name}"), _describe_near(renderer, pair)


def _describe_near(renderer: Renderer[Term], pair: Near) -> Properties[Term]:
    names = renderer.names
    return [
        (names["rdf:type"], [names["kg:NearPair"]]),
        (names["kg:nearEntity"], [renderer.entities[pair.a], renderer.entities[pair.b]]),
        (names["kg:closeness"], [renderer.decimal(pair.closeness)]),
    ]


def iter_papers(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe the papers in the order of their IRIs."""
    for paper in sorted(renderer.kg.papers, key=local.iri_order):
        yield renderer.papers[paper], _describe_paper(renderer, renderer.kg.papers[paper])


def _describe_paper(renderer: Renderer[Term], paper: Paper) -> Properties[Term]:
    names, syntax, kg = renderer.names, renderer.syntax, renderer.kg
    string = syntax.string
    year = [] if paper.year is None else [syntax.typed(f"{paper.year:04d}", "gYear")]
    abstract = paper.abstract if renderer.options.abstracts else ""
    stated = [statement for statement in kg.statements_of(paper.id) if not statement.subject]
    return [
        (names["rdf:type"], [names["kg:Paper"]]),
        (names["dct:title"], [syntax.english(paper.title)]),
        (names["dct:abstract"], some(syntax.english, abstract)),
        (names["dct:issued"], year),
        (names["dc:creator"], [string(author.name) for author in paper.authors]),
        (names["kg:authorList"], some(string, "; ".join(map(str, paper.authors)))),
        (names["kg:writtenBy"], [renderer.authors[author] for author in kg.authors_of(paper.id)]),
        (names["prism:publicationName"], some(string, paper.venue)),
        (names["kg:inVenue"], [renderer.venues[venue]] if (venue := kg.venue_of(paper.id)) else []),
        (names["prism:keyword"], [string(keyword) for keyword in paper.keywords]),
        (names["fabio:hasArXivId"], some(string, paper.arxiv_id)),
        (names["bibo:doi"], some(string, paper.doi)),
        (names["dc:identifier"], some(string, paper.record_id)),
        (names["schema:url"], some(syntax.iri, local.web_iri(paper.url))),
        (names["dc:source"], [string(str(source)) for source in paper.sources]),
        (names["dct:subject"], [renderer.entities[entity] for entity in kg.subjects_of(paper.id)]),
        (names["kg:inCommunity"], _community(renderer, f"paper/{paper.id}")),
        (names["kg:mentions"], [renderer.entities[entity] for entity in kg.entities_of(paper.id)]),
        (names["kg:relatedTo"], [renderer.papers[near] for near in kg.neighbours_of(paper.id)]),
        *describe_stated(renderer, stated),
    ]


def _community(renderer: Renderer[Term], node: str) -> Sequence[Term]:
    return [renderer.homes[node]] if node in renderer.homes else []

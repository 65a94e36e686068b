"""The ontology: every parser reads it, every term is documented, and it is consistent."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
from itertools import combinations
from pathlib import Path
from typing import get_args

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDFS, SH, SKOS

from kgraph.rdf import ONTOLOGY, TERMS, VOCABULARIES, RdfOptions, to_context
from kgraph.rdf.context import properties_of
from kgraph.rdf.names import property_local
from kgraph.rdf.write import to_rdflib
from kgraph.types import ENTITY_PREDICATES, OWN_PREDICATES, StatementRule
from tests.conftest import ROOT
from tests.rdf.test_rdf import small_graph

FOLDER = ROOT / "ontology"
FILES = sorted(FOLDER.glob("*.ttl"))
KG = VOCABULARIES["kg"]
PROPERTY_KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(FOLDER / "kgraph.ttl")


def kg_subjects(ontology: rdflib.Graph) -> list[URIRef]:
    """Return the terms that the ontology defines."""
    return sorted(s for s in set(ontology.subjects()) if isinstance(s, URIRef) and s.startswith(KG))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_parser_reads_as_many_triples(path: Path) -> None:
    graph = rdflib.Graph().parse(path)
    assert len(list(ox.parse(path=path))) == len(graph)
    if not shutil.which("rapper"):
        pytest.skip("rapper (raptor2-utils) is not installed")
    done = subprocess.run(
        ["rapper", "-c", "-i", "turtle", str(path)], check=True, capture_output=True, text=True
    )
    assert f"returned {len(graph)} triples" in done.stderr
    assert "Warning" not in done.stderr


def test_the_ontology_has_no_blank_node(ontology: rdflib.Graph) -> None:
    assert not any(isinstance(part, rdflib.BNode) for triple in ontology for part in triple)


def test_every_term_has_a_label_a_comment_and_a_home(ontology: rdflib.Graph) -> None:
    for term in kg_subjects(ontology):
        label, comment = ontology.value(term, RDFS.label), ontology.value(term, RDFS.comment)
        assert label is not None, term
        assert label.language == "en", term
        assert label.replace(" ", "").lower() in {
            term.removeprefix(KG).lower(),
            "inversedocumentfrequency",
        }, term
        assert comment is not None, term
        assert comment.language == "en", term
        assert ontology.value(term, RDFS.isDefinedBy) == URIRef(ONTOLOGY), term


def test_every_property_has_one_domain_and_one_range(ontology: rdflib.Graph) -> None:
    kinds = {term: set(ontology.objects(term, rdflib.RDF.type)) for term in kg_subjects(ontology)}
    properties = [term for term, kind in kinds.items() if kind & PROPERTY_KINDS]
    for term in properties:
        assert len(list(ontology.objects(term, RDFS.domain))) == 1, term
        assert len(list(ontology.objects(term, RDFS.range))) == 1, term
        assert len(kinds[term] & PROPERTY_KINDS) == 1, term


def test_every_term_is_a_class_or_a_property_and_the_readme_counts_them(
    ontology: rdflib.Graph,
) -> None:
    classes = {
        term for term in kg_subjects(ontology) if (term, rdflib.RDF.type, OWL.Class) in ontology
    }
    properties = set(kg_subjects(ontology)) - classes
    assert all(set(ontology.objects(term, rdflib.RDF.type)) & PROPERTY_KINDS for term in properties)
    counts = f"{len(classes)} classes and {len(properties)} properties"
    assert counts in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_five_classes_of_entities_are_disjoint_in_pairs(ontology: rdflib.Graph) -> None:
    labels = [URIRef(KG + name) for name in ("Method", "Dataset", "Task", "Metric", "Concept")]
    assert {ontology.value(a, RDFS.subClassOf) for a in labels} == {URIRef(KG + "Entity")}
    for a, b in combinations(labels, 2):
        triples = {(a, OWL.disjointWith, b), (b, OWL.disjointWith, a)}
        assert any(triple in ontology for triple in triples), (a, b)


def test_the_predicates_and_rules_are_those_of_statements(ontology: rdflib.Graph) -> None:
    own, of_entities = (
        {URIRef(KG + property_local(predicate)) for predicate in predicates}
        for predicates in (OWN_PREDICATES, ENTITY_PREDICATES)
    )
    assert set(ontology.subjects(rdflib.RDF.type, URIRef(KG + "Predicate"))) == own | of_entities
    assert {ontology.value(term, RDFS.domain) for term in own} == {URIRef(KG + "Paper")}
    assert {ontology.value(term, RDFS.domain) for term in of_entities} == {URIRef(KG + "Entity")}
    rules = set(get_args(StatementRule))
    assert (
        set(re.findall("'(\\w+)'", str(ontology.value(URIRef(KG + "rule"), RDFS.comment)))) == rules
    )
    shapes = rdflib.Graph().parse(FOLDER / "shapes.ttl")
    of_statements = shapes.value(None, SH.targetClass, URIRef(KG + "Statement"))
    allowed = {
        path: {term.toPython() for term in Collection(shapes, shapes.value(shape, SH["in"]))}
        for shape in shapes.objects(of_statements, SH.property)
        if (path := shapes.value(shape, SH.path)) in (rdflib.RDF.predicate, URIRef(KG + "rule"))
    }
    assert allowed == {
        rdflib.RDF.predicate: {str(term) for term in own | of_entities},
        URIRef(KG + "rule"): rules,
    }
    checks = ROOT / "kgraph" / "validate" / "checks"
    for name, terms in (
        ("domain", own),
        ("domain-entity", of_entities),
        ("range-entity", own | of_entities),
    ):
        listed = set(re.findall(r"kg:(\w+)", (checks / f"{name}.rq").read_text(encoding="utf-8")))
        assert {term.removeprefix(KG) for term in terms} <= listed, name
    assert rules <= set(re.findall('"(\\w+)"', (checks / "rule.rq").read_text(encoding="utf-8")))


def test_the_shapes_name_only_terms_that_the_ontology_defines(ontology: rdflib.Graph) -> None:
    text = (FOLDER / "shapes.ttl").read_text(encoding="utf-8")
    assert set(re.findall(r"\bkg:(\w+)", text)) <= {
        term.removeprefix(KG) for term in kg_subjects(ontology)
    }


def test_the_ontology_says_its_version_date_and_licence(ontology: rdflib.Graph) -> None:
    home = URIRef(ONTOLOGY)
    assert ontology.value(home, OWL.versionIRI) == URIRef(
        f"{ONTOLOGY}/{ontology.value(home, OWL.versionInfo)}"
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(ontology.value(home, rdflib.DCTERMS.created)))
    assert ontology.value(home, rdflib.DCTERMS.license) is not None


# -- what follows from it
# ----------------------------------------------------------------------------------------


def test_what_is_generated_is_up_to_date() -> None:
    for path, text in runpy.run_path(str(FOLDER / "generate.py"))["render"]().items():
        assert path.read_text(encoding="utf-8") == text, (
            f"{path} is old: run python ontology/generate.py"
        )


def test_the_package_knows_the_terms_of_the_ontology(ontology: rdflib.Graph) -> None:
    assert {KG + name for name in TERMS} == {str(term) for term in kg_subjects(ontology)}
    for name, (kind, many) in TERMS.items():
        kinds = set(ontology.objects(URIRef(KG + name), rdflib.RDF.type))
        assert (kind == "class") == (OWL.Class in kinds), name
        assert (kind == "iri") == (OWL.ObjectProperty in kinds), name
        assert many == bool(kinds & PROPERTY_KINDS and OWL.FunctionalProperty not in kinds), name


def test_the_context_is_that_of_the_exports() -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))
    assert context == {"@context": to_context()}


def test_the_terms_of_others_say_where_they_are_from_and_what_they_are_for(
    ontology: rdflib.Graph,
) -> None:
    noted = set(ontology.subjects(SKOS.scopeNote))
    for term in noted:
        home = ontology.value(term, RDFS.isDefinedBy)
        assert str(term).startswith(str(home)), term
        assert ontology.value(home, rdflib.DCTERMS.title) is not None, home
        assert ontology.value(term, rdflib.RDF.type) is not None, term
    names = {
        VOCABULARIES[name.partition(":")[0]] + name.partition(":")[2] for name in properties_of()
    }
    # An ontology in OWL may not declare these.
    of_owl = {str(RDFS.subClassOf)}
    of_owl |= {str(rdflib.RDF[name]) for name in ("subject", "predicate", "object")}
    assert {URIRef(name) for name in names - of_owl if not name.startswith(KG)} <= noted


def test_every_page_and_table_names_every_term(ontology: rdflib.Graph) -> None:
    page, readme = (
        (FOLDER / name).read_text(encoding="utf-8") for name in ("index.html", "README.md")
    )
    for term in kg_subjects(ontology):
        local = term.removeprefix(KG)
        assert f"<section id='{local}'>" in page
        assert f"| `kg:{local}` | kgraph |" in readme
    assert set(re.findall("href='#([^']*)'", page)) == {
        term.removeprefix(KG) for term in kg_subjects(ontology)
    }


# -- alignments
# --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alignments() -> rdflib.Graph:
    return rdflib.Graph().parse(FOLDER / "alignments.ttl")


def test_alignments_start_at_terms_of_ours(
    ontology: rdflib.Graph, alignments: rdflib.Graph
) -> None:
    said = {triple for triple in alignments if triple[1] not in (rdflib.RDF.type, *DESCRIBING)}
    assert said
    assert {str(s) for s, _, _ in said} <= {str(term) for term in kg_subjects(ontology)}
    assert {p for _, p, _ in said} <= {
        *(RDFS.subClassOf, RDFS.subPropertyOf),
        *(SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
    }
    assert not any(str(o).startswith(KG) for _, _, o in said)


DESCRIBING = (rdflib.DCTERMS.title, rdflib.DCTERMS.license, rdflib.DCTERMS.requires)


@pytest.mark.parametrize(
    "namespace",
    [
        "https://schema.org/",
        "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
        "http://www.w3.org/ns/mls#",
        "http://cso.kmi.open.ac.uk/schema/cso#",
        "https://w3id.org/cskg/ontology#",
        "https://w3id.org/fair4ml#",
        "http://orkg.org/orkg/predicate/",
        "https://linkedpaperswithcode.com/class/",
    ],
)
def test_every_vocabulary_is_aligned(alignments: rdflib.Graph, namespace: str) -> None:
    assert any(str(o).startswith(namespace) for s, _, o in alignments if str(s).startswith(KG))


def test_no_iri_has_a_space_and_no_name_two_spellings(
    ontology: rdflib.Graph, alignments: rdflib.Graph
) -> None:
    # Linked Papers With Code has an IRI with a space in its VoID, and both fabio:hasArXivID
    # and fabio:hasArXivId.
    everything = ontology + alignments + to_rdflib(small_graph(), options=RdfOptions(evidence="oa"))
    iris = {str(part) for triple in everything for part in triple if isinstance(part, URIRef)}
    assert all(re.fullmatch(r"https?://[!#-;=?-\[\]_a-z~]+", iri) for iri in iris)
    terms = [iri for iri in iris if iri.startswith(tuple(VOCABULARIES.values()))]
    spelled = {
        re.sub("[^/#]*$", lambda name: name[0][:1] + name[0][1:].lower(), iri) for iri in terms
    }
    assert len(spelled) == len(terms)


# -- logic

RL_TYPES = {
    *(OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    *(OWL.FunctionalProperty, OWL.SymmetricProperty, OWL.IrreflexiveProperty),
}
RL_AXIOMS = {
    *(rdflib.RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
    *(OWL.disjointWith, OWL.inverseOf, OWL.versionIRI, OWL.versionInfo),
}


def test_the_ontology_is_in_owl_2_rl(ontology: rdflib.Graph) -> None:
    annotations = {RDFS.label, RDFS.comment, RDFS.isDefinedBy}
    annotations |= set(ontology.subjects(rdflib.RDF.type, OWL.AnnotationProperty))
    assert set(ontology.predicates()) <= RL_AXIOMS | annotations
    classes = set(ontology.subjects(rdflib.RDF.type, OWL.Class))
    assert set(ontology.objects(None, rdflib.RDF.type)) <= RL_TYPES | classes
    datatypes = {
        rdflib.XSD.string,
        rdflib.XSD.boolean,
        rdflib.XSD.integer,
        rdflib.XSD.decimal,
        rdflib.RDF.langString,
    }
    for predicate in (RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.disjointWith):
        assert (
            set(ontology.objects(None, predicate)) <= classes | datatypes
        )  # owl:Thing stands nowhere in RL


def contradictions(graph: rdflib.Graph) -> set[str]:
    """Return what owlrl finds to be impossible in a graph."""
    closed = rdflib.Graph() + graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return {
        str(o)
        for _, p, o in closed
        if str(p).startswith("http://www.daml.org/2002/03/agents/agent-ont#")
    }


def test_the_ontology_the_alignments_and_an_export_contradict_nothing(
    ontology: rdflib.Graph, alignments: rdflib.Graph
) -> None:
    everything = ontology + alignments + to_rdflib(small_graph(), options=RdfOptions(evidence="oa"))
    assert contradictions(everything) == set()
    mention = everything.value(None, rdflib.RDF.type, URIRef(KG + "Mention"), any=True)
    assert mention is not None
    everything.add((mention, rdflib.RDF.type, URIRef(KG + "Paper")))
    assert any("Disjoint classes" in found for found in contradictions(everything))

"""Validation: a valid export has no faults, and each planted fault is found by its check."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgraph.errors import BuildError, KgraphError
from kgraph.export.tables import write_tables
from kgraph.graph.links import CONTEXT, ENTITIES, WORDS
from kgraph.rdf import DEFAULT_BASE, VOCABULARIES, RdfOptions
from kgraph.rdf.write import write_rdf
from kgraph.types import (
    LABELS,
    About,
    Author,
    Entity,
    EvidenceForm,
    Field,
    KnowledgeGraph,
    Label,
    Mention,
    Near,
    Paper,
    PaperLink,
    Predicate,
    Source,
    Statement,
)
from kgraph.validate.faults import Fault, Validation
from kgraph.validate.queries import add_ontology, find_faults, load_checks, read_ontology
from kgraph.validate.reading import load
from kgraph.validate.sample import close, find_focus
from kgraph.validate.validation import validate
from tests.conftest import ROOT

DEMO = ROOT / "exports" / "demo"
NTK, MNIST, HUB, KERNEL, MACHINE = (
    "method/neural-tangent-kernel", "dataset/mnist", "concept/generalization",
    "method/kernel-method", "method/kernel-machine",
)  # fmt: skip


def mention(
    paper: Paper, field: Field, text: str, label: Label, entity: str, source: str = "lexicon"
) -> Mention:
    """Mention the first occurrence of a text in a paper; the whole field is the sentence."""
    whole = paper.text(field)
    start = whole.index(text)
    return Mention(
        paper.id, field, start, start + len(text), text, label, entity, 0.875, source, 0, len(whole)
    )


def state(paper: Paper, subject: str, predicate: Predicate, object_: str) -> Statement:
    """Let the abstract of a paper state something; without a subject, of the paper itself."""
    return Statement(
        *(paper.id, subject, predicate, object_, "abstract", 0, len(paper.abstract), 0.75),
        "sentence" if subject else "mention",
    )


def small_graph() -> KnowledgeGraph:
    """Five papers, two of them without links, five entities with a hub and two near ones.

    Two of the papers state four things, of which one is tentative.
    """
    first = Paper(
        "arxiv-1806.07572",
        'Neural Tangent Kernel: "\U0001d4a9ew"\nlines',
        "\U0001d538 remark. The NTK, a kernel method, generalizes on MNIST.",
        year=2018,
        authors=(Author("Zoë Ångström", "0000-0002-1825-0097"), Author("A. Jacot")),
        venue="NeurIPS 2018",
        keywords=("kernels", "infinite width"),
        url="https://arxiv.org/abs/1806.07572",
        arxiv_id="1806.07572",
        sources=(Source("listings/a.txt", 3), Source("b.jsonl", 1)),
    )
    second = Paper(
        "arxiv-1806.0757", "On the NTK", "Generalization on MNIST of kernel machines", year=2019
    )
    third = Paper("t-0123456789abcdef", "Generalization of kernel machines", "")
    fourth = Paper("t-1123456789abcdef", "Untold", "Nothing that has a name.")
    fifth = Paper("t-2123456789abcdef", "Untold as well", "")
    mentions = (
        mention(second, "title", "NTK", "Method", NTK, "abbreviation"),
        mention(second, "abstract", "Generalization", "Concept", HUB),
        mention(second, "abstract", "MNIST", "Dataset", MNIST),
        mention(second, "abstract", "kernel machines", "Method", MACHINE),
        mention(first, "title", "Neural Tangent Kernel", "Method", NTK),
        mention(first, "abstract", "NTK", "Method", NTK, "abbreviation"),
        mention(first, "abstract", "kernel method", "Method", KERNEL),
        mention(first, "abstract", "generalizes", "Concept", HUB, "hand made: \u03b1"),
        mention(first, "abstract", "MNIST", "Dataset", MNIST),
        mention(third, "title", "Generalization", "Concept", HUB),
        mention(third, "title", "kernel machines", "Method", MACHINE),
    )
    close_match = ("http://www.wikidata.org/entity/Q1",)
    entities = (
        Entity(
            HUB,
            "generalization",
            "Concept",
            ("Generalization", "generalizes"),
            (),
            3,
            0.693147,
            hub=True,
        ),
        Entity(MNIST, "MNIST", "Dataset", (), (), 2, 1.098612, close_matches=close_match),
        Entity(MACHINE, "kernel machine", "Method", (), (), 2, 1.098612),
        Entity(KERNEL, "kernel method", "Method", (), (), 1, 1.791759),
        Entity(
            NTK,
            "neural tangent kernel",
            "Method",
            ("NTK", "Neural Tangent Kernel"),
            ("NTK",),
            2,
            1.098612,
            (KERNEL,),
        ),
    )
    return KnowledgeGraph(
        papers={paper.id: paper for paper in (second, first, third, fourth, fifth)},
        entities={entity.id: entity for entity in entities},
        mentions=mentions,
        links=(
            PaperLink(
                *(second.id, first.id, 0.49, (MNIST, NTK), ((MACHINE, KERNEL),)),
                *(0.5, 0.4, 0.6),
            ),
            PaperLink(second.id, third.id, 0.15, (MACHINE,), (), 0.2, 0.1, 0.2, weak=True),
        ),
        statements=(
            state(second, "", "evaluates-on", MNIST),
            state(first, "", "evaluates-on", MNIST),
            state(first, KERNEL, "affects", HUB),
            replace(state(first, NTK, "is-a", KERNEL), tentative=True),
        ),
        near=(Near(MACHINE, KERNEL, 0.6416),),
        about=(
            About(second.id, HUB, 0.3),
            About(second.id, MNIST, 0.2),
            About(second.id, MACHINE, 0.1),
            About(second.id, NTK, 0.9),
            About(first.id, HUB, 0.1),
            About(first.id, MNIST, 0.2),
            About(first.id, KERNEL, 0.4),
            About(first.id, NTK, 0.5),
            About(third.id, HUB, 0.8),
            About(third.id, MACHINE, 0.4),
        ),
    )


# -- sound exports
# -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["graph.nt", "graph.ttl"])
@pytest.mark.parametrize(
    "base", [DEFAULT_BASE, "https://example.org/kg#", "http://localhost:8000/data/"]
)
@pytest.mark.parametrize("abstracts", [True, False])
@pytest.mark.parametrize("evidence", ["nif", "oa"])
def test_a_sound_export_has_no_fault(
    tmp_path: Path, name: str, base: str, abstracts: bool, evidence: EvidenceForm
) -> None:
    triples = write_rdf(
        small_graph(),
        tmp_path / name,
        format="ntriples" if name == "graph.nt" else "turtle",
        options=RdfOptions(base, abstracts, evidence),
    )
    found = validate(tmp_path / name)
    assert found.faults == ()
    assert found.triples == triples
    assert str(found) == f"{len(load_checks()) + 2} checks of {triples} triples: no fault"


@pytest.mark.skipif(
    "#entitySimilarity" not in (DEMO / "graph.nt").read_text(encoding="utf-8"),
    reason="exports/demo was built by an earlier kgraph",
)
def test_the_demo_has_no_fault() -> None:
    assert validate(DEMO).faults == ()


def test_the_sample_has_no_fault(tmp_path: Path, sample: KnowledgeGraph) -> None:
    write_rdf(sample, tmp_path / "graph.nt", format="ntriples")
    assert validate(tmp_path / "graph.nt").faults == ()


# -- planted faults
# ----------------------------------------------------------------------------------------------


class Triples:
    """An export's triples as N-Triples terms, to be changed by prefixed names."""

    def __init__(self, path: Path) -> None:
        self.triples = {
            (str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(path=path)
        }

    def add(self, subject: str, predicate: str, value: str) -> None:
        self.triples.add((term(subject), term(predicate), term(value)))

    def drop(self, subject: str = "", predicate: str = "", value: str = "") -> None:
        pattern = [term(part) if part else "" for part in (subject, predicate, value)]
        gone = {
            t
            for t in self.triples
            if all(want in ("", got) for want, got in zip(pattern, t, strict=True))
        }
        assert gone, pattern
        self.triples -= gone

    def put(self, subject: str, predicate: str, value: str) -> None:
        self.drop(subject, predicate)
        self.add(subject, predicate, value)

    def rename(self, old: str, new: str) -> None:
        self.triples = {
            (term(new) if s == term(old) else s, p, term(new) if o == term(old) else o)
            for s, p, o in self.triples
        }

    def write(self, path: Path, *, recount: bool) -> Path:
        if recount:
            self.put("own:dataset", "void:triples", f'"{len(self.triples)}"^^xsd:integer')
        lines = sorted(f"{' '.join(triple)} .\n" for triple in self.triples)
        path.write_text("".join(lines), encoding="utf-8", newline="")
        return path


def term(short: str) -> str:
    """Return a prefixed name or a typed literal as N-Triples; `own:` is the base."""
    names = {**VOCABULARIES, "own": DEFAULT_BASE}
    if short.startswith('"'):
        text, mark, datatype = short.partition("^^")
        return text + mark + (term(datatype) if mark else "")
    prefix, _, local = short.partition(":")
    return f"<{names[prefix]}{local}>" if prefix in names else short


PAPER, OTHER, THIRD, FOURTH = (
    f"own:paper/{name}"
    for name in ("arxiv-1806.07572", "arxiv-1806.0757", "t-0123456789abcdef", "t-1123456789abcdef")
)
LINK = "own:link/arxiv-1806.0757--arxiv-1806.07572"
WEAK = "own:link/arxiv-1806.0757--t-0123456789abcdef"
PAIR = "own:near/method.kernel-machine--method.kernel-method"
TITLE_SPAN = "own:mention/arxiv-1806.07572.title.0-21.method"
MNIST_SPAN = "own:mention/arxiv-1806.0757.abstract.18-23.dataset"
ENTITY = f"own:entity/{NTK}"
OWN = "own:statement/arxiv-1806.07572--evaluatesOn--dataset.mnist"
STATED = "own:statement/arxiv-1806.07572--method.neural-tangent-kernel--isA--method.kernel-method"
HOME = "own:community/method.neural-tangent-kernel"
DATA, TOPIC, WIDER = f"own:entity/{MNIST}", f"own:entity/{HUB}", f"own:entity/{KERNEL}"
CLOSE = f"own:entity/{MACHINE}"
AUTHOR, VENUE = "own:author/0000-0002-1825-0097", "own:venue/neurips"
EXPORT = "own:dataset"
LEXICON = "own:extractor/lexicon"
TRUE = '"true"^^xsd:boolean'


def integer(number: int) -> str:
    return f'"{number}"^^xsd:integer'


def decimal(number: str) -> str:
    return f'"{number}"^^xsd:decimal'


Change = Callable[[Triples], object]


def add(subject: str, predicate: str, value: str) -> Change:
    return lambda g: g.add(subject, predicate, value)


def put(subject: str, predicate: str, value: str) -> Change:
    return lambda g: g.put(subject, predicate, value)


def drop(subject: str = "", predicate: str = "", value: str = "") -> Change:
    return lambda g: g.drop(subject, predicate, value)


def rename(old: str, new: str) -> Change:
    return lambda g: g.rename(old, new)


def rename_property(subject: str, old: str, new: str) -> Change:
    def change(g: Triples) -> None:
        values = [o for s, p, o in g.triples if (s, p) == (term(subject), term(f"kg:{old}"))]
        g.drop(subject, f"kg:{old}")
        for value in values:
            g.add(subject, f"kg:{new}", value)

    return change


def both(first: Change, second: Change) -> Change:
    return lambda g: (first(g), second(g))


TWO_TRUTHS = '"another"@en'
NOTE = "<http://example.org/note>"
OWL_CLASS = "<http://www.w3.org/2002/07/owl#Class>"

# What is changed, what the fault is to be named after, and every check that is to find one; the
# first is its own.
PLANTED: dict[str, tuple[Change, str, tuple[str, ...]]] = {
    # the export
    "no dataset": (drop(EXPORT), "graph.nt", ("export-one",)),
    "two datasets": (
        add("own:scheme", "rdf:type", "void:Dataset"),
        "graph.nt",
        ("export-one", "class-several", "iri", "missing", "vocabulary"),
    ),
    "a wrong number of triples": (
        put(EXPORT, "void:triples", integer(5)),
        EXPORT,
        ("triple-count",),
    ),
    "no licence": (drop(EXPORT, "dct:license"), EXPORT, ("missing",)),
    "a licence that is a text": (put(EXPORT, "dct:license", '"CC0"'), EXPORT, ("address",)),
    "another vocabulary": (put(EXPORT, "void:vocabulary", NOTE), EXPORT, ("vocabulary",)),
    "no base": (drop(EXPORT, "void:uriSpace"), EXPORT, ("missing",)),
    "another base": (
        put(EXPORT, "void:uriSpace", '"https://example.org/"'),
        EXPORT,
        (
            *(
                "foreign",
                "iri",
                "iri-author",
                "iri-community",
                "iri-link",
                "iri-mention",
                "iri-near",
            ),
            *("iri-paper", "iri-statement"),
        ),
    ),
    "a file that is not described": (drop("own:export/graph.nt"), EXPORT, ("dangling", "range")),
    "titles left out": (add(EXPORT, "kg:omits", "dct:title"), EXPORT, ("omitted",)),
    "abstracts left out and there": (add(EXPORT, "kg:omits", "dct:abstract"), PAPER, ("omitted",)),
    # terms and nodes
    "a blank node": (add(PAPER, "schema:url", "_:b"), PAPER, ("node", "address", "several")),
    "a blank subject": (add("_:b", "rdf:type", "kg:Paper"), "_:b", ("node", "idf", "missing")),
    "an unknown class": (
        put(PAPER, "rdf:type", "kg:Book"),
        PAPER,
        ("class", "domain", "domain-node", "idf", "predicate", "range"),
    ),
    "a class of nothing": (
        lambda g: (
            g.add("own:class/Gene", "rdf:type", OWL_CLASS),
            g.add("own:class/Gene", "rdfs:label", '"Gene"'),
            g.add("own:class/Gene", "rdfs:subClassOf", "kg:Mention"),
        ),
        "own:class/Gene",
        ("class-declared",),
    ),
    "a class without a label": (
        both(
            add("own:class/Gene", "rdf:type", OWL_CLASS),
            add("own:class/Gene", "rdfs:subClassOf", "kg:Entity"),
        ),
        "own:class/Gene",
        ("missing",),
    ),
    "a label of a paper": (add(PAPER, "rdfs:label", '"Gene"'), PAPER, ("domain-label",)),
    "a class that exports leave out": (
        add(ENTITY, "rdf:type", "kg:Entity"),
        ENTITY,
        ("class", "class-several", "iri-mention"),
    ),
    "an unknown property": (add(PAPER, "kg:likes", OTHER), PAPER, ("property",)),
    "a property with a slip": (
        add(PAPER, "fabio:hasArXivID", '"1806.07572"'),
        PAPER,
        ("property",),
    ),
    "the inverse of kg:mentions": (add(ENTITY, "kg:mentionedBy", PAPER), ENTITY, ("property",)),
    "an unknown term": (
        put(TITLE_SPAN, "kg:inProperty", "kg:title"),
        TITLE_SPAN,
        ("term", "iri-mention", "place", "text"),
    ),
    "no class": (drop(FOURTH, "rdf:type"), FOURTH, ("class-none", "domain", "idf")),
    "two classes": (
        add(ENTITY, "rdf:type", "kg:Dataset"),
        ENTITY,
        ("class-several", "iri", "iri-mention"),
    ),
    "a subject elsewhere": (
        rename(FOURTH, "<https://example.org/paper/x>"),
        "<https://example.org/paper/x>",
        ("foreign", "iri"),
    ),
    "a paper that is not described": (
        add(PAPER, "kg:relatedTo", "own:paper/x"),
        PAPER,
        ("dangling", "range", "related"),
    ),
    # names
    "an IRI that needs escapes": (rename(FOURTH, "own:paper/a%20b"), "own:paper/a%20b", ("iri",)),
    "an entity under another class": (
        rename(DATA, "own:entity/task/mnist"),
        "own:entity/task/mnist",
        ("iri", "iri-statement"),
    ),
    "a mention with a number": (
        rename(MNIST_SPAN, "own:mention/17"),
        "own:mention/17",
        ("iri-mention",),
    ),
    "a link with a number": (rename(LINK, "own:link/17"), "own:link/17", ("iri-link",)),
    "a pair with a number": (rename(PAIR, "own:near/17"), "own:near/17", ("iri-near",)),
    "another arXiv id": (put(PAPER, "fabio:hasArXivId", '"1806.07573"'), PAPER, ("iri-paper",)),
    # literals
    "an integer with zeros": (
        put(TITLE_SPAN, "nif:endIndex", '"021"^^xsd:integer'),
        TITLE_SPAN,
        ("literal",),
    ),
    "a decimal with a zero": (
        put(TITLE_SPAN, "kg:confidence", decimal("0.50")),
        TITLE_SPAN,
        ("literal",),
    ),
    "a count in another datatype": (
        put(ENTITY, "kg:paperCount", '"2"^^xsd:nonNegativeInteger'),
        ENTITY,
        ("literal",),
    ),
    "a number that is none": (
        put(TITLE_SPAN, "nif:endIndex", '"x"^^xsd:integer'),
        TITLE_SPAN,
        ("literal", "annotation", "iri-mention"),
    ),
    "a number without end": (
        put(ENTITY, "kg:paperCount", integer(10**30)),
        ENTITY,
        ("literal", "idf"),
    ),
    "a year with a sign": (put(PAPER, "dct:issued", '"+2018"^^xsd:gYear'), PAPER, ("literal",)),
    "a time": (
        add(PAPER, "dc:source", '"2026-01-01T00:00:00Z"^^xsd:dateTime'),
        PAPER,
        ("literal", "datatype", "source"),
    ),
    "an offset that is a text": (
        put(TITLE_SPAN, "nif:endIndex", '"21"'),
        TITLE_SPAN,
        ("datatype", "annotation"),
    ),
    "a title without a language": (put(FOURTH, "dct:title", '"Untold"'), FOURTH, ("datatype",)),
    "a label that is an IRI": (
        put(TOPIC, "skos:prefLabel", NOTE),
        TOPIC,
        ("datatype", "community-name"),
    ),
    "an empty title": (put(FOURTH, "dct:title", '""@en'), FOURTH, ("empty",)),
    # papers
    "two titles": (add(FOURTH, "dct:title", TWO_TRUTHS), FOURTH, ("several",)),
    "no title": (drop(FOURTH, "dct:title"), FOURTH, ("missing",)),
    "an address that runs": (
        put(PAPER, "schema:url", "<javascript:alert(1)>"),
        PAPER,
        ("address",),
    ),
    "a source without a line": (put(PAPER, "dc:source", '"a.txt"'), PAPER, ("source",)),
    "an author who is not listed": (add(PAPER, "dc:creator", '"N. N."'), PAPER, ("author",)),
    "a list without authors": (drop(PAPER, "dc:creator"), PAPER, ("author", "author-node")),
    "names of authors alone": (drop(PAPER, "kg:writtenBy"), PAPER, ("author-node", "idle")),
    "an author without a name": (drop(AUTHOR, "schema:name"), AUTHOR, ("missing",)),
    "an author with another ORCID": (
        put(AUTHOR, "schema:sameAs", "<https://orcid.org/0000-0001-5109-3700>"),
        AUTHOR,
        ("iri-author",),
    ),
    "a paper by a venue": (add(PAPER, "kg:writtenBy", VENUE), PAPER, ("range",)),
    "a venue of no paper": (drop(PAPER, "kg:inVenue"), VENUE, ("idle", "author-node")),
    "a paper with a name": (add(PAPER, "schema:name", '"N. N."'), PAPER, ("domain-name",)),
    "an offset on a paper": (add(PAPER, "nif:beginIndex", integer(0)), PAPER, ("domain",)),
    "a label on a paper": (add(PAPER, "skos:prefLabel", TWO_TRUTHS), PAPER, ("domain-entity",)),
    # entities
    "no idf": (drop(WIDER, "kg:idf"), WIDER, ("missing",)),
    "two names": (add(ENTITY, "skos:prefLabel", TWO_TRUTHS), ENTITY, ("several", "community-name")),
    "another idf": (put(TOPIC, "kg:idf", decimal("0.69315")), TOPIC, ("idf",)),
    "a negative idf": (put(TOPIC, "kg:idf", decimal("-0.5")), TOPIC, ("number", "idf")),
    "another paper count": (put(WIDER, "kg:paperCount", integer(2)), WIDER, ("paper-count", "idf")),
    "an alias that is the name": (add(DATA, "skos:altLabel", '"MNIST"@en'), DATA, ("alias",)),
    "an abbreviation that is no alias": (
        add(DATA, "kg:abbreviation", '"M"@en'),
        DATA,
        ("abbreviation",),
    ),
    "a circle of broader": (add(WIDER, "skos:broader", ENTITY), WIDER, ("broader",)),
    "broader than itself": (add(DATA, "skos:broader", DATA), DATA, ("broader",)),
    "under a paper": (add(DATA, "skos:broader", PAPER), DATA, ("range-entity",)),
    "under what is not there": (
        add(DATA, "skos:broader", "own:entity/task/x"),
        DATA,
        ("range-entity", "dangling"),
    ),
    "a match that is a text": (put(DATA, "skos:closeMatch", '"Q1"'), DATA, ("address",)),
    "a match at home": (add(DATA, "skos:closeMatch", TOPIC), DATA, ("close-match",)),
    "a scheme that is a paper": (put(DATA, "skos:inScheme", PAPER), DATA, ("range",)),
    # mentions
    "no run": (drop(TITLE_SPAN, "prov:wasGeneratedBy"), TITLE_SPAN, ("missing",)),
    "two entities": (add(TITLE_SPAN, "kg:ofEntity", WIDER), TITLE_SPAN, ("several", "annotation")),
    "no evidence": (drop(MNIST_SPAN), OTHER, ("evidence", "selector")),
    "evidence for nothing": (
        drop(THIRD, "kg:mentions", TOPIC),
        "own:mention/t-0123456789abcdef.title.0-14.concept",
        ("unsaid", "paper-count", "subject"),
    ),
    "a moved offset": (
        put(TITLE_SPAN, "nif:beginIndex", integer(1)),
        TITLE_SPAN,
        ("quotation", "annotation", "iri-mention"),
    ),
    "another quotation": (
        put(TITLE_SPAN, "nif:anchorOf", '"neural tangent kernel"'),
        TITLE_SPAN,
        ("quotation", "annotation"),
    ),
    "an end before the begin": (
        put(TITLE_SPAN, "nif:endIndex", integer(0)),
        TITLE_SPAN,
        ("order", "annotation", "annotation-context", "iri-mention", "quotation"),
    ),
    "a span outside its sentence": (
        put(TITLE_SPAN, "kg:sentenceBegin", integer(2)),
        TITLE_SPAN,
        ("order",),
    ),
    "a sentence outside the text": (
        put(TITLE_SPAN, "kg:sentenceEnd", integer(999)),
        TITLE_SPAN,
        ("sentence",),
    ),
    "a negative offset": (
        put(TITLE_SPAN, "kg:sentenceBegin", integer(-1)),
        TITLE_SPAN,
        ("number",),
    ),
    "a confidence above one": (
        put(TITLE_SPAN, "kg:confidence", decimal("1.5")),
        TITLE_SPAN,
        ("number",),
    ),
    "another property": (
        put(TITLE_SPAN, "kg:inProperty", "dc:creator"),
        TITLE_SPAN,
        ("place", "annotation-context", "iri-mention", "quotation", "sentence"),
    ),
    "an abstract that is gone": (drop(OTHER, "dct:abstract"), MNIST_SPAN, ("text",)),
    "a mention in an entity": (
        put(TITLE_SPAN, "kg:inPaper", ENTITY),
        TITLE_SPAN,
        ("range", "annotation", "iri-mention", "text", "unsaid"),
    ),
    "a mention of a paper": (
        put(TITLE_SPAN, "kg:ofEntity", PAPER),
        TITLE_SPAN,
        ("range-entity", "annotation", "iri-mention", "unsaid"),
    ),
    # statements
    "no predicate": (drop(STATED, "rdf:predicate"), STATED, ("missing", "stated")),
    "two objects": (
        add(STATED, "rdf:object", CLOSE),
        STATED,
        ("several", "iri-statement", "statement-direct", "statement-mentions"),
    ),
    "no direct triple": (drop(ENTITY, "kg:isA"), STATED, ("statement-direct",)),
    "no statement": (drop(STATED), ENTITY, ("stated",)),
    "a statement by two papers, of which one has none": (drop(OWN), PAPER, ("stated",)),
    "a statement of another paper": (
        put(OWN, "rdf:subject", OTHER),
        OWN,
        ("statement-mentions", "stated"),
    ),
    "a statement of a strange entity": (
        both(put(STATED, "rdf:object", CLOSE), put(ENTITY, "kg:isA", CLOSE)),
        STATED,
        ("statement-mentions", "iri-statement"),
    ),
    "a paper that is a kernel": (
        both(put(OWN, "rdf:predicate", "kg:isA"), rename_property(PAPER, "evaluatesOn", "isA")),
        OWN,
        ("predicate", "domain-entity", "iri-statement"),
    ),
    "a predicate that is none": (
        put(OWN, "rdf:predicate", "kg:mentions"),
        OWN,
        ("predicate", "iri-statement", "stated"),
    ),
    "a statement with a number": (
        rename(STATED, "own:statement/17"),
        "own:statement/17",
        ("iri-statement",),
    ),
    "another sentence": (put(OWN, "kg:sentence", '"It is not."'), OWN, ("sentence-text",)),
    "no sentence": (drop(STATED, "kg:sentence"), STATED, ("sentence-text",)),
    "a sentence that ends before it begins": (
        put(OWN, "kg:sentenceBegin", integer(500)),
        OWN,
        ("order", "sentence-text"),
    ),
    "a statement above one": (put(OWN, "kg:confidence", decimal("1.5")), OWN, ("number",)),
    "a guess": (put(OWN, "kg:rule", '"guess"'), OWN, ("rule",)),
    "a tentative entity": (add(ENTITY, "kg:tentative", TRUE), ENTITY, ("domain",)),
    "a tentative edit": (
        both(add(OWN, "kg:tentative", TRUE), put(OWN, "kg:rule", '"edit"')),
        OWN,
        ("tentative",),
    ),
    "tentative, as a word": (put(STATED, "kg:tentative", '"true"'), STATED, ("datatype",)),
    "a score of a paper": (
        add(FOURTH, "kg:confidence", decimal("0.5")),
        FOURTH,
        ("domain-extraction",),
    ),
    # links
    "one end": (
        drop(LINK, "kg:linksPaper", PAPER),
        LINK,
        ("link-papers", "near", "related"),
    ),
    "three ends": (
        add(LINK, "kg:linksPaper", THIRD),
        LINK,
        ("link-papers", "link-shortcut", "near", "shared", "shared-all"),
    ),
    "no shortcut back": (drop(PAPER, "kg:relatedTo"), LINK, ("link-shortcut",)),
    "a shortcut to nowhere": (add(PAPER, "kg:relatedTo", THIRD), PAPER, ("related",)),
    "a subject that is not mentioned": (add(THIRD, "dct:subject", DATA), THIRD, ("subject",)),
    "related to itself": (add(PAPER, "kg:relatedTo", PAPER), PAPER, ("related",)),
    "shared by one": (add(LINK, "kg:sharedEntity", WIDER), LINK, ("shared",)),
    "another weight": (put(LINK, "kg:weight", decimal("0.490002")), LINK, ("weight",)),
    "another similarity": (
        put(LINK, "kg:contextSimilarity", decimal("0.6001")),
        LINK,
        ("weight",),
    ),
    "a weight of nothing": (put(WEAK, "kg:weight", decimal("0")), WEAK, ("number", "weight")),
    "a similarity below nothing": (
        put(WEAK, "kg:wordSimilarity", decimal("-0.1")),
        WEAK,
        ("number", "weight"),
    ),
    "no similarity by words": (drop(LINK, "kg:wordSimilarity"), LINK, ("missing",)),
    "two similarities by entities": (
        add(LINK, "kg:entitySimilarity", decimal("0.5000001")),
        LINK,
        ("several",),
    ),
    "a weak paper": (add(PAPER, "kg:weak", TRUE), PAPER, ("domain",)),
    "a weak link that is heavier": (
        both(add(LINK, "kg:weak", TRUE), drop(WEAK, "kg:weak")),
        LINK,
        ("weak",),
    ),
    "a reason left out": (drop(LINK, "kg:sharedEntity", DATA), LINK, ("shared-all",)),
    "no reason": (drop(WEAK, "kg:sharedEntity"), WEAK, ("reason", "shared-all")),
    "a hub among the reasons": (add(LINK, "kg:sharedEntity", TOPIC), LINK, ("shared-hub",)),
    "a hub in one paper": (add(DATA, "kg:hub", TRUE), DATA, ("hub", "shared-hub")),
    "a hub that is false": (put(TOPIC, "kg:hub", '"false"^^xsd:boolean'), TOPIC, ("literal",)),
    # near entities
    "a pair that is near in no paper": (add(WEAK, "kg:nearPair", PAIR), WEAK, ("near",)),
    "a pair that is shared": (
        both(add(PAPER, "kg:mentions", CLOSE), add(LINK, "kg:sharedEntity", CLOSE)),
        LINK,
        ("near", "evidence", "paper-count"),
    ),
    "a pair left out": (drop(LINK, "kg:nearPair"), LINK, ("near-all",)),
    "a pair that is a paper": (add(LINK, "kg:nearPair", OTHER), LINK, ("range", "near")),
    "a pair of one": (
        drop(PAIR, "kg:nearEntity", WIDER),
        PAIR,
        ("near-entities", "near", "near-to"),
    ),
    "a hub that is near": (
        add(PAIR, "kg:nearEntity", TOPIC),
        PAIR,
        ("near-hub", "near", "near-entities", "near-shortcut"),
    ),
    "near in one direction": (drop(WIDER, "kg:nearTo"), PAIR, ("near-shortcut",)),
    "near without a pair": (add(DATA, "kg:nearTo", ENTITY), DATA, ("near-to",)),
    "near to itself": (add(WIDER, "kg:nearTo", WIDER), WIDER, ("near-to",)),
    "no closeness": (drop(PAIR, "kg:closeness"), PAIR, ("missing",)),
    "closer than close": (put(PAIR, "kg:closeness", decimal("1.5")), PAIR, ("number",)),
    # communities
    "a community without a name": (drop(HOME, "dct:title"), HOME, ("missing",)),
    "a community with another name": (
        put(HOME, "dct:title", TWO_TRUTHS),
        HOME,
        ("community-name",),
    ),
    "a community named after strangers": (
        add(HOME, "kg:namedBy", WIDER),
        HOME,
        ("community-name",),
    ),
    "a community with a number": (
        rename(HOME, "own:community/17"),
        "own:community/17",
        ("iri-community",),
    ),
    "a community above their number": (put(HOME, "kg:position", integer(3)), HOME, ("position",)),
    "a mention in a community": (
        add(MNIST_SPAN, "kg:inCommunity", HOME),
        MNIST_SPAN,
        ("domain-node",),
    ),
    "a paper in a paper": (add(FOURTH, "kg:inCommunity", PAPER), FOURTH, ("range",)),
    # provenance
    "no version": (drop(LEXICON, "schema:softwareVersion"), LEXICON, ("missing",)),
    "an idle extractor": (
        add("own:extractor/x", "rdf:type", "prov:SoftwareAgent"),
        "own:extractor/x",
        ("idle", "missing"),
    ),
    # Web Annotations
    "another body": (put(TITLE_SPAN, "oa:hasBody", WIDER), TITLE_SPAN, ("annotation",)),
    "another start": (
        put(f"{TITLE_SPAN}.position", "oa:start", integer(3)),
        TITLE_SPAN,
        ("annotation",),
    ),
    "other words before": (
        put(f"{TITLE_SPAN}.quote", "oa:suffix", '"x"'),
        TITLE_SPAN,
        ("annotation-context",),
    ),
    "no selector by position": (
        drop(f"{TITLE_SPAN}.target", "oa:hasSelector", f"{TITLE_SPAN}.position"),
        f"{TITLE_SPAN}.target",
        ("selector",),
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small graph with every sort of evidence."""
    path = tmp_path_factory.mktemp("sound") / "graph.nt"
    write_rdf(small_graph(), path, format="ntriples", options=RdfOptions(evidence="oa"))
    return path


@pytest.mark.parametrize("fault", PLANTED)
def test_every_planted_fault_is_found_and_named(sound: Path, tmp_path: Path, fault: str) -> None:
    change, subject, checks = PLANTED[fault]
    triples = Triples(sound)
    change(triples)
    path = triples.write(
        tmp_path / "graph.nt", recount=checks != ("triple-count",) and fault != "no dataset"
    )
    found = validate(path)
    assert {check for check, total in found.totals.items() if total} == set(checks)
    assert term(subject).strip("<>") in {
        fault.subject for fault in found.faults if fault.check == checks[0]
    }
    assert found.faults == tuple(sorted(found.faults))


def test_every_check_has_a_planted_fault_of_its_own() -> None:
    assert {checks[0] for _, _, checks in PLANTED.values()} == {
        check.name for check in load_checks()
    } | {"literal"}


def test_every_formula_of_the_weight_has_the_shares_of_the_code() -> None:
    formula = f"{ENTITIES} * ?entities + {WORDS} * ?words + {CONTEXT} * ?context"
    for path in (
        "ontology/shapes.ttl",
        "kgraph/validate/checks/weight.rq",
        "kgraph/sparql/questions/check-weights.rq",
    ):
        assert formula in (ROOT / path).read_text("utf-8"), path
    names = "{} kg:entitySimilarity + {} kg:wordSimilarity + {} kg:contextSimilarity"
    ontology = (ROOT / "ontology" / "kgraph.ttl").read_text("utf-8")
    assert names.format(ENTITIES, WORDS, CONTEXT) in ontology
    table = (ROOT / "docs" / "links.md").read_text("utf-8")
    for name, share in (("entities", ENTITIES), ("words", WORDS), ("context", CONTEXT)):
        assert f"| {name} | {share} |" in table


def test_every_check_is_one_select_with_a_subject() -> None:
    store = ox.Store()
    add_ontology(store)
    for check in load_checks():
        assert [fault.subject for fault in find_faults(store, check, "all")] in ([], ["all"]), (
            check.name
        )


# -- the file
# -- ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [lines[1], lines[0], *lines[2:]], 2),
        (lambda lines: [lines[0], lines[0], *lines[1:]], 2),
        (lambda lines: [lines[0].replace("> <", ">  <"), *lines[1:]], 1),
        (lambda lines: [*lines[:-1], lines[-1].replace("\n", "\r\n")], None),
        (lambda lines: [*lines, "# a comment\n"], None),
        (lambda lines: ["\n", *lines], 1),
        (lambda lines: [line.replace("@en", "@EN") for line in lines], 6),
    ],
)
def test_lines_that_are_not_canonical_are_named(
    sound: Path, tmp_path: Path, change: Callable[[list[str]], list[str]], line: int | None
) -> None:
    path = tmp_path / "graph.nt"
    lines = sound.read_text("utf-8").splitlines(keepends=True)
    lines = change(lines)
    path.write_bytes("".join(lines).encode())
    (fault,) = validate(path).faults
    assert (fault.check, fault.subject) == ("sorted", f"graph.nt:{line or len(lines)}")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.nt", b'<http://a> <http://b> "c" .\n<a> <b> <c> .\n', r"a\.nt:2: is not N-Triples"),
        ("a.nt", b"PK\x03\x04\x00\x01", r"a\.nt:1: is not N-Triples: [ -~]*$"),
        ("a.nt", b'<http://a> <http://b> "\xff" .\n', r"a\.nt:1: is not N-Triples: .*UTF-8"),
        ("a.ttl", b"@prefix a: <http://a/> .\n\na:b a:c a:d", r"a\.ttl:3: is not Turtle"),
        ("a.ttl", b"<html><body>no</body></html>", r"a\.ttl:1: is not Turtle"),
        ("a.txt", b"", r"a\.txt is not an export"),
    ],
)
def test_what_is_no_rdf_is_refused_with_its_line(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BuildError, match=message):
        validate(tmp_path / name)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"no such file"):
        validate(tmp_path / "a.nt")
    with pytest.raises(BuildError, match=r"no build here \(it has no graph\.nt"):
        validate(tmp_path)


def test_an_empty_file_describes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_bytes(b"")
    (fault,) = validate(tmp_path / "a.nt").faults
    assert str(fault) == "a.nt: does not describe exactly one void:Dataset (0)"


def test_a_huge_literal_is_fine_and_is_cut_in_the_message(sound: Path, tmp_path: Path) -> None:
    triples = Triples(sound)
    triples.put(FOURTH, "dct:abstract", '"' + "x" * 3_000_000 + '"@en')
    assert validate(triples.write(tmp_path / "graph.nt", recount=True)).faults == ()
    triples.add(FOURTH, "skos:closeMatch", '"' + "x\\n\\u202E" * 1_000_000 + '"')
    found = validate(triples.write(tmp_path / "graph.nt", recount=True))
    assert all(len(str(fault)) < 500 and str(fault).isprintable() for fault in found.faults)


# -- the report
# --------------------------------------------------------------------------------------------------


def test_no_more_faults_of_a_check_are_listed_than_asked_for_and_all_are_counted(
    sound: Path, tmp_path: Path
) -> None:
    triples = Triples(sound)
    triples.drop("", "kg:confidence")
    found = validate(triples.write(tmp_path / "graph.nt", recount=True), most=2)
    assert [fault.check for fault in found.faults] == ["missing"] * 2
    assert found.totals["missing"] == 15
    assert str(found).endswith(": 15 faults (missing 15); 13 are not listed")


def test_a_fault_is_one_line() -> None:
    assert str(Fault("x", "http://a", "b\nc\u202ed", "is wrong")) == "http://a: is wrong (b c d)"
    assert str(Fault("x", "http://a", "", "is wrong")) == "http://a: is wrong"
    assert len(str(Fault("x", "s" * 9999, "v" * 9999, "is wrong"))) == 413
    assert str(Validation((), {"a": 0}, 1234)) == "1 checks of 1,234 triples: no fault"


# -- the files of a build
# ----------------------------------------------------------------------------------------


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """Write the small graph as a build does."""
    kg, folder = small_graph(), tmp_path / "build"
    folder.mkdir()
    write_rdf(kg, folder / "graph.nt", format="ntriples")
    write_rdf(kg, folder / "graph.ttl")
    write_tables(kg, folder)
    labels = {
        label: sum(entity.label == label for entity in kg.entities.values()) for label in LABELS
    }
    counts = {
        "papers": len(kg.papers),
        "mentions": len(kg.mentions),
        "statements": len(kg.statements),
        "entities": labels,
        "links": len(kg.links),
    }
    write_manifest(folder, counts)
    return folder


def write_manifest(folder: Path, counts: object) -> None:
    paths = sorted(path for path in folder.iterdir() if path.name != "manifest.json")
    outputs = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    manifest = {"kgraph": "0", "counts": counts, "outputs": outputs}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def edit_manifest(folder: Path, change: Callable[[dict[str, dict[str, object]]], object]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def append(name: str, text: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        with (folder / name).open("a") as file:
            file.write(text)

    return change


FILES: dict[str, tuple[Callable[[Path], object], str, tuple[str, ...]]] = {
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "manifest.json", ("manifest",)),
    "a manifest that is cut": (
        lambda f: (f / "manifest.json").write_text("{"),
        "manifest.json",
        ("manifest",),
    ),
    "a manifest that is a list": (
        lambda f: (f / "manifest.json").write_text("[]"),
        "manifest.json",
        ("manifest",),
    ),
    "an output that is not listed": (
        lambda f: edit_manifest(f, lambda m: m["outputs"].pop("links.csv")),
        "links.csv",
        ("manifest",),
    ),
    "an output that is missing": (lambda f: (f / "links.csv").unlink(), "links.csv", ("output",)),
    "an output that is a folder": (
        lambda f: ((f / "links.csv").unlink(), (f / "links.csv").mkdir()),
        "links.csv",
        ("output",),
    ),
    "an output elsewhere": (
        lambda f: edit_manifest(f, lambda m: m["outputs"].update({"../graph.nt": "0"})),
        "../graph.nt",
        ("output",),
    ),
    "a comment in the Turtle": (append("graph.ttl", "# x\n"), "graph.ttl", ("output",)),
    "a near pair more": (append("near.csv", "a,b,1\n"), "near.csv", ("output", "tables")),
    "a statement more": (append("statements.csv", "a\n"), "statements.csv", ("output", "tables")),
    "a row more": (append("links.csv", "a,b,1,x\n"), "links.csv", ("output", "tables")),
    "a table that is no text": (
        lambda f: (f / "papers.csv").write_bytes(b"\xff\n"),
        "papers.csv",
        ("tables", "output"),
    ),
    "another count": (
        lambda f: edit_manifest(f, lambda m: m["counts"].update(papers=4)),
        "manifest.json",
        ("counts",),
    ),
    "another count of a label": (
        lambda f: edit_manifest(f, lambda m: m["counts"].update(entities={})),
        "manifest.json",
        ("counts",),
    ),
    "a triple in the Turtle only": (
        append("graph.ttl", 'paper:t-1123456789abcdef dc:creator "N. N." .\n'),
        f"{DEFAULT_BASE}paper/t-1123456789abcdef",
        ("turtle", "output"),
    ),
    "an odd number in the Turtle": (
        append("graph.ttl", "<http://x/> kg:weight 1.0 .\n"),
        "http://x/",
        ("turtle", "output"),
    ),
    "a triple in the N-Triples only": (
        lambda f: (f / "graph.ttl").write_text(
            (f / "graph.ttl").read_text().replace("dct:issued", "dct:created", 1)
        ),
        f"{DEFAULT_BASE}paper/arxiv-1806.07572",
        ("turtle", "output"),
    ),
}


def test_a_sound_build_has_no_fault(build: Path) -> None:
    found = validate(build)
    assert found.faults == ()
    assert {"counts", "manifest", "output", "tables", "turtle"} <= set(found.totals)


@pytest.mark.parametrize("fault", FILES)
def test_every_fault_of_a_file_is_found_and_named(build: Path, fault: str) -> None:
    change, subject, checks = FILES[fault]
    change(build)
    found = validate(build)
    assert {check for check, total in found.totals.items() if total} == set(checks)
    assert subject in {fault.subject for fault in found.faults if fault.check == checks[0]}


def test_the_turtle_alone_is_enough(build: Path) -> None:
    for name in ("graph.nt", "papers.csv", "entities.csv", "mentions.csv", "links.csv", "near.csv"):
        (build / name).unlink()
    assert {fault.check for fault in validate(build).faults} == {"output"}


def test_a_turtle_that_is_none_is_refused(build: Path) -> None:
    append("graph.ttl", "no\n")(build)
    with pytest.raises(BuildError, match=r"graph\.ttl:\d+: is not Turtle"):
        validate(build)


# -- the sample for pySHACL
# --------------------------------------------------------------------------------------


@pytest.mark.parametrize("papers", [1, 2, 9])
def test_a_sample_of_a_sound_export_conforms(sound: Path, papers: int) -> None:
    assert validate(sound, shacl=papers).totals["shacl"] == 0


def test_a_sample_is_closed(sound: Path) -> None:
    store = load(sound, lambda fault: None)
    focus = find_focus(store, 1)
    described = {triple.subject for triple in close(store, focus)}
    assert ox.NamedNode(term(PAPER).strip("<>")) in focus
    assert ox.NamedNode(term(OTHER).strip("<>")) in described - focus
    assert focus <= described
    assert len(focus) < len({quad.subject for quad in store})


def test_a_sample_finds_a_planted_fault(sound: Path, tmp_path: Path) -> None:
    triples = Triples(sound)
    triples.put(TITLE_SPAN, "kg:confidence", decimal("1.5"))
    found = validate(triples.write(tmp_path / "graph.nt", recount=True), shacl=9)
    (fault,) = (fault for fault in found.faults if fault.check == "shacl")
    assert (fault.subject, fault.value) == (term(TITLE_SPAN).strip("<>"), "1.5")


def test_an_export_without_papers_has_no_sample(tmp_path: Path) -> None:
    write_rdf(KnowledgeGraph({}, {}, (), ()), tmp_path / "graph.nt", format="ntriples")
    assert validate(tmp_path / "graph.nt", shacl=3).faults == ()


def test_without_pyshacl_the_message_says_what_to_install(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(KgraphError, match=r"pip install 'kgraph\[shacl\]'"):
        validate(sound, shacl=1)


# -- the ontology
# ------------------------------------------------------------------------------------------------


def test_the_ontology_is_read_from_the_checkout_or_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_ontology("shapes.ttl") == (ROOT / "ontology" / "shapes.ttl").read_bytes()
    monkeypatch.setattr("kgraph.validate.queries.files", lambda package: tmp_path / package)
    with pytest.raises(KgraphError, match=r"ontology/shapes\.ttl: is missing"):
        read_ontology("shapes.ttl")
    shutil.copytree(ROOT / "ontology", tmp_path / "kgraph" / "data" / "ontology")
    assert read_ontology("kgraph.ttl") == (ROOT / "ontology" / "kgraph.ttl").read_bytes()

"""The RDF export: its content, that all parsers agree, that it never varies, and its shapes."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.compare import isomorphic

from kgraph.analyse.communities import Community
from kgraph.analyse.view import View
from kgraph.errors import BuildError, ConfigError
from kgraph.explorer.data import to_columns
from kgraph.explorer.layout import Disc
from kgraph.rdf import (
    DEFAULT_BASE,
    VOCABULARIES,
    RdfOptions,
    check_term,
    prefixes,
    to_context,
)
from kgraph.rdf.context import properties_of, short_name
from kgraph.rdf.names import community_local, property_local
from kgraph.rdf.write import to_rdflib, write_rdf
from kgraph.sparql.client import query
from kgraph.types import (
    FIELDS,
    LABELS,
    PREDICATES,
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
    RdfFormat,
    Source,
    Statement,
)

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology" / "kgraph.ttl"
SHAPES = ROOT / "ontology" / "shapes.ttl"
NTK, MNIST, HUB = "method/neural-tangent-kernel", "dataset/mnist", "concept/generalization"
REMARK, NOTE = "concept/remark", "task/note"
TOPIC = "concept.generalization"

QUOTATION_CHECK = """SELECT ?m WHERE { ?m kg:inPaper ?p ; kg:inProperty ?prop ;
    nif:beginIndex ?b ; nif:endIndex ?e ;
    nif:anchorOf ?q . ?p ?prop ?t . FILTER(SUBSTR(STR(?t), ?b + 1, ?e - ?b) != ?q) }"""
RAPPER_REFUSES = re.compile(
    r"\\uFFF[EF]"
)  # two characters that XML lacks; rapper takes them in no form
COUNT_CHECK = (
    "ASK { { SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } } ?ds a void:Dataset ; void:triples ?n }"
)


def mention(
    paper: Paper, field: Field, text: str, label: Label, entity: str, source: str = "lexicon"
) -> Mention:
    """Mention the first occurrence of a text in a paper; the whole field is the sentence."""
    whole = paper.text(field)
    start = whole.index(text)
    return Mention(
        paper.id, field, start, start + len(text), text, label, entity, 0.875, source, 0, len(whole)
    )


def state(
    paper: Paper, subject: str, predicate: Predicate, object_: str, sentence: str
) -> Statement:
    """Let a sentence of a paper state something; without a subject, of the paper itself."""
    field: Field = "title" if sentence in paper.title else "abstract"
    start = paper.text(field).index(sentence)
    return Statement(
        *(paper.id, subject, predicate, object_, field, start, start + len(sentence), 0.75),
        "sentence" if subject else "mention",
    )


def small_graph() -> KnowledgeGraph:
    """Five papers, three with unusual text, five entities (a hub, two near ones), and two links.

    The papers state each predicate at least once; what is a kind of what is tentative.
    """
    first = Paper(
        "arxiv-1806.07572",
        'Neural Tangent Kernel: "\U0001d4a9ew" \\ old\u2028lines',
        "\U0001d538 remark. The NTK generalizes\ton MNIST.\nIt is\x0b \x7f odd.",
        year=2018,
        authors=(Author("Zoë Ångström", "0000-0002-1825-0097"), Author("A. Jacot")),
        venue="NeurIPS 2018",
        keywords=("kernels", "infinite width"),
        url="https://arxiv.org/abs/1806.07572",
        arxiv_id="1806.07572",
        doi="10.48550/arXiv.1806.07572",
        record_id="row 1",
        sources=(Source("listings/a.txt", 3), Source("b.jsonl", 1)),
    )
    second = Paper(
        "arxiv-1806.0757",
        "On the NTK",
        "Generalization on MNIST: a note",
        year=2019,
        url="http://x.org/a b|é",
    )
    third = Paper("t-0123456789abcdef", "Generalization, a note", "", url="javascript:alert(1)")
    others = (Paper("t-1123456789abcdef", "Untold"), Paper("t-2123456789abcdef", "Untold as well"))
    mentions = (
        mention(second, "title", "NTK", "Method", NTK, "abbreviations"),
        mention(second, "abstract", "Generalization", "Concept", HUB),
        mention(second, "abstract", "MNIST", "Dataset", MNIST),
        mention(second, "abstract", "note", "Task", NOTE),
        mention(first, "title", "Neural Tangent Kernel", "Method", NTK),
        mention(first, "abstract", "remark", "Concept", REMARK),
        mention(first, "abstract", "NTK", "Method", NTK, "abbreviations"),
        mention(first, "abstract", "generalizes", "Concept", HUB, "hand made: \u03b1"),
        mention(first, "abstract", "MNIST", "Dataset", MNIST),
        mention(third, "title", "Generalization", "Concept", HUB),
        mention(third, "title", "note", "Task", NOTE),
    )
    whole, sentence = second.abstract, "The NTK generalizes\ton MNIST."
    statements = (
        state(second, "", "addresses", NOTE, whole),
        state(second, "", "compares-with", NTK, second.title),
        state(second, "", "measures-by", HUB, whole),
        state(second, "", "studies", HUB, whole),
        state(second, HUB, "based-on", NOTE, whole),
        state(second, HUB, "evaluated-on", MNIST, whole),
        state(second, NTK, "affects", HUB, whole),
        state(second, NOTE, "part-of", HUB, whole),
        state(first, "", "evaluates-on", MNIST, sentence),
        state(first, "", "proposes", NTK, first.title),
        state(first, "", "uses", MNIST, sentence),
        replace(state(first, REMARK, "is-a", HUB, sentence), tentative=True),
        state(first, NTK, "affects", HUB, sentence),
        state(first, NTK, "improves-over", REMARK, sentence),
        state(first, NTK, "used-for", HUB, sentence),
    )
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
        Entity(REMARK, "remark", "Concept", (), (), 1, 1.791759),
        Entity(NOTE, "note", "Task", (), (), 2, 1.098612),
        Entity(MNIST, "MNIST", "Dataset", (), (), 2, 1.098612),
        Entity(
            *(
                NTK,
                "neural tangent kernel",
                "Method",
                ("NTK", "Neural Tangent Kernel"),
                ("NTK",),
                2,
                1.098612,
            ),
            broader=(HUB,),
            close_matches=(
                "http://www.wikidata.org/entity/Q1",
                "https://cso.kmi.open.ac.uk/topics/kernel",
            ),
        ),
    )
    return KnowledgeGraph(
        papers={paper.id: paper for paper in (second, first, third, *others)},
        entities={entity.id: entity for entity in entities},
        mentions=mentions,
        statements=tuple(sorted(statements)),
        links=(
            PaperLink(
                *(second.id, first.id, 0.49, (MNIST, NTK), ((NOTE, REMARK),)),
                *(0.5, 0.4, 0.6),
            ),
            PaperLink(second.id, third.id, 0.15, (NOTE,), (), 0.2, 0.1, 0.2, weak=True),
        ),
        near=(Near(REMARK, NOTE, 0.6416),),
        about=(
            About(second.id, HUB, 0.3),
            About(second.id, MNIST, 0.2),
            About(second.id, NTK, 0.9),
            About(second.id, NOTE, 0.1),
            About(first.id, HUB, 0.1),
            About(first.id, REMARK, 0.1),
            About(first.id, MNIST, 0.4999),
            About(first.id, NTK, 0.5),
            About(third.id, HUB, 0.8),
            About(third.id, NOTE, 0.4),
        ),
    )


def one_paper_graph(title: str, abstract: str) -> KnowledgeGraph:
    """One paper whose title is mentioned as a whole."""
    paper = Paper("t-0000000000000000", title, abstract, authors=(title, abstract))
    entity = Entity("task/x", title, "Task", (abstract,), (), 1, 0.693147)
    span = Mention(
        paper.id, "title", 0, len(title), title, "Task", entity.id, 1.0, "lexicon", 0, len(title)
    )
    return KnowledgeGraph({paper.id: paper}, {entity.id: entity}, (span,), ())


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small graph in every format to a folder."""
    folder = tmp_path_factory.mktemp("export")
    write_all(small_graph(), folder)
    return folder


FORMATS: dict[str, RdfFormat] = {"nt": "ntriples", "ttl": "turtle", "jsonld": "jsonld"}


def write_all(
    kg: KnowledgeGraph,
    folder: Path,
    *,
    base_iri: str = DEFAULT_BASE,
    abstracts: bool = True,
    evidence: EvidenceForm = "nif",
) -> int:
    """Write a graph in every format; return the number of triples, which is the same in each."""
    options = RdfOptions(base_iri, abstracts, evidence)
    counts = {
        write_rdf(kg, folder / f"graph.{suffix}", format=format_, options=options)
        for suffix, format_ in FORMATS.items()
    }
    (count,) = counts
    return count


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return to_rdflib(small_graph())


def term(prefixed: str) -> URIRef:
    """Resolve a prefixed name of an export."""
    prefix, _, local = prefixed.partition(":")
    return URIRef(prefixes()[prefix] + local)


def entity(entity_id: str) -> URIRef:
    """Return the IRI of an entity."""
    return URIRef(f"{DEFAULT_BASE}entity/{entity_id}")


def command_lines(path: Path, command: str) -> list[str]:
    """Return what rapper or serdi reads in a file as sorted N-Triples, without escapes."""
    form = "turtle" if path.suffix == ".ttl" else "ntriples"
    out = subprocess.run(
        [command, "-q", "-i", form, "-o", "ntriples", str(path)], check=True, capture_output=True
    )
    triples = ox.parse(out.stdout, format=ox.RdfFormat.N_TRIPLES)
    return sorted(f"{triple} ." for triple in triples)


def assert_all_parsers_agree(folder: Path, count: int) -> None:
    """Check that every parser reads the lines of the N-Triples file from every file."""
    expected = (folder / "graph.nt").read_text(encoding="utf-8").split("\n")[:-1]
    assert len(expected) == count
    files = [folder / f"graph.{suffix}" for suffix in ("nt", "ttl", "jsonld")]
    for path in files:
        assert (
            sorted(f"{triple} ." for triple in {quad.triple for quad in ox.parse(path=path)})
            == expected
        ), path
    first, *others = (rdflib.Graph().parse(path) for path in files)
    assert len(first) == count
    for other in others:
        assert set(other) == set(first)
    for command in ("rapper", "serdi"):
        if shutil.which(command) and not (
            command == "rapper" and RAPPER_REFUSES.search("".join(expected))
        ):
            for path in files[:2]:
                assert command_lines(path, command) == expected, (command, path)


# -- the same for every parser


@pytest.mark.parametrize("abstracts", [True, False])
@pytest.mark.parametrize("evidence", ["nif", "oa"])
def test_every_parser_reads_the_same_graph_in_every_format(
    tmp_path: Path, *, abstracts: bool, evidence: EvidenceForm
) -> None:
    count = write_all(small_graph(), tmp_path, abstracts=abstracts, evidence=evidence)
    assert_all_parsers_agree(tmp_path, count)
    assert (
        len(to_rdflib(small_graph(), options=RdfOptions(abstracts=abstracts, evidence=evidence)))
        == count
    )


@pytest.mark.skipif(not shutil.which("rapper"), reason="rapper (raptor2-utils) is not installed")
def test_rapper_counts_the_same_triples(export: Path) -> None:
    assert len(command_lines(export / "graph.ttl", "rapper")) == len(
        (export / "graph.nt").read_bytes().splitlines()
    )


def test_the_rdflib_graph_is_the_export(export: Path, graph: rdflib.Graph) -> None:
    assert isomorphic(graph, rdflib.Graph().parse(export / "graph.nt"))
    assert dict(graph.namespaces())["kg"] == URIRef(VOCABULARIES["kg"])


CLEAN_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40
)
ODD_TEXT = st.text(
    st.sampled_from(
        "\"\\\n\r\t\b\f'.;@^<>{}\x01\x1f\x7f\x85\u2028\u2029\ufffe\uffff\U0001f600\U0001d538é "
    ),
    min_size=1,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=CLEAN_TEXT | ODD_TEXT, abstract=CLEAN_TEXT | ODD_TEXT)
def test_any_text_survives_every_parser(tmp_path: Path, title: str, abstract: str) -> None:
    kg = one_paper_graph(title, abstract)
    assert_all_parsers_agree(tmp_path, write_all(kg, tmp_path))
    read = rdflib.Graph().parse(tmp_path / "graph.ttl")
    assert read.value(term("paper:t-0000000000000000"), term("dct:title")) == Literal(
        title, lang="en"
    )


# -- the same every time


def test_the_lines_are_in_the_order_of_sort(export: Path) -> None:
    lines = (export / "graph.nt").read_bytes().split(b"\n")[:-1]
    assert lines == sorted(set(lines))
    done = subprocess.run(
        ["sort", "-c", str(export / "graph.nt")], env={**os.environ, "LC_ALL": "C"}, check=False
    )
    assert done.returncode == 0


def test_the_hash_of_the_file_is_the_canonical_hash_of_the_graph(export: Path) -> None:
    dataset = ox.Dataset(ox.parse(path=export / "graph.ttl"))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    canonical = "".join(sorted(f"{quad} .\n" for quad in dataset))
    assert (
        hashlib.sha256(canonical.encode()).digest()
        == hashlib.sha256((export / "graph.nt").read_bytes()).digest()
    )


def test_a_store_changes_no_literal(export: Path) -> None:
    store = ox.Store()
    store.bulk_load(path=str(export / "graph.nt"), format=ox.RdfFormat.N_TRIPLES)
    assert (
        sorted(f"{quad.triple} ." for quad in store)
        == (export / "graph.nt").read_text("utf-8").split("\n")[:-1]
    )


@pytest.mark.slow
def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]; "
        "from pathlib import Path;"
        "from test_rdf import *; folder = Path(sys.argv[1]); folder.mkdir();"
        "write_all(small_graph(), folder, evidence='oa')"
    )
    contents = set()
    for seed in ("0", "1", "7"):
        folder = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(folder)], env=environment, check=True)
        contents.add(
            tuple((folder / f"graph.{suffix}").read_bytes() for suffix in ("nt", "ttl", "jsonld"))
        )
    assert len(contents) == 1


def test_nothing_is_a_blank_node_or_a_time(graph: rdflib.Graph) -> None:
    assert not any(isinstance(part, rdflib.BNode) for triple in graph for part in triple)
    assert not any(
        isinstance(o, Literal) and o.datatype in (rdflib.XSD.dateTime, rdflib.XSD.date)
        for o in graph.objects()
    )


def test_papers_whose_ids_go_on_from_one_another_leave_the_order(tmp_path: Path) -> None:
    papers = [
        Paper(paper_id, "one", "two")
        for paper_id in ("a", "a-b", "a.b", "a.title.0-1", "a.z", "ab")
    ]
    kg = KnowledgeGraph(
        papers={paper.id: paper for paper in papers},
        entities={"task/x": Entity("task/x", "x", "Task", (), (), len(papers), 0.5)},
        mentions=tuple(
            Mention(
                paper.id,
                field,
                start,
                start + 1,
                paper.text(field)[start],
                "Task",
                "task/x",
                1,
                "l",
                0,
                3,
            )
            for paper in papers
            for field in FIELDS
            for start in (0, 2)
        ),
        links=(),
    )
    assert_all_parsers_agree(tmp_path, write_all(kg, tmp_path, evidence="oa"))
    lines = (tmp_path / "graph.nt").read_bytes().split(b"\n")[:-1]
    assert lines == sorted(lines)


# -- what it says


def test_a_paper_says_what_is_known_of_it(graph: rdflib.Graph) -> None:
    paper = term("paper:arxiv-1806.07572")
    assert set(graph.objects(paper, term("dc:creator"))) == {
        Literal("Zoë Ångström"),
        Literal("A. Jacot"),
    }
    assert set(graph.objects(paper, term("kg:writtenBy"))) == {
        term("author:0000-0002-1825-0097"),
        term("author:a-jacot"),
    }
    assert graph.value(paper, term("kg:authorList")) == Literal("Zoë Ångström; A. Jacot")
    assert (
        graph.value(paper, term("dct:issued")).n3()
        == '"2018"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    )
    assert graph.value(paper, term("fabio:hasArXivId")) == Literal("1806.07572")
    assert graph.value(paper, term("bibo:doi")) == Literal("10.48550/arXiv.1806.07572")
    assert graph.value(paper, term("dc:identifier")) == Literal("row 1")
    assert graph.value(paper, term("prism:publicationName")) == Literal("NeurIPS 2018")
    assert graph.value(paper, term("kg:inVenue")) == term("venue:neurips")
    assert set(graph.objects(paper, term("prism:keyword"))) == {
        Literal("kernels"),
        Literal("infinite width"),
    }
    assert graph.value(paper, term("schema:url")) == URIRef("https://arxiv.org/abs/1806.07572")
    assert set(graph.objects(paper, term("dc:source"))) == {
        Literal("listings/a.txt:3"),
        Literal("b.jsonl:1"),
    }
    assert set(graph.objects(paper, term("kg:mentions"))) == {
        entity(NTK),
        entity(MNIST),
        entity(HUB),
        entity(REMARK),
    }
    assert set(graph.objects(paper, term("dct:subject"))) == {entity(NTK)}
    assert graph.value(paper, term("kg:relatedTo")) == term("paper:arxiv-1806.0757")
    assert paper in set(graph.objects(term("paper:arxiv-1806.0757"), term("kg:relatedTo")))


def test_an_author_and_a_venue_say_their_names(graph: rdflib.Graph) -> None:
    author, orcid = term("author:0000-0002-1825-0097"), "https://orcid.org/0000-0002-1825-0097"
    assert graph.value(author, term("schema:name")) == Literal("Zoë Ångström")
    assert graph.value(author, term("schema:sameAs")) == URIRef(orcid)
    assert graph.value(term("author:a-jacot"), term("schema:sameAs")) is None
    name = Literal("Conference on Neural Information Processing Systems")
    assert graph.value(term("venue:neurips"), term("schema:name")) == name


def test_an_entity_says_its_names(graph: rdflib.Graph) -> None:
    subject = entity(NTK)
    assert graph.value(subject, rdflib.RDF.type) == term("kg:Method")
    assert graph.value(subject, term("skos:prefLabel")) == Literal(
        "neural tangent kernel", lang="en"
    )
    aliases = {Literal("NTK", lang="en"), Literal("Neural Tangent Kernel", lang="en")}
    assert set(graph.objects(subject, term("skos:altLabel"))) == aliases
    assert graph.value(subject, term("kg:abbreviation")) == Literal("NTK", lang="en")
    assert graph.value(subject, term("skos:broader")) == entity(HUB)
    wikidata, cso = (
        URIRef("http://www.wikidata.org/entity/Q1"),
        URIRef("https://cso.kmi.open.ac.uk/topics/kernel"),
    )
    assert set(graph.objects(subject, term("skos:closeMatch"))) == {wikidata, cso}
    assert str(graph.value(subject, term("kg:idf"))) == "1.098612"
    assert str(graph.value(subject, term("kg:paperCount"))) == "2"


def test_a_mention_says_where_it_stands_and_who_found_it(graph: rdflib.Graph) -> None:
    subject = term("mention:arxiv-1806.07572.title.0-21.method")
    assert str(graph.value(subject, term("nif:anchorOf"))) == "Neural Tangent Kernel"
    assert str(graph.value(subject, term("kg:confidence"))) == "0.875"
    assert str(graph.value(subject, term("kg:sentenceEnd"))) == "40"
    run = graph.value(subject, term("prov:wasGeneratedBy"))
    assert graph.value(run, term("prov:wasAssociatedWith")) == term("extractor:lexicon")
    assert graph.value(term("extractor:lexicon"), term("schema:softwareVersion")) is not None
    assert graph.value(term("extractor:lexicon"), term("dct:description")) is not None


def test_a_statement_says_what_a_sentence_states_and_how_surely(graph: rdflib.Graph) -> None:
    subject = term("statement:arxiv-1806.07572--method.neural-tangent-kernel--affects--" + TOPIC)
    assert {
        (str(name).replace(VOCABULARIES["kg"], "kg:"), str(value))
        for name, value in graph.predicate_objects(subject)
    } == {
        (str(rdflib.RDF.type), str(term("kg:Statement"))),
        (str(rdflib.RDF.subject), str(entity(NTK))),
        (str(rdflib.RDF.predicate), str(term("kg:affects"))),
        (str(rdflib.RDF.object), str(entity(HUB))),
        ("kg:confidence", "0.75"),
        ("kg:inPaper", str(PAPER)),
        ("kg:inProperty", str(term("dct:abstract"))),
        ("kg:rule", "sentence"),
        ("kg:sentence", "The NTK generalizes\ton MNIST."),
        ("kg:sentenceBegin", "10"),
        ("kg:sentenceEnd", "39"),
    }


def test_a_statement_says_that_it_is_tentative(graph: rdflib.Graph) -> None:
    kind = term("statement:arxiv-1806.07572--concept.remark--isA--" + TOPIC)
    assert list(graph.subject_objects(TENTATIVE)) == [(kind, Literal(True))]


def test_the_subject_of_a_papers_own_statement_is_the_paper(graph: rdflib.Graph) -> None:
    subject = term("statement:arxiv-1806.07572--proposes--method.neural-tangent-kernel")
    assert graph.value(subject, rdflib.RDF.subject) == PAPER
    assert str(graph.value(subject, term("kg:rule"))) == "mention"
    own = ("proposes", "studies", "addresses", "uses", "evaluatesOn", "measuresBy", "comparesWith")
    stated = {(name, o) for name in own for o in graph.objects(PAPER, term(f"kg:{name}"))}
    assert stated == {
        ("proposes", entity(NTK)),
        ("evaluatesOn", entity(MNIST)),
        ("uses", entity(MNIST)),
    }


def test_every_statement_has_its_direct_triple_and_no_other(graph: rdflib.Graph) -> None:
    reified = {
        tuple(graph.value(s, rdflib.RDF[part]) for part in ("subject", "predicate", "object"))
        for s in graph.subjects(rdflib.RDF.type, term("kg:Statement"))
    }
    predicates = {term(f"kg:{property_local(predicate)}") for predicate in PREDICATES}
    assert reified == {triple for triple in graph if triple[1] in predicates}
    assert {predicate for _, predicate, _ in reified} == predicates
    assert len(reified) == len(small_graph().statements) - 1  # two papers state the same


def test_without_abstracts_no_statement_quotes_them(graph: rdflib.Graph) -> None:
    without = to_rdflib(small_graph(), options=RdfOptions(abstracts=False))
    assert {str(o) for o in without.objects(None, term("kg:sentence"))} == {
        small_graph().papers[id_].title for id_ in ("arxiv-1806.07572", "arxiv-1806.0757")
    }
    for name in ("kg:sentenceBegin", "kg:sentenceEnd"):
        assert set(without.subject_objects(term(name))) == set(graph.subject_objects(term(name)))


def test_the_iris_of_statements_sort_although_papers_go_on_from_one_another(
    tmp_path: Path,
) -> None:
    ids = ("a", "a-", "a--b", "a-b", "a--proposes", "a.b", "ab")
    kg = KnowledgeGraph(
        papers={id_: Paper(id_, "one", "two") for id_ in sorted(ids)},
        entities={
            id_: Entity(id_, id_, "Task", (), (), len(ids), 0.5) for id_ in ("task/x", "task/y")
        },
        mentions=tuple(
            Mention(id_, "title", start, start + 1, "one"[start], "Task", name, 1, "l", 0, 3)
            for id_ in sorted(ids)
            for start, name in enumerate(("task/x", "task/y"))
        ),
        links=(),
        statements=tuple(
            state(Paper(id_, "one"), subject, predicate, "task/y", "one")
            for id_ in sorted(ids)
            for subject, predicate in (("", "uses"), ("task/x", "used-for"))
        ),
    )
    assert_all_parsers_agree(tmp_path, write_all(kg, tmp_path))
    lines = (tmp_path / "graph.nt").read_bytes().split(b"\n")[:-1]
    assert lines == sorted(lines)
    assert sum(b"#Statement>" in line for line in lines) == len(kg.statements)


def test_the_export_says_what_it_is_and_which_files_it_has(graph: rdflib.Graph) -> None:
    own = URIRef(f"{DEFAULT_BASE}dataset")
    assert set(graph.objects(own, rdflib.RDF.type)) == {term("void:Dataset"), term("dcat:Dataset")}
    assert str(graph.value(own, term("void:triples"))) == str(len(graph))
    assert graph.value(own, term("dct:license")) is not None
    files = set(graph.objects(own, term("dcat:distribution")))
    assert files == {term(f"export:graph.{suffix}") for suffix in ("nt", "ttl", "jsonld")}
    turtle = URIRef("https://www.iana.org/assignments/media-types/text/turtle")
    assert graph.value(term("export:graph.ttl"), term("dcat:mediaType")) == turtle


def test_without_abstracts_the_mentions_keep_their_offsets_and_quotations(
    graph: rdflib.Graph,
) -> None:
    without = to_rdflib(small_graph(), options=RdfOptions(abstracts=False, evidence="oa"))
    own = URIRef(f"{DEFAULT_BASE}dataset")
    assert not list(without.objects(None, term("dct:abstract")))
    assert list(without.objects(own, term("kg:omits"))) == [term("dct:abstract")]
    assert not list(graph.objects(own, term("kg:omits")))
    for name in (
        "nif:anchorOf",
        "nif:beginIndex",
        "nif:endIndex",
        "kg:inProperty",
        "kg:sentenceEnd",
    ):
        assert set(without.subject_objects(term(name))) == set(graph.subject_objects(term(name)))
    quotes = set(without.subjects(term("oa:exact"))) & set(without.subjects(term("oa:suffix")))
    assert quotes
    assert all(".title." in quote for quote in quotes)


def test_an_annotation_stands_beside_the_mention(graph: rdflib.Graph) -> None:
    both = to_rdflib(small_graph(), options=RdfOptions(evidence="oa"))
    total = (None, term("void:triples"), None)
    assert set(graph) - set(graph.triples(total)) == (set(both) & set(graph)) - set(
        both.triples(total)
    )
    span = term("mention:arxiv-1806.07572.abstract.14-17.method")
    assert both.value(span, term("oa:hasBody")) == entity(NTK)
    target = both.value(span, term("oa:hasTarget"))
    assert both.value(target, term("oa:hasSource")) == term("paper:arxiv-1806.07572")
    position, quote = sorted(both.objects(target, term("oa:hasSelector")))
    assert [str(both.value(position, term(name))) for name in ("oa:start", "oa:end")] == [
        "14",
        "17",
    ]
    assert both.value(quote, term("oa:exact")) == Literal("NTK")
    assert both.value(quote, term("oa:prefix")) == Literal("\U0001d538 remark. The ")
    assert both.value(quote, term("oa:suffix")) == Literal(
        " generalizes\ton MNIST.\nIt is\x0b \x7f "
    )
    first = both.value(term("mention:arxiv-1806.07572.title.0-21.method.quote"), term("oa:prefix"))
    assert first is None
    assert 13 <= (len(both) - len(graph)) / len(small_graph().mentions) <= 15


def test_json_ld_has_one_object_per_subject_and_line_and_short_names(
    export: Path, graph: rdflib.Graph
) -> None:
    text = (export / "graph.jsonld").read_text(encoding="utf-8")
    document = json.loads(text)
    assert document["@context"] == to_context()
    subjects = {entry["id"]: entry for entry in document["@graph"]}
    assert len(subjects) == len(document["@graph"]) == len(set(graph.subjects()))
    assert subjects["link:arxiv-1806.0757--arxiv-1806.07572"] == {
        "id": "link:arxiv-1806.0757--arxiv-1806.07572",
        "type": "kg:PaperLink",
        "linksPaper": ["paper:arxiv-1806.0757", "paper:arxiv-1806.07572"],
        "sharedEntity": ["dataset:mnist", "method:neural-tangent-kernel"],
        "nearPair": ["near:concept.remark--task.note"],
        "weight": "0.49",
        "entitySimilarity": "0.5",
        "wordSimilarity": "0.4",
        "contextSimilarity": "0.6",
    }
    assert subjects["link:arxiv-1806.0757--t-0123456789abcdef"]["weak"] is True
    assert subjects["method:neural-tangent-kernel"]["broader"] == ["concept:generalization"]
    lines = text[text.index('"@graph"') :].split("\n")[1:-2]
    assert [json.loads(line.removesuffix(","))["id"] for line in lines] == [*subjects]


def test_no_two_names_of_the_context_are_the_same() -> None:
    short = [short_name(name) for name in properties_of()]
    assert len({*short, *prefixes(), "id", "type"}) == len(short) + len(prefixes()) + 2


def test_an_unknown_term_is_refused() -> None:
    assert check_term("kg:Paper") == "kg:Paper"
    with pytest.raises(BuildError, match="kg:Papr is not a term of the ontology"):
        check_term("kg:Papr")
    with pytest.raises(BuildError, match="no vocabulary has the prefix 'foaf'"):
        check_term("foaf:name")


@pytest.mark.parametrize(
    "iri", ["http://www.wikidata.org/entity/Q1", "https://x.org/a%20b?q=é#f", "https://x.org:80"]
)
def test_a_close_match_is_written_as_it_is(tmp_path: Path, iri: str) -> None:
    assert_all_parsers_agree(tmp_path, write_all(with_close_match(iri), tmp_path))
    assert URIRef(iri) in set(
        to_rdflib(with_close_match(iri)).objects(None, term("skos:closeMatch"))
    )


@pytest.mark.parametrize(
    "iri", ["Q1", "wd:Q1", "https://x.org/a b", 'https://x.org/"', "https://x.org/%zz", "http://"]
)
def test_a_close_match_that_is_no_iri_is_refused(iri: str) -> None:
    with pytest.raises(BuildError, match="is not an http"):
        to_rdflib(with_close_match(iri))


def with_close_match(iri: str) -> KnowledgeGraph:
    """Give the one entity of a small graph a close match."""
    kg = one_paper_graph("a", "b")
    return replace(
        kg, entities={name: replace(e, close_matches=(iri,)) for name, e in kg.entities.items()}
    )


def test_a_link_names_both_papers_and_the_reasons(graph: rdflib.Graph) -> None:
    subject = term("link:arxiv-1806.0757--arxiv-1806.07572")
    ends = {term("paper:arxiv-1806.0757"), term("paper:arxiv-1806.07572")}
    assert set(graph.objects(subject, term("kg:linksPaper"))) == ends
    assert set(graph.objects(subject, term("kg:sharedEntity"))) == {entity(NTK), entity(MNIST)}
    pair = term("near:concept.remark--task.note")
    assert set(graph.objects(subject, term("kg:nearPair"))) == {pair}
    parts = {"entity": "0.5", "word": "0.4", "context": "0.6"}
    for name, value in parts.items():
        assert str(graph.value(subject, term(f"kg:{name}Similarity"))) == value
    assert str(graph.value(subject, term("kg:weight"))) == "0.49"
    assert set(graph.subjects(term("kg:weak"))) == {WEAK}


def test_near_entities_have_a_pair_and_a_shortcut(graph: rdflib.Graph) -> None:
    pair = term("near:concept.remark--task.note")
    assert set(graph.objects(pair, term("kg:nearEntity"))) == {entity(REMARK), entity(NOTE)}
    assert str(graph.value(pair, term("kg:closeness"))) == "0.6416"
    assert set(graph.subject_objects(term("kg:nearTo"))) == {
        (entity(REMARK), entity(NOTE)),
        (entity(NOTE), entity(REMARK)),
    }


def community_graph() -> KnowledgeGraph:
    """Two groups of three papers that a concept bridges, and a paper that names nothing."""
    names = {
        "method/a": "ab",
        "task/p": "p q",
        "dataset/b": "b",
        "task/q": "q",
        "concept/c": "a concept",
    }
    uses: dict[str, tuple[str, ...]] = {"alone": ()}
    uses |= {f"a{n}": ("method/a", "task/p") for n in range(3)}
    uses |= {f"b{n}": ("dataset/b", "task/q") for n in range(3)}
    uses |= {"a0": (*uses["a0"], "concept/c"), "b0": (*uses["b0"], "concept/c")}
    count = {name: sum(name in named for named in uses.values()) for name in names}
    entities = {
        id_: Entity(
            id_,
            names[id_],
            LABEL_OF[id_.partition("/")[0]],
            (),
            (),
            count[id_],
            1 / len(names[id_]) ** 2,
        )
        for id_ in sorted(names)
    }
    mentions = tuple(
        Mention(paper, "title", 0, 1, "t", entities[id_].label, id_, 1.0, "lexicon", 0, 5)
        for paper, named in sorted(uses.items())
        for id_ in named
    )
    links = tuple(
        PaperLink(f"{group}{a}", f"{group}{b}", 0.5, (), (), 0.5, 0.5, 0.5)
        for group in "ab"
        for a, b in ((0, 1), (0, 2), (1, 2))
    )
    about = tuple(
        About(paper, id_, 0.9 if paper.startswith("a") else 0.4)
        for paper, named in sorted(uses.items())
        for id_ in sorted(named)
    )
    return KnowledgeGraph(
        {id_: Paper(id_, "title") for id_ in sorted(uses)}, entities, mentions, links, about=about
    )


LABEL_OF = {label.lower(): label for label in LABELS}


def test_a_community_says_its_name_and_its_place_and_its_members_say_that_they_are_in_it(
    tmp_path: Path,
) -> None:
    kg = community_graph()
    found = to_rdflib(kg)
    first, second = term("community:method.a"), term("community:dataset.b")
    assert set(found.subjects(rdflib.RDF.type, term("kg:Community"))) == {first, second}
    assert {str(found.value(home, term("kg:position"))) for home in (first, second)} == {"1", "2"}
    assert found.value(first, term("dct:title")) == Literal("ab, p q", lang="en")
    assert set(found.objects(first, term("kg:namedBy"))) == {entity("method/a"), entity("task/p")}
    members = {
        *(term(f"paper:a{n}") for n in range(3)),
        entity("method/a"),
        entity("task/p"),
        entity("concept/c"),
    }
    assert set(found.subjects(term("kg:inCommunity"), first)) == members
    assert found.value(term("paper:alone"), term("kg:inCommunity")) is None
    assert_all_parsers_agree(tmp_path, write_all(kg, tmp_path))


def test_the_communities_are_those_of_the_page_and_of_the_seed() -> None:
    kg = community_graph()
    view = View(kg, seed=5)
    columns = to_columns(view, [Disc(0, 0, 1)] * 2)
    found = to_rdflib(kg, view=view)
    nodes = [*(term(f"paper:{id_}") for id_ in kg.papers), *(entity(id_) for id_ in kg.entities)]
    homes = [found.value(node, term("kg:inCommunity")) for node in nodes]
    positions = [
        -1 if home is None else int(str(found.value(home, term("kg:position")))) - 1
        for home in homes
    ]
    assert positions == columns["community"]
    assert set(found) == set(to_rdflib(kg, view=View(kg, seed=5)))


def test_a_community_is_called_after_a_member_that_names_it_or_is_most_mentioned_or_a_paper() -> (
    None
):
    kg = community_graph()
    papers = frozenset({"paper/a1", "paper/a0"})
    assert community_local(kg, Community(papers, ("method/a",))) == "paper.a0"
    some = papers | {"entity/concept/c", "entity/task/p"}
    assert community_local(kg, Community(some, ("method/a",))) == "task.p"
    assert community_local(kg, Community(some, ("method/a", "concept/c"))) == "concept.c"


def test_a_community_without_a_name_is_numbered() -> None:
    papers = {id_: Paper(id_, "F1") for id_ in ("p", "q", "r")}
    entity = Entity("metric/f1", "F1", "Metric", (), (), 3, 0.287682)
    spans = tuple(
        Mention(paper, "title", 0, 2, "F1", "Metric", entity.id, 1.0, "lexicon", 0, 2)
        for paper in papers
    )
    links = tuple(
        PaperLink(a, b, 0.5, (entity.id,), (), 0.5, 0.5, 0.5)
        for a, b in (("p", "q"), ("p", "r"), ("q", "r"))
    )
    about = tuple(About(paper, entity.id, 0.5) for paper in papers)
    found = to_rdflib(KnowledgeGraph(papers, {entity.id: entity}, spans, links, about=about))
    assert found.value(term("community:metric.f1"), term("dct:title")) == Literal(
        "Group 1", lang="en"
    )


def test_whole_decimals_have_no_point(tmp_path: Path) -> None:
    write_rdf(one_paper_graph("a", "b"), tmp_path / "graph.ttl")
    assert 'kg:confidence "1"^^xsd:decimal' in (tmp_path / "graph.ttl").read_text()


def test_turtle_has_one_block_per_subject_and_one_value_per_line(export: Path) -> None:
    text = (export / "graph.ttl").read_text(encoding="utf-8")
    assert f"@prefix paper: <{DEFAULT_BASE}paper/> .\n" in text
    block = (
        "link:arxiv-1806.0757--arxiv-1806.07572 a kg:PaperLink ;\n"
        "    kg:contextSimilarity 0.6 ;\n    kg:entitySimilarity 0.5 ;\n"
        "    kg:linksPaper paper:arxiv-1806.0757 ,\n        paper:arxiv-1806.07572 ;\n"
        "    kg:nearPair near:concept.remark--task.note ;\n"
        "    kg:sharedEntity dataset:mnist ,\n        method:neural-tangent-kernel ;\n"
        "    kg:weight 0.49 ;\n    kg:wordSimilarity 0.4 .\n"
    )
    assert text.count(block) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://arxiv.org/abs/1", "https://arxiv.org/abs/1"),
        ('http://x.org/a b<c>"{}|^`', "http://x.org/a%20b%3Cc%3E%22%7B%7D%7C%5E%60"),
        ("http://x.org/\\é%zz%20?q=[1]#f g", "http://x.org/%5C%C3%A9%25zz%20?q=%5B1%5D#f%20g"),
        ("javascript:alert(1)", None),
        ("ftp://x.org/a", None),
        ("http://", None),
        ("http://a b/", None),
        ("http://[bad/", None),
        ("not an address", None),
    ],
)
def test_an_address_becomes_a_valid_iri_or_nothing(url: str, expected: str | None) -> None:
    kg = one_paper_graph("a", "b")
    (paper,) = kg.papers.values()
    graph = to_rdflib(replace(kg, papers={paper.id: replace(paper, url=url)}))
    assert list(graph.objects(None, term("schema:url"))) == (
        [] if expected is None else [URIRef(expected)]
    )


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rest=st.text(st.characters(exclude_categories=["Cs"])),
    path=st.sampled_from(["/", "/?", "/#", "", ":"]),
)
def test_any_address_gives_a_file_that_strict_parsers_read(
    tmp_path: Path, rest: str, path: str
) -> None:
    kg = one_paper_graph("a", "b")
    (paper,) = kg.papers.values()
    source = f"https://example.org{path}{rest}"
    changed = replace(kg, papers={paper.id: replace(paper, url=source)})
    write_rdf(changed, tmp_path / "graph.nt", format="ntriples")
    assert list(ox.parse(path=tmp_path / "graph.nt"))


# -- identity

IDS = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9_-])?", fullmatch=True)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ids=st.sets(IDS, min_size=1, max_size=6),
    slug=IDS,
    source=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_ids_end_iris_and_prefixed_names_unchanged(
    tmp_path: Path, ids: set[str], slug: str, source: str
) -> None:
    papers = {paper_id: Paper(paper_id, "a title") for paper_id in sorted(ids)}
    entity_id = f"metric/{slug}"
    kg = KnowledgeGraph(
        papers=papers,
        entities={entity_id: Entity(entity_id, "x", "Metric", (), (), len(ids), 0.5)},
        mentions=tuple(
            Mention(paper_id, "title", 0, 1, "a", "Metric", entity_id, 0.5, source, 0, 7)
            for paper_id in papers
        ),
        links=(),
    )
    write_rdf(kg, tmp_path / "graph.nt", format="ntriples")
    write_rdf(kg, tmp_path / "graph.ttl")
    lines = (tmp_path / "graph.nt").read_text("utf-8").split("\n")[:-1]
    assert lines == sorted(set(lines))
    assert sorted(f"{quad.triple} ." for quad in ox.parse(path=tmp_path / "graph.ttl")) == lines
    named = {f"<{DEFAULT_BASE}paper/{paper_id}>" for paper_id in ids} | {
        f"<{DEFAULT_BASE}entity/{entity_id}>"
    }
    assert named <= {line.partition(" ")[0] for line in lines}
    assert all(re.fullmatch(r"<[A-Za-z0-9_.:/-]+>", line.partition(" ")[0]) for line in lines)


@pytest.mark.parametrize("paper_id", ["", "a b", "a>b", "é", "ends.", "-starts", "a/b"])
def test_an_id_that_no_iri_can_hold_is_refused(tmp_path: Path, paper_id: str) -> None:
    kg = KnowledgeGraph({paper_id: Paper(paper_id, "t")}, {}, (), ())
    with pytest.raises(BuildError, match="cannot be part of an IRI"):
        write_rdf(kg, tmp_path / "graph.nt", format="ntriples")


@pytest.mark.parametrize(
    "base",
    ["", "kgraph/", "ftp://x/", "https://x.org/a", "https://x.org/a b/", 'https://x.org/">/'],
)
def test_a_base_that_cannot_be_one_is_refused(base: str) -> None:
    with pytest.raises(ConfigError, match="cannot be a base"):
        RdfOptions(base_iri=base)


def test_an_option_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="evidence = 'rdf' is not a form of evidence"):
        RdfOptions(evidence="rdf")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="abstracts = 'no' must be true or false"):
        RdfOptions(abstracts="no")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="format = 'xml' is not one of turtle, ntriples, jsonld"):
        write_rdf(small_graph(), tmp_path / "graph.rdf", format="xml")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "base", ["https://example.org/", "http://localhost:8000/data/", "https://example.org/kg#"]
)
def test_the_base_can_be_chosen(tmp_path: Path, base: str) -> None:
    assert_all_parsers_agree(tmp_path, write_all(small_graph(), tmp_path, base_iri=base))
    assert {
        str(s).startswith(base) for s in rdflib.Graph().parse(tmp_path / "graph.nt").subjects()
    } == {True}
    found = query(tmp_path, "SELECT ?p { paper:t-0123456789abcdef a ?p }")
    assert found.rows == ((VOCABULARIES["kg"] + "Paper",),)


# -- the export checks itself


def test_the_export_counts_its_own_triples(export: Path, tmp_path: Path) -> None:
    assert query(export, COUNT_CHECK).rows == (("true",),)
    assert query(export / "graph.ttl", COUNT_CHECK).rows == (("true",),)
    lines = (export / "graph.nt").read_text("utf-8").split("\n")
    (tmp_path / "graph.nt").write_text("\n".join(lines[1:]), "utf-8")
    assert query(tmp_path, COUNT_CHECK).rows == (("false",),)


@pytest.mark.parametrize(
    ("check", "sound", "broken"),
    [
        (QUOTATION_CHECK, 'beginIndex> "14"', 'beginIndex> "13"'),
        ("check-weights", 'weight> "0.49"', 'weight> "0.490002"'),
        ("check-weights", 'wordSimilarity> "0.4"', 'wordSimilarity> "0.4001"'),
    ],
)
def test_a_query_finds_nothing_wrong_until_something_is(
    export: Path, tmp_path: Path, check: str, sound: str, broken: str
) -> None:
    text = (export / "graph.nt").read_text("utf-8")
    assert sound in text
    (tmp_path / "graph.nt").write_text(text.replace(sound, broken), "utf-8")
    assert query(export, check).rows == ()
    assert query(tmp_path, check).rows != ()


def kg_terms(graph: rdflib.Graph) -> set[str]:
    """Return every term of the kg: namespace that stands anywhere in a graph."""
    return {
        str(part) for triple in graph for part in triple if str(part).startswith(VOCABULARIES["kg"])
    }


def test_every_term_is_defined_and_every_defined_term_is_used_or_said_not_to_be(
    graph: rdflib.Graph,
) -> None:
    ontology = rdflib.Graph().parse(ONTOLOGY)
    defined = {
        str(s) for s in ontology.subjects(rdflib.RDF.type) if str(s).startswith(VOCABULARIES["kg"])
    }
    absent = {
        str(s)
        for s, comment in ontology.subject_objects(term("rdfs:comment"))
        if "ot materialised in exports" in comment
    }
    full = graph + to_rdflib(small_graph(), options=RdfOptions(abstracts=False, evidence="oa"))
    used = kg_terms(full) | {VOCABULARIES["kg"] + label for label in LABELS}
    assert used == defined - absent
    assert absent == {
        VOCABULARIES["kg"] + name
        for name in ("Entity", "Extraction", "Node", "Predicate", "TextProperty", "mentionedBy")
    }
    others = {
        str(name)
        for name in {*full.predicates(), *full.objects(None, rdflib.RDF.type)} - {rdflib.RDF.type}
    }
    noted = {str(s): str(note) for s, note in ontology.subject_objects(term("skos:scopeNote"))}
    of_rdf = {str(term(f"rdf:{name}")) for name in ("subject", "predicate", "object")}
    assert others - kg_terms(full) - of_rdf <= set(noted)
    unused = set(noted) - others - {str(term("oa:identifying"))}
    assert all(
        re.search("this ontology|superclass of kg:|class of oa:", noted[name]) for name in unused
    ), unused


# -- shapes


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY)


def conforms(graph: rdflib.Graph, shapes: rdflib.Graph, ontology: rdflib.Graph) -> tuple[bool, str]:
    # One violation is enough: after it, pySHACL would parse the queries of the other shapes again.
    done, _, text = pyshacl.validate(
        graph, shacl_graph=shapes, ont_graph=ontology, advanced=True, abort_on_first=True
    )
    return done, text


@pytest.mark.parametrize("abstracts", [True, False])
@pytest.mark.parametrize("evidence", ["nif", "oa"])
def test_a_sound_export_conforms_to_the_shapes(
    shapes: rdflib.Graph, ontology: rdflib.Graph, *, abstracts: bool, evidence: EvidenceForm
) -> None:
    done, text = conforms(
        to_rdflib(small_graph(), options=RdfOptions(abstracts=abstracts, evidence=evidence)),
        shapes,
        ontology,
    )
    assert done, text


TENTATIVE = term("kg:tentative")
LINK = term("link:arxiv-1806.0757--arxiv-1806.07572")
PAPER, OTHER = term("paper:arxiv-1806.07572"), term("paper:arxiv-1806.0757")
WEAK = term("link:arxiv-1806.0757--t-0123456789abcdef")
PAIR = term("near:concept.remark--task.note")
SPAN = term("mention:arxiv-1806.07572.title.0-21.method")
OWN = term("statement:arxiv-1806.07572--proposes--method.neural-tangent-kernel")
STATED = term("statement:arxiv-1806.07572--method.neural-tangent-kernel--usedFor--" + TOPIC)
EXPORT = URIRef(f"{DEFAULT_BASE}dataset")
HOME = term("community:method.neural-tangent-kernel")
BAD_IRI = URIRef(f"{DEFAULT_BASE}paper/a%20b")

FAULTS: dict[str, Callable[[rdflib.Graph], object]] = {
    "an offset moved by one": lambda g: g.set((SPAN, term("nif:beginIndex"), Literal(1))),
    "a span outside its sentence": lambda g: g.set((SPAN, term("kg:sentenceBegin"), Literal(2))),
    "a sentence that ends after its text": lambda g: g.set(
        (SPAN, term("kg:sentenceEnd"), Literal(4000))
    ),
    "an offset that is a string": lambda g: g.set((SPAN, term("nif:endIndex"), Literal("21"))),
    "a confidence above 1": lambda g: g.set(
        (SPAN, term("kg:confidence"), Literal("1.5", datatype=rdflib.XSD.decimal))
    ),
    "a mention without its run": lambda g: g.remove((SPAN, term("prov:wasGeneratedBy"), None)),
    "a mention of two entities": lambda g: g.add((SPAN, term("kg:ofEntity"), entity(MNIST))),
    "a mention in another property": lambda g: g.set(
        (SPAN, term("kg:inProperty"), term("dc:creator"))
    ),
    "kg:mentions dropped": lambda g: g.remove((PAPER, term("kg:mentions"), entity(NTK))),
    "a statement without its direct triple": lambda g: g.remove(
        (PAPER, term("kg:proposes"), entity(NTK))
    ),
    "a direct triple without a statement": lambda g: g.add(
        (entity(NTK), term("kg:partOf"), entity(HUB))
    ),
    "a paper that states of another": lambda g: g.set((OWN, rdflib.RDF.subject, OTHER)),
    "an entity that proposes": lambda g: g.add((entity(NTK), term("kg:proposes"), entity(HUB))).set(
        (STATED, rdflib.RDF.predicate, term("kg:proposes"))
    ),
    "a paper that is a kind of something": lambda g: g.add(
        (PAPER, term("kg:isA"), entity(NTK))
    ).set((OWN, rdflib.RDF.predicate, term("kg:isA"))),
    "an object that the paper does not mention": lambda g: g.add(
        (PAPER, term("kg:proposes"), entity(NOTE))
    ).set((OWN, rdflib.RDF.object, entity(NOTE))),
    "a statement about a paper": lambda g: g.add((PAPER, term("kg:proposes"), OTHER)).set(
        (OWN, rdflib.RDF.object, OTHER)
    ),
    "a predicate that is none": lambda g: g.set((OWN, rdflib.RDF.predicate, term("kg:mentions"))),
    "a statement without a score": lambda g: g.remove((OWN, term("kg:confidence"), None)),
    "a statement in two papers": lambda g: g.add((OWN, term("kg:inPaper"), OTHER)),
    "a sentence that is another": lambda g: g.set((OWN, term("kg:sentence"), Literal("x"))),
    "a sentence that is missing": lambda g: g.remove((OWN, term("kg:sentence"), None)),
    "a sentence without end": lambda g: g.set((OWN, term("kg:sentenceBegin"), Literal(40))),
    "a sentence of a text that is left out": lambda g: g.remove(
        (None, term("dct:abstract"), None)
    ).add((EXPORT, term("kg:omits"), term("dct:abstract"))),
    "an unknown rule": lambda g: g.set((OWN, term("kg:rule"), Literal("guess"))),
    "a statement that is tentative and not": lambda g: g.add((OWN, TENTATIVE, Literal(False))),
    "a paper that is tentative": lambda g: g.add((PAPER, TENTATIVE, Literal(True))),
    "an edit that is tentative": lambda g: g.add((OWN, TENTATIVE, Literal(True))).set(
        (OWN, term("kg:rule"), Literal("edit"))
    ),
    "kg:mentions without evidence": lambda g: g.add(
        (term("paper:t-0123456789abcdef"), term("kg:mentions"), entity(MNIST))
    ),
    "a subject that is not mentioned": lambda g: g.add(
        (term("paper:t-0123456789abcdef"), term("dct:subject"), entity(MNIST))
    ),
    "kg:relatedTo without a link": lambda g: g.add(
        (PAPER, term("kg:relatedTo"), term("paper:t-0123456789abcdef"))
    ),
    "kg:relatedTo in one direction": lambda g: g.remove((PAPER, term("kg:relatedTo"), OTHER)),
    "two titles": lambda g: g.add((PAPER, term("dct:title"), Literal("another", lang="en"))),
    "a title without a language": lambda g: g.set(
        (PAPER, term("dct:title"), Literal("Neural Tangent Kernel"))
    ),
    "a paper with an IRI that needs escapes": lambda g: g.add(
        (BAD_IRI, rdflib.RDF.type, term("kg:Paper"))
    ).add((BAD_IRI, term("dct:title"), Literal("x", lang="en"))),
    "a weight that is not the mean": lambda g: g.set(
        (LINK, term("kg:weight"), Literal("0.23", datatype=rdflib.XSD.decimal))
    ),
    "a link without its similarities": lambda g: g.remove((LINK, term("kg:wordSimilarity"), None)),
    "a weak link as heavy as another link": lambda g: g.add(
        (term("link:x"), term("kg:weight"), Literal("0.15", datatype=rdflib.XSD.decimal))
    ),
    "a near pair that neither paper mentions": lambda g: g.remove(
        (OTHER, term("kg:mentions"), entity(NOTE))
    ),
    "a near pair that is left out": lambda g: g.remove((LINK, term("kg:nearPair"), None)),
    "a link without a reason": lambda g: g.remove((LINK, term("kg:nearPair"), None)).remove(
        (LINK, term("kg:sharedEntity"), None)
    ),
    "near entities without a closeness": lambda g: g.remove((PAIR, term("kg:closeness"), None)),
    "near entities in one direction": lambda g: g.remove((entity(NOTE), term("kg:nearTo"), None)),
    "near entities without a pair": lambda g: g.add((entity(NTK), term("kg:nearTo"), entity(NOTE))),
    "a hub near an entity": lambda g: g.add(
        (entity(NOTE), term("kg:hub"), Literal("true", datatype=rdflib.XSD.boolean))
    ),
    "a third end of a link": lambda g: g.add(
        (LINK, term("kg:linksPaper"), term("paper:t-0123456789abcdef"))
    ),
    "a shared entity that one paper lacks": lambda g: g.remove(
        (OTHER, term("kg:mentions"), entity(MNIST))
    ),
    "a wrong paper count": lambda g: g.set((entity(NTK), term("kg:paperCount"), Literal(3))),
    "an alias that is the name": lambda g: g.add(
        (entity(NTK), term("skos:altLabel"), Literal("neural tangent kernel", lang="en"))
    ),
    "an abbreviation that is no alias": lambda g: g.add(
        (entity(NTK), term("kg:abbreviation"), Literal("K", lang="en"))
    ),
    "an entity of two classes": lambda g: g.add((entity(NTK), rdflib.RDF.type, term("kg:Dataset"))),
    "an entity of another class than its IRI says": lambda g: g.set(
        (entity(NTK), rdflib.RDF.type, term("kg:Task"))
    ),
    "an extractor without a version": lambda g: g.remove(
        (None, term("schema:softwareVersion"), None)
    ),
    "an export without a licence": lambda g: g.remove((None, term("dct:license"), None)),
    "an export without files": lambda g: g.remove((None, term("dcat:distribution"), None)),
    "an abstract that is lost": lambda g: g.remove((PAPER, term("dct:abstract"), None)),
    "an abstract that is said to be left out": lambda g: g.add(
        (EXPORT, term("kg:omits"), term("dct:abstract"))
    ),
    "a place in the input without a line": lambda g: g.set(
        (PAPER, term("dc:source"), Literal("a.txt"))
    ),
    "a paper in two communities": lambda g: g.add((PAPER, term("kg:inCommunity"), PAPER)),
    "a community without a name": lambda g: g.remove((HOME, term("dct:title"), None)),
    "a community with another name": lambda g: g.set(
        (HOME, term("dct:title"), Literal("x", lang="en"))
    ),
    "a community named by a paper": lambda g: g.add((HOME, term("kg:namedBy"), PAPER)),
    "a community at place 0": lambda g: g.set((HOME, term("kg:position"), Literal(0))),
    "two communities at one place": lambda g: g.add((PAPER, term("kg:position"), Literal(1))),
    "an empty community": lambda g: g.remove((None, term("kg:inCommunity"), HOME)),
    "an entity under itself": lambda g: g.add((entity(HUB), term("skos:broader"), entity(NTK))),
}
ANNOTATION_FAULTS: dict[str, Callable[[rdflib.Graph], object]] = {
    "a body that is another entity": lambda g: g.set((SPAN, term("oa:hasBody"), entity(MNIST))),
    "an annotation without a target": lambda g: g.remove((SPAN, term("oa:hasTarget"), None)),
    "an annotation that is no mention": lambda g: g.remove(
        (SPAN, rdflib.RDF.type, term("kg:Mention"))
    ),
    "a target in another paper": lambda g: g.set((part("target"), term("oa:hasSource"), OTHER)),
    "a selector that is lost": lambda g: g.remove(
        (part("target"), term("oa:hasSelector"), part("quote"))
    ),
    "a selector with another offset": lambda g: g.set(
        (part("position"), term("oa:start"), Literal(1))
    ),
    "a selector with another quotation": lambda g: g.set(
        (part("quote"), term("oa:exact"), Literal("Neural"))
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_every_planted_fault_is_caught(
    graph: rdflib.Graph, shapes: rdflib.Graph, ontology: rdflib.Graph, fault: str
) -> None:
    broken = rdflib.Graph() + graph
    FAULTS[fault](broken)
    assert set(broken) != set(graph)
    assert not conforms(broken, shapes, ontology)[0]


def part(name: str) -> URIRef:
    """Return a part of the annotation of the first title's mention."""
    return URIRef(f"{SPAN}.{name}")


@pytest.mark.slow
@pytest.mark.parametrize("fault", ANNOTATION_FAULTS)
def test_every_fault_of_an_annotation_is_caught(
    shapes: rdflib.Graph, ontology: rdflib.Graph, fault: str
) -> None:
    sound = to_rdflib(small_graph(), options=RdfOptions(evidence="oa"))
    broken = rdflib.Graph() + sound
    ANNOTATION_FAULTS[fault](broken)
    assert set(broken) != set(sound)
    assert not conforms(broken, shapes, ontology)[0]


def test_a_path_may_be_a_string(tmp_path: Path) -> None:
    assert write_rdf(small_graph(), f"{tmp_path}/a.nt", format="ntriples") == write_rdf(
        small_graph(), f"{tmp_path}/a.ttl"
    )

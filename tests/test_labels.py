"""Labels of another field, as docs/labels.md shows them: each part of a build follows them."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, Literal, URIRef

import kgraph
from kgraph.errors import BuildError, ConfigError, NotFoundError, QueryError
from kgraph.rdf import DEFAULT_BASE, ONTOLOGY
from kgraph.rdf.classes import check_labels
from kgraph.serve.site import describe, find_resource, read_site
from kgraph.sparql.client import query
from kgraph.types import DEFAULT_LABELS, LABELS, KnowledgeGraph, LabelDefinition, RdfFormat
from kgraph.validate.validation import validate
from tests.conftest import ROOT, run

NAMED = re.compile(r"^`([\w.]+)`:\n\n```\w+\n(.*?)```", re.DOTALL | re.MULTILINE)
"""A file on the page: its name, and its text in the block below."""

TEXT = (ROOT / "docs" / "labels.md").read_text(encoding="utf-8")
FORMATS: dict[RdfFormat, str] = {"ntriples": "nt", "turtle": "ttl", "jsonld": "jsonld"}
NAMES = ("Gene", "Disease", "Chemical")
GENE = "http://purl.obolibrary.org/obo/SO_0000704"
DISEASE, CHEMICAL = f"{DEFAULT_BASE}class/Disease", f"{DEFAULT_BASE}class/Chemical"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def write_files(folder: Path) -> None:
    """Write the files that the page shows with their names."""
    for name, text in NAMED.findall(TEXT):
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the commands of the page, and return the folder of the build."""
    folder = tmp_path_factory.mktemp("field")
    write_files(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        outputs = [run(*shlex.split(line)[1:]) for line in blocks("sh")[0].splitlines()]
    assert [(done.returncode, done.stderr) for done in outputs if done.returncode] == []
    assert outputs[2].stdout == blocks("csv")[1]
    return folder / "genes"


@pytest.fixture(scope="module")
def kg(build: Path) -> KnowledgeGraph:
    return kgraph.read_tables(build)


def column(build: Path, question: str, name: str, **values: str) -> list[str | None]:
    result = query(build, question, **values)
    return [row[result.variables.index(name)] for row in result.rows]


def test_the_tables_have_the_labels_with_what_was_not_set(kg: KnowledgeGraph) -> None:
    assert kg.labels == (
        LabelDefinition("Gene", "#7a4fb5", "star", GENE),
        LabelDefinition("Disease", "#c2413a", "circle"),
        LabelDefinition("Chemical", "#16906b", "triangle"),
    )
    assert {id_: entity.label for id_, entity in kg.entities.items()} == {
        "chemical/olaparib": "Chemical",
        "chemical/tamoxifen": "Chemical",
        "disease/breast-cancer": "Disease",
        "disease/cancer": "Disease",
        "disease/ovarian-cancer": "Disease",
        "gene/brca-1": "Gene",
        "gene/tp-53": "Gene",
    }
    assert kgraph.find_entity(kg, "gene: p53").id == "gene/tp-53"


def test_the_python_of_the_page_runs(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(build.parent)
    exec(blocks("python")[0], {"kgraph": kgraph})
    assert "SO_0000704" not in Path("genes.html").read_text()


@pytest.mark.parametrize("name", ["graph.nt", "graph.ttl", "graph.jsonld"])
def test_the_rdf_declares_the_classes_of_the_labels(build: Path, name: str) -> None:
    graph = rdflib.Graph().parse(build / name)
    kinds = {
        URIRef(iri): Literal(label)
        for iri, label in zip((GENE, DISEASE, CHEMICAL), NAMES, strict=True)
    }
    assert set(graph.subjects(RDF.type, OWL.Class)) == set(kinds)
    assert {kind: graph.value(kind, RDFS.label) for kind in kinds} == kinds
    assert set(graph.subject_objects(RDFS.subClassOf)) == {
        (kind, URIRef(f"{ONTOLOGY}#Entity")) for kind in kinds
    }
    tp53 = URIRef(f"{DEFAULT_BASE}entity/gene/tp-53")
    assert list(graph.objects(tp53, RDF.type)) == [URIRef(GENE)]


@pytest.mark.parametrize("base", [DEFAULT_BASE, "https://example.org/kg#", "http://a.example/"])
def test_the_rdf_is_valid_wherever_the_classes_are(
    kg: KnowledgeGraph, tmp_path: Path, base: str
) -> None:
    options = kgraph.RdfOptions(base)
    for form, suffix in FORMATS.items():
        triples = kgraph.write_rdf(kg, tmp_path / f"g.{suffix}", format=form, options=options)
        found = validate(tmp_path / f"g.{suffix}")
        assert (found.faults, found.triples) == ((), triples)
    lines = (tmp_path / "g.nt").read_bytes().splitlines()
    assert lines == sorted(lines)
    assert set(kgraph.to_rdflib(kg, options=options)) == set(
        rdflib.Graph().parse(tmp_path / "g.nt")
    )


@pytest.mark.slow
def test_a_sample_satisfies_the_shapes(build: Path) -> None:
    assert validate(build, shacl=2).faults == ()


def test_questions_take_the_labels_of_the_build(build: Path) -> None:
    assert column(build, "top-entities", "name", label="disease") == [
        "breast cancer",
        "cancer",
        "ovarian cancer",
    ]
    labels = column(build, "entities-of-paper", "label", paper="Tamoxifen")
    assert labels == ["Chemical", "Disease", "Chemical"]
    with pytest.raises(QueryError, match="'Method' is not a label: give one of Gene, Chemical"):
        query(build, "top-entities", label="Method")
    assert len(column(build, "SELECT ?e { ?e a class:Disease }", "e")) == 3


def test_the_page_has_the_labels(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kgraph.write_html(kg, tmp_path / "graph.html")
    text = (tmp_path / "graph.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert data["labels"] == {
        "name": list(NAMES),
        "color": ["#7a4fb5", "#c2413a", "#16906b"],
        "shape": ["star", "circle", "triangle"],
    }
    numbers = [NAMES.index(entity.label) for entity in kg.entities.values()]
    assert data["entities"]["label"] == numbers


def test_the_server_describes_a_class(build: Path) -> None:
    site = read_site(build)
    disease = find_resource(site, "/class/Disease")
    assert disease is not None
    assert disease.value == DISEASE
    assert len(describe(site, disease).triples) == 3


def test_counts_are_by_label(build: Path) -> None:
    manifest = json.loads((build / "manifest.json").read_text())
    assert manifest["counts"]["entities"] == {"Gene": 2, "Disease": 3, "Chemical": 2}
    assert list(manifest["settings"]["labels"]) == list(NAMES)
    assert "| – Chemical | 2 |" in (build / "report.md").read_text()


def test_a_label_that_the_graph_does_not_have_is_an_error(kg: KnowledgeGraph, build: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no label is 'Metod'\. Give one of Gene, Disease"):
        kgraph.top_entities(kg, label="Metod")
    done = run("gaps", build, "--other", "Metod")
    assert (done.returncode, "Give one of Gene" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("pipeline", "message"),
    [
        (["sentences", "model", "mentions"], "components.model: proposes Method, Dataset, Task, M"),
        (["sentences", "patterns", "mentions"], "components.patterns: proposes Dataset, Method, b"),
        (["sentences", "lexicon", "mentions"], r"mine\.csv:2: 'Concept' is not among the label"),
    ],
)
def test_what_proposes_other_labels_is_refused(
    tmp_path: Path, pipeline: list[str], message: str
) -> None:
    (tmp_path / "mine.csv").write_text("label,name\nConcept,grokking\n")
    settings = kgraph.load_settings(
        options={
            "labels": {"defaults": False, "Gene": {}},
            "nlp": {"pipeline": pipeline},
            "components": {"lexicon": {"path": str(tmp_path / "mine.csv")}},
        }
    )
    with pytest.raises(ConfigError, match=message):
        kgraph.build([kgraph.Paper("p", "On genes")], settings=settings)


def test_a_label_can_be_added_to_the_five(tmp_path: Path) -> None:
    rows = "Gene,BRCA1\nMethod,batch normalization\nDataset,ImageNet\n"
    (tmp_path / "all.csv").write_text("label,name\n" + rows)
    settings = kgraph.load_settings(
        options={
            "labels": {"Gene": {}},
            "components": {"lexicon": {"path": str(tmp_path / "all.csv")}},
            "nlp": {"pipeline": ["sentences", "lexicon", "patterns", "mentions"]},
        }
    )
    # By its place in the title, BRCA1 would be a Method.
    paper = kgraph.Paper("p", "BRCA1: a gene", "Batch normalization on ImageNet.")
    kg = kgraph.build([paper], settings=settings)
    assert [label.name for label in kg.labels] == [*LABELS, "Gene"]
    assert kg.labels[:5] == DEFAULT_LABELS
    assert {entity.label for entity in kg.entities.values()} == {"Gene", "Method", "Dataset"}
    kgraph.write_rdf(kg, tmp_path / "g.nt", format="ntriples")
    assert validate(tmp_path / "g.nt").faults == ()
    assert column(tmp_path / "g.nt", "top-entities", "name", label="Gene") == ["BRCA1"]


def test_a_graph_defines_the_labels_of_its_entities(kg: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"gene/brca-1 has the label 'Gene', .* Define it in"):
        replace(kg, labels=kg.labels[1:])
    kgraph.write_tables(kg, tmp_path)
    (tmp_path / "labels.csv").write_text("name,color,shape,ontology_class\nGene,#000000,star,\n")
    with pytest.raises(BuildError, match=r"entities\.csv and labels\.csv differ: chemical/olap"):
        kgraph.read_tables(tmp_path)


def test_edits_give_the_labels_of_the_configuration(build: Path, tmp_path: Path) -> None:
    rows = (build / "aliases.csv").read_text()
    (tmp_path / "mine.csv").write_text(re.sub(r"(?m)^(Olaparib,.*),,$", r"\1,relabel,Gene", rows))
    write_files(tmp_path)
    settings = kgraph.load_settings(
        tmp_path / "genes.cfg",
        {
            "resolve": {"aliases": str(tmp_path / "mine.csv")},
            "components": {"lexicon": {"path": str(tmp_path / "genes.csv")}},
        },
    )
    kg = kgraph.build(kgraph.read_papers(tmp_path / "papers.txt"), settings=settings)
    assert {"gene/olaparib", "chemical/olaparib"} < set(kg.entities)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "Paper"}, r"labels\.Paper: 'paper' begins other names in the RDF"),
        ({"name": "GENE"}, r"labels\.Gene: 'gene' begins other names in the RDF"),
        ({"name": "cell line"}, "must begin with a capital letter"),
        ({"ontology_class": "gene"}, "'gene': is not an http"),
        ({"ontology_class": GENE}, "is the class of another label as well"),
        ({"ontology_class": DISEASE}, "is an IRI that kgraph gives itself"),
        ({"ontology_class": f"{ONTOLOGY}#Task"}, "is an IRI that kgraph gives itself"),
    ],
)
def test_labels_that_the_rdf_cannot_tell_apart_are_refused(
    kg: KnowledgeGraph, changes: dict[str, str], message: str
) -> None:
    gene, disease, chemical = kg.labels
    with pytest.raises(ConfigError, match=message):
        check_labels((replace(disease, **changes), gene, chemical), DEFAULT_BASE)  # type: ignore[arg-type]


def test_the_rdf_is_refused_if_a_class_does_not_fit(kg: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is an IRI that kgraph gives itself"):
        kgraph.write_rdf(
            kg, tmp_path / "g.nt", options=kgraph.RdfOptions("http://purl.obolibrary.org/obo/")
        )

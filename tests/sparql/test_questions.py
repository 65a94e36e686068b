"""The questions that ship with kgraph: frozen answers, equal rows in two engines, parameters.

After a new build of exports/demo, freeze the answers again and review what changed:
`KGRAPH_FREEZE=1 .venv/bin/python -m pytest tests/sparql/test_questions.py`.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
import rdflib

import kgraph
from kgraph.errors import KgraphError, NotFoundError, QueryError
from kgraph.rdf import DEFAULT_BASE, prefixes
from kgraph.rdf.write import write_rdf
from kgraph.sparql.engine import evaluate
from kgraph.sparql.formats import MEDIA_TYPES, write_results
from kgraph.sparql.parameters import to_terms
from kgraph.sparql.question import KINDS, Question, fill, find_question, list_questions, quote
from kgraph.sparql.result import read_rows, read_triples
from kgraph.sparql.store import Export, open_export
from tests.conftest import ROOT
from tests.graph.made import graph_of_statements

DEMO = ROOT / "exports" / "demo"
ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = {question.name: question for question in list_questions()}
EMPTY = {"check-evidence", "check-quotations", "check-weights"}
"""Questions that a sound export answers with no row."""

NEEDED = re.compile("grokking|tangent|U-Net|mixup|[Ii]mage [Rr]ecognition|dropout|Hinton")
"""What the papers with the examples of the questions mention."""

SMALL = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix fabio: <http://purl.org/spar/fabio/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix paper: <https://w3id.org/kgraph/paper/> .
@prefix concept: <https://w3id.org/kgraph/entity/concept/> .
@prefix method: <https://w3id.org/kgraph/entity/method/> .

paper:a a kg:Paper ; dct:title "Of kernels"@en ; dc:source "old.txt:1" ;
    fabio:hasArXivId "1806.07572" ; kg:mentions method:ntk , concept:ntk .
paper:b a kg:Paper ; dct:title "Of kernels and more"@en ; dc:source "new.txt:1" ;
    bibo:doi "10.1/x" ; kg:mentions method:ntk , method:gp .
method:ntk a kg:Method ; skos:prefLabel "neural tangent kernel"@en ; skos:altLabel "NTK"@en ;
    kg:paperCount 2 ; skos:broader method:kernel-method ;
    skos:closeMatch <http://www.wikidata.org/entity/Q1> .
method:kernel-method a kg:Method ; skos:prefLabel "kernel method"@en ; kg:paperCount 1 .
method:gp a kg:Method ; skos:prefLabel "Gaussian process \\"GP\\""@en ; kg:paperCount 1 .
concept:ntk a kg:Concept ; skos:prefLabel "NTK theory"@en ; skos:altLabel "ntk"@en ;
    kg:paperCount 1 .
"""


@pytest.fixture(scope="module")
def export() -> Export:
    return open_export(DEMO / "graph.nt")


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the papers that the examples of the questions need, because rdflib is slow."""
    path = tmp_path_factory.mktemp("part") / "graph.nt"
    papers = (paper for paper in kgraph.sample() if NEEDED.search(text_of(paper)))
    write_rdf(kgraph.build(papers), path, format="ntriples")
    return path


def text_of(paper: kgraph.Paper) -> str:
    return f"{paper.title} {paper.abstract} {paper.authors}"


@pytest.fixture(scope="module")
def graph(part: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(part, format="nt")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.ttl"
    path.write_text(SMALL, encoding="utf-8")
    return path


def examples(question: Question) -> dict[str, str]:
    return {parameter.name: parameter.example for parameter in question.parameters}


def filled(export: Export, question: Question) -> str:
    """Return the question's query with its examples looked up in the export."""
    return fill(question.text, to_terms(export, question.bind(examples(question))))


def plain(cell: str | None) -> str | Decimal:
    """Return a number as one: the engines write 4.5 and 4.50, which are equal."""
    try:
        return Decimal(cell or "")
    except InvalidOperation:
        return cell or ""


# -- answers
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_on_the_demo_is_the_frozen_one(export: Export, name: str) -> None:
    text = filled(export, QUESTIONS[name])
    formats = (MEDIA_TYPES["csv"], MEDIA_TYPES["nt"])
    media_type, body = write_results(evaluate(export, text), text, formats, export.prefixes, 200)
    path = ANSWERS / f"{name}.{'nt' if media_type == MEDIA_TYPES['nt'] else 'csv'}"
    answer = body.decode().replace("\r\n", "\n")
    if os.environ.get("KGRAPH_FREEZE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(answer, encoding="utf-8")
    assert answer == path.read_text("utf-8"), (
        "if the export of the demo changed, freeze anew: see the top of this file"
    )
    assert answer.count("\n") < 120
    assert (answer.count("\n") == 1) >= (name in EMPTY)


@pytest.mark.slow  # rdflib takes about a second per question
@pytest.mark.parametrize("name", QUESTIONS)
def test_two_engines_give_equal_rows(part: Path, graph: rdflib.Graph, name: str) -> None:
    export = open_export(part)
    text = filled(export, QUESTIONS[name])
    formats = (MEDIA_TYPES["json"], MEDIA_TYPES["nt"])
    media_type, body = write_results(evaluate(export, text), text, formats, export.prefixes, 200)
    found = read_triples(body) if media_type == MEDIA_TYPES["nt"] else read_rows(body)
    other = graph.query(text, initNs=prefixes())
    if found.kind == "ask":
        assert found.rows == ((str(other.askAnswer).lower(),),)
        return
    theirs = [tuple(plain(None if cell is None else str(cell)) for cell in row) for row in other]  # type: ignore[union-attr]  # rows
    ours = [tuple(plain(cell) for cell in row) for row in found.rows]
    if found.kind == "construct":
        assert Counter(ours) == Counter(theirs)
    else:
        assert found.variables == tuple(str(variable) for variable in other.vars or ())
        assert ours == theirs


def test_every_frozen_answer_is_that_of_a_question() -> None:
    assert {path.stem for path in ANSWERS.iterdir()} == set(QUESTIONS)
    assert len(QUESTIONS) >= 25


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_written_as_all_are(export: Export, name: str) -> None:
    question = QUESTIONS[name]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert question.title
    assert question.text.count("# parameter:") == len(question.parameters)
    assert "SERVICE" not in question.text.upper()
    assert ("ORDER BY" in question.text) != (
        name in {"check-count", "paper-neighbourhood", "papers-in-year"}
    )
    assert rdflib.Graph().query(question.text) is not None  # it needs no prefixes but its own
    for parameter, terms in to_terms(export, question.bind(examples(question))).items():
        assert len(terms) == 1, f"{parameter}: the example is to be one thing"


@pytest.mark.skipif(
    "#entitySimilarity" not in (DEMO / "graph.nt").read_text(encoding="utf-8"),
    reason="exports/demo was built by an earlier kgraph",
)
def test_the_checks_find_what_is_unsound(tmp_path: Path) -> None:
    text = (DEMO / "graph.nt").read_text("utf-8")
    broken = re.sub(r'(beginIndex> )"(\d+)"', r'\1"9\2"', text, count=1)
    broken = re.sub(r'(#weight> )"', r'\1"1', broken, count=1)
    broken = re.sub(r"(paper/\S+> <\S+#mentions> <\S+)>", r"\1-unheard-of>", broken, count=1)
    (tmp_path / "graph.nt").write_text(broken.split("\n", 1)[1], "utf-8")
    for name in EMPTY:
        assert len(kgraph.query(tmp_path, name).rows) == 1, name
    assert kgraph.query(tmp_path, "check-count").rows == (("false",),)


# -- what the demo has none of
# -----------------------------------------------------------------------------------


def test_a_broader_entity_gathers_the_papers_of_narrower_ones(small: Path) -> None:
    found = kgraph.query(small, "papers-under-topic", entity="kernel method")
    assert [row[1:] for row in found.rows] == [
        ("Of kernels", "neural tangent kernel"),
        ("Of kernels and more", "neural tangent kernel"),
    ]
    found = kgraph.query(small, "broader-topics", paper="and more")
    assert [row[1:] for row in found.rows] == [("kernel method", "neural tangent kernel")]
    assert len(kgraph.query(small, "links-elsewhere").rows) == 1


def test_a_listing_among_several_says_what_is_new(small: Path) -> None:
    assert [row[1] for row in kgraph.query(small, "papers-in-listing", listing="new.txt").rows] == [
        "Of kernels and more"
    ]
    found = kgraph.query(small, "entities-in-listing", listing="new.txt")
    assert [row[1] for row in found.rows] == ['Gaussian process "GP"']


COMMUNITIES = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <https://w3id.org/kgraph/entity/method/> .
@prefix p: <https://w3id.org/kgraph/paper/> .
@prefix c: <https://w3id.org/kgraph/community/> .

c:method.x a kg:Community ; dct:title "x" ; kg:position 1 .
c:method.y a kg:Community ; dct:title "y" ; kg:position 2 .
e:x a kg:Method ; skos:prefLabel "x" ; kg:paperCount 2 ; kg:inCommunity c:method.x .
e:y a kg:Method ; skos:prefLabel "y" ; kg:paperCount 1 ; kg:inCommunity c:method.y .
e:both a kg:Method ; skos:prefLabel "both" ; kg:paperCount 2 ; kg:inCommunity c:method.y .
e:hub a kg:Method ; skos:prefLabel "hub" ; kg:paperCount 3 ; kg:hub true ;
    kg:inCommunity c:method.x .
p:a a kg:Paper ; dct:title "A" ; kg:mentions e:x , e:both , e:hub ; kg:inCommunity c:method.x .
p:b a kg:Paper ; dct:title "B" ; kg:mentions e:x , e:hub ; kg:inCommunity c:method.x .
p:c a kg:Paper ; dct:title "C" ; kg:mentions e:y , e:both , e:hub ; kg:inCommunity c:method.y .
<https://w3id.org/kgraph/link/a--c> kg:linksPaper p:a , p:c ; kg:sharedEntity e:both .
"""


def test_communities_have_papers_and_what_bridges_them_is_no_hub(tmp_path: Path) -> None:
    path = tmp_path / "communities.ttl"
    path.write_text(COMMUNITIES, encoding="utf-8")
    assert [row[1:] for row in kgraph.query(path, "communities").rows] == [
        ("x", "2", "2"),
        ("y", "1", "2"),
    ]
    found = kgraph.query(path, "community-of-entity", entity="hub")
    assert [(row[1], row[3]) for row in found.rows] == [("x", "A"), ("x", "B")]
    assert kgraph.query(path, "bridges").rows == ()
    assert [row[1:] for row in kgraph.query(path, "bridges", least=1).rows] == [("both", "2", "2")]
    found = kgraph.query(path, "between-communities", entity="x", other="both")
    assert [row[1:] for row in found.rows] == [("both", "1", "1")]
    assert kgraph.query(path, "between-communities", entity="x", other="hub").rows == ()


LINKS = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <https://w3id.org/kgraph/entity/method/> .
@prefix p: <https://w3id.org/kgraph/paper/> .
@prefix link: <https://w3id.org/kgraph/link/> .
@prefix near: <https://w3id.org/kgraph/near/> .

e:rare a kg:Method ; skos:prefLabel "rare" ; kg:idf 2.0 ; kg:paperCount 2 .
e:usual a kg:Method ; skos:prefLabel "usual" ; kg:idf 1.0 ; kg:paperCount 2 .
e:block a kg:Method ; skos:prefLabel "Mamba block" ; kg:idf 3.0 ; kg:paperCount 1 ;
    kg:nearTo e:ssm .
e:ssm a kg:Method ; skos:prefLabel "selective SSM" ; kg:idf 3.0 ; kg:paperCount 1 ;
    kg:nearTo e:block .
near:method.block--method.ssm a kg:NearPair ; kg:nearEntity e:block , e:ssm ; kg:closeness 0.8 .
p:a a kg:Paper ; dct:title "A" ; kg:mentions e:rare , e:usual , e:ssm .
p:b a kg:Paper ; dct:title "B" ; kg:mentions e:rare , e:usual , e:block .
link:a--b a kg:PaperLink ; kg:linksPaper p:a , p:b ; kg:sharedEntity e:usual , e:rare ;
    kg:nearPair near:method.block--method.ssm ; kg:weight 0.49 ;
    kg:entitySimilarity 0.5 ; kg:wordSimilarity 0.4 ; kg:contextSimilarity 0.6 .
"""


@pytest.mark.parametrize("pair", [("a", "b"), ("b", "a")])
def test_a_link_is_explained_from_either_paper(tmp_path: Path, pair: tuple[str, str]) -> None:
    path = tmp_path / "links.ttl"
    path.write_text(LINKS, encoding="utf-8")
    found = kgraph.query(path, "why-linked", paper=pair[0], other=pair[1])
    names = {"a": "selective SSM", "b": "Mamba block"}
    assert [(row[1], row[3], row[4]) for row in found.rows] == [
        ("rare", None, "1"),
        ("usual", None, "1"),
        (names[pair[0]], names[pair[1]], "0.8"),
    ]
    assert {row[5] for row in found.rows} == {"0.49"}
    similar = kgraph.query(path, "similar-papers", paper=pair[0])
    assert [row[1:] for row in similar.rows] == [(pair[1].upper(), "0.49", "0.5", "0.4", "0.6")]
    near_ssm = kgraph.query(path, "near-entities", entity="selective SSM")
    assert [row[1:] for row in near_ssm.rows] == [("Mamba block", "0.8", "1")]
    assert kgraph.query(path, "check-weights").rows == ()


MIXUP, DROPOUT, PARSING = "method/mixup", "method/dropout", "task/parsing"

STATED: list[tuple[str, dict[str, str | float], list[tuple[str, ...]]]] = [
    ("proposed-and-used", {}, [("mixup", "a", "b", "uses")]),
    ("proposed-and-used", {"label": "Dataset"}, []),
    ("datasets-of-method", {"method": "mixup"}, [("words", "2"), ("images", "1")]),
    ("better-than", {"entity": "dropout"}, [("mixup", "a", "mixup outperforms dropout.", "0.9")]),
    (
        "what-affects",
        {"entity": "bias"},
        [("mixup", paper, "mixup affects bias.", "0.9") for paper in ("a", "b")],
    ),
    ("used-for", {"entity": "mixup"}, [("parsing", "1", "0.9")]),
    ("parts-of", {"entity": "pipeline"}, [("mixup", "1", "0.9")]),
    ("kinds-of", {"entity": "augmentation"}, [("mixup", "1", "0.9")]),
    ("tasks-of-method", {"method": "mixup"}, [("parsing", "2")]),
    ("baselines-of-task", {"task": "parsing"}, [("dropout", "1")]),
    ("metrics-of-task", {"task": "parsing"}, [("accuracy", "1")]),
    (
        "statements-of-paper",
        {"paper": "b"},
        [
            ("the paper", "addresses", "parsing", "0.9", "It is parsing."),
            ("the paper", "uses", "mixup", "0.9", "It has mixup."),
            ("dropout", "improvesOver", "mixup", "0.9", "dropout beats mixup."),
            ("mixup", "affects", "bias", "0.9", "mixup affects bias."),
            ("mixup", "evaluatedOn", "words", "0.9", "mixup on words."),
            ("mixup", "isA", "augmentation", "0.9", "mixup is an augmentation."),
        ],
    ),
    (
        "contradictions",
        {},
        [("dropout", "mixup", "b", "dropout beats mixup.", "a", "mixup outperforms dropout.")],
    ),
    (
        "most-supported",
        {},
        [("mixup", "affects", "bias", "2"), ("mixup", "evaluatedOn", "words", "2")],
    ),
    ("most-supported", {"least": 3}, []),
]


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One paper proposes mixup, one prefers dropout, and one contradicts itself in a sentence."""
    path = tmp_path_factory.mktemp("stated") / "stated.ttl"
    both = "Each of x and y is better than the other."
    kg = graph_of_statements(
        [
            ("a", "", "proposes", MIXUP, "This is mixup."),
            ("a", "", "addresses", PARSING, "We want parsing."),
            ("a", "", "evaluates-on", "dataset/words", "We have words."),
            ("a", "", "evaluates-on", "dataset/images", "We have images."),
            ("a", "", "compares-with", DROPOUT, "Others have dropout."),
            ("a", "", "measures-by", "metric/accuracy", "We count accuracy."),
            ("a", MIXUP, "improves-over", DROPOUT, "mixup outperforms dropout."),
            ("a", MIXUP, "used-for", PARSING, "mixup for parsing."),
            ("a", MIXUP, "evaluated-on", "dataset/words", "mixup on words."),
            ("a", MIXUP, "affects", "concept/bias", "mixup affects bias."),
            ("a", MIXUP, "part-of", "method/pipeline", "The pipeline has mixup."),
            ("b", "", "uses", MIXUP, "It has mixup."),
            ("b", "", "addresses", PARSING, "It is parsing."),
            ("b", DROPOUT, "improves-over", MIXUP, "dropout beats mixup."),
            ("b", MIXUP, "affects", "concept/bias", "mixup affects bias."),
            ("b", MIXUP, "evaluated-on", "dataset/words", "mixup on words."),
            ("b", MIXUP, "is-a", "method/augmentation", "mixup is an augmentation."),
            ("c", "method/x", "improves-over", "method/y", both),
            ("c", "method/y", "improves-over", "method/x", both),
        ]
    )
    write_rdf(kg, path)
    return path


@pytest.mark.parametrize(("question", "parameters", "expected"), STATED)
def test_what_papers_state_is_answered(
    stated: Path,
    question: str,
    parameters: dict[str, str | float],
    expected: list[tuple[str, ...]],
) -> None:
    found = kgraph.query(stated, question, **parameters)  # type: ignore[arg-type]  # only the question's own parameters
    shown = [
        tuple(
            cell.removeprefix(f"{DEFAULT_BASE}paper/")
            for cell in row
            if cell and not cell.startswith(f"{DEFAULT_BASE}entity/")
        )
        for row in found.rows
    ]
    assert shown == expected


def test_an_ambiguous_name_means_all_entities_that_bear_it(small: Path) -> None:
    assert len(kgraph.query(small, "entities-by-name", name="Ntk").rows) == 2
    assert len(kgraph.query(small, "shared-names").rows) == 1
    assert len(kgraph.query(small, "surface-forms", entity="NTK").rows) == 0
    assert len(kgraph.query(small, "papers-by-entity", entity="NTK").rows) == 2


# -- parameters
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entity",
    [
        "grokking",
        "GROKKING",
        " Grokking ",
        "concept/grokking",
        "concept:grokking",
        f"{DEFAULT_BASE}entity/concept/grokking",
    ],
)
def test_an_entity_goes_by_name_or_id(export: Export, entity: str) -> None:
    (terms,) = to_terms(export, QUESTIONS["papers-by-entity"].bind({"entity": entity})).values()
    assert [str(term) for term in terms] == ["<https://w3id.org/kgraph/entity/concept/grokking>"]


def test_an_entity_goes_by_what_its_names_have_in_common(export: Export) -> None:
    (terms,) = to_terms(export, QUESTIONS["papers-by-entity"].bind({"entity": "cifar 10"})).values()
    assert [str(term) for term in terms] == ["<https://w3id.org/kgraph/entity/dataset/cifar-10>"]


@pytest.mark.parametrize(
    "paper", ["paper:a", "a", "1806.07572", "arXiv:1806.07572v3", "Of kernels", "of kernel"]
)
def test_a_paper_goes_by_id_or_title(small: Path, paper: str) -> None:
    assert kgraph.query(small, "similar-papers", paper=paper).rows == ()


@pytest.mark.parametrize("paper", ["b", "10.1/X", "https://doi.org/10.1/x", "and more"])
def test_a_paper_goes_by_doi_or_a_part_of_its_title(small: Path, paper: str) -> None:
    export = open_export(small)
    terms = to_terms(export, QUESTIONS["similar-papers"].bind({"paper": paper}))
    assert [str(term) for term in terms["paper"]] == ["<https://w3id.org/kgraph/paper/b>"]


@pytest.mark.parametrize(
    ("question", "parameters", "message"),
    [
        (
            "papers-by-entity",
            {"entity": "grokkin"},
            "entity: no entity matches 'grokkin'. Give a name, an alias, .*"
            "The closest:\n  concept/grokking",
        ),
        ("papers-by-entity", {"entity": "concept/nothing"}, "no entity matches 'concept/nothing'"),
        (
            "papers-by-entity",
            {"entity": "https://example.org/"},
            "no entity matches 'https://example.org/'",
        ),
        ("papers-by-entity", {"entity": ""}, "no entity matches ''"),
        (
            "similar-papers",
            {"paper": "neural networks"},
            "'neural networks' matches 30 papers. Give an id or",
        ),
        (
            "similar-papers",
            {"paper": "Attention Is Not All You Need"},
            "no paper matches 'Attention Is Not All You Need'. Give an id, an arXiv id, a DOI, "
            "an address, or a title or a part of it. The closest:\n"
            "  arxiv-1706.03762  Attention Is All You Need",
        ),
        ("similar-papers", {"paper": ""}, "no paper matches ''"),
    ],
)
def test_what_is_not_in_the_export_is_named(
    question: str, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(NotFoundError, match=message):
        kgraph.query(DEMO, question, **parameters)  # type: ignore[arg-type]  # only the question's own parameters


@pytest.mark.parametrize(
    ("question", "parameters", "message"),
    [
        (
            "papers-by-entit",
            {},
            "no question has the name 'papers-by-entit'. The closest: papers-by-entity",
        ),
        ("zzz", {}, "no question has the name 'zzz'. There are: around-entity, "),
        (
            "papers-by-entity",
            {},
            "papers-by-entity needs entity, an entity. For example: papers-by-entity entity=grok",
        ),
        (
            "papers-by-entity",
            {"paper": "x"},
            "papers-by-entity has no parameter 'paper'. For example",
        ),
        (
            "extractors",
            {"paper": "x"},
            "extractors has no parameter 'paper'. It has no parameters.",
        ),
        (
            "SELECT * { ?s ?p ?o }",
            {"s": "x"},
            "the query has no parameter 's'. It has no parameters.",
        ),
        (
            "papers-in-year",
            {"entity": "grokking", "year": "MMXX"},
            "year: 'MMXX' does not fit: give a year, as 2017",
        ),
        ("methods-with-datasets", {"least": "-1"}, "least: '-1' does not fit: give a whole number"),
        ("methods-with-datasets", {"least": "1 } #"}, "does not fit"),
        (
            "doubtful-mentions",
            {"below": "2"},
            "below: '2' does not fit: give a number between 0 and 1",
        ),
        (
            "top-entities",
            {"label": "Person"},
            "label: 'Person' is not a label: give one of Method, Dataset",
        ),
    ],
)
def test_a_wrong_parameter_is_named(
    question: str, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        kgraph.query(DEMO, question, **parameters)  # type: ignore[arg-type]  # only the question's own parameters


def test_numbers_and_labels_are_taken_as_they_are_meant() -> None:
    assert kgraph.query(DEMO, "methods-with-datasets", least=99).rows == ()
    assert kgraph.query(DEMO, "doubtful-mentions", below=0.0).rows == ()
    assert len(kgraph.query(DEMO, "top-entities", label="metric").rows) == 10


@pytest.mark.parametrize(
    "hostile",
    [
        '" } VALUES ?b { "',
        '\\"\n\r\t\x07 ü \N{GRINNING FACE} ?a VALUES ?a { }',
        '" } ?s ?p ?o . VALUES ?x { "',
        "NTK\\",
        'NTK" } } #\n',
        "VALUES ?b { 1 }",
        "\\u0022 } SELECT",
        "'''\r\n\x00\x07",
        "$name ?name {}",
    ],
)
def test_a_value_is_never_read_as_query(hostile: str) -> None:
    text = (
        "# parameter: a — a text, as x\n# parameter: b — a text, as y\n"
        "SELECT ?a ?b { VALUES ?a { 1 } VALUES ?b { 2 } }"
    )
    assert kgraph.query(DEMO, text, a=hostile, b=hostile).rows == ((hostile, hostile),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "# parameter: x — a thing, as y\nASK {}",
            "parameter x is 'a thing': let it be one of an entity",
        ),
        (
            "# parameter: x — a text, as y\nASK {}",
            r"parameter x does not occur in the query: write VALUES \?x",
        ),
    ],
)
def test_a_parameter_of_ones_own_is_checked(text: str, message: str) -> None:
    with pytest.raises(KgraphError, match=message):
        find_question(text)


def test_every_kind_of_parameter_is_used_and_read() -> None:
    used = {parameter.kind for question in QUESTIONS.values() for parameter in question.parameters}
    assert used == set(KINDS)
    assert [quote("a"), quote("a b")] == ["a", "'a b'"]

"""Each spelling of a paper, an entity or a build means the same in all interfaces."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from typer.testing import CliRunner

import kgraph
from kgraph.cli import app
from kgraph.errors import BuildError, NotFoundError
from kgraph.explorer.page import write_html
from kgraph.export.tables import read_tables, write_tables
from kgraph.lookup.builds import EXPORTS, find_export
from kgraph.lookup.nodes import find_entities, find_entity, find_node, find_paper
from kgraph.rdf.write import write_rdf
from kgraph.sparql.parameters import to_terms
from kgraph.sparql.question import read_question
from kgraph.sparql.store import Export, open_export
from kgraph.types import KnowledgeGraph, Paper
from kgraph.validate.validation import validate
from tests.explorer.made import Names, make_graph
from tests.serve.conftest import Client, running

NTK = Paper(
    "arxiv-1806.07572",
    "Neural Tangent Kernel: Convergence and Generalization in Neural Networks",
    "The NTK explains it. So does ADAM.",
    arxiv_id="1806.07572",
)
OLD = Paper(
    "arxiv-cs.lg_0309136",
    "Kernels of Neural Networks",
    "A neural tangent kernel is lazy.",
    arxiv_id="cs.lg/0309136",
)
DOI = Paper(
    "doi-10.1145-abc-1234abcd",
    "Tree-Structured Pre-training: Généralisation?",
    "Adam helps, and the NTK too.",
    url="https://www.example.org/Papers/über%20trees/",
    doi="10.1145/abc(2016).x<1>",
    record_id="W42:tree",
)
NAMES: Names = {
    "concept/adam": ("adam", "Concept", ("Adam optimiser",)),
    "concept/neural-tangent-kernel": ("neural tangent kernel", "Concept", ("NTK",)),
    "method/adam": ("Adam", "Method", ("ADAM",)),
}
BASE = "https://example.org/graph#"
QUESTION = """\
# parameter: paper — a paper, else arxiv-1806.07572
# parameter: entity — an entity, else NTK
SELECT ?paper ?entity { VALUES ?paper { <x:y> } VALUES ?entity { <x:y> } }
"""

PAPERS = {
    "arxiv-1806.07572": NTK,
    "https://w3id.org/kgraph/paper/arxiv-1806.07572": NTK,
    f"{BASE}paper/arxiv-1806.07572": NTK,
    "paper:arxiv-1806.07572": NTK,
    "1806.07572": NTK,
    " 1806.07572v2 ": NTK,
    "arXiv:1806.07572": NTK,
    "ARXIV:1806.07572v4 [cs.LG]": NTK,
    "https://arxiv.org/abs/1806.07572": NTK,
    "http://www.arxiv.org/pdf/1806.07572v3.pdf": NTK,
    "arxiv.org/html/1806.07572v1": NTK,
    "https://doi.org/10.48550/arXiv.1806.07572": NTK,
    "cs.LG/0309136": OLD,
    "arxiv.org/abs/cs.LG/0309136v1": OLD,
    "10.1145/abc(2016).x<1>": DOI,
    "DOI: 10.1145/ABC(2016).X<1>": DOI,
    "https://doi.org/10.1145/abc(2016).x%3C1%3E": DOI,
    "dx.doi.org/10.1145/abc(2016).x<1>": DOI,
    "https://dl.acm.org/doi/10.1145/abc(2016).x<1>": DOI,
    "W42:tree": DOI,
    "https://www.example.org/Papers/über%20trees/": DOI,
    "example.org/papers/%C3%BCber%20trees": DOI,
    "neural tangent kernel - convergence and generalization in neural networks.": NTK,
    "KERNELS OF NEURAL NETWORK": OLD,
    "tree structured pretraining généralisation": DOI,
    "Neural Tangent Kern": NTK,
    "structured Pre-training": DOI,
}
ENTITIES = {
    "concept/neural-tangent-kernel": "concept/neural-tangent-kernel",
    "https://w3id.org/kgraph/entity/concept/neural-tangent-kernel": "concept/neural-tangent-kernel",
    f"{BASE}entity/method/adam": "method/adam",
    "concept:neural-tangent-kernel": "concept/neural-tangent-kernel",
    "Neural Tangent Kernel": "concept/neural-tangent-kernel",
    " neural tangent kernels ": "concept/neural-tangent-kernel",
    "neural-tangent  kernel": "concept/neural-tangent-kernel",
    "ntk": "concept/neural-tangent-kernel",
    "NTKs": "concept/neural-tangent-kernel",
    "Concept: NTK": "concept/neural-tangent-kernel",
    "adam optimizer": "concept/adam",
    "Method: Adam": "method/adam",
    "method/ADAM": "method/adam",
    "concept: adam": "concept/adam",
}
WRONG_PAPERS = {
    "Neural Networks": "'Neural Networks' matches 2 papers. Give an id or more of the title:\n"
    f"  {NTK.id}  {NTK.title}\n  {OLD.id}  {OLD.title}",
    "Kernel of Neutral Networks": "no paper matches 'Kernel of Neutral Networks'. Give an id, an "
    "arXiv id, a DOI, an address, or a title or a part of it. The closest:\n"
    f"  {OLD.id}  {OLD.title}\n  {NTK.id}  {NTK.title}",
    "arXiv:1806.07573": "no paper matches 'arXiv:1806.07573'. Give an id, an arXiv id, a DOI, an "
    "address, or a title or a part of it.",
    " ": "no paper matches ' '. Give an id, an arXiv id, a DOI, an address, or a title or a part "
    "of it.",
}
WRONG_ENTITIES = {
    "neural tangnt kernel": "no entity matches 'neural tangnt kernel'. Give a name, an alias, an "
    "id as concept/grokking, or a label and a name as Method: Adam. The closest:\n"
    "  concept/neural-tangent-kernel  neural tangent kernel",
    "Dataset: zzz": "no entity matches 'Dataset: zzz'. Give a name, an alias, an id as "
    "concept/grokking, or a label and a name as Method: Adam.",
    "": "no entity matches ''. Give a name, an alias, an id as concept/grokking, or a label and a "
    "name as Method: Adam.",
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lookup")
    kg = make_graph((NTK, OLD, DOI), NAMES)
    write_tables(kg, folder)
    write_html(kg, folder / "graph.html", title="small")
    write_rdf(kg, folder / "graph.nt", format="ntriples")
    write_rdf(kg, folder / "graph.ttl", format="turtle")
    write_rdf(kg, folder / "graph.jsonld", format="jsonld")
    return folder


@pytest.fixture(scope="module")
def kg(build: Path) -> KnowledgeGraph:
    return read_tables(build)


@pytest.fixture(scope="module")
def export(build: Path) -> Export:
    return open_export(build / "graph.nt")


@pytest.fixture(scope="module")
def client(build: Path) -> Iterator[Client]:
    with running(build) as client:
        yield client


def run(*words: str | Path) -> str:
    """Run a command in this process; return what it prints, or raise its error."""
    done = CliRunner().invoke(app, [*map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def ask(export: Export, parameter: str, text: str) -> list[str]:
    """Look a parameter up as a query does."""
    bindings = read_question("the query", QUESTION).bind({parameter: text})
    return [str(term).strip("<>") for term in to_terms(export, bindings)[parameter]]


def fetch(client: Client, parameter: str, text: str) -> list[str]:
    """Send a parameter to the server; return what it stands for, or raise the server's error."""
    fields = urlencode({"query": QUESTION, f"${parameter}": text})
    reply = client.get(f"/sparql?{fields}")
    if reply.status != 200:
        raise NotFoundError(reply.text.removesuffix("\n"))
    return [row[parameter]["value"] for row in reply.json["results"]["bindings"]]


# -- papers and entities
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", PAPERS)
def test_a_paper_is_found_by_any_spelling_through_every_door(
    build: Path, kg: KnowledgeGraph, export: Export, client: Client, text: str
) -> None:
    paper = PAPERS[text]
    other = OLD if paper is not OLD else NTK
    iri = f"https://w3id.org/kgraph/paper/{paper.id}"
    assert find_paper(kg, text) == kgraph.find_paper(kg, text) == paper
    assert f"({paper.id})" in run("why", build, text, other.id).replace("\n", "")
    assert ask(export, "paper", text) == [iri]
    assert fetch(client, "paper", text) == [iri]


@pytest.mark.parametrize("text", ENTITIES)
def test_an_entity_is_found_by_any_spelling_through_every_door(
    build: Path, kg: KnowledgeGraph, export: Export, client: Client, text: str
) -> None:
    entity = kg.entities[ENTITIES[text]]
    iri = f"https://w3id.org/kgraph/entity/{entity.id}"
    assert find_entity(kg, text) == kgraph.find_entity(kg, text) == find_node(kg, text) == entity
    assert run("path", build, text, NTK.id).startswith(f"{entity.name} - ")
    assert ask(export, "entity", text) == [iri]
    assert fetch(client, "entity", text) == [iri]


def test_a_name_of_several_entities_means_all_of_them_or_is_an_error(
    build: Path, kg: KnowledgeGraph, export: Export, client: Client
) -> None:
    iris = [f"https://w3id.org/kgraph/entity/{label}/adam" for label in ("method", "concept")]
    assert {entity.id for entity in find_entities(kg, "ADAM")} == {"method/adam", "concept/adam"}
    assert sorted(ask(export, "entity", "ADAM")) == sorted(iris)
    assert sorted(fetch(client, "entity", "ADAM")) == sorted(iris)
    message = (
        "'ADAM' matches 2 entities. Give an id, or the label too, as 'Concept: adam':\n"
        "  concept/adam  adam\n  method/adam  Adam"
    )
    for look_up in (
        lambda: find_entity(kg, "ADAM"),
        lambda: find_node(kg, "ADAM"),
        lambda: run("trends", build, "ADAM"),
        lambda: run("path", build, "ADAM", NTK.id),
    ):
        with pytest.raises(NotFoundError, match=f"^{re.escape(message)}$"):
            look_up()


def doors(
    parameter: str, build: Path, kg: KnowledgeGraph, export: Export, client: Client
) -> Mapping[str, Callable[[str], object]]:
    """Return the four ways to look something up, by the prefix of their errors."""
    is_paper = parameter == "paper"
    return {
        "": lambda text: (find_paper if is_paper else find_entity)(kg, text),
        "(?#cli)": lambda text: (
            run("similar", build, text) if is_paper else run("trends", build, text)
        ),
        f"{parameter}: ": lambda text: ask(export, parameter, text),
        f"(?#server){parameter}: ": lambda text: fetch(client, parameter, text),
    }


@pytest.mark.parametrize(
    ("parameter", "text", "message"),
    [("paper", *wrong) for wrong in WRONG_PAPERS.items()]
    + [("entity", *wrong) for wrong in WRONG_ENTITIES.items()],
)
def test_the_error_says_what_was_given_what_is_near_and_how_to_write_it(
    build: Path,
    kg: KnowledgeGraph,
    export: Export,
    client: Client,
    parameter: str,
    text: str,
    message: str,
) -> None:
    for prefix, look_up in doors(parameter, build, kg, export, client).items():
        with pytest.raises(NotFoundError, match=f"^{prefix}{re.escape(message)}$"):
            look_up(text)


def test_a_long_list_of_papers_is_cut(kg: KnowledgeGraph) -> None:
    papers = {f"p{n}": Paper(f"p{n}", f"{'' if n == 7 else 'A '}tree {n}") for n in range(9)}
    with pytest.raises(NotFoundError) as error:
        find_paper(replace(kg, papers=papers), "tree")
    lines = str(error.value).split("\n")
    assert lines[0] == "'tree' matches 9 papers. Give an id or more of the title:"
    assert lines[1:3] == ["  p7  tree 7", "  p0  A tree 0"]
    assert lines[-1] == "  ... and 4 more"


def test_an_export_with_a_base_of_its_own_is_looked_up_by_its_ids(
    kg: KnowledgeGraph, tmp_path: Path
) -> None:
    options = kgraph.RdfOptions(base_iri=BASE)
    write_rdf(kg, tmp_path / "graph.nt", format="ntriples", options=options)
    export = open_export(tmp_path / "graph.nt")
    for text in (NTK.id, f"{BASE}paper/{NTK.id}", f"https://w3id.org/kgraph/paper/{NTK.id}"):
        assert ask(export, "paper", text) == [f"{BASE}paper/{NTK.id}"]
    assert ask(export, "entity", "Method: Adam") == [f"{BASE}entity/method/adam"]


def test_a_graph_and_its_export_hold_the_same_names(kg: KnowledgeGraph, export: Export) -> None:
    assert set(export.papers) == set(kg.papers)
    assert set(export.entities) == set(kg.entities)
    for entity in kg.entities.values():
        loaded = export.entities[entity.id]
        assert (loaded.name, loaded.label) == (entity.name, entity.label)
        assert set(loaded.aliases) == {alias for alias in entity.aliases if alias != entity.name}


# -- builds
# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPORTS)
def test_any_file_of_an_export_will_do_by_itself_or_in_a_folder(
    build: Path, tmp_path: Path, name: str
) -> None:
    shutil.copy(build / name, tmp_path / name)
    shutil.copy(build / "graph.html", tmp_path)
    for source in (tmp_path, tmp_path / name, str(tmp_path)):
        assert find_export(source) == tmp_path / name
    question = "SELECT (COUNT(?p) AS ?n) { ?p a kg:Paper }"
    assert kgraph.query(tmp_path, question).rows == (("3",),)
    assert kgraph.query(str(tmp_path / name), question).rows == (("3",),)
    assert "3" in run("query", tmp_path, "-e", question)
    assert validate(tmp_path / name).triples == len(open_export(build / "graph.nt").store)
    with running(tmp_path) as client:
        reply = client.query(question)
        assert reply.json["results"]["bindings"][0]["n"]["value"] == "3"


@pytest.mark.parametrize(
    ("words", "missing", "output"),
    [
        (("top", "@"), "papers.csv", "tables"),
        (("why", "@", "a", "b"), "papers.csv", "tables"),
        (("diff", "@", "@"), "papers.csv", "tables"),
        (("query", "@", "-e", "ASK {}"), "graph.nt or graph.ttl or graph.jsonld", "rdf"),
        (("validate", "@"), "graph.nt or graph.ttl or graph.jsonld", "rdf"),
        (("serve", "@"), "graph.html", "html"),
    ],
)
def test_a_folder_without_a_build_is_named_with_the_remedy(
    tmp_path: Path, words: tuple[str, ...], missing: str, output: str
) -> None:
    file = tmp_path / "notes.md"
    file.write_text("")
    for path, reason, where in (
        (tmp_path, f"it has no {missing}", tmp_path),
        (tmp_path / "nowhere", "no such folder", tmp_path / "nowhere"),
        (file, "it is a file", "FOLDER"),
    ):
        if path == file and output == "rdf":
            continue
        message = (
            f"{path}: no build here ({reason}). "
            f"Write one with `kgraph build INPUT -o {where}`, with {output} among its outputs."
        )
        with pytest.raises(BuildError, match=f"^{re.escape(message)}$"):
            run(*(path if word == "@" else word for word in words))

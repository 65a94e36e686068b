"""A build on disk: replaced atomically, described by its manifest, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

import kgraph
from kgraph import folder as folder_module
from kgraph.analyse.centrality import centrality
from kgraph.analyse.communities import community_stability, find_communities
from kgraph.config import Settings
from kgraph.errors import BuildError, InputError
from kgraph.explorer.layout import lay_out
from kgraph.export.report import to_report
from kgraph.folder import write_folder
from kgraph.graph.networks import entity_graph, map_graph, paper_graph
from kgraph.types import KnowledgeGraph, Paper, Reading
from tests.conftest import ROOT, SAMPLE, SHARED, needs_shared, run, run_process
from tests.graph.made import assert_links

OUTPUTS = {
    *(
        "about.csv",
        "statements.csv",
        "aliases.csv",
        "entities.csv",
        "labels.csv",
        "links.csv",
        "near.csv",
        "mentions.csv",
        "papers.csv",
        "authors.csv",
        "venues.csv",
    ),
    *("graph.html", "graph.graphml", "graph.jsonld", "graph.nt", "graph.ttl"),
    *("vosviewer-entities.json", "vosviewer-papers.json", "report.md", "manifest.json"),
}


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture
def written(
    sample: KnowledgeGraph, sample_reading: Reading, settings: Settings, tmp_path: Path
) -> Path:
    write_folder(sample, tmp_path / "build", reading=sample_reading, settings=settings)
    return tmp_path / "build"


def test_the_manifest_describes_every_output(written: Path, sample: KnowledgeGraph) -> None:
    assert {path.name for path in written.iterdir()} == OUTPUTS
    manifest = json.loads((written / "manifest.json").read_text())
    assert manifest["outputs"] == {
        name: digest for name, digest in hashes(written).items() if name != "manifest.json"
    }
    assert manifest["inputs"][0]["sha256"] == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert manifest["counts"]["papers"] == len(sample.papers)
    assert "workers" not in json.dumps(manifest)


def test_a_build_that_dies_leaves_the_old_one(
    written: Path,
    sample: KnowledgeGraph,
    sample_reading: Reading,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = hashes(written)

    def fail(*args: object, **options: object) -> str:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(folder_module, "to_report", fail)
    with pytest.raises(RuntimeError, match="stops here"):
        write_folder(sample, written, reading=sample_reading, settings=settings)
    assert hashes(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["build"]


def test_a_build_that_died_between_two_renames_is_put_back(
    written: Path, sample: KnowledgeGraph, sample_reading: Reading, settings: Settings
) -> None:
    written.rename(written.with_name(".build.old"))
    write_folder(sample, written, reading=sample_reading, settings=settings)
    assert [path.name for path in written.parent.iterdir()] == ["build"]


def test_files_that_are_no_build_are_never_replaced(
    sample: KnowledgeGraph, sample_reading: Reading, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(BuildError, match="holds files that are not from a build"):
        write_folder(sample, tmp_path, reading=sample_reading, settings=settings)
    with pytest.raises(BuildError, match="is a file"):
        write_folder(sample, tmp_path / "thesis.tex", reading=sample_reading, settings=settings)
    with pytest.raises(BuildError, match="cannot be written"):
        write_folder(
            sample, tmp_path / "thesis.tex" / "x", reading=sample_reading, settings=settings
        )
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_only_outputs_asked_for_are_written(
    sample: KnowledgeGraph, sample_reading: Reading, tmp_path: Path
) -> None:
    settings = kgraph.load_settings(options={"export": {"only": ["tables"]}})
    write_folder(sample, tmp_path / "build", reading=sample_reading, settings=settings)
    names = {path.name for path in (tmp_path / "build").iterdir()}
    assert names == {
        "papers.csv",
        "authors.csv",
        "venues.csv",
        "entities.csv",
        "mentions.csv",
        "about.csv",
        "statements.csv",
        "links.csv",
        "near.csv",
        "labels.csv",
        "aliases.csv",
        "manifest.json",
    }


EXPENSIVE = {
    function.__code__: function.__name__
    for function in (
        *(entity_graph, paper_graph, map_graph, centrality),
        *(find_communities, community_stability, lay_out),
    )
}


def count_calls(run: Callable[[], object]) -> Counter[str]:
    """Count how often each expensive function is called while something runs."""
    calls: Counter[str] = Counter()

    def record(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code in EXPENSIVE:
            calls[EXPENSIVE[frame.f_code]] += 1

    sys.setprofile(record)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    ("only", "calls"),
    [
        (["tables"], {}),
        (
            ["vosviewer"],
            {"entity_graph": 1, "paper_graph": 1, "find_communities": 1},
        ),
        (
            ["html", "rdf", "graphml", "vosviewer", "tables", "report"],
            {
                **dict.fromkeys(("entity_graph", "paper_graph", "map_graph", "lay_out"), 1),
                "find_communities": 1,
                "community_stability": 1,
                "centrality": 4,  # two measures, each of papers and of entities
            },
        ),
    ],
)
def test_outputs_share_what_is_expensive(
    only: list[str],
    calls: dict[str, int],
    sample: KnowledgeGraph,
    sample_reading: Reading,
    tmp_path: Path,
) -> None:
    settings = kgraph.load_settings(options={"export": {"only": only}})
    folder = tmp_path / "build"
    write = partial(write_folder, sample, folder, reading=sample_reading, settings=settings)
    assert count_calls(write) == calls


def test_the_summary_of_a_build_computes_nothing_again(tmp_path: Path) -> None:
    papers = tmp_path / "papers.jsonl"
    papers.write_text('{"title": "Grokking on MNIST", "abstract": "Grokking of a ResNet."}\n')
    calls = count_calls(partial(run, "build", papers, "-o", tmp_path / "build"))
    assert (calls["entity_graph"], calls["centrality"]) == (1, 4)


def test_two_builds_are_the_same_bytes_whatever_the_hash_seed_and_the_workers(
    demo: Path, tmp_path: Path
) -> None:
    done = run_process("build", SAMPLE, "-o", tmp_path / "1", "--workers", "2", PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    assert hashes(demo) == hashes(tmp_path / "1")


def test_the_demo_in_the_repository_is_what_a_build_gives(written: Path) -> None:
    demo, built = hashes(ROOT / "exports" / "demo"), hashes(written)
    assert demo.keys() == OUTPUTS
    # The layout and PageRank rest on floating-point libraries, which differ in the last digit
    # between machines.
    exact = OUTPUTS - {"graph.html", "report.md", "manifest.json"}
    assert {name: demo[name] for name in exact} == {name: built[name] for name in exact}, (
        "run `make demo` and commit"
    )


@pytest.mark.slow
@needs_shared("seeds")
def test_the_real_listings_are_built(tmp_path: Path) -> None:
    kg, reading = kgraph.build_folder([SHARED / "seeds"], tmp_path / "seeds")
    assert len(reading) == len(kg.papers) == 384
    assert {path.name for path in (tmp_path / "seeds").iterdir()} == OUTPUTS
    for name in ("deep learning", "neural network", "machine learning"):
        hub = next(entity for entity in kg.entities.values() if entity.name == name)
        assert not any(hub.id in link.shared for link in kg.links), (
            f"{name} is too common to link papers"
        )
    assert {mention.paper for mention in kg.mentions} == set(kg.papers)
    assert_links(kg, tmp_path / "seeds")
    prominent = {entity.name for entity, _ in kgraph.top_entities(kg, n=30)}
    subjects = {
        *("grokking", "hypernetwork", "neural tangent kernel", "information bottleneck"),
        *("in-context learning", "continual learning", "neural architecture search"),
    }
    assert len(subjects & prominent) >= 6, "what the listings are about is prominent"
    assert all(entity.hub == (entity.paper_count > 0.05 * 384) for entity in kg.entities.values())


def write(kg: KnowledgeGraph, folder: Path, reading: Reading) -> None:
    """Write a small build."""
    settings = kgraph.load_settings(options={"export": {"only": ["tables"]}})
    write_folder(kg, folder, reading=reading, settings=settings)


def test_the_names_known_as_ours_are_those_that_a_build_writes() -> None:
    parquet = {name.replace(".csv", ".parquet") for name in OUTPUTS if name.endswith(".csv")}
    assert OUTPUTS | parquet == folder_module.OUTPUT_NAMES


@pytest.mark.parametrize("name", [".build.old", ".build.new"])
def test_a_folder_of_the_user_beside_the_build_stays(
    name: str, sample: KnowledgeGraph, sample_reading: Reading, tmp_path: Path
) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.tex").write_text("years of work")
    with pytest.raises(
        BuildError, match=rf"\{name}: is needed to write the build, but holds other files"
    ):
        write(sample, tmp_path / "build", sample_reading)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "thesis.tex").exists()


def test_a_file_of_the_user_in_a_build_stays(
    sample: KnowledgeGraph, sample_reading: Reading, tmp_path: Path
) -> None:
    write(sample, tmp_path / "build", sample_reading)
    (tmp_path / "build" / "notes.txt").write_text("mine")
    with pytest.raises(
        BuildError, match=r"holds, next to a build, files that would be lost \(notes\.txt\)"
    ):
        write(sample, tmp_path / "build", sample_reading)
    assert (tmp_path / "build" / "notes.txt").read_text() == "mine"


def test_a_manifest_of_something_else_is_no_build(
    sample: KnowledgeGraph, sample_reading: Reading, tmp_path: Path
) -> None:
    for text in ("{}", "[]", "no json", '{"outputs": {"manifest.json": 1}}'):
        (tmp_path / "manifest.json").write_text(text)
        with pytest.raises(BuildError, match="holds files that are not from a build"):
            write(sample, tmp_path, sample_reading)


def test_what_a_killed_build_left_is_cleared(
    sample: KnowledgeGraph, sample_reading: Reading, tmp_path: Path
) -> None:
    write(sample, tmp_path / "build", sample_reading)
    for name in (".build.new", ".build.old"):
        (tmp_path / name).mkdir()
    (tmp_path / ".build.new" / "graph.nt").write_text("half a")
    write(sample, tmp_path / "build", sample_reading)
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_link_stays_and_its_target_is_written(
    sample: KnowledgeGraph, sample_reading: Reading, tmp_path: Path
) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write(sample, tmp_path / "link", sample_reading)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target" / "manifest.json").exists()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(BuildError, match="loop"):
        write(sample, tmp_path / "loop", sample_reading)


def test_a_folder_is_checked_before_anything_is_read() -> None:
    with pytest.raises(BuildError, match="/: is the root of the disk"):
        kgraph.build_folder(["nowhere"], "/")


def test_the_text_of_papers_is_no_markdown_in_the_report() -> None:
    paper = Paper("p", "*a* _b_ [c](d) ![e](f) `g` <b>&amp; | \\")
    kg = KnowledgeGraph({"p": paper}, {}, (), ())
    report = to_report(kg, Reading((paper,), (), ()))
    assert r"| p | \*a\* \_b\_ \[c\](d) \!\[e\](f) \`g\` &lt;b>&amp;amp; \| \\ |" in report


def test_the_report_names_the_authors_and_venues_of_most_papers() -> None:
    papers = (
        Paper("p", "P", authors=("Ada Weaver", "Bo Spindler"), venue="ICLR 2019"),
        Paper("q", "Q", authors=("bo spindler", "Zoë Ångström")),
    )
    kg = KnowledgeGraph({paper.id: paper for paper in papers}, {}, (), ())
    report = to_report(kg, Reading(papers, (), ()))
    section = report.partition("## Authors and venues")[2].partition("##")[0]
    assert section.splitlines()[4:-1] == [
        "| authors | 3 | Bo Spindler (2), Ada Weaver (1), Zoë Ångström (1) |",
        "| venues | 1 | International Conference on Learning Representations (1) |",
    ]
    bare = KnowledgeGraph({"p": Paper("p", "P")}, {}, (), ())
    assert "## Authors and venues" not in to_report(bare, Reading((), (), ()))


def test_papers_with_one_id_are_refused() -> None:
    with pytest.raises(InputError, match=r"two papers have the id 'p' \('A', 'B'\)"):
        kgraph.build([Paper("p", "A"), Paper("p", "B")])

"""The command line as a user runs it: data on stdout, messages on stderr, exit codes."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import kgraph
from kgraph._version import __version__
from kgraph.types import MEASURES, OWN_PREDICATES, KnowledgeGraph, Near, Paper, PaperLink
from tests.conftest import SAMPLE, run, run_process, untraced
from tests.graph.made import about_all, graph_of_statements, graph_of_uses

A, B = "arxiv-1806.07572", "arxiv-1512.03385"


@pytest.fixture(scope="module")
def build(demo: Path) -> Path:
    return demo


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "odd.jsonl"
    path.write_text('{"title": "Grokking and NTK"}\n{"broken\n')
    return path


def test_help_and_version_need_no_spacy() -> None:
    assert run("--version").stdout == f"kgraph {__version__}\n"
    code = (
        "import sys\nfrom kgraph.cli import main\n"
        "try: main()\nexcept SystemExit: print('spacy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage" in done.stdout
    assert done.stdout.endswith("False\n")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what `extract` prints of the sample corpus to a file."""
    path = tmp_path_factory.mktemp("extracted") / "sample.jsonl"
    path.write_text(run("extract", SAMPLE).stdout)
    return path


def test_extract_writes_one_json_line_a_paper(extracted: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in extracted.read_text().splitlines()]
    assert len(rows) == len(SAMPLE.read_text().splitlines())
    assert set(rows[0]) == {"id", "title", "abstract", "mentions"}
    assert set(rows[0]["mentions"][0]) == {
        "field", "start", "end", "text", "label", "entity", "canonical", "score", "source",
    }  # fmt: skip
    assert run("extract", SAMPLE, "-o", tmp_path / "out.jsonl").stdout == ""
    assert (tmp_path / "out.jsonl").read_text() == extracted.read_text()


def test_the_id_of_the_input_comes_back() -> None:
    done = run(
        "extract", "-", stdin='{"id": "p001", "title": "Grokking", "abstract": "We study NTK."}'
    )
    assert json.loads(done.stdout)["id"] == "p001"


def test_lint_lists_every_odd_record(odd: Path) -> None:
    done = run("lint", odd)
    assert [line.split(": ")[:3] for line in done.stdout.splitlines()] == [
        ["odd.jsonl:1", "error", "few-abstracts"],
        ["odd.jsonl:1", "problem", "no-abstract"],
        ["odd.jsonl:2", "problem", "broken-json"],
    ]
    assert "1 errors, 2 problems" in done.stderr
    assert done.returncode == 1
    assert run("lint", odd, "--no-strict").returncode == 0


def test_problems_fail_a_strict_run_alone(tmp_path: Path) -> None:
    text = "".join(f'{{"title": "Paper {i}", "abstract": "We study NTK."}}\n' for i in range(3))
    (tmp_path / "a.jsonl").write_text(text + '{"title": 4')
    assert run("lint", tmp_path / "a.jsonl").returncode == 0
    assert run("lint", tmp_path / "a.jsonl", "--strict").returncode == 1


def test_a_run_that_loses_most_of_a_file_says_so_and_ends_with_1(
    odd: Path, extracted: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.rtf").write_text("{\\rtf1 Wide networks}")
    done = run("extract", SAMPLE, odd, tmp_path / "notes.rtf")
    assert (done.returncode, done.stdout.count("\n")) == (1, extracted.read_text().count("\n") + 1)
    assert "odd.jsonl:1: error: few-abstracts: 1 of 1 papers have no abstract" in done.stderr
    assert "notes.rtf:1: error: other-format: the file is RTF" in done.stderr
    assert "with --no-strict it is 0" in done.stderr
    assert run("extract", SAMPLE, odd, "--no-strict").returncode == 0


def test_columns_can_be_mapped(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,Notes,Journal\nWide networks,We study the NTK.,JMLR\n")
    mapped = ("--map", "title=name", "--map", "abstract=Notes")
    done = run("extract", tmp_path / "a.csv", *mapped)
    row = json.loads(done.stdout)
    assert (done.returncode, row["title"], row["abstract"]) == (
        0,
        "Wide networks",
        "We study the NTK.",
    )
    for wrong, message in (
        ("Notes", "--map Notes: write NAME=COLUMN"),
        ("text=Notes", "'text' is not a column that kgraph reads. Choose of: title, abstract"),
    ):
        done = run("extract", tmp_path / "a.csv", "--map", wrong)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_a_strict_build_is_written_and_ends_with_1(odd: Path, tmp_path: Path) -> None:
    done = run("build", odd, "-o", tmp_path / "out", "--strict", "--only", "tables, report")
    assert done.returncode == 1
    assert "error: few-abstracts: 1 of 1 papers" in done.stderr
    assert "2 problems in the input" in done.stderr
    assert (tmp_path / "out" / "report.md").exists()


def test_why_shows_what_two_papers_share(build: Path) -> None:
    done = run("why", build, A, "Exact Computation with an Infinitely Wide")
    assert done.returncode == 0
    assert re.search(
        r"^link of weight 0\.\d\d \(entities 0\.\d\d, words 0\.\d\d, context", done.stdout, re.M
    )
    assert " ~ " in done.stdout
    assert "[NTK]" in done.stdout or "tangent kernel" in done.stdout
    assert run("why", build, A, B).returncode == 0


def test_why_says_why_two_papers_are_not_linked(build: Path) -> None:
    done = run("why", build, A, "Adam: A Method for Stochastic Optimization")
    assert "no link: neither is among the papers most like the other" in done.stdout
    assert "fully connected neural network  Method, 6 papers, the second uses it" in done.stdout


def test_why_and_similar_say_what_papers_state_of_what_they_have_in_common(
    tmp_path: Path,
) -> None:
    kg = graph_of_statements(
        [
            ("p", "", "addresses", "task/parsing", ""),
            ("p", "", "proposes", "method/adam", ""),
            ("p", "", "uses", "method/sgd", ""),
            ("q", "", "addresses", "task/parsing", ""),
            ("q", "", "compares-with", "method/adam", ""),
            ("q", "", "uses", "method/adam", ""),
            ("q", "", "studies", "concept/speed", ""),
            *(
                (paper, "", predicate, "metric/f1", "")
                for paper in "pq"
                for predicate in OWN_PREDICATES
            ),
        ]
    )
    near = Near("concept/speed", "method/sgd", 0.5)
    pair = "method/sgd", "concept/speed"
    link = PaperLink("p", "q", 0.5, ("task/parsing", "method/adam", "metric/f1"), (pair,))
    kgraph.write_tables(about_all(replace(kg, links=(link,), near=(near,))), tmp_path)
    done = run("why", tmp_path, "p", "q").stdout
    assert "parsing  Task, 1 papers, both address it, about it 0.90 and 0.90" in done
    assert ", the first proposes it, the second uses and compares with it, about it 0.90" in done
    assert "near, closeness 0.50, the first uses sgd, the second studies speed" in done
    (row,) = rows_of("similar", tmp_path, "p")
    every = "propose and study and address and use and evaluate on and measure by and compare with"
    assert row["in common"] == f"parsing (both address it), adam, f1 (both {every} it), sgd ~ speed"


def test_top_prints_a_table_or_csv(build: Path) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(run("top", build, "--csv", "-n", "3", "--label", "Dataset").stdout)
        )
    )
    assert [row["label"] for row in rows] == ["Dataset"] * 3
    for measure in MEASURES:
        done = run("top", build, "--by", measure, "-n", "1")
        assert measure in done.stdout
        assert re.fullmatch(
            r"\d+ hubs and [\d,]+ entities in fewer than 3 papers are left out; "
            r"--hubs and --min-papers show them\n",
            done.stderr,
        )
    assert run("top", build, "--hubs", "--min-papers", "1", "-n", "1").stderr == ""


def test_authors_and_venues_are_listed_by_their_papers(build: Path) -> None:
    for command, kind in (("authors", "author"), ("venues", "venue")):
        rows = rows_of(command, build, "-n", "4")
        assert [row["rank"] for row in rows] == ["1", "2", "3", "4"]
        assert all(row[kind] and row["id"].startswith(f"{kind}/") for row in rows)
        papers = [int(row["papers"]) for row in rows]
        assert papers == sorted(papers, reverse=True)
        assert all(row["first"] <= row["last"] for row in rows)
        (first, *_) = rows
        assert len(rows_of(command, build, first["id"], "-n", "999")) == papers[0]


def test_an_author_has_papers_subjects_and_coauthors(build: Path) -> None:
    done = run("authors", build, "vinyals", "-n", "2")
    head, table = done.stdout.split("\n\n")
    assert re.match(r"Oriol Vinyals  author/oriol-vinyals, \d+ papers\nAbout: .+ \(\d\)", head)
    assert re.search(r"\nWith: [^\n]+ \(\d\)", head)
    assert head.count("Oriol Vinyals") == 1
    assert "\nIn: Conference on Neural Information Processing Systems (" in head
    header, newest, next_ = table.splitlines()
    assert header.split() == ["year", "paper", "id"]
    assert newest[:4] >= next_[:4] > "2000"
    assert re.fullmatch(r"\d+ more; -n shows them\n", done.stderr)
    assert "\nBy: " in run("venues", build, "jmlr").stdout


def test_a_graph_without_authors_says_so(tmp_path: Path) -> None:
    kgraph.write_tables(KnowledgeGraph({"p": Paper("p", "P")}, {}, (), ()), tmp_path)
    assert run("authors", tmp_path).stderr == "no paper names its author\n"
    assert run("venues", tmp_path).stderr == "no paper names its venue\n"
    done = run("venues", tmp_path, "icml")
    assert done.returncode == 2
    assert "no venue matches 'icml'. No paper of this graph names its venue." in done.stderr


def test_top_ranks_papers_and_says_which_ranks_mean_something(build: Path) -> None:
    assert rows_of("top", build, "--papers", "--by", "strength", "-n", "2")[0]["id"].startswith(
        "arxiv-"
    )
    for row in rows_of(
        "top", build, "--intervals", "--samples", "20", "-n", "3", "--label", "Method"
    ):
        assert int(row["from"]) <= int(row["to"])
        assert row["label"] == "Method"
    rows = rows_of(
        "top", build, "--null", "--samples", "5", "--by", "degree", "-n", "3", "--min-papers", "4"
    )
    assert min(int(row["papers"]) for row in rows) >= 4
    assert [float(row["z"]) for row in rows] == sorted(
        (float(row["z"]) for row in rows), reverse=True
    )


def test_query_asks_the_rdf(build: Path, tmp_path: Path, sample: KnowledgeGraph) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?p a kg:Paper }"
    assert run("query", build, "-e", text, "--format", "csv").stdout.split() == [
        "n",
        str(len(sample.papers)),
    ]
    (tmp_path / "q.rq").write_text(text)
    assert str(len(sample.papers)) in run("query", build, tmp_path / "q.rq").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("build", "nowhere"), "nowhere: no such file or folder"),
        (("build",), "Missing argument"),
        (("build", str(SAMPLE), "--only", "pdf"), "export.only.0"),
        (("build", str(SAMPLE), "--config", "nowhere.cfg"), "nowhere.cfg: cannot be read"),
        (("lint", str(SAMPLE), "--format", "pdf"), "pdf"),
        (("extract", str(SAMPLE), "-o", "/nowhere/x.jsonl"), "cannot be written"),
        (("extract", str(SAMPLE), "-o", "/"), "cannot be written (is a folder)"),
        (("build", str(SAMPLE), "-o", "/"), "is the root of the disk"),
        (
            ("top", "nowhere"),
            "nowhere: no build here (no such folder). Write one with `kgraph build",
        ),
        (("top", "nowhere", "--by", "fame"), "fame"),
        (("top", "nowhere", "--intervals", "--null"), "exclude each other"),
        (("top", "nowhere", "--papers", "--label", "Task"), "select entities, not papers"),
        (("top", "nowhere", "--papers", "--by", "prominence"), "only entities have a prominence"),
        (("why", "nowhere", "a", "b"), "nowhere: no build here (no such folder)"),
        (("query", "nowhere", "-e", "ASK {}"), "nowhere: no build here (no such folder)"),
        (("query", "nowhere"), "give the name of a question"),
        (
            ("query", "nowhere", "nowhere.rq"),
            "nowhere.rq: cannot be read (No such file or directory)",
        ),
    ],
)
def test_a_failure_is_one_message_and_exit_code_2(args: tuple[str, ...], message: str) -> None:
    done = run(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failure_ends_the_process_with_its_code() -> None:
    done = run_process("lint", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kgraph: nowhere: no such file or folder")


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_failure() -> None:
    command = f"'{sys.executable}' -m kgraph extract '{SAMPLE}' | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (len(done.stdout), done.stderr) == (10, "")


def test_evaluate_measures_what_extract_wrote(extracted: Path) -> None:
    done = run("evaluate", extracted, "--predicted", extracted, "--errors", "3")
    assert "expected calibration error" in done.stdout
    rows = list(csv.DictReader(io.StringIO(run("evaluate", extracted, "--csv").stdout)))
    assert {row["F1"] for row in rows} == {"100.0"}


def test_an_input_is_never_overwritten(odd: Path) -> None:
    before = odd.read_bytes()
    for given in (odd, odd.parent):
        done = run("extract", given, "-o", odd)
        assert done.returncode == 2
        assert "is one of the inputs and would be overwritten" in done.stderr
    assert odd.read_bytes() == before


def test_a_link_and_a_device_are_written_to_and_not_replaced(odd: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "out.jsonl")
    assert run("extract", odd, "--no-strict", "-o", tmp_path / "link").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out.jsonl").read_text().startswith('{"id": ')
    assert run("extract", odd, "--no-strict", "-o", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"link", "out.jsonl", "odd.jsonl"}


@pytest.mark.slow
def test_output_is_utf8_whatever_the_locale() -> None:
    command = [sys.executable, "-m", "kgraph", "extract", "-"]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    paper = '{"title": "Müller 𝒪", "abstract": "Text."}'.encode()
    done = subprocess.run(command, input=paper, capture_output=True, env=env, check=True)
    assert json.loads(done.stdout.decode("utf-8"))["title"] == "Müller 𝒪"


PAPERS = """\
{"title": "Kernels", "abstract": "We study the neural tangent kernel (NTK). The NTK is constant."}
{"title": "Grokking", "abstract": "Grokking occurs if the NTK moves. Frobnicate-9 is our dataset."}
"""


def edited(folder: Path, copy: Path, surface: str, edit: str, value: str) -> Path:
    with (folder / "aliases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["surface"] == surface:
            row |= {"edit": edit, "value": value}
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return copy


def test_the_merge_ledger_is_edited_and_built_with(tmp_path: Path) -> None:
    papers, folder = tmp_path / "papers.jsonl", tmp_path / "out"
    papers.write_text(PAPERS)
    assert run("build", papers, "-o", folder, "--only", "tables").returncode == 0
    mine = edited(folder, tmp_path / "mine.csv", "NTK", "rename", "the NTK")
    done = run(
        "build", papers, "-o", folder, "--only", "tables,report", "--aliases", mine, "--strict"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert ",the NTK,Concept," in (folder / "entities.csv").read_text()
    assert (folder / "aliases.csv").read_text() == mine.read_text().replace("\r\n", "\n")
    mine.write_text("surface,entity,edit,value\nNTC,concept/ntc,drop,\n")
    done = run(
        "build", papers, "-o", folder, "--only", "tables,report", "--aliases", mine, "--strict"
    )
    assert (done.returncode, done.stderr) == (
        1,
        f"{mine}: 'NTC' (concept/ntc): drop ignored: it matches no mention or names no entity\n",
    )
    assert "| NTC | concept/ntc |" in (folder / "report.md").read_text()


def test_a_lexicon_of_one_s_own_adds_names(tmp_path: Path) -> None:
    papers, folder, mine = tmp_path / "papers.jsonl", tmp_path / "out", tmp_path / "mine.csv"
    papers.write_text(PAPERS)
    mine.write_text(
        "label,name,aliases,ids,broader\nDataset,Frobnicate-9,Frob-9,wikidata:Q42,MNIST\n"
    )
    done = run("build", papers, "-o", folder, "--only", "tables", "--lexicon", mine)
    assert done.returncode == 0, done.stderr
    assert "http://www.wikidata.org/entity/Q42" in (folder / "entities.csv").read_text()


def _heed_sigint() -> None:
    """Undo what a shell does to the jobs that it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_all_processes_with_one_line(workers: str, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    papers = (
        {"title": f"{row['title']} {i}", "abstract": row["abstract"]}
        for i in range(60)
        for row in rows
    )
    (tmp_path / "big.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in papers))
    command = [
        sys.executable,
        "-m",
        "kgraph",
        "extract",
        "big.jsonl",
        "-o",
        "out.jsonl",
        "--workers",
        workers,
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=pipe,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_sigint,  # noqa: PLW1509
        env=untraced(),
    ) as child:
        time.sleep(4)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to the parent and the workers
        try:
            _, messages = child.communicate(
                timeout=20
            )  # ends when the last process that holds stderr has ended
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    assert (child.returncode, messages) == (130, "kgraph: interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["big.jsonl"]


def rows_of(*args: str | Path) -> list[dict[str, str]]:
    done = run(*args, "--csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_similar_lists_papers_and_what_they_share(build: Path) -> None:
    rows = rows_of("similar", build, A, "-n", "3")
    assert len(rows) == 3
    assert all(row["in common"] and row["id"] != A for row in rows)
    assert "rank" in run("similar", build, A).stdout


def test_path_quotes_a_sentence_for_each_step(build: Path) -> None:
    done = run("path", build, A, "ImageNet")
    assert done.returncode == 0
    assert f"{A} abstract:" in done.stdout
    assert "[ImageNet]" in done.stdout
    assert "no paper or entity matches 'zzzz'" in run("path", build, A, "zzzz").stderr


def test_bridges_and_gaps_print_a_table_or_csv(build: Path, tmp_path: Path) -> None:
    assert len(rows_of("bridges", build, "--min-papers", "2", "-n", "2")) == 2
    assert "most distinctive entities" in run("bridges", build).stdout
    uses = [(f"{n:02}", name) for n in range(40) for name in ("u" * (n < 20) or "v", "z")]
    kgraph.write_tables(about_all(graph_of_uses(uses)), tmp_path)
    (row,) = rows_of("gaps", tmp_path, "--label", "Method")
    assert (row["entity"], row["other"], row["shared neighbours"]) == ("u", "v", "z")
    assert row["read"]
    assert row["and read"]


def test_trends_rise_fall_or_are_of_one_entity(build: Path) -> None:
    assert all(float(row["z"]) > 0 for row in rows_of("trends", build))
    assert all(float(row["z"]) < 0 for row in rows_of("trends", build, "--falling"))
    assert {row["entity"] for row in rows_of("trends", build, "ImageNet")} == {"ImageNet"}


def test_diff_of_a_build_with_itself_is_empty(build: Path) -> None:
    done = run("diff", build, build)
    assert done.returncode == 0
    assert "0 new entities" in done.stdout
    assert "0 new bridges" in done.stdout
    assert "0 new claims" in done.stdout


def test_communities_are_listed_with_their_stability(build: Path) -> None:
    done = run("communities", build, "--seeds", "2", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sum(int(row["papers"]) for row in rows) == len(SAMPLE.read_text().splitlines())
    assert done.stderr.startswith("stability of the partition over 2 seeds: ")
    assert all(0 < float(row["stability"]) <= 1 for row in rows)
    assert len(rows_of("communities", build, "--resolution", "9", "--seeds", "2")) > len(rows)
    assert (
        "The resolution 0.0 does not fit" in run("communities", build, "--resolution", "0").stderr
    )


def test_bridges_are_between_the_communities_that_are_listed(build: Path) -> None:
    listed = [
        (row["number"], row["papers"], row["community"]) for row in rows_of("communities", build)
    ]
    printed = run("bridges", build).stdout.partition("most distinctive entities:\n")[2]
    assert [tuple(line.split(maxsplit=2)) for line in printed.splitlines()] == listed
    assert {number for number, *_ in listed} < rows_of("bridges", build)[0].keys()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two papers without a year that share nothing and a third without mentions, as tables."""
    folder = tmp_path_factory.mktemp("tiny")
    kgraph.write_tables(
        graph_of_uses([("a", "grokking"), ("b", "pruning")], papers=["a", "b", "c"]), folder
    )
    return folder


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("gaps", "no gap: no two entities that 3 or more papers are about"),
        ("bridges", "no bridge: no entity has 3 papers about it"),
        ("trends", "no trend: no paper has a year"),
        ("trends @ grokking", "no trend: no paper has a year"),
        ("similar @ a", "no paper is about the same or something near it"),
        ("top", "no entity matches"),
        ("claims @ grokking", "no such statement of method/grokking"),
        ("adoption", "no paper adopts what another proposes"),
        ("contradictions", "no two statements contradict each other"),
    ],
)
def test_a_command_with_nothing_to_list_says_so(tiny: Path, args: str, message: str) -> None:
    command, *rest = args.replace("@ ", "").split()
    done = run(command, tiny, *rest)
    assert (done.returncode, done.stdout) == (0, "")
    assert message in done.stderr
    assert len(run(command, tiny, *rest, "--csv").stdout.splitlines()) == 1, "the header stays"


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three papers that state something, as tables."""
    folder = tmp_path_factory.mktemp("stated")
    method, depth, news = "method/mixonet", "concept/depth", "dataset/news"
    kg = graph_of_statements(
        [
            ("a", "", "proposes", method, "We propose mixonet of [news]."),
            ("a", method, "affects", depth, "Then mixonet increases depth."),
            ("b", method, "affects", depth, "There, mixonet reduces depth."),
            ("b", "", "uses", method, "We use mixonet on news."),
            ("b", "", "evaluates-on", news, "We use mixonet on news."),
            ("c", "", "uses", method, "All by mixonet."),
        ],
        years={"a": 2019, "b": 2021},
    )
    kgraph.write_tables(kg, folder)
    return folder


def test_claims_of_a_paper_are_grouped_by_predicate(stated: Path) -> None:
    assert run("claims", stated, "a").stdout.splitlines() == [
        "On a  (a)",
        "",
        "proposes",
        "  mixonet  0.90  We propose [mixonet] of [news].",
        "",
        "affects",
        "  mixonet … depth  0.90  Then [mixonet] increases [depth].",
    ]
    done = run("claims", stated, "b", "-n", "1")
    assert done.stdout.count("0.90") == 1
    assert done.stderr == "2 more; -n 3 shows them\n"


def test_claims_that_are_tentative_are_marked(stated: Path, tmp_path: Path) -> None:
    kg = kgraph.read_tables(stated)
    statements = tuple(replace(s, tentative=s.predicate == "affects") for s in kg.statements)
    kgraph.write_tables(replace(kg, statements=statements), tmp_path)
    lines = run("claims", tmp_path, "a").stdout.splitlines()
    assert "  mixonet … depth  0.90, tentative  Then [mixonet] increases [depth]." in lines
    assert "  mixonet  0.90  We propose [mixonet] of [news]." in lines
    assert "  b  0.90, tentative  There, [mixonet] reduces [depth]." in (
        run("claims", tmp_path, "depth").stdout.splitlines()
    )
    rows = rows_of("claims", tmp_path, "a")
    assert [(row["predicate"], row["tentative"]) for row in rows] == [
        ("proposes", "false"),
        ("affects", "true"),
    ]


def test_claims_of_an_entity_have_their_papers(stated: Path) -> None:
    lines = run("claims", stated, "mixonet").stdout.splitlines()
    assert lines[0] == "mixonet  Method, 1 paper  (method/mixonet)"
    start = lines.index("uses mixonet  2 papers, 2021")
    assert lines[start + 1 : start + 3] == [
        "  b  0.90  We use [mixonet] on news.",
        "  c  0.90  All by [mixonet].",
    ]
    assert "mixonet affects depth  2 papers, 2019 to 2021" in lines
    (row,) = rows_of("claims", stated, "mixonet", "--predicate", "proposes")
    assert (row["paper"], row["year"], row["subject"], row["object"]) == (
        "a",
        "2019",
        "",
        "mixonet",
    )
    assert "no predicate is 'likes'" in run("claims", stated, "a", "--predicate", "likes").stderr


def test_a_matrix_is_a_table_or_a_file_of_its_format(stated: Path) -> None:
    args = ("matrix", stated, "--rows", "method", "--columns", "dataset")
    table = run(*args).stdout
    assert re.search(r"^mixonet +1$", table, re.M)
    assert table.endswith("\nmixonet × news: b\n")
    assert run(*args, "--format", "csv").stdout == "Method,news\nmixonet,b\n"
    assert "| mixonet | b |" in run(*args, "--format", "markdown").stdout
    assert run(*args, "--format", "html").stdout.startswith("<!doctype html>")
    assert run("matrix", stated).stderr == "no paper joins a Task with a Dataset\n"


def test_names_of_rows_and_columns_are_no_markup(tmp_path: Path) -> None:
    kg = graph_of_statements([("a", "method/net", "evaluated-on", "dataset/news", "")])
    named = {id_: replace(item, name=f"[/b]{item.name}") for id_, item in kg.entities.items()}
    kgraph.write_tables(replace(kg, entities=named), tmp_path)
    printed = run("matrix", tmp_path, "--rows", "method").stdout
    assert re.search(r"^entity +\[/b\]news$", printed, re.M)
    assert "[/b]net × [/b]news: a" in printed
    assert (
        "[/b]net is evaluated on [/b]news  1 paper" in run("claims", tmp_path, "method/net").stdout
    )


def test_adoption_marks_what_may_not_be_later(stated: Path) -> None:
    (row,) = rows_of("adoption", stated)
    assert (row["entity"], row["proposed in"], row["papers"]) == ("mixonet", "a", "2")
    assert row["adopted in"] == "b (uses, affects); c? (uses)"
    done = run("adoption", stated)
    assert done.stdout.splitlines() == [
        "mixonet  Method, adopted by 2 papers  (method/mixonet)",
        "  proposes  a  2019  On a",
        "  uses, affects  b  2021  On b",
        "  uses  c  ?  On c",
    ]
    assert done.stderr.startswith("?: of the same year")
    assert rows_of("adoption", stated, "--label", "Dataset") == []


def test_contradictions_show_both_sentences(stated: Path) -> None:
    assert run("contradictions", stated).stdout.splitlines() == [
        "mixonet raises depth  1 paper, 2019",
        "  a  0.90  Then [mixonet] increases [depth].",
        "mixonet lowers depth  1 paper, 2021",
        "  b  0.90  There, [mixonet] reduces [depth].",
    ]
    rows = rows_of("contradictions", stated)
    assert [(row["claim"], row["paper"]) for row in rows] == [
        ("mixonet raises depth", "a"),
        ("mixonet lowers depth", "b"),
    ]


def test_a_graph_of_nothing_has_no_communities_and_no_changes(tmp_path: Path) -> None:
    kgraph.write_tables(graph_of_uses([], papers=["a"]), tmp_path)
    assert run("communities", tmp_path).stderr == "no communities: no three papers are linked\n"
    assert (
        "no entity's share of the papers has changed significantly"
        in run("diff", tmp_path, tmp_path).stdout
    )
    assert "a" in run("top", tmp_path, "--papers", "--csv").stdout


def test_names_and_a_choice_of_entities_exclude_each_other(build: Path) -> None:
    done = run("trends", build, "ImageNet", "--falling")
    assert done.returncode == 2
    assert "--label and --falling cannot be combined with ENTITY" in done.stderr

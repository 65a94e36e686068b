"""Measure how long an export of a million triples takes to load and to query.

The export is that of the demo, repeated with renamed papers: every paper keeps its links and its
evidence, and every entity is mentioned by proportionally more papers.

    python benchmarks/sparql_query.py [--triples 1000000] [--runs 5]
"""

from __future__ import annotations

import argparse
import re
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from kgraph.sparql.client import run_query
from kgraph.sparql.engine import evaluate
from kgraph.sparql.formats import MEDIA_TYPES, write_results
from kgraph.sparql.parameters import to_terms
from kgraph.sparql.question import Question, fill, find_question, list_questions
from kgraph.sparql.store import Export, open_export

DEMO = Path(__file__).parent.parent / "exports" / "demo" / "graph.nt"
BAR = 0.2
TWO_HOP = """
SELECT DISTINCT ?far {
  VALUES ?near { paper:arxiv-1806.07572 }
  ?near kg:mentions/^kg:mentions ?far
}
"""

_PAPER = re.compile(r"arxiv-\d+\.\d+|(?<=hasArXivId> \")[^\"]+")


def iter_lines(triples: int) -> Iterator[str]:
    """Yield at least `triples` N-Triples: those of papers once per copy, all others once."""
    copied = []
    for line in DEMO.read_text("utf-8").splitlines(keepends=True):
        yield line
        if _PAPER.search(line.split('"')[0]):
            copied.append(line)
    rest = triples - DEMO.read_bytes().count(b"\n")
    for copy in range(-(-rest // len(copied))):
        for line in copied:
            subject, quote, literal = line.partition('"')
            subject = _PAPER.sub(rf"\g<0>c{copy}", subject)
            yield (
                subject
                + quote
                + (literal.replace('"', f'c{copy}"', 1) if "hasArXivId" in subject else literal)
            )


def seconds(task: Callable[[], object]) -> float:
    """Return the seconds that a task takes."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def ask(export: Export, question: Question) -> None:
    """Answer a question with its example parameters, as the child process does."""
    bindings = question.bind(
        {parameter.name: parameter.example for parameter in question.parameters}
    )
    text = fill(question.text, to_terms(export, bindings))
    write_results(
        evaluate(export, text), text, (MEDIA_TYPES["csv"], MEDIA_TYPES["nt"]), export.prefixes, 200
    )


def main() -> None:
    """Make the export, load it, and time the questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(iter_lines(options.triples))
        loads = []
        start = time.perf_counter()
        export = open_export(path)
        loads.append(time.perf_counter() - start)
        print(f"{len(export.store):,} triples, {path.stat().st_size / 1e6:,.0f} MB of N-Triples")
        print(f"load                  {loads[0]:8.3f} s")
        print(
            "memory                "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB at most"
        )
        text = Question("the query", "", (), TWO_HOP)
        hops = median(seconds(lambda: ask(export, text)) for _ in range(options.runs))
        steps = median(
            seconds(lambda: ask(export, find_question("two-steps-away")))
            for _ in range(options.runs)
        )
        print(
            f"two hops by entities  {hops:8.3f} s  "
            f"(limit {BAR} s: {'kept' if hops < BAR else 'MISSED'})"
        )
        print(
            f"two hops by links     {steps:8.3f} s  "
            f"(limit {BAR} s: {'kept' if steps < BAR else 'MISSED'})"
        )
        whole = seconds(lambda: run_query(path, TWO_HOP, (MEDIA_TYPES["csv"],)))
        print(f"from start to end     {whole:8.3f} s  (a child process, load, two hops)")
        for question in list_questions():
            print(
                f"{question.name:30} "
                f"{seconds(lambda question=question: ask(export, question)):8.3f} s"
            )  # type: ignore[misc]  # mypy does not infer the default of a lambda


if __name__ == "__main__":
    main()

"""Measure what a build says papers state against papers that were judged by reading.

Run: python benchmarks/statement_quality.py BUILD JUDGEMENTS

JUDGEMENTS is a JSON Lines file: {"title", "sentences": [[field, start, end]], "entities": [{"n",
"mentions": [[field, start, end]]}], "statements": [{"subject": n or null, "predicate", "object": n,
"sentence": its number}]}. An entity of the build stands for the judged ones whose mentions overlap
with its own, so errors of the extraction count. Printed for each predicate: precision, recall and
F1, and how many of the right statements give a judged sentence.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from about_quality import find_stands, iter_judged

from kgraph.export.tables import read_tables
from kgraph.types import ENTITY_PREDICATES, OWN_PREDICATES, PREDICATES, KnowledgeGraph, Statement

Judged: TypeAlias = tuple[int | None, str, int]
Counts: TypeAlias = Mapping[str, Counter[str]]


def compare(kg: KnowledgeGraph, paper: str, row: Mapping[str, Any], counts: Counts) -> None:
    """Count what a paper states in the build and by the judges."""
    stands = find_stands(kg, paper, row["entities"])
    sentences: dict[Judged, set[int]] = defaultdict(set)
    for s in row["statements"]:
        sentences[s["subject"], s["predicate"], s["object"]].add(s["sentence"])
    found: set[Judged] = set()
    for statement in kg.statements_of(paper):
        right = [key for key in _judged_as(statement, stands) if key in sentences]
        found.update(right)
        given = {number for key in right for number in sentences[key]}
        counts[statement.predicate].update(
            found=1,
            right=bool(right),
            sentence=any(_is_in(statement, row["sentences"][number]) for number in given),
        )
    for _, predicate, _ in sentences:
        counts[predicate]["judged"] += 1
    for _, predicate, _ in found:
        counts[predicate]["covered"] += 1


def _judged_as(statement: Statement, stands: Mapping[str, set[int]]) -> Iterator[Judged]:
    subjects = stands.get(statement.subject, set()) if statement.subject else {None}
    for subject in subjects:
        for obj in stands.get(statement.object, set()):
            yield subject, statement.predicate, obj


def _is_in(statement: Statement, sentence: tuple[str, int, int]) -> bool:
    field, start, end = sentence
    return field == statement.field and start <= statement.sentence_start < end


def _line(name: str, of: Counter[str]) -> str:
    precision, recall = of["right"] / max(1, of["found"]), of["covered"] / max(1, of["judged"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return (
        f"{name:14} precision {precision:.3f} ({of['right']}/{of['found']}) recall {recall:.3f} "
        f"({of['covered']}/{of['judged']}) F1 {f1:.3f}, "
        f"sentence {of['sentence'] / max(1, of['right']):.3f}"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("judgements", type=Path)
    options = parser.parse_args()
    kg = read_tables(options.build)
    counts: dict[str, Counter[str]] = {predicate: Counter() for predicate in PREDICATES}
    for paper, row in iter_judged(kg, options.judgements):
        compare(kg, paper, row, counts)
    groups = {"own": OWN_PREDICATES, "two entities": ENTITY_PREDICATES, "all": PREDICATES}
    for name, predicates in {**{p: (p,) for p in PREDICATES}, **groups}.items():
        print(_line(name, sum((counts[predicate] for predicate in predicates), Counter())))


if __name__ == "__main__":
    main()

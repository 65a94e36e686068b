"""Measure what a build says papers are about against papers that were judged by reading.

Run: python benchmarks/about_quality.py BUILD JUDGEMENTS

JUDGEMENTS is a JSON Lines file: {"title", "entities": [{"n", "mentions": [[field, start, end]],
"about": 0, 1 or 2}]}; with 2 the paper is about the entity. An entity of the build stands for the
judged ones whose mentions overlap with its own, so errors of the extraction count. Printed:
precision, recall and F1 of the subjects, and the mean average precision of the ranking by score.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kgraph.export.tables import read_tables
from kgraph.types import SUBJECT_SCORE, About, KnowledgeGraph

_ABOUT = 2


class Counts(NamedTuple):
    """Of one paper: subjects found, of them right; judged subjects, of them covered; precision."""

    found: int
    right: int
    judged: int
    covered: int
    average_precision: float


def compare(ranked: Sequence[About], stands: Mapping[str, set[int]], truth: set[int]) -> Counts:
    """Compare the ranking of a paper's entities with what it was judged to be about."""
    covered: set[int] = set()
    precisions = []
    right = [item for item in ranked if stands[item.entity] & truth]
    for rank, item in enumerate(ranked, 1):
        if new := stands[item.entity] & truth - covered:
            precisions.append((len(precisions) + 1) / rank)
            if item.score >= SUBJECT_SCORE:
                covered |= new
    return Counts(
        found=sum(item.score >= SUBJECT_SCORE for item in ranked),
        right=sum(item.score >= SUBJECT_SCORE for item in right),
        judged=len(truth),
        covered=len(covered),
        average_precision=sum(precisions) / max(1, len(truth)),
    )


def iter_judged(kg: KnowledgeGraph, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the judged papers of a file that a build has: the id of the paper and its row."""
    ids = {_title_key(paper.title): paper.id for paper in kg.papers.values()}
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        if paper := ids.get(_title_key(row["title"])):
            yield paper, row


def find_stands(
    kg: KnowledgeGraph, paper: str, entities: Iterable[Mapping[str, Any]]
) -> Mapping[str, set[int]]:
    """Return the numbers of the judged entities that each entity of a paper stands for."""
    stands: dict[str, set[int]] = defaultdict(set)
    for entity in entities:
        for field, start, end in entity["mentions"]:
            for mention in kg.mentions_of(paper):
                if mention.field == field and mention.start < end and start < mention.end:
                    stands[mention.entity].add(entity["n"])
    return stands


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("judgements", type=Path)
    options = parser.parse_args()
    kg = read_tables(options.build)
    rows = []
    for paper, row in iter_judged(kg, options.judgements):
        truth = {entity["n"] for entity in row["entities"] if entity["about"] == _ABOUT}
        stands = find_stands(kg, paper, row["entities"])
        rows.append(compare(kg.about_of(paper), defaultdict(set, stands), truth))
    total = Counts(*map(sum, zip(*rows, strict=True)))
    precision = total.right / max(1, total.found)
    recall = total.covered / max(1, total.judged)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    sys.stdout.write(
        f"{len(rows)} papers: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}, "
        f"mean average precision {total.average_precision / max(1, len(rows)):.3f}\n"
    )


def _title_key(title: str) -> str:
    return re.sub(r"\W+", " ", title.lower()).strip()


if __name__ == "__main__":
    main()

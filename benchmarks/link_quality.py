"""Measure the links of a build against judged pairs of papers, and those of nearest texts.

Run: python benchmarks/link_quality.py BUILD JUDGEMENTS [--corpus NAME]

JUDGEMENTS is a JSON Lines file: {"corpus", "query": title, "candidates": [{"title", "grade"}]},
with grades from 0 (unrelated) to 3 (same specific topic); 2 and 3 are good. Only judged pairs
count. For each way to link papers: nDCG at 5 of the linked candidates of a query by falling weight,
with gain 2 ** grade - 1; precision, the share of the linked candidates that are good; recall, the
share of the good candidates that are linked; the links of a paper in the mean.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kgraph.export.tables import read_tables
from kgraph.similarity.encoder import TextEncoder
from kgraph.similarity.words import word_vectors
from kgraph.types import KnowledgeGraph

_NEAREST = 5
_GOOD = 2

Weights = Mapping[tuple[str, str], float]
Judged = Mapping[str, Mapping[str, int]]


def read_judgements(path: Path, corpus: str, kg: KnowledgeGraph) -> Judged:
    """Return the grades of the candidates of each query, by ids of papers in the build."""
    ids = {_title_key(paper.title): paper.id for paper in kg.papers.values()}
    judged = {}
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        if row["corpus"] == corpus and _title_key(row["query"]) in ids:
            judged[ids[_title_key(row["query"])]] = {
                ids.get(_title_key(c["title"]), c["title"]): c["grade"] for c in row["candidates"]
            }
    return judged


def _title_key(title: str) -> str:
    return re.sub(r"\W+", " ", title.lower()).strip()


def links_of(kg: KnowledgeGraph) -> Weights:
    """Return the weights of the links of a graph, in both directions."""
    pairs = {(link.a, link.b): link.weight for link in kg.links}
    return pairs | {(b, a): weight for (a, b), weight in pairs.items()}


def nearest(similarity: NDArray[Any], ids: Sequence[str]) -> Weights:
    """Link every paper with the most similar ones."""
    similarity = similarity.copy()
    np.fill_diagonal(similarity, -np.inf)
    pairs = {}
    for row, values in enumerate(similarity):
        for column in np.argsort(-values, kind="stable")[:_NEAREST].tolist():
            pairs[ids[row], ids[column]] = pairs[ids[column], ids[row]] = float(values[column])
    return pairs


def measure(weights: Weights, judged: Judged) -> str:
    """Return nDCG at 5, precision, recall and the number of links as columns."""
    scores, hits, linked, good = [], 0, 0, 0
    for query, grades in judged.items():
        found = sorted(
            (-weights[query, paper], paper) for paper in grades if (query, paper) in weights
        )
        ranked = [grades[paper] for _, paper in found]
        hits += sum(grade >= _GOOD for grade in ranked)
        linked += len(ranked)
        good += sum(grade >= _GOOD for grade in grades.values())
        if any(grades.values()):
            best = _gain(sorted(grades.values(), reverse=True))
            scores.append(_gain(ranked) / best)
    mean = sum(scores) / max(1, len(scores))
    ends = {paper for pair in weights for paper in pair}
    degree = len(weights) / max(1, len(ends))
    return f"{mean:.3f} {hits / max(1, linked):.3f} {hits / max(1, good):.3f} {degree:6.1f}"


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(i + 2) for i, grade in enumerate(grades[:_NEAREST]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("judgements", type=Path)
    parser.add_argument("--corpus", default="listings", help="the queries to use")
    options = parser.parse_args()
    kg = read_tables(options.build)
    judged = read_judgements(options.judgements, options.corpus, kg)
    ids = sorted(kg.papers)
    papers = [kg.papers[paper] for paper in ids]
    vectors = TextEncoder.load().encode_papers(papers)
    words = word_vectors(papers)
    context, tfidf = vectors @ vectors.T, (words @ words.T).toarray()
    rows = {
        "kgraph": links_of(kg),
        "words, five nearest": nearest(tfidf, ids),
        "text vectors, five nearest": nearest(context, ids),
        "both, five nearest": nearest(tfidf + context / 2, ids),
    }
    sys.stdout.write(f"{len(judged)} queries\n{'links of':28} nDCG  prec. recall links\n")
    for name, weights in rows.items():
        sys.stdout.write(f"{name:28} {measure(weights, judged)}\n")


if __name__ == "__main__":
    main()

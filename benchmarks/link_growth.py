"""Measure how the time and memory of linking grow with the number of papers.

Run: python benchmarks/link_growth.py [--papers 10000 100000]

The papers are made: 150 words each and 10 entities, some of them frequent and most of them of one
paper, as in real corpora (Zipf's law with exponent 1); their words are those of the text encoder.
Printed for each size: seconds for near entities and for links, links a paper, and peak memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import replace

import numpy as np

from kgraph.config import load_settings
from kgraph.graph.links import find_links
from kgraph.resolve.entities import specificity
from kgraph.similarity.encoder import TextEncoder
from kgraph.similarity.near import find_near
from kgraph.types import About, Entity, KnowledgeGraph, Mention, Paper

_WORDS, _ENTITIES = 150, 10


def make_graph(papers: int, seed: int = 0) -> KnowledgeGraph:
    """Return a graph of made papers."""
    rng = np.random.default_rng(seed)
    vocabulary = [term for term in TextEncoder.load().terms if " " not in term]
    ids = [f"p{number:07}" for number in range(papers)]
    names = _draw(rng, papers * 6, (papers, _ENTITIES))
    words = _draw(rng, len(vocabulary), (papers, _WORDS))
    own = {paper: sorted(set(row.tolist())) for paper, row in zip(ids, names, strict=True)}
    counts = np.bincount([entity for row in own.values() for entity in row])
    link = load_settings().link
    parts = _draw(rng, len(vocabulary), (len(counts), 3))
    entities = {
        f"method/{i:07}": Entity(
            f"method/{i:07}",
            " ".join(vocabulary[part] for part in parts[i]),
            "Method",
            paper_count=int(count),
            idf=specificity(papers, int(count)),
            hub=link.is_hub(int(count), papers),
        )
        for i, count in enumerate(counts.tolist())
        if count
    }
    pairs = [(paper, f"method/{entity:07}") for paper in ids for entity in own[paper]]
    scores = rng.random(len(pairs)).round(4).tolist()
    return KnowledgeGraph(
        {p: Paper(p, p, " ".join(vocabulary[w] for w in words[i])) for i, p in enumerate(ids)},
        entities,
        tuple(Mention(p, "title", 0, 1, "x", "Method", e, 1.0, "s", 0, 1) for p, e in pairs),
        (),
        about=tuple(About(*pair, score) for pair, score in zip(pairs, scores, strict=True)),
    )


def _draw(rng: np.random.Generator, size: int, shape: tuple[int, int]) -> np.ndarray:
    """Draw numbers below `size` by Zipf's law with exponent 1."""
    return np.floor(np.exp(rng.random(shape) * np.log(size))).astype(int) - 1


def main() -> None:
    """Print a line for each number of papers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--papers", type=int, nargs="+", default=[10_000, 100_000])
    encoder, settings = TextEncoder.load(), load_settings().link
    for papers in parser.parse_args().papers:
        kg = make_graph(papers)
        start = time.process_time()
        kg = replace(kg, near=find_near(kg.entities.values(), encoder))
        between = time.process_time()
        links = find_links(kg, encoder, settings)
        end = time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        sys.stdout.write(
            f"{papers:,} papers, {len(kg.entities):,} entities: near {between - start:.1f} s, "
            f"links {end - between:.1f} s, {2 * len(links) / papers:.1f} links a paper, "
            f"{peak:.1f} GiB\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()

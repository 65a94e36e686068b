"""The sample corpus: well-known papers of machine learning, with summaries in our own words."""

from __future__ import annotations

from pathlib import Path

from kgraph.read.papers import read_papers
from kgraph.types import Reading

SAMPLE = Path(__file__).parents[1] / "data" / "sample.jsonl"


def sample() -> Reading:
    """Return the papers of the sample corpus, which comes with kgraph.

    Example:
        >>> import kgraph
        >>> kgraph.sample().papers[0].title
        'Auto-Encoding Variational Bayes'
    """
    return read_papers(SAMPLE)

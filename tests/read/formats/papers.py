"""Three invented papers that every file in `files/` holds, each in the words of its format."""

from __future__ import annotations

from kgraph.types import Author, Paper

WIDE = Paper(
    title="Wide Networks Learn Kernels: A Müller–Łukasz Study",
    abstract=(
        'We study "lazy" training of wide networks & compare it with gradient descent. '
        "For width n > 100 the kernel is constant up to 5 % of its norm, as Poincaré would expect. "
        "On the SeaShells dataset the accuracy rises from 71.2 to 74.8."
    ),
    year=2019,
    authors=(Author("Zoë Müller", "0000-0002-1825-0097"), Author("Jean-Luc O'Neil")),
    venue="Journal of Invented Results",
    doi="10.1234/wide.5678",
    keywords=("kernels", "wide networks"),
)
SMALL = Paper(
    title="Grokking in Small Transformers {Re}visited",
    abstract=(
        "Small transformers first remember and later understand. "
        "We measure when this happens in modular addition, and find that weight decay decides it."
    ),
    year=2021,
    authors=(Author("Ana María de la Cruz"),),
    venue="Workshop on Made-Up Learning",
    arxiv_id="2105.99999",
    url="https://arxiv.org/abs/2105.99999",
    keywords=("grokking",),
)
PLAIN = Paper(
    title="A Plain Paper without Identifiers",
    abstract=(
        "This paper has neither a DOI nor an arXiv id. It compares three optimizers on five tasks, "
        "and the oldest of them is the best on four. Its code is public."
    ),
    year=2023,
    authors=(Author("Li Wei"), Author("Ada B. Smith"), Author("Omar Haddad")),
    venue="Proceedings of the Nowhere Conference",
)
PAPERS = (WIDE, SMALL, PLAIN)
"""Title, abstract, year, names of authors, venue and identifiers must come back from any format
that has a place for them, with ORCIDs and keywords."""

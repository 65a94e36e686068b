"""The addresses that a page may link to: where a paper is read, and nothing that runs when it is clicked."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from kgraph.types import Paper


def addresses(paper: Paper) -> dict[str, str]:
    """Return the addresses to read a paper at, by the name of the place: arXiv, DOI, and the one its record gave.

    Only http and https addresses are let through: a `javascript:` address would run when clicked.
    """
    known = {}
    if paper.arxiv_id:
        known["arXiv"] = f"https://arxiv.org/abs/{quote(paper.arxiv_id)}"
    if paper.doi:
        known["DOI"] = f"https://doi.org/{quote(paper.doi)}"
    if is_web_address(paper.url) and paper.url not in known.values():
        known["Source"] = paper.url
    return known


def is_web_address(url: str) -> bool:
    """Say whether an address is one of http or https."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False

"""Crossref: three lists a second for users who give an email address, otherwise one.

https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
"""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.enrich.online.service import Request, WebService
from kgraph.types import Paper

_ARXIV = "10.48550/"
_FEW = 5


def _id_of(paper: Paper) -> str:
    """Return a DOI that Crossref registers: those of arXiv are registered elsewhere."""
    return "" if paper.doi.startswith(_ARXIV) or "," in paper.doi else paper.doi


def _by_ids(ids: Sequence[str]) -> Request:
    return Request("/works", {"filter": ",".join(f"doi:{id_}" for id_ in ids), "rows": len(ids)})


def _by_title(title: str) -> Request:
    return Request("/works", {"query.bibliographic": title, "rows": _FEW})


CROSSREF = WebService(
    name="crossref",
    address="https://api.crossref.org",
    pause=1.0,
    format="crossref",
    offers=("year", "authors", "venue", "url", "doi"),
    id_of=_id_of,
    by_ids=_by_ids,
    by_title=_by_title,
    batch=20,
)
"""The service; values of one filter are alternatives."""

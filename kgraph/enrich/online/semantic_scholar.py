"""Semantic Scholar: a request a second with a key; without one, a rate that all users share.

https://api.semanticscholar.org/api-docs/graph
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from kgraph.enrich.online.service import ApiKey, Request, WebService
from kgraph.types import Paper

_FIELDS = {"fields": "title,abstract,authors,year,venue,externalIds,url"}
_PATH = "/graph/v1/paper"


def _id_of(paper: Paper) -> str:
    return (paper.arxiv_id and f"ARXIV:{paper.arxiv_id}") or (paper.doi and f"DOI:{paper.doi}")


def _by_ids(ids: Sequence[str]) -> Request:
    return Request(f"{_PATH}/{quote(ids[0])}", _FIELDS, may_miss=True)


def _by_title(title: str) -> Request:
    return Request(f"{_PATH}/search/match", {"query": title, **_FIELDS}, may_miss=True)


SEMANTIC_SCHOLAR = WebService(
    name="semantic-scholar",
    address="https://api.semanticscholar.org",
    pause=1.0,
    format="semantic-scholar",
    offers=("year", "authors", "venue", "url", "doi", "arxiv_id"),
    id_of=_id_of,
    by_ids=_by_ids,
    by_title=_by_title,
    key=ApiKey("SEMANTIC_SCHOLAR_API_KEY", header="x-api-key"),
)
"""The service; it answers a GET request for one id with one paper."""

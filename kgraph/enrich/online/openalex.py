"""OpenAlex: 100 requests a second; with a free key up to 1,000 searches a day, without one fewer.

https://developers.openalex.org/api-reference/authentication
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from kgraph.enrich.enrichment import FILLED_FIELDS
from kgraph.enrich.online.service import ApiKey, Request, WebService, words_of
from kgraph.types import Paper

_PAGE = 100
_FEW = 5


def _id_of(paper: Paper) -> str:
    """Return the DOI, which arXiv gives to its papers as well; not one that would end a filter."""
    doi = paper.doi or (paper.arxiv_id and f"10.48550/arxiv.{paper.arxiv_id}")
    return "" if set(doi) & set(",|") else doi


def _by_ids(ids: Sequence[str]) -> Request:
    return Request("/works", {"filter": f"doi:{'|'.join(ids)}", "per_page": _PAGE})


def _by_title(title: str) -> Request:
    return Request("/works", {"filter": f"title.search:{words_of(title)}", "per_page": _FEW})


def _search(query: str, since: int | None) -> Request:
    dates = {"filter": f"from_publication_date:{since}-01-01"} if since else {}
    return Request("/works", {"search": query, **dates, "per_page": _PAGE, "cursor": "*"})


def _next_page(request: Request, body: bytes) -> Request | None:
    answer = json.loads(body)
    cursor = answer.get("meta", {}).get("next_cursor") if answer.get("results") else None
    return Request(request.path, {**request.params, "cursor": cursor}) if cursor else None


OPENALEX = WebService(
    name="openalex",
    address="https://api.openalex.org",
    pause=0.1,
    format="openalex",
    offers=FILLED_FIELDS,
    id_of=_id_of,
    by_ids=_by_ids,
    by_title=_by_title,
    batch=50,
    search=_search,
    next_page=_next_page,
    key=ApiKey("OPENALEX_API_KEY", parameter="api_key"),
)
"""The service; its filters take up to 100 ids and its pages up to 100 records."""

"""Hugging Face: 500 requests in five minutes without an account.

https://huggingface.co/docs/hub/rate-limits
"""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.enrich.online.service import Request, WebService

_PATH = "/api/papers"
_MOST = 120


def _by_ids(ids: Sequence[str]) -> Request:
    return Request(f"{_PATH}/{ids[0]}", may_miss=True)


def _by_title(title: str) -> Request:
    return Request(f"{_PATH}/search", {"q": title})


def _search(query: str, _since: int | None) -> Request:
    return Request(f"{_PATH}/search", {"q": query, "limit": _MOST})


HUGGINGFACE = WebService(
    name="huggingface",
    address="https://huggingface.co",
    pause=0.6,
    format="huggingface",
    offers=("year", "authors", "url", "arxiv_id", "keywords"),
    id_of=lambda paper: paper.arxiv_id,
    by_ids=_by_ids,
    by_title=_by_title,
    search=_search,
)
"""The service; a search has one page."""

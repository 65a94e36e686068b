"""arXiv: a request every three seconds.

https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kgraph.enrich.online.service import Request, WebService, words_of

_PATH = "/api/query"
_PAGE = 100
_FEW = 5
_TOTAL = re.compile(rb"<(?:\w+:)?totalResults[^>]*>\s*(\d+)\s*<")


def _by_ids(ids: Sequence[str]) -> Request:
    return Request(_PATH, {"id_list": ",".join(ids), "max_results": len(ids)})


def _by_title(title: str) -> Request:
    return Request(_PATH, {"search_query": f'ti:"{words_of(title)}"', "max_results": _FEW})


def _search(query: str, since: int | None) -> Request:
    dates = f"({query}) AND submittedDate:[{since}01010000 TO 299912312359]"
    return Request(
        _PATH, {"search_query": dates if since else query, "start": 0, "max_results": _PAGE}
    )


def _next_page(request: Request, body: bytes) -> Request | None:
    total = _TOTAL.search(body)
    start = int(request.params["start"]) + _PAGE
    if total is None or start >= int(total[1]):
        return None
    return Request(_PATH, {**request.params, "start": start})


ARXIV = WebService(
    name="arxiv",
    address="https://export.arxiv.org",
    pause=3.0,
    format="arxiv-atom",
    offers=("year", "authors", "venue", "doi", "arxiv_id"),
    id_of=lambda paper: paper.arxiv_id,
    by_ids=_by_ids,
    by_title=_by_title,
    batch=_PAGE,
    search=_search,
    next_page=_next_page,
)
"""The service."""

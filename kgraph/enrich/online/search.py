"""Find records of papers in a service, and fetch the papers that it finds for a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from kgraph.enrich.enrichment import find_missing
from kgraph.enrich.online.answer import read_answer
from kgraph.enrich.online.arxiv import ARXIV
from kgraph.enrich.online.crossref import CROSSREF
from kgraph.enrich.online.huggingface import HUGGINGFACE
from kgraph.enrich.online.openalex import OPENALEX
from kgraph.enrich.online.semantic_scholar import SEMANTIC_SCHOLAR
from kgraph.enrich.online.service import Access, Request, WebService
from kgraph.errors import InputError
from kgraph.read.papers import Item
from kgraph.track import Track, untracked
from kgraph.types import Paper, SearchName, ServiceName

if TYPE_CHECKING:
    from kgraph.enrich.online.client import Client


SERVICES: Mapping[str, WebService] = {
    service.name: service for service in (ARXIV, OPENALEX, SEMANTIC_SCHOLAR, CROSSREF, HUGGINGFACE)
}


def find_records(
    papers: Iterable[Paper],
    service: ServiceName,
    *,
    email: str = "",
    access: Access | None = None,
    track: Track = untracked,
) -> Iterator[Item]:
    """Yield the records of a service that may be of papers, for `enrich_papers`.

    Papers that lack nothing that the service has are left out. A paper is searched for by DOI or
    arXiv id, and by title if it has none or that is not found. Answers are kept for a week, so
    that an interrupted run goes on where it ended.

    Args:
        papers: The papers.
        service: The name of a service.
        email: An address to be written to, which services ask for.
        access: How to reach the service, if not as usual.
        track: Wraps the iteration over requests, to show progress.

    Raises:
        MissingExtra: `kgraph[fetch]` is not installed.
        OnlineError: The service cannot be reached, refuses, or answers with something else.
    """
    found = _find_service(service)
    with _open(found, email, access) as client:
        wanted = [paper for paper in papers if set(find_missing(paper)) & set(found.offers)]
        with_id = [paper for paper in wanted if found.id_of(paper)]
        known: set[str] = set()
        ids = list(dict.fromkeys(map(found.id_of, with_id)))
        batches = [ids[start : start + found.batch] for start in range(0, len(ids), found.batch)]
        for request in track(map(found.by_ids, batches), len(batches), "Finding ids"):
            for item in read_answer(found, *client.get(request)):
                if isinstance(item, Paper):
                    known |= {item.doi, item.arxiv_id}
                yield item
        left = [paper for paper in wanted if not known & ({paper.doi, paper.arxiv_id} - {""})]
        titles = list(dict.fromkeys(paper.title for paper in left))
        for request in track(map(found.by_title, titles), len(titles), "Finding titles"):
            yield from read_answer(found, *client.get(request))


def fetch_papers(
    service: SearchName,
    query: str,
    *,
    limit: int | None = None,
    since: int | None = None,
    email: str = "",
    access: Access | None = None,
) -> Iterator[Paper]:
    """Yield the papers that a service finds for a query, each once, in its order.

    Args:
        service: The name of a service.
        query: The query, in the syntax of the service.
        limit: The largest number of papers; all by default.
        since: The first year of the papers.
        email: As for `find_records`.
        access: As for `find_records`.

    Raises:
        MissingExtra: `kgraph[fetch]` is not installed.
        OnlineError: As for `find_records`.
    """
    found = _find_service(service)
    with _open(found, email, access) as client:
        yield from islice(_without_copies(_iter_pages(client, found, query, since)), limit)


def _iter_pages(
    client: Client, service: WebService, query: str, since: int | None
) -> Iterator[Paper]:
    if service.search is None:
        raise InputError(f"papers cannot be fetched from {service.name}. Choose another service.")
    request: Request | None = service.search(query, since)
    while request is not None:
        url, body = client.get(request)
        for item in read_answer(service, url, body):
            if isinstance(item, Paper) and (not since or not item.year or item.year >= since):
                yield item
        request = service.next_page(request, body) if body else None


def _without_copies(papers: Iterable[Paper]) -> Iterator[Paper]:
    seen: set[str] = set()
    for paper in papers:
        if paper.id not in seen:
            seen.add(paper.id)
            yield paper


def _open(service: WebService, email: str, access: Access | None) -> closing[Client]:
    from kgraph.enrich.online.client import Client

    return closing(Client(service, email, access or Access()))


def _find_service(name: str) -> WebService:
    if name not in SERVICES:
        raise InputError(f"'{name}' is not a service. Choose one of: {', '.join(SERVICES)}.")
    return SERVICES[name]

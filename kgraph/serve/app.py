"""The web application: its paths and what they show."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kgraph.serve.endpoint import Endpoint, read_accept
from kgraph.serve.guard import EXPLORER_POLICY, PAGE_POLICY, Guard
from kgraph.serve.queries import Queries
from kgraph.serve.responses import PiecesResponse, choose
from kgraph.serve.site import Site, describe, find_address, find_resource
from kgraph.sparql.formats import GRAPH_TYPES, write_triples
from kgraph.sparql.question import KINDS, list_questions

_PAGE = Path(__file__).parent / "page"
_FILES = {
    "/query": ("query.html", "text/html"),
    "/query/page.js": ("page.js", "text/javascript"),
    "/query/rows.js": ("rows.js", "text/javascript"),
    "/query/page.css": ("page.css", "text/css"),
}
_MOST_DIGITS = 6

Handler = Callable[[Request], Awaitable[Response]]


def make_app(
    site: Site, queries: Queries, *, port: int, origins: Collection[str] = ()
) -> Starlette:
    """Make the application.

    Args:
        site: What is shown.
        queries: What answers queries.
        port: The port that the server listens on.
        origins: Further origins whose pages may send requests, such as `https://yasgui.org`.
    """
    middleware = [Middleware(Guard, port=port, origins=origins)]
    if origins:
        middleware.append(
            Middleware(CORSMiddleware, allow_origins=tuple(origins), allow_methods=("GET", "POST"))
        )
    routes = [
        Route("/", _explorer(site)),
        Route("/sparql", Endpoint(site, queries).answer, methods=["GET", "POST"]),
        *(Route(path, _file(*file)) for path, file in _FILES.items()),
        Route("/query/data.json", _page_data(site)),
        Route("/favicon.ico", _no_icon),
        Route("/{path:path}", _linked_data(site)),
    ]
    return Starlette(routes=routes, middleware=middleware, exception_handlers={HTTPException: _say})


async def _say(_: Request, error: Exception) -> Response:
    """Answer a refusal with a line of plain text."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for this class
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


def _explorer(site: Site) -> Handler:
    headers = {"content-security-policy": EXPLORER_POLICY, "etag": site.page_tag}

    async def show(request: Request) -> Response:
        if site.page_tag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        return PiecesResponse(site.page, len(site.page), "text/html", headers)

    return show


def _file(name: str, media_type: str) -> Handler:
    content = (_PAGE / name).read_bytes()

    async def show(_: Request) -> Response:
        return Response(content, 200, {"content-security-policy": PAGE_POLICY}, media_type)

    return show


def _page_data(site: Site) -> Handler:
    """Send the query page the prefixes and the questions that come with kgraph."""
    questions = [dataclasses.asdict(question) for question in list_questions()]
    data = {
        "base": site.base,
        "prefixes": dict(site.prefixes),
        "kinds": dict(KINDS),
        "questions": questions,
    }
    content = json.dumps(data).encode()

    async def show(_: Request) -> Response:
        return Response(content, 200, None, "application/json")

    return show


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204)


def _linked_data(site: Site) -> Handler:
    async def show(request: Request) -> Response:
        resource = find_resource(site, request.url.path)
        if resource is None:
            raise HTTPException(
                404, "there is nothing here: the explorer is at /, queries at /query and /sparql"
            )
        address = find_address(site, resource)
        offered = (*GRAPH_TYPES, "text/html") if address else GRAPH_TYPES
        media_type = choose(read_accept(request), offered)
        if media_type is None:
            raise HTTPException(406, f"this comes as one of: {', '.join(offered)}")
        headers = {"vary": "Accept"}
        if media_type == "text/html":
            return RedirectResponse(str(address), 303, headers)
        page = _page_number(request)
        description = describe(site, resource, page)
        if not description.is_last:
            headers["link"] = f'<{request.url.include_query_params(page=page + 1)}>; rel="next"'
        return Response(
            write_triples(description.triples, media_type, site.prefixes), 200, headers, media_type
        )

    return show


def _page_number(request: Request) -> int:
    page = request.query_params.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) <= _MOST_DIGITS and int(page) > 0):
        raise HTTPException(400, "page is a number from 1")
    return int(page)

"""The SPARQL 1.1 protocol for queries: from a request to an answer or an error message."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kgraph.errors import BuildError, KgraphError, QueryTimeout
from kgraph.rdf import VOCABULARIES
from kgraph.serve.queries import Answer, BusyError, Queries
from kgraph.serve.responses import PiecesResponse, choose
from kgraph.serve.site import Site
from kgraph.sparql.engine import Query
from kgraph.sparql.formats import GRAPH_TYPES, ROW_TYPES, FormatError, write_triples

MOST_BODY: Final = 1 << 20
"""Bytes that a request's body may have."""

BODY_TIMEOUT: Final = 10.0
"""Seconds that a client may take to send a body."""

RETRY_AFTER: Final = 5
"""Seconds after which a client may try again if the server was busy."""

_MOST_FIELDS = 20
_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_DATASET = {"default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri"}
_SERVICE = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_OFFERED = (*ROW_TYPES, *GRAPH_TYPES)
# A BuildError means that a new template could not read the export.
_STATUSES: Mapping[type[KgraphError], int] = {QueryTimeout: 504, BuildError: 500}
_FORMAT_NAMES: Mapping[str, str] = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Answers requests to /sparql."""

    site: Site
    queries: Queries

    async def answer(self, request: Request) -> Response:
        """Answer a request, or raise HTTPException."""
        fields = await read_fields(request)
        text = find_query(fields)
        accept = read_accept(request)
        if text is None:
            if request.method == "POST":
                raise HTTPException(400, "the form has no field 'query'")
            return self._describe(request, accept)
        chosen = (choose(accept, ROW_TYPES), choose(accept, GRAPH_TYPES))
        media_types = [media_type for media_type in chosen if media_type]
        if not media_types:
            raise HTTPException(406, f"answers come as one of: {', '.join(_OFFERED)}")
        parameters = {name[1:]: value for name, value in fields if name.startswith("$")}
        return await _answer(request, self.queries, Query(text, media_types, parameters or None))

    def _describe(self, request: Request, accept: str | None) -> Response:
        """Describe this endpoint, or show the query page to a reader."""
        media_type = choose(accept, ("text/html", *GRAPH_TYPES))
        if media_type is None:
            raise HTTPException(
                406, f"the description comes as one of: text/html, {', '.join(GRAPH_TYPES)}"
            )
        vary = {"vary": "Accept"}
        if media_type == "text/html":
            return RedirectResponse("/query", 303, vary)
        names = {**self.site.prefixes, "sd": _SERVICE}
        triples = describe_service(
            str(request.url.replace(query="", fragment="")), len(self.site.store)
        )
        return Response(write_triples(triples, media_type, names), 200, vary, media_type)


async def read_fields(request: Request) -> list[tuple[str, str]]:
    """Read a request's parameters, from its address and from its body, if it has one.

    A body that is a query alone counts as the field `query`.

    Raises:
        HTTPException: The body is too large or too slow, has a wrong type or is not UTF-8.
    """
    fields = _parse_form(request.url.query)
    if request.method != "POST":
        return fields
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    if media_type == "application/sparql-update":
        raise HTTPException(403, "this endpoint answers queries and changes nothing")
    if media_type not in (_FORM, _QUERY) or "charset" in parameters.lower().replace(
        "charset=utf-8", ""
    ):
        raise HTTPException(415, f"send the query as {_QUERY} or {_FORM}, in UTF-8")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415, "send the query as it is, not compressed")
    body = await _read_body(request)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise HTTPException(400, "the body is not UTF-8") from None
    return [*fields, ("query", text)] if media_type == _QUERY else [*fields, *_parse_form(text)]


def find_query(fields: Sequence[tuple[str, str]]) -> str | None:
    """Return the query among a request's parameters, or None if it is missing.

    Raises:
        HTTPException: There are several, or a parameter asks for something not supported here.
    """
    names = [name for name, _ in fields]
    if "update" in names:
        raise HTTPException(403, "this endpoint answers queries and changes nothing")
    if datasets := _DATASET.intersection(names):
        raise HTTPException(
            400, f"{min(datasets)} is not allowed: the export is the one graph that a query reads"
        )
    texts = [value for name, value in fields if name == "query"]
    if len(texts) > 1:
        raise HTTPException(400, "there is more than one query")
    return texts[0] if texts else None


def read_accept(request: Request) -> str | None:
    """Return all of a request's Accept headers as one, or None if it has no such header."""
    return ",".join(request.headers.getlist("accept")) or None


def describe_service(address: str, triples: int) -> list[ox.Triple]:
    """Describe the endpoint at an address in the words of SPARQL 1.1 Service Description."""
    service, dataset, graph = (
        ox.NamedNode(address + part) for part in ("#service", "#dataset", "#graph")
    )

    def name(local: str) -> ox.NamedNode:
        return ox.NamedNode(_SERVICE + local)

    def kind(subject: ox.NamedNode, local: str) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(VOCABULARIES["rdf"] + "type"), name(local))

    formats = [
        ox.Triple(service, name("resultFormat"), ox.NamedNode(_FORMATS + _FORMAT_NAMES[media_type]))
        for media_type in _OFFERED
        if media_type in _FORMAT_NAMES
    ]
    return [
        kind(service, "Service"),
        ox.Triple(service, name("endpoint"), ox.NamedNode(address)),
        ox.Triple(service, name("supportedLanguage"), name("SPARQL11Query")),
        *formats,
        ox.Triple(service, name("defaultDataset"), dataset),
        kind(dataset, "Dataset"),
        ox.Triple(dataset, name("defaultGraph"), graph),
        kind(graph, "Graph"),
        ox.Triple(graph, ox.NamedNode(VOCABULARIES["void"] + "triples"), ox.Literal(triples)),
    ]


def _parse_form(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(
            400, f"the parameters are more than {_MOST_FIELDS}, or not UTF-8"
        ) from None


async def _read_body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            if int(declared) <= MOST_BODY:
                async for piece in request.stream():
                    body += piece
                    if len(body) > MOST_BODY:
                        break
    except TimeoutError:
        raise HTTPException(
            408, f"the body took longer than {BODY_TIMEOUT:g} s", {"connection": "close"}
        ) from None
    if max(int(declared), len(body)) > MOST_BODY:
        raise HTTPException(413, f"a query may have {MOST_BODY >> 20} MB")
    return bytes(body)


async def _answer(request: Request, queries: Queries, query: Query) -> Response:
    """Answer a query, and stop it if the client goes away."""
    asking = asyncio.create_task(queries.ask(query))
    leaving = asyncio.create_task(_wait_until_gone(request))
    try:
        await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            return Response(status_code=204)  # the client does not read it
        return _respond(asking.result())
    except KgraphError as error:
        return _refuse(error)
    finally:
        leaving.cancel()
        asking.cancel()
        await asyncio.wait((asking, leaving))


def _refuse(error: KgraphError) -> Response:
    """Answer with an error, and with the status that says whose fault it is."""
    if isinstance(error, FormatError):
        return PlainTextResponse(f"{error}; accept one of: {', '.join(_OFFERED)}\n", 406)
    if isinstance(error, BusyError):
        return PlainTextResponse(f"{error}\n", 503, {"retry-after": str(RETRY_AFTER)})
    return PlainTextResponse(f"{error}\n", _STATUSES.get(type(error), 400))


async def _wait_until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _respond(answer: Answer) -> Response:
    return PiecesResponse(
        answer.file, answer.size, answer.media_type, {"vary": "Accept", "cache-control": "no-store"}
    )

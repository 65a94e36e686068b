"""Checks of every request and headers of every response.

A page of another site can make a browser send a request here: under a name of that site which
resolves to this machine (so Host is checked), or from its own origin (so Origin is checked).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NAMES = ("127.0.0.1", "localhost", "[::1]")
_HTTP_PORT = 80

MOST_HEADERS: Final = 32 << 10
"""Bytes that a request's address and headers may have; a longer query goes into a body."""

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What our own pages may do."""

EXPLORER_POLICY: Final = "frame-ancestors 'none'"
"""What a header adds to the policy in the explorer's own page."""

_HEADERS: Final = (
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-cache"),
)


def allowed_hosts(port: int) -> frozenset[str]:
    """Return the Host headers that mean a server on this machine and port."""
    hosts = {f"{name}:{port}" for name in _NAMES}
    return frozenset(hosts.union(_NAMES) if port == _HTTP_PORT else hosts)


class Guard:
    """Middleware that refuses requests for another host or from another origin, and adds headers.

    Args:
        app: The application that answers all other requests.
        port: The port that the server listens on.
        origins: Further origins whose pages may send requests.
    """

    def __init__(self, app: ASGIApp, *, port: int, origins: Collection[str] = ()) -> None:
        self.app = app
        self.hosts = allowed_hosts(port)
        self.origins = frozenset(f"http://{host}" for host in self.hosts).union(origins)
        self.foreign = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS:
                    if not (name.startswith("cross-origin-resource") and self.foreign):
                        headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        refused = _refuse_size(scope) or self._refuse(headers)
        await (refused or self.app)(scope, receive, send_with_headers)

    def _refuse(self, headers: Headers) -> PlainTextResponse | None:
        if headers.get("host", "").lower() not in self.hosts:
            return PlainTextResponse("this server answers for 127.0.0.1 and localhost alone\n", 421)
        origin = headers.get("origin")
        from_elsewhere = (
            headers.get("sec-fetch-site") == "cross-site"
            and headers.get("sec-fetch-mode") != "navigate"
        )
        if origin not in self.origins if origin is not None else from_elsewhere:
            return PlainTextResponse("pages of other origins may not ask this server\n", 403)
        return None


def _refuse_size(scope: Scope) -> PlainTextResponse | None:
    """Refuse headers that came too fast for the connection to see that they are too large."""
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if size + len(scope["raw_path"]) + len(scope["query_string"]) > MOST_HEADERS:
        return PlainTextResponse(
            "the address and the headers are too large: send a long query in a body\n", 431
        )
    return None

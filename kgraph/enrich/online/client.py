"""Send requests to a service politely: in turn, repeated after failures, answered from a cache."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.request import getproxies, proxy_bypass

from kgraph._version import __version__
from kgraph.enrich.online.service import Access, Request, WebService
from kgraph.errors import OnlineError
from kgraph.extras import needs

with needs("fetch", "Finding papers on the web"):
    import hishel
    import httpx
    from hishel.httpx import CacheTransport
    from httpx_retries import Retry, RetryTransport

_DAY: Final = 86_400
_KEPT = 7 * _DAY
_TIMEOUT = 60.0
_REPEATS = 4
_LONGEST_WAIT = 120.0
_TEMPORARY = (429, 500, 502, 503, 504)
_NOT_FOUND = 404
_MAY_MISS = "kgraph_may_miss"
# A service that cannot be connected to is not asked again: the address or the network is wrong.
_PASSING = (httpx.TimeoutException, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
_LATER = "What was answered is kept for a week; run the command again later to go on."


def cache_folder() -> Path:
    """Return the folder of the answers: `$KGRAPH_CACHE`, otherwise `kgraph` in the user's cache.

    That is `$XDG_CACHE_HOME`, otherwise `~/.cache`, on any system.
    """
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("KGRAPH_CACHE") or Path(home) / "kgraph")


class _Turns(httpx.BaseTransport):
    """Sends a request when it is its turn, and returns its answer when it is complete.

    The key of the user is added here, so that neither the cache nor a message has it.
    """

    def __init__(self, service: WebService, address: str, pause: float) -> None:
        proxies = {} if proxy_bypass(httpx.URL(address).host) else getproxies()
        self._inner = httpx.HTTPTransport(proxy=proxies.get(httpx.URL(address).scheme))
        self._service, self._pause = service, pause
        self._next = time.monotonic()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._pause
        response = self._inner.handle_request(self._with_key(request))
        response.read()
        if response.status_code == _NOT_FOUND and request.extensions[_MAY_MISS]:
            return httpx.Response(httpx.codes.OK)  # so that the cache keeps it
        if response.is_success and not _is_whole(response.content):
            raise httpx.RemoteProtocolError(f"the answer is broken: {_excerpt(response)}")
        if (wait := _find_wait(response)) > _LONGEST_WAIT:
            raise OnlineError(f"{request.url}: asks to wait {wait:,.0f} seconds. {_LATER}")
        return response

    def _with_key(self, request: httpx.Request) -> httpx.Request:
        key = self._service.key
        if key is None or not (value := os.environ.get(key.variable)):
            return request
        url = request.url.copy_add_param(key.parameter, value) if key.parameter else request.url
        headers = {**request.headers, **({key.header: value} if key.header else {})}
        return httpx.Request(request.method, url, headers=headers, extensions=request.extensions)

    def close(self) -> None:
        self._inner.close()


def _is_whole(body: bytes) -> bool:
    """Return whether a body is JSON, or a feed of XML that was not cut."""
    if body.lstrip().startswith(b"<"):
        return body.rstrip().endswith(b"</feed>")
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _find_wait(response: httpx.Response) -> float:
    """Return the seconds that an answer asks to wait for before the next request."""
    if response.status_code not in _TEMPORARY or "Retry-After" not in response.headers:
        return 0.0
    try:
        return Retry().parse_retry_after(response.headers["Retry-After"])
    except ValueError:
        return 0.0


def _excerpt(response: httpx.Response) -> str:
    return " ".join(response.text.split())[:100]


class Client:
    """The client of a service, to be closed after use.

    Args:
        service: The service.
        email: An address to be written to, which services ask for.
        access: How to reach the service.

    Raises:
        MissingExtra: The packages of `kgraph[fetch]` are not installed.
        OnlineError: The folder of the cache cannot be written.
    """

    def __init__(self, service: WebService, email: str, access: Access) -> None:
        self._service = service
        self._address = access.address or os.environ.get("KGRAPH_ADDRESS") or service.address
        pause = service.pause if access.pause is None else access.pause
        turns = _Turns(service, self._address, pause)
        retry = Retry(
            total=_REPEATS,
            backoff_factor=access.patience / 2,
            status_forcelist=_TEMPORARY,
            retry_on_exceptions=_PASSING,
            backoff_jitter=0,
        )
        self._http = httpx.Client(
            transport=CacheTransport(RetryTransport(turns, retry), _open_cache(access.cache)),
            headers={"User-Agent": f"kgraph/{__version__}" + (email and f" (mailto:{email})")},
            timeout=_TIMEOUT,
            follow_redirects=True,
        )

    def close(self) -> None:
        """Close the connections and the cache."""
        self._http.close()

    def get(self, request: Request) -> tuple[str, bytes]:
        """Return the address of a request and the body of its answer, empty if nothing is found.

        Raises:
            OnlineError: The service cannot be reached, refuses, or answers with something else.
        """
        params = {name: str(value) for name, value in request.params.items()}
        url = httpx.URL(self._address + request.path, params=params)
        try:
            response = self._http.get(url, extensions={_MAY_MISS: request.may_miss})
        except httpx.HTTPError as error:
            remedy = (
                "Check the network and its proxy." if not isinstance(error, _PASSING) else _LATER
            )
            raise OnlineError(f"{url}: cannot be read ({_reason(error)}). {remedy}") from error
        if not response.is_success:
            status = f"{response.status_code} {response.reason_phrase}".strip()
            raise OnlineError(
                f"{url}: answers {status} ({_excerpt(response)}). {self._remedy(response)}"
            )
        return str(url), response.content

    def _remedy(self, response: httpx.Response) -> str:
        key = self._service.key
        if response.status_code in (401, 403, 429) and key:
            return f"Set {key.variable} to a key of the service, or run the command again later."
        return _LATER if response.status_code in _TEMPORARY else "Check the query."


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _open_cache(folder: Path | None) -> hishel.SqliteStorage:
    folder = folder or cache_folder()
    path = folder / "answers.db"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA user_version = 1")
    except (OSError, sqlite3.Error) as error:
        raise OnlineError(
            f"{path}: cannot be written ({error}). Delete it, or set KGRAPH_CACHE to a folder."
        ) from error
    return hishel.SqliteStorage(database_path=path, default_ttl=_KEPT)

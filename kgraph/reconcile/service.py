"""Client of a reconciliation service over HTTP: rate limit, retries with pauses, time limits."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from urllib3 import exceptions as transport

from kgraph._version import __version__
from kgraph.reconcile.protocol import (
    Manifest,
    Match,
    ServiceError,
    clean,
    read_manifest,
    read_matches,
    show,
    to_queries,
)

WIKIDATA = "https://wikidata.reconci.link/en/api"
RATE = 2.0
TIMEOUT = 60.0
PAUSE = 1.0
"""Seconds before the second attempt; each further pause is twice as long."""

_ATTEMPTS = 5
_LONGEST_WAIT = 120.0
_LARGEST_BODY = 4 * 1024 * 1024
_CHUNK = 1 << 16
_TEMPORARY = frozenset({429, 500, 502, 503, 504})
# Statuses with which a service may reject a request because of one of its names.
_REJECTIONS = frozenset({400, 403, 413, 414, 422, 500})
_RETRY_LATER = (
    "The candidates so far are in the review file; run the command again later to continue."
)


class _RequestError(ServiceError):
    """A failed request.

    `status` is the status of the response, or 0 without a response; `wait` is the pause in seconds
    that the service asks for.
    """

    def __init__(
        self, message: str, *, status: int = 0, is_temporary: bool = True, wait: float = 0.0
    ) -> None:
        super().__init__(message)
        self.status, self.is_temporary, self.wait = status, is_temporary, wait


class ReconciliationService:
    """A reconciliation service; a context manager that closes the connection.

    Args:
        url: Its http or https address.
        rate: Maximum number of requests per second.
        timeout: Seconds to wait for a connection, for a response to start, and for it to end.
        pause: Seconds before the second attempt; each further pause is twice as long.

    Raises:
        ServiceError: The address is not an http or https address.
    """

    def __init__(
        self, url: str, *, rate: float = RATE, timeout: float = TIMEOUT, pause: float = PAUSE
    ) -> None:
        _check_address(url)
        self.url = url
        self._interval, self._timeout, self._pause = 1 / rate, timeout, pause
        self._next = time.monotonic()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = (
            f"kgraph/{__version__} (reconciles a lexicon of machine learning terms)"
        )
        self._session.headers["Accept"] = "application/json"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest of the service, requested once."""
        return read_manifest(self._fetch(None), self.url)

    def query(self, names: list[str], *, limit: int) -> list[tuple[Match, ...]]:
        """Return the candidates for each name, the best first.

        If the service rejects a request, its names are queried again one by one, because only one
        of them may be the cause.

        Raises:
            ServiceError: The service cannot be reached, refuses, or violates the protocol.
        """
        try:
            response = self._fetch({"queries": json.dumps(to_queries(names, limit))})
        except _RequestError as error:
            if error.status not in _REJECTIONS:
                raise
            if len(names) == 1:
                raise ServiceError(f"{error} {_skip_remedy(names[0])}") from error
            return [matches for name in names for matches in self.query([name], limit=limit)]
        space = self.manifest.space
        return read_matches(response, self.url, names=names, limit=limit, space=space)

    def _fetch(self, form: dict[str, str] | None) -> object:
        """Return the JSON response to a POST of a form, or to a GET without a form."""
        for attempt in range(_ATTEMPTS - 1):
            try:
                return self._try(form)
            except _RequestError as error:
                if not error.is_temporary or error.wait > _LONGEST_WAIT:
                    raise
                time.sleep(max(self._pause * 2**attempt, error.wait))
        return self._try(form)

    def _try(self, form: dict[str, str] | None) -> object:
        self._wait_turn()
        try:
            with self._session.request(
                "GET" if form is None else "POST",
                self.url,
                data=form,
                timeout=self._timeout,
                allow_redirects=False,  # a redirected POST would become a GET
                stream=True,
            ) as response:
                return self._read(response)
        except (requests.Timeout, transport.TimeoutError) as error:
            raise _RequestError(
                f"{self.url}: no response within {self._timeout:g} seconds. {_RETRY_LATER}"
            ) from error
        except (requests.RequestException, transport.HTTPError) as error:
            # If not even the manifest could be fetched, the address is more likely to be wrong.
            is_temporary = form is not None and not isinstance(error, requests.exceptions.SSLError)
            remedy = (
                _RETRY_LATER if is_temporary else "Check the address, the network and its proxy."
            )
            raise _RequestError(
                f"{self.url}: cannot be reached ({_reason(error)}). {remedy}",
                is_temporary=is_temporary,
            ) from error

    def _wait_turn(self) -> None:
        turn = max(time.monotonic(), self._next)
        self._next = turn + self._interval
        time.sleep(max(0.0, turn - time.monotonic()))

    def _read(self, response: requests.Response) -> object:
        """Return the JSON of a response, or raise an error with its status."""
        body = self._body(response)
        status = f"{response.status_code} {response.reason or ''}".strip()
        if response.is_redirect:
            moved = show(response.headers["Location"])
            raise ServiceError(
                f"{self.url}: has moved to {moved}. Give the new address with --service."
            )
        text, code = show(body.decode("utf-8", "replace")), response.status_code
        if code in _TEMPORARY:
            message = f"{self.url}: answers {status} ({text}). {_RETRY_LATER}"
            raise _RequestError(message, status=code, wait=_retry_after(response))
        if code != requests.codes.ok:
            remedy = "Check the address, and whether the service requires a key; kgraph sends none."
            message = f"{self.url}: refuses with {status} ({text}). {remedy}"
            raise _RequestError(message, status=code, is_temporary=False)
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            remedy = "Give the address of the API with --service."
            raise ServiceError(
                f"{self.url}: its response is not JSON ({text}). {remedy}"
            ) from error

    def _body(self, response: requests.Response) -> bytes:
        deadline = time.monotonic() + self._timeout
        body = bytearray()
        # read1 returns the bytes that have arrived, so that a slow response cannot extend the time
        # limit byte by byte.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > _LARGEST_BODY:
                size = f"{_LARGEST_BODY // 1024**2} MiB"
                raise ServiceError(
                    f"{self.url}: its response is longer than {size}. Reduce it with --limit."
                )
            if time.monotonic() > deadline:
                raise requests.Timeout
        return bytes(body)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        is_valid = False
    else:
        is_valid = parts.scheme in {"http", "https"} and bool(parts.hostname)
    if not is_valid or not url.isprintable() or " " in url:
        raise ServiceError(
            f"{show(url)}: is not an http or https address. Give the address with --service."
        )


def _skip_remedy(name: str) -> str:
    return (
        f"The request had the single name {show(name)}. To skip it, add a line with its label, "
        "its name and the prefix to the review file."
    )


def _retry_after(response: requests.Response) -> float:
    """Return the seconds until Retry-After, which is a number or a date; 0 without this header."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0.0
    return (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


def _reason(error: BaseException) -> str:
    """Return the message of the original cause of an error, without those of the libraries."""
    inner: BaseException | None = error
    while inner is not None:
        error, inner = inner, inner.__cause__ or inner.__context__
    return (
        clean((isinstance(error, OSError) and error.strerror) or str(error)) or type(error).__name__
    )

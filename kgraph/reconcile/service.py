"""A reconciliation service over HTTP, asked politely: not too often, again after a pause, and never for ever."""

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
    Candidate,
    Manifest,
    ServiceError,
    clean,
    read_answers,
    read_manifest,
    show,
    to_queries,
)

WIKIDATA = "https://wikidata.reconci.link/en/api"
RATE = 2.0
TIMEOUT = 60.0
PAUSE = 1.0
"""Seconds before the second try; each further pause is twice as long."""

_TRIES = 5
_LONGEST_WAIT = 120.0
_LARGEST_ANSWER = 4 * 1024 * 1024
_CHUNK = 1 << 16
_PASSING = frozenset({429, 500, 502, 503, 504})
# What a service may answer because it cannot deal with one of the names.
_STUMBLES = frozenset({400, 403, 413, 414, 422, 500})
_AGAIN = "What was found is in the review file; run the command again later to go on from there."


class _FaultError(ServiceError):
    """A request that failed: the status of its answer, whether that may pass, and what wait the service asks for.

    The status is 0 where there is no answer, the wait is in seconds.
    """

    def __init__(
        self, message: str, *, status: int = 0, may_pass: bool = True, wait: float = 0.0
    ) -> None:
        super().__init__(message)
        self.status, self.may_pass, self.wait = status, may_pass, wait


class Service:
    """A reconciliation service. Use it in a `with` statement, which closes its connection.

    Args:
        url: Its address, http or https.
        rate: Requests per second, at most.
        timeout: Seconds to wait for a connection, for an answer to begin, and for it to end.
        pause: Seconds before the second try; each further pause is twice as long.

    Raises:
        ServiceError: The address is no http or https address.
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
        """What the service says of itself; asked for once."""
        return read_manifest(self._fetch(None), self.url)

    def ask(self, names: list[str], *, limit: int) -> list[tuple[Candidate, ...]]:
        """Return the candidates for each name, the best first.

        Names that the service refuses together are asked about one by one: only one of them may be
        at fault.

        Raises:
            ServiceError: The service cannot be reached, refuses, or answers with something else.
        """
        try:
            answer = self._fetch({"queries": json.dumps(to_queries(names, limit))})
        except _FaultError as error:
            if error.status not in _STUMBLES:
                raise
            if len(names) == 1:
                remedy = "To leave it out, add a line with its label, its name and the prefix to the review file."
                raise ServiceError(
                    f"{error} It was asked about {show(names[0])} alone. {remedy}"
                ) from error
            return [candidates for name in names for candidates in self.ask([name], limit=limit)]
        return read_answers(answer, self.url, names=names, limit=limit, space=self.manifest.space)

    def _fetch(self, form: dict[str, str] | None) -> object:
        """Return what the service answers to a form, or, without one, to the bare address."""
        for tried in range(_TRIES - 1):
            try:
                return self._try(form)
            except _FaultError as error:
                if not error.may_pass or error.wait > _LONGEST_WAIT:
                    raise
                time.sleep(max(self._pause * 2**tried, error.wait))
        return self._try(form)

    def _try(self, form: dict[str, str] | None) -> object:
        self._wait_turn()
        try:
            with self._session.request(
                "GET" if form is None else "POST",
                self.url,
                data=form,
                timeout=self._timeout,
                allow_redirects=False,  # a POST that is redirected becomes a GET
                stream=True,
            ) as response:
                return self._read(response)
        except (requests.Timeout, transport.TimeoutError) as error:
            raise _FaultError(
                f"{self.url}: no answer within {self._timeout:g} seconds. {_AGAIN}"
            ) from error
        except (requests.RequestException, transport.HTTPError) as error:
            # A service that has not answered yet has rather a wrong address than a fault that
            # passes.
            may_pass = form is not None and not isinstance(error, requests.exceptions.SSLError)
            remedy = _AGAIN if may_pass else "Check the address, the network and its proxy."
            raise _FaultError(
                f"{self.url}: cannot be reached ({_reason(error)}). {remedy}", may_pass=may_pass
            ) from error

    def _wait_turn(self) -> None:
        turn = max(time.monotonic(), self._next)
        self._next = turn + self._interval
        time.sleep(max(0.0, turn - time.monotonic()))

    def _read(self, response: requests.Response) -> object:
        """Return the JSON of an answer, however it comes, unless it is a refusal."""
        body = self._body(response)
        status = f"{response.status_code} {response.reason or ''}".strip()
        if response.is_redirect:
            moved = show(response.headers["Location"])
            raise ServiceError(
                f"{self.url}: has moved to {moved}. Give the new address with --service."
            )
        said, code = show(body.decode("utf-8", "replace")), response.status_code
        if code in _PASSING:
            message = f"{self.url}: answers {status} ({said}). {_AGAIN}"
            raise _FaultError(message, status=code, wait=_retry_after(response))
        if code != requests.codes.ok:
            remedy = "Check the address, and whether the service asks for a key: kgraph sends none."
            raise _FaultError(
                f"{self.url}: refuses with {status} ({said}). {remedy}", status=code, may_pass=False
            )
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            remedy = "Give the address of the service itself with --service."
            raise ServiceError(f"{self.url}: its answer is no JSON ({said}). {remedy}") from error

    def _body(self, response: requests.Response) -> bytes:
        deadline = time.monotonic() + self._timeout
        body = bytearray()
        # read1 returns what is there: an answer that drips cannot stretch the time by each of its
        # bytes.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > _LARGEST_ANSWER:
                size = f"{_LARGEST_ANSWER // 1024**2} MiB"
                raise ServiceError(
                    f"{self.url}: its answer is longer than {size}. Ask for less with --limit."
                )
            if time.monotonic() > deadline:
                raise requests.Timeout
        return bytes(body)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        fits = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and url.isprintable()
            and " " not in url
        )
    except ValueError:
        fits = False
    if not fits:
        raise ServiceError(
            f"{show(url)}: is no http or https address. Give the service's with --service."
        )


def _retry_after(response: requests.Response) -> float:
    """Return how many seconds a service asks to wait, by a number or a date; 0 where it does not say."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0.0
    return (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


def _reason(error: BaseException) -> str:
    """Return what was at the bottom of a failure, without the layers of libraries above it."""
    inner: BaseException | None = error
    while inner is not None:
        error, inner = inner, inner.__cause__ or inner.__context__
    return (
        clean((isinstance(error, OSError) and error.strerror) or str(error)) or type(error).__name__
    )

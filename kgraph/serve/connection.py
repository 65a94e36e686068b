"""Connections with limits: how many are open, and how long a client may keep each waiting."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS: Final = 512
"""Connections that may be open at a time; any further connection is closed at once."""

REQUEST_TIMEOUT: Final = 10.0
"""Seconds to the end of a request's headers, from the connection's start or the last response."""

SEND_TIMEOUT: Final = 30.0
"""Seconds for which a client may read nothing of a response."""

LINGER: Final = 2.0
"""Seconds for which the rest of a refused body is discarded, so that the client sees the answer."""


class Connection(H11Protocol):
    """uvicorn's HTTP/1.1 connection, closed when the client is too slow."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._waiting: asyncio.TimerHandle | None = None
        self._sending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Start to wait for a request, unless there are too many connections."""
        super().connection_made(transport)
        # asyncio does this only if it is told that the protocol is TCP. Without it each answer
        # waits 40 ms for an ACK.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        self._wait(REQUEST_TIMEOUT)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop both timers."""
        self._stop(self._waiting)
        self._stop(self._sending)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Stop waiting once a request's headers are complete."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop(self._waiting)

    def on_response_complete(self) -> None:
        """Wait for the next request, or discard the rest of a body that was not read."""
        done = self.cycle
        super().on_response_complete()  # which may take up the next request
        if self.cycle is done:
            self._wait(LINGER if self.conn.their_state is h11.SEND_BODY else REQUEST_TIMEOUT)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        try:
            super().send_400_response(msg)
        except h11.LocalProtocolError:  # a response is half sent
            self.transport.abort()

    def pause_writing(self) -> None:
        """Start to wait for a client that reads no more bytes."""
        super().pause_writing()
        self._stop(self._sending)
        self._sending = self.loop.call_later(SEND_TIMEOUT, self.transport.abort)

    def resume_writing(self) -> None:
        """Continue with a client that reads again."""
        self._stop(self._sending)
        super().resume_writing()

    def _wait(self, seconds: float) -> None:
        self._stop(self._waiting)
        if not self.transport.is_closing():
            self._waiting = self.loop.call_later(seconds, self.transport.abort)

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()

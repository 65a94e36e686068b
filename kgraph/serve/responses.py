"""Responses that send their body piece by piece, at the client's pace, and clean up behind themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_PIECE = 1 << 16


class PiecesResponse(Response):
    """A body that is not copied for each client.

    Args:
        body: The bytes, or a file to read from its start, which is closed at the end.
        size: How many bytes there are.
        media_type: What they are.
        headers: Further headers.
    """

    def __init__(
        self,
        body: bytes | SpooledTemporaryFile[bytes],
        size: int,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(None, 200, {**headers, "content-length": str(size)}, media_type)
        self._source = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as Starlette calls it
        """Send the response as an ASGI application."""
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            if scope["method"] != "HEAD":
                for piece in self._iter_pieces():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            if not isinstance(self._source, bytes):
                self._source.close()

    def _iter_pieces(self) -> Iterator[bytes]:
        if isinstance(self._source, bytes):
            for start in range(0, len(self._source), _PIECE):
                yield self._source[start : start + _PIECE]
        else:
            while piece := self._source.read(_PIECE):
                yield piece

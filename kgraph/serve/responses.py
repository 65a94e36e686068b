"""How a response is chosen and sent: the media type that a client prefers, at the client's pace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from tempfile import SpooledTemporaryFile

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_PIECE = 1 << 16
_MOST_RANGES = 100


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Choose the media type that a client prefers.

    Args:
        accept: The Accept header, or None if the request has no such header. Parameters other than
            `q` are ignored.
        offered: The media types that can be sent, in the server's order of preference.

    Returns:
        The type with the highest `q`, and the first of these; None if the client accepts no type
        that can be sent.
    """
    ranges = list(_iter_ranges(accept or "*/*"))
    best = max(offered, key=lambda media_type: _quality(media_type, ranges), default=None)
    return best if best and _quality(best, ranges) > 0 else None


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the `q` of the most specific range that a type is in, or 0."""
    qualities = dict(reversed(ranges))
    for name in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        if name in qualities:
            return qualities[name]
    return 0.0


def _iter_ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(",")[:_MOST_RANGES]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        try:
            yield name, min(max(float(quality), 0.0), 1.0)
        except ValueError:
            continue


class PiecesResponse(Response):
    """A body that is not copied for each client.

    Args:
        body: The bytes, or a file to read from its start, which is closed at the end.
        size: The number of bytes.
        media_type: The media type of the bytes.
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

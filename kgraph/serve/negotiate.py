"""Content negotiation: which of the media types on offer a request's Accept header prefers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_MOST_RANGES = 100


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Choose the media type that a client likes best.

    Args: accept: The Accept header, None where there is none. Parameters other than `q` are not
        looked at. offered: The media types on offer, the server's favourite first.

    Returns: The type with the highest `q`, the earlier of two alike; None if the client wants none
        of them.
    """
    ranges = list(_iter_ranges(accept or "*/*"))
    best = max(offered, key=lambda media_type: _quality(media_type, ranges), default=None)
    return best if best and _quality(best, ranges) > 0 else None


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the `q` of the most specific range that a type is in, 0 for none."""
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

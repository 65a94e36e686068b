"""Check the responses of a reconciliation service: its manifest, and its candidates for names.

The protocol is the Reconciliation Service API 0.1 and 0.2 of the W3C Entity Reconciliation
Community Group, https://reconciliation-api.github.io/specs/0.2/, which OpenRefine uses as well.
"""

from __future__ import annotations

import math
import re
from types import MappingProxyType
from typing import NamedTuple, NoReturn

from kgraph.errors import KgraphError

PREFIXES = MappingProxyType(
    {
        "http://www.wikidata.org/entity/": "wikidata",
        "https://www.wikidata.org/entity/": "wikidata",
        "https://cso.kmi.open.ac.uk/topics/": "cso",
    }
)
"""The prefix in the lexicon for the ids of each identifier space that `read_lexicon` knows."""

VERSIONS = ("0.1", "0.2")
BATCH = 10
"""Queries per request, as in OpenRefine; a service can ask for fewer."""

_IDS = {"wikidata": re.compile(r"Q[1-9][0-9]{0,19}"), "cso": re.compile(r"[A-Za-z0-9._:-]{1,100}")}
_LONGEST_TEXT = 300
_LONGEST_QUOTE = 100


class ServiceError(KgraphError):
    """A reconciliation service cannot be reached, refuses, or violates the protocol."""


class Manifest(NamedTuple):
    """The identifier space of a service, its prefix, and the number of queries per request."""

    space: str
    prefix: str
    batch: int


class Match(NamedTuple):
    """A candidate for a name; `match` is set if the service considers it the right one."""

    id: str
    name: str
    description: str
    score: float
    match: bool


def read_manifest(response: object, url: str) -> Manifest:
    """Return the manifest of a service.

    Raises:
        ServiceError: The response is not a manifest, or kgraph does not know its version or its
            identifier space.
    """
    manifest = response if isinstance(response, dict) else {}
    space = manifest.get("identifierSpace")
    if not isinstance(space, str):
        remedy = "Give the address of the API with --service: https://wikidata.reconci.link/en/api."
        raise ServiceError(
            f"{url}: is not a reconciliation service (no identifierSpace in its response). {remedy}"
        )
    versions = manifest.get("versions", ["0.1"])  # version 0.1 has no such field
    if not isinstance(versions, list) or not any(version in VERSIONS for version in versions):
        supported = " and ".join(VERSIONS)
        raise ServiceError(
            f"{url}: has versions {show(versions)} of the protocol; kgraph supports {supported}. "
            "Give another service with --service."
        )
    if space not in PREFIXES:
        raise ServiceError(
            f"{url}: its ids are from {show(space)}, for which kgraph has no prefix. "
            f"Give a service with --service whose identifierSpace is {' or '.join(PREFIXES)}."
        )
    size = manifest.get("batchSize")
    batch = min(size, BATCH) if isinstance(size, int) and size > 0 else BATCH
    return Manifest(space, PREFIXES[space], batch)


def to_queries(names: list[str], limit: int) -> dict[str, dict[str, object]]:
    """Return the queries for names, with at most `limit` candidates each."""
    return {f"q{number}": {"query": name, "limit": limit} for number, name in enumerate(names)}


def read_matches(
    response: object, url: str, *, names: list[str], limit: int, space: str
) -> list[tuple[Match, ...]]:
    """Return the candidates for each of the queried names, at most `limit`, the best first.

    Raises:
        ServiceError: A result is missing or violates the protocol.
    """
    if not isinstance(response, dict):
        _refuse(url, f"not an object but {show(response)}")
    matches = []
    for number, name in enumerate(names):
        result = response.get(f"q{number}")
        candidates = result.get("result") if isinstance(result, dict) else None
        if not isinstance(candidates, list):
            _refuse(url, f"no list of results for {show(name)} in {show(response)}")
        by_id: dict[str, Match] = {}
        for candidate in candidates:
            match = _read_match(candidate, url, space)
            by_id.setdefault(match.id, match)
        matches.append(tuple(sorted(by_id.values(), key=lambda match: -match.score)[:limit]))
    return matches


def _read_match(candidate: object, url: str, space: str) -> Match:
    if not isinstance(candidate, dict):
        _refuse(url, f"a candidate that is not an object, {show(candidate)}")
    id_, name, score = (candidate.get(field) for field in ("id", "name", "score"))
    description, match = candidate.get("description"), candidate.get("match", False)
    if not isinstance(id_, str) or not is_id(PREFIXES[space], id_ := id_.removeprefix(space)):
        _refuse(url, f"a candidate with the id {show(id_)}")
    if not isinstance(name, str) or not isinstance(description, str | None):
        _refuse(url, f"candidate {id_} without a name, or with a description that is not text")
    if isinstance(score, bool) or not isinstance(score, int | float) or not _is_finite(score):
        _refuse(url, f"candidate {id_} with the score {show(score)}")
    if not isinstance(match, bool):
        _refuse(url, f"candidate {id_} with the match {show(match)}")
    return Match(id_, clean(name), clean(description or ""), float(score), match)


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer larger than every float
        return False


def is_id(prefix: str, text: str) -> bool:
    """Return whether a text is a valid id for a prefix of the lexicon."""
    return _IDS[prefix].fullmatch(text) is not None


def clean(text: str) -> str:
    """Return a text as one line of printable characters, cut to a length that suits a review."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:_LONGEST_TEXT]


def show(value: object) -> str:
    """Quote a part of a response for an error message."""
    text = clean(str(value))
    return repr(text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…")


def _refuse(url: str, reason: str) -> NoReturn:
    remedy = "Report this to its maintainers, or give another service with --service."
    raise ServiceError(f"{url}: its response violates the protocol ({reason}). {remedy}")

"""What a reconciliation service says, checked before it is believed: its manifest, and its candidates for names.

The protocol is the Reconciliation Service API 0.1 and 0.2 of the W3C Entity Reconciliation
Community Group, https://reconciliation-api.github.io/specs/0.2/, which OpenRefine uses.
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
"""The prefix that ids of an identifier space get in the lexicon: those that `read_lexicon` knows."""

VERSIONS = ("0.1", "0.2")
BATCH = 10
"""Queries in one request, as OpenRefine sends them; a service may ask for fewer."""

_IDS = {"wikidata": re.compile(r"Q[1-9][0-9]{0,19}"), "cso": re.compile(r"[A-Za-z0-9._:-]{1,100}")}
_LONGEST_TEXT = 300


class ServiceError(KgraphError):
    """A reconciliation service cannot be reached, refuses, or answers with something else than the protocol says."""


class Manifest(NamedTuple):
    """What a service says of itself: the space and the prefix of its ids, and how many queries it takes at once."""

    space: str
    prefix: str
    batch: int


class Candidate(NamedTuple):
    """One thing that a name may mean; `match` is the service's own word that it does."""

    id: str
    name: str
    description: str
    score: float
    match: bool


def read_manifest(answer: object, url: str) -> Manifest:
    """Return a service's manifest.

    Raises: ServiceError: It is none, of a version or with an identifier space that kgraph does not
        know.
    """
    manifest = answer if isinstance(answer, dict) else {}
    space = manifest.get("identifierSpace")
    if not isinstance(space, str):
        remedy = "Give the address of the service itself with --service, such as https://wikidata.reconci.link/en/api."
        raise ServiceError(
            f"{url}: is no reconciliation service (it names no identifierSpace). {remedy}"
        )
    versions = manifest.get("versions", ["0.1"])  # 0.1 had no such field
    if not isinstance(versions, list) or not any(version in VERSIONS for version in versions):
        known = " and ".join(VERSIONS)
        raise ServiceError(
            f"{url}: speaks versions {show(versions)}, kgraph {known}. Give another with --service."
        )
    if space not in PREFIXES:
        known = ", ".join(PREFIXES)
        remedy = f"Give with --service one whose identifierSpace is {known}."
        raise ServiceError(
            f"{url}: its ids are of {show(space)}, for which kgraph has no prefix. {remedy}"
        )
    batch = manifest.get("batchSize")
    return Manifest(
        space, PREFIXES[space], min(batch, BATCH) if isinstance(batch, int) and batch > 0 else BATCH
    )


def to_queries(names: list[str], limit: int) -> dict[str, dict[str, object]]:
    """Return the queries for names: at most `limit` candidates each."""
    return {f"q{number}": {"query": name, "limit": limit} for number, name in enumerate(names)}


def read_answers(
    answer: object, url: str, *, names: list[str], limit: int, space: str
) -> list[tuple[Candidate, ...]]:
    """Return the candidates for each of the names that were asked, the best first, at most `limit` each.

    Raises:
        ServiceError: An answer is missing, or anything in it is not as the protocol says.
    """
    if not isinstance(answer, dict):
        _refuse(url, f"not an object but {show(answer)}")
    found = []
    for number, name in enumerate(names):
        result = answer.get(f"q{number}")
        candidates = result.get("result") if isinstance(result, dict) else None
        if not isinstance(candidates, list):
            _refuse(url, f"no list of results for {show(name)} in {show(answer)}")
        by_id: dict[str, Candidate] = {}
        for candidate in candidates:
            checked = _candidate(candidate, url, space)
            by_id.setdefault(checked.id, checked)
        found.append(tuple(sorted(by_id.values(), key=lambda candidate: -candidate.score)[:limit]))
    return found


def _candidate(candidate: object, url: str, space: str) -> Candidate:
    if not isinstance(candidate, dict):
        _refuse(url, f"a candidate that is no object, {show(candidate)}")
    id_, name, score = (candidate.get(field) for field in ("id", "name", "score"))
    description, match = candidate.get("description"), candidate.get("match", False)
    if not isinstance(id_, str) or not is_id(PREFIXES[space], id_ := id_.removeprefix(space)):
        _refuse(url, f"a candidate with the id {show(id_)}")
    if not isinstance(name, str) or not isinstance(description, str | None):
        _refuse(url, f"the candidate {id_} without a name or with a description that is no text")
    if isinstance(score, bool) or not isinstance(score, int | float) or not _is_finite(score):
        _refuse(url, f"the candidate {id_} with the score {show(score)}")
    if not isinstance(match, bool):
        _refuse(url, f"the candidate {id_} with the match {show(match)}")
    return Candidate(id_, clean(name), clean(description or ""), float(score), match)


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # an integer beyond every float
        return False


def is_id(prefix: str, text: str) -> bool:
    """Tell whether a text can stand after a prefix in the lexicon."""
    return _IDS[prefix].fullmatch(text) is not None


def clean(text: str) -> str:
    """Return a text on one line, without what cannot be seen, and no longer than a person reads in a review."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[
        :_LONGEST_TEXT
    ]


def show(value: object) -> str:
    """Return what a service said, for a message."""
    text = clean(str(value))
    return repr(text if len(text) <= 100 else f"{text[:100]}…")


def _refuse(url: str, what: str) -> NoReturn:
    remedy = "Tell whoever runs it, or give another with --service."
    raise ServiceError(
        f"{url}: its answer is not what the reconciliation protocol says ({what}). {remedy}"
    )

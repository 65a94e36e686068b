"""The first step of reconciliation: query a service for each name, write candidates for review."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar

from kgraph.reconcile.entries import Key, LexiconLine, read_entries
from kgraph.reconcile.protocol import Match
from kgraph.reconcile.review import Line, Review, append_lines, open_review, review_path
from kgraph.reconcile.service import PAUSE, RATE, TIMEOUT, WIKIDATA, ReconciliationService
from kgraph.track import Track, untracked

T = TypeVar("T")

LIMIT = 5


class Collected(NamedTuple):
    """The review file, the number of names that were queried, and how many have candidates.

    `known` names were skipped, because they have an id of the service or are in the review file.
    `was_cut` is set if the end of the review file was incomplete; its last name was queried again.
    """

    review: Path
    asked: int
    found: int
    known: int
    was_cut: bool


def collect_candidates(
    lexicon: str | Path,
    review: str | Path | None = None,
    *,
    service: str = WIKIDATA,
    limit: int = LIMIT,
    rate: float = RATE,
    timeout: float = TIMEOUT,
    pause: float = PAUSE,
    track: Track = untracked,
) -> Collected:
    """Query a service for the names of a lexicon, and write its candidates to a review file.

    A name that has an id of the service, or is in the review file, is skipped, so that an
    interrupted run can be continued. Nothing is accepted automatically, not even a candidate that
    the service reports as a match.

    Args:
        lexicon: A CSV file with columns label and name, and optionally ids.
        review: The review file; None is the lexicon's name with suffix `.review.csv`.
        service: The address of a service with the Reconciliation Service API 0.1 or 0.2.
        limit: Maximum number of candidates per name.
        rate: Maximum number of requests per second; a request has up to ten names.
        timeout: Seconds to wait for a connection, for a response to start, and for it to end.
        pause: Seconds before a request is repeated; each further pause is twice as long.
        track: Wraps the iteration over batches of names.

    Raises:
        InputError: The lexicon or the review file cannot be read or written.
        ServiceError: The service cannot be reached, refuses, violates the protocol, or has ids of
            an unknown space. The candidates so far are in the review file.
    """
    path = review_path(lexicon, review)
    _, entries = read_entries(Path(lexicon))
    with ReconciliationService(service, rate=rate, timeout=timeout, pause=pause) as client:
        prefix, size = client.manifest.prefix, client.manifest.batch
        before = open_review(path)
        keys = dict.fromkeys(entry.key for entry in entries)
        done = _done(before, entries, prefix)
        open_keys = [key for key in keys if key not in done]
        batches = [open_keys[start : start + size] for start in range(0, len(open_keys), size)]
        count = 0
        for batch in track(iter(batches), len(batches), "Querying"):
            answers = client.query([key.name for key in batch], limit=limit)
            pairs = zip(batch, answers, strict=True)
            append_lines(path, chain.from_iterable(_lines(key, prefix, m) for key, m in pairs))
            count += sum(map(bool, answers))
    return Collected(path, len(open_keys), count, len(keys) - len(open_keys), before.was_cut)


def _done(review: Review, entries: Iterable[LexiconLine], prefix: str) -> set[Key]:
    """Return the keys that need no query."""
    reviewed = {line.key for line in review.lines if line.prefix == prefix}
    return reviewed | {entry.key for entry in entries if entry.find_ids(prefix)}


def _lines(key: Key, prefix: str, matches: tuple[Match, ...]) -> list[Line]:
    """Return the lines of a name; an empty line records that the service has no candidate."""
    return [_line(key, prefix, match) for match in matches] or [Line(*key, prefix)]


def _line(key: Key, prefix: str, match: Match) -> Line:
    score, is_match = str(round(match.score, 2)), str(match.match).lower()
    return Line(*key, prefix, match.id, match.name, match.description, score, is_match)

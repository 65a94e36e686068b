"""The first step: ask a service about each name of a lexicon, and write its candidates to a review file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar

from kgraph.reconcile.names import Key, read_entries
from kgraph.reconcile.protocol import Candidate
from kgraph.reconcile.review import Line, append_lines, open_review, review_path
from kgraph.reconcile.service import PAUSE, RATE, TIMEOUT, WIKIDATA, Service

T = TypeVar("T")
Track = Callable[[Iterator[T], int], Iterable[T]]

LIMIT = 5


class Collected(NamedTuple):
    """What a run did: where the review is, how many names it asked about, and how many of them have candidates.

    `known` names were left out, since they have an id of the service or are in the review file;
    `was_cut` says that the end of the review file was incomplete and its last name was asked about
    again.
    """

    review: Path
    asked: int
    found: int
    known: int
    was_cut: bool


def _untracked(items: Iterator[T], _total: int) -> Iterable[T]:
    return items


def collect_candidates(
    lexicon: str | Path,
    review: str | Path | None = None,
    *,
    service: str = WIKIDATA,
    limit: int = LIMIT,
    rate: float = RATE,
    timeout: float = TIMEOUT,
    pause: float = PAUSE,
    track: Track[list[Key]] = _untracked,
) -> Collected:
    """Ask a reconciliation service about the names of a lexicon, and add its candidates to a review file.

    A name that has an id of the service, or is in the review file, is not asked about; so a run
    that was ended goes on where it stopped. Nothing is accepted here, not even what the service
    calls a match.

    Args: lexicon: A CSV file with the columns label and name; the ids are in the column ids, if
        there is one. review: The review file; None is the lexicon's name with `.review.csv`.
        service: The address of a service that speaks the Reconciliation Service API 0.1 or 0.2.
        limit: Candidates per name, at most. rate: Requests per second, at most; a request asks
        about up to ten names. timeout: Seconds to wait for a connection, for an answer to begin,
        and for it to end. pause: Seconds before a request is tried again; each further pause is
        twice as long. track: Wraps the iteration over batches of names and their number, for a
        progress bar.

    Raises:
        InputError: The lexicon or the review file cannot be read or written.
        ServiceError: The service cannot be reached, refuses, answers with something else than the
            protocol says, or has ids of an unknown space. What was found until then is in the
            review file.
    """
    path = review_path(lexicon, review)
    _, entries = read_entries(Path(lexicon))
    with Service(service, rate=rate, timeout=timeout, pause=pause) as asked:
        prefix, size = asked.manifest.prefix, asked.manifest.batch
        before = open_review(path)
        done = {line.key for line in before.lines if line.prefix == prefix}
        done.update(entry.key for entry in entries if entry.find_ids(prefix))
        keys = dict.fromkeys(entry.key for entry in entries)
        open_keys = [key for key in keys if key not in done]
        batches = [open_keys[start : start + size] for start in range(0, len(open_keys), size)]
        found = 0
        for batch in track(iter(batches), len(batches)):
            answers = asked.ask([key.name for key in batch], limit=limit)
            lines = (
                _lines(key, prefix, answer) for key, answer in zip(batch, answers, strict=True)
            )
            append_lines(path, chain.from_iterable(lines))
            found += sum(map(bool, answers))
    return Collected(path, len(open_keys), found, len(keys) - len(open_keys), before.was_cut)


def _lines(key: Key, prefix: str, candidates: tuple[Candidate, ...]) -> list[Line]:
    """Return the lines for one name; one without a candidate remembers that there is none."""
    return [_line(key, prefix, candidate) for candidate in candidates] or [Line(*key, prefix)]


def _line(key: Key, prefix: str, candidate: Candidate) -> Line:
    score, match = str(round(candidate.score, 2)), str(candidate.match).lower()
    return Line(*key, prefix, candidate.id, candidate.name, candidate.description, score, match)

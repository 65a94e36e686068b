"""The second step of reconciliation: write the accepted candidates into the lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import InputError
from kgraph.reconcile.entries import Key, LexiconLine, read_entries, write_ids
from kgraph.reconcile.protocol import PREFIXES, is_id, show
from kgraph.reconcile.review import Line, Review, read_review, review_path

_YES = "yes"
_WORDS = ("", _YES, "no")
_MOST_PROBLEMS = 20


class Accepted(NamedTuple):
    """The number of ids that were added to the lexicon, and of accepted ids already there."""

    added: int
    known: int


def accept_candidates(lexicon: str | Path, review: str | Path | None = None) -> Accepted:
    """Add the candidates with `yes` in column accept to the ids of the lexicon, as `wikidata:Q42`.

    The lexicon is written atomically; its order and its other columns stay as they are. A candidate
    that a person added to the review file is treated like the others. No service is queried.

    Args:
        lexicon: As for `collect_candidates`.
        review: The review file; None is the lexicon's name with suffix `.review.csv`.

    Raises:
        InputError: A file cannot be read or written, or accepted lines contradict each other or
            the lexicon; the message lists these lines, and nothing is written.
    """
    path = review_path(lexicon, review)
    if not path.exists():
        remedy = "Run `kgraph reconcile` without --accept first, or give --review."
        raise InputError(f"{path}: no such file. {remedy}")
    table, entries = read_entries(Path(lexicon))
    existing = _ids_by_key(entries)
    accepted = _collect_accepted(read_review(path), existing)
    new = {key: [id_ for id_ in ids if id_ not in existing[key]] for key, ids in accepted.items()}
    added = sum(map(len, new.values()))
    if added:
        write_ids(table, entries, new)
    return Accepted(added, sum(map(len, accepted.values())) - added)


def _ids_by_key(entries: Iterable[LexiconLine]) -> dict[Key, tuple[str, ...]]:
    ids: dict[Key, tuple[str, ...]] = {}
    for entry in entries:
        ids[entry.key] = (*ids.get(entry.key, ()), *entry.ids)
    return ids


def _collect_accepted(
    review: Review, existing: Mapping[Key, tuple[str, ...]]
) -> dict[Key, list[str]]:
    """Return the accepted ids of each entry, or raise an error that lists all invalid lines."""
    accepted: dict[Key, list[str]] = {}
    problems = []
    for line, number in zip(review.lines, review.numbers, strict=True):
        word = line.accept.casefold()
        if word not in _WORDS:
            problems.append(
                (number, f"accept is {show(line.accept)}; write 'yes', 'no' or nothing")
            )
        if word != _YES:
            continue
        id_ = f"{line.prefix}:{line.candidate.removeprefix(line.prefix + ':')}"
        ids = accepted.setdefault(line.key, [])
        is_known = line.key in existing
        if problem := _check(line, id_, (*existing.get(line.key, ()), *ids), is_known=is_known):
            problems.append((number, problem))
        elif id_ not in ids:
            ids.append(id_)
    if problems:
        raise InputError(_report(review.table.path, problems))
    return accepted


def _check(line: Line, id_: str, ids: Sequence[str], *, is_known: bool) -> str:
    """Return the problem of an accepted line, or ''; `ids` are the other ids of its entry."""
    entry = f"{line.label} {show(line.name)}"
    if not is_known:
        return f"the lexicon has no {entry}; remove the line or correct its name"
    if line.prefix not in PREFIXES.values():
        prefixes = ", ".join(dict.fromkeys(PREFIXES.values()))
        return f"the prefix {show(line.prefix)} is unknown; use one of {prefixes}"
    if not is_id(line.prefix, id_.removeprefix(f"{line.prefix}:")):
        remedy = "accept another line, or correct the id"
        return f"the candidate {show(line.candidate)} is not a {line.prefix} id; {remedy}"
    for rival in ids:
        if rival.startswith(f"{line.prefix}:") and rival != id_:
            return f"{entry} already has {rival}, accepted or in the lexicon; keep one of the two"
    return ""


def _report(path: Path, problems: Sequence[tuple[int, str]]) -> str:
    lines = [f"{path}: nothing was accepted, because {len(problems)} lines are invalid:"]
    lines += [f"{path}:{number}: {problem}" for number, problem in problems[:_MOST_PROBLEMS]]
    if len(problems) > _MOST_PROBLEMS:
        lines.append(f"and {len(problems) - _MOST_PROBLEMS} more")
    return "\n".join(lines)

"""The second step: write the candidates that a person accepted into the lexicon. No service is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import InputError
from kgraph.reconcile.names import Entry, Key, read_entries, write_ids
from kgraph.reconcile.protocol import PREFIXES, is_id, show
from kgraph.reconcile.review import Line, Review, read_review, review_path

_YES = "yes"
_WORDS = ("", _YES, "no")
_MOST_PROBLEMS = 20


class Accepted(NamedTuple):
    """What a run did: how many ids it added to the lexicon, and how many accepted ones were there already."""

    added: int
    known: int


def accept_candidates(lexicon: str | Path, review: str | Path | None = None) -> Accepted:
    """Add the candidates whose line says `yes` under accept to the lexicon's column of ids, as `wikidata:Q42`.

    The lexicon is written whole or not at all; its order and its other columns stay as they are. A
    candidate that a person typed into the review file counts like one that the service found.

    Args:
        lexicon: As for `collect_candidates`.
        review: The review file; None is the lexicon's name with `.review.csv`.

    Raises: InputError: A file cannot be read or written, or what was accepted contradicts itself or
        the lexicon:
            all such lines are named, and nothing is written.
    """
    path = review_path(lexicon, review)
    if not path.exists():
        raise InputError(
            f"{path}: no such file. Run `kgraph reconcile` without --accept first, or give --review."
        )
    table, entries = read_entries(Path(lexicon))
    had = _ids_by_key(entries)
    chosen = _choose(read_review(path), had)
    new = {key: [id_ for id_ in ids if id_ not in had[key]] for key, ids in chosen.items()}
    added = sum(map(len, new.values()))
    if added:
        write_ids(table, entries, new)
    return Accepted(added, sum(map(len, chosen.values())) - added)


def _ids_by_key(entries: Iterable[Entry]) -> dict[Key, tuple[str, ...]]:
    ids: dict[Key, tuple[str, ...]] = {}
    for entry in entries:
        ids[entry.key] = (*ids.get(entry.key, ()), *entry.ids)
    return ids


def _choose(review: Review, had: Mapping[Key, tuple[str, ...]]) -> dict[Key, list[str]]:
    """Return the ids that were accepted for each line of the lexicon, or say everything that is wrong with them."""
    chosen: dict[Key, list[str]] = {}
    problems = []
    for line, number in zip(review.lines, review.numbers, strict=True):
        word = line.accept.casefold()
        if word not in _WORDS:
            problems.append((number, f"accept is {show(line.accept)}; say 'yes', 'no' or nothing"))
        if word != _YES:
            continue
        id_ = f"{line.prefix}:{line.candidate.removeprefix(line.prefix + ':')}"
        ids = chosen.setdefault(line.key, [])
        if problem := _problem(line, id_, (*had.get(line.key, ()), *ids), is_known=line.key in had):
            problems.append((number, problem))
        elif id_ not in ids:
            ids.append(id_)
    if problems:
        raise InputError(_report(review.table.path, problems))
    return chosen


def _problem(line: Line, id_: str, ids: Sequence[str], *, is_known: bool) -> str:
    """Return what is wrong with an accepted line, given the ids that its name has; '' if nothing is."""
    if not is_known:
        return (
            f"the lexicon has no {line.label} {show(line.name)}; remove the line or mend its name"
        )
    if line.prefix not in PREFIXES.values():
        return f"the prefix {show(line.prefix)} is unknown; use one of {', '.join(dict.fromkeys(PREFIXES.values()))}"
    if not is_id(line.prefix, id_.removeprefix(f"{line.prefix}:")):
        remedy = "accept a line that has one, or write it there"
        return f"the candidate {show(line.candidate)} is no {line.prefix} id; {remedy}"
    rivals = [other for other in ids if other.startswith(f"{line.prefix}:") and other != id_]
    if rivals:
        return f"{line.label} {show(line.name)} has {rivals[0]} already, accepted or in the lexicon; keep one of the two"
    return ""


def _report(path: Path, problems: Sequence[tuple[int, str]]) -> str:
    lines = [f"{path}:{number}: {problem}" for number, problem in problems[:_MOST_PROBLEMS]]
    more = [f"and {len(problems) - _MOST_PROBLEMS} more"] if len(problems) > _MOST_PROBLEMS else []
    return "\n".join(
        [
            f"{path}: nothing was accepted, for {len(problems)} of its lines cannot be:",
            *lines,
            *more,
        ]
    )

"""The review file: doubtful matches, one per line, which a person accepts or not."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kgraph.atomic import open_atomic
from kgraph.enrich.match import MatchKey, PaperMatch
from kgraph.errors import InputError
from kgraph.reconcile.tables import Row, read_table, unwritable

COLUMNS = (
    *("paper", "title", "found title", "score", "reason", "source", "found"),
    *("year", "authors", "venue", "doi", "arxiv_id", "url", "accept"),
)
_MARKS = ("", "yes", "no")


class Mark(NamedTuple):
    """What a person wrote in column accept, and the line (from 1)."""

    word: str
    line: int


Marks = Mapping[MatchKey, Mark]
"""What a person has decided, by match."""


def read_marks(path: Path) -> dict[MatchKey, Mark]:
    """Read the lines of a review file that have a mark.

    Raises:
        InputError: The file cannot be read or is not a review file, or a mark is neither yes nor
            no.
    """
    table = read_table(path)
    names = [name.strip() for name in table.header]
    if missing := [name for name in ("paper", "source", "found", "accept") if name not in names]:
        raise InputError(
            f"{path}: is not a review file (column {missing[0]} is missing). "
            "Give one that `kgraph enrich` wrote."
        )
    return dict(_iter_marks(path, names, table.rows))


def _iter_marks(
    path: Path, names: list[str], rows: Iterable[Row]
) -> Iterator[tuple[MatchKey, Mark]]:
    for row in rows:
        # A spreadsheet may drop empty cells at the end of a line.
        cells = dict(zip(names, (cell.strip() for cell in row.cells), strict=False))
        word = cells.get("accept", "").casefold()
        if word not in _MARKS:
            raise InputError(f"{path}:{row.line}: accept is {word!r}. Write yes, no or nothing.")
        if word:
            yield MatchKey(cells["paper"], cells["source"], cells["found"]), Mark(word, row.line)


def check_review(path: Path, accept: Path | None) -> None:
    """Check that a review file can be written without losing the marks of a person.

    Raises:
        InputError: The file has marks, and is not the one whose marks are taken.
    """
    if path.exists() and not (accept and path.samefile(accept)) and read_marks(path):
        raise InputError(
            f"{path}: has marks in column accept, which would be lost. Take them with --accept, or "
            "give another file with --review."
        )


def write_review(path: Path, matches: Iterable[PaperMatch], marks: Marks) -> None:
    """Write doubtful matches as CSV, atomically, with the marks that they have.

    Raises:
        InputError: The file cannot be written.
    """
    try:
        with open_atomic(path) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_to_row(match, marks) for match in matches)
    except OSError as error:
        raise unwritable(path, error) from error


def _to_row(match: PaperMatch, marks: Marks) -> tuple[object, ...]:
    paper, found = match.paper, match.found
    mark = marks.get(match.key)
    return (
        *(paper.id, paper.title, found.title, f"{match.score:.2f}", match.doubt, match.source),
        *(found.id, found.year or "", "; ".join(author.name for author in found.authors)),
        *(found.venue, found.doi, found.arxiv_id, found.url, mark.word if mark else ""),
    )

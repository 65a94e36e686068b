"""Read whatever the inputs hold: find the files, tell their format, read and merge their papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kgraph.errors import InputError, StrictError
from kgraph.read.csv import find_table, iter_csv
from kgraph.read.files import SUFFIXES, TextFile, decode, find_inputs, read_bytes
from kgraph.read.jsonl import is_json_file, iter_jsonl
from kgraph.read.listing import iter_listing
from kgraph.read.merge import merge_papers
from kgraph.types import InputFile, InputFormat, Paper, Problem, Reading

Reader = Callable[[TextFile, int], Iterator[Paper | Problem]]

FORMATS: Mapping[InputFormat, Reader] = {
    "listing": iter_listing,
    "jsonl": iter_jsonl,
    "csv": iter_csv,
}
"""Every format by the name that `format` takes."""


def read_papers(
    *inputs: str | Path,
    format: InputFormat | None = None,
    strict: bool = False,
    max_chars: int = 100_000,
) -> Reading:
    """Read the papers of files and folders.

    Args: inputs: Files, folders, or '-' for standard input. Of a folder everything below is read
        but hidden files,
            what kgraph built, and files whose suffix says that they are neither listing, JSONL nor
            CSV.
        format: 'listing', 'jsonl' or 'csv'; None recognises it in each file by suffix and content.
        strict: Raise at the first problem instead of reporting it.
        max_chars: An abstract that has more code points with its title is left out.

    Returns: The papers, one for each different paper, sorted by id; every odd record with the
        decision taken.

    Raises: InputError: An input does not exist or cannot be opened, the format is unknown, or no
        paper was found. StrictError: `strict` is set and a record is odd.
    """
    if format is not None and format not in FORMATS:
        raise InputError(
            f"'{format}' is no format that kgraph reads. Choose one of: {', '.join(FORMATS)}."
        )
    records: list[Paper] = []
    files: list[InputFile] = []
    found_files, problems = find_inputs(inputs)
    for name, path in found_files:
        file, odd = decode(name, read_bytes(name, path))
        known = format or recognise(file)
        found, odd_records = _read_file(file, known, max_chars)
        records += found
        problems += odd + odd_records
        files.append(InputFile(name, file.sha256, known, len(found)))
    papers, merged = merge_papers(records)
    reading = Reading(papers, tuple(sorted((*problems, *merged))), tuple(files))
    _check(reading, inputs, strict)
    return reading


def recognise(file: TextFile) -> InputFormat:
    """Return the format of a file: its suffix decides, else its first line that is not blank."""
    if known := SUFFIXES.get(Path(file.name).suffix.casefold()):
        return known
    if is_json_file(file):
        return "jsonl"
    return "csv" if find_table(file.lines)[1] else "listing"


def _read_file(
    file: TextFile, format: InputFormat, max_chars: int
) -> tuple[list[Paper], list[Problem]]:
    records: list[Paper] = []
    problems: list[Problem] = []
    for item in FORMATS[format](file, max_chars):
        if isinstance(item, Paper):
            records.append(item)
        else:
            problems.append(item)
    if not records and not problems and file.lines:
        detail = f"no paper was found in it, read as {format}"
        problems.append(
            Problem(file.source(), "problem", "no-papers", detail, "the file was skipped")
        )
    return records, problems


def _check(reading: Reading, inputs: Iterable[str | Path], strict: bool) -> None:
    serious = [problem for problem in reading.problems if problem.level == "problem"]
    if strict and serious:
        raise StrictError(
            f"{serious[0]} ({len(serious)} in all). Mend the input, or read it without strict."
        )
    if not reading.papers:
        names = ", ".join(str(given) for given in inputs)
        reasons = "".join(f"\n  {problem}" for problem in serious[:5])
        raise InputError(
            f"{names}: no paper was found. Give a listing, JSONL or CSV with titles.{reasons}"
        )

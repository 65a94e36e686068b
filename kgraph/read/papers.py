"""Read papers from inputs: find the files, detect their formats, read and merge the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kgraph.errors import InputError, StrictError
from kgraph.read.csv import find_table, iter_csv
from kgraph.read.files import SUFFIXES, TextFile, decode, find_inputs, read_bytes
from kgraph.read.jsonl import is_json_file, iter_jsonl
from kgraph.read.listing import iter_listing
from kgraph.read.merge import merge_papers
from kgraph.read.signatures import find_other_format
from kgraph.types import InputFile, InputFormat, Paper, Problem, Reading

Reader = Callable[[TextFile, int], Iterator[Paper | Problem]]
"""Yields the papers and problems of a file; the number is `max_chars` of `read_papers`."""

FORMATS: Mapping[InputFormat, Reader] = {
    "listing": iter_listing,
    "jsonl": iter_jsonl,
    "csv": iter_csv,
}
"""The reader of each format."""


def read_papers(
    *inputs: str | Path,
    format: InputFormat | None = None,
    strict: bool = False,
    max_chars: int = 100_000,
) -> Reading:
    """Read the papers of files and folders.

    Args:
        inputs: Files, folders, or '-' for standard input. A folder is read with its subfolders,
            except hidden files, builds of kgraph, and files with a suffix of another format.
        format: 'listing', 'jsonl' or 'csv'; None detects it from suffix and content of each file.
        strict: Raise an error at the first problem instead of reporting it.
        max_chars: An abstract that has, with its title, more code points than this is left out.

    Returns:
        The papers, sorted by id, without duplicates, and all problems with the decisions taken.

    Raises:
        InputError: An input does not exist or cannot be opened, the format is unknown, or the
            inputs contain no paper.
        StrictError: `strict` is set and there is a problem.

    Example:
        >>> from pathlib import Path
        >>> import kgraph
        >>> len(kgraph.read_papers(Path(kgraph.__file__).parent / "data" / "sample.jsonl"))
        78
    """
    if format is not None and format not in FORMATS:
        formats = ", ".join(FORMATS)
        raise InputError(f"'{format}' is not a format that kgraph reads. Choose one of: {formats}.")
    records: list[Paper] = []
    files: list[InputFile] = []
    inputs_found, problems = find_inputs(inputs)
    for name, path in inputs_found:
        text, decoding_problems = decode(name, read_bytes(name, path))
        file_format = format or detect_format(text)
        file_records: list[Paper] = []
        is_listing = file_format == "listing"
        if other := None if format else find_other_format(text.lines, as_listing=is_listing):
            file_problems = [other.problem(text.source())]
        else:
            file_records, file_problems = _read_file(text, file_format, max_chars)
            file_problems += decoding_problems
        records += file_records
        problems += file_problems
        files.append(InputFile(name, text.sha256, file_format, len(file_records)))
    papers, duplicates = merge_papers(records)
    reading = Reading(papers, tuple(sorted((*problems, *duplicates))), tuple(files))
    _check(reading, inputs, strict)
    return reading


def detect_format(file: TextFile) -> InputFormat:
    """Return the format of a file, from its suffix or otherwise from its first non-blank line."""
    if by_suffix := SUFFIXES.get(Path(file.name).suffix.casefold()):
        return by_suffix
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
        detail, decision = f"the file contains no paper, read as {format}", "the file was skipped"
        problems.append(Problem(file.source(), "problem", "no-papers", detail, decision))
    return records, problems


def _check(reading: Reading, inputs: Iterable[str | Path], strict: bool) -> None:
    problems = [problem for problem in reading.problems if problem.level == "problem"]
    if strict and problems:
        raise StrictError(
            f"{problems[0]} ({len(problems)} problems in all). Fix the input, or unset strict."
        )
    if not reading.papers:
        names = ", ".join(str(item) for item in inputs)
        reasons = "".join(f"\n  {problem}" for problem in problems[:5])
        raise InputError(
            f"{names}: no paper was found. Give a listing, JSONL or CSV with titles.{reasons}"
        )

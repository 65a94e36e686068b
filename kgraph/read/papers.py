"""Read papers from inputs: find the files, recognise their formats, read and merge the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from kgraph.config import ReadSettings
from kgraph.errors import InputError, StrictError
from kgraph.read.columns import Columns
from kgraph.read.compression import open_input
from kgraph.read.files import find_inputs
from kgraph.read.merge import merge_papers
from kgraph.read.recognition import FORMATS, find_format
from kgraph.read.record import Row, iter_records
from kgraph.read.text import DAMAGE, InputText, describe_damage
from kgraph.records import Records
from kgraph.types import InputFile, InputFormat, Level, Paper, Problem, Reading

Item = Paper | Problem | InputFile
"""What reading yields; an `InputFile` comes after the papers and problems of the file."""

_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


def read_papers(
    *inputs: str | Path,
    format: InputFormat | None = None,
    columns: Mapping[str, str] = _NO_COLUMNS,
    strict: bool = False,
    max_chars: int = 100_000,
) -> Reading:
    """Read the papers of files and folders.

    Args:
        inputs: Files, folders, or '-' for standard input. A folder is read with its subfolders,
            except hidden files, builds of kgraph, and files of formats that are not read. Files can
            be compressed (gzip, bzip2, xz, Zstandard) or in a ZIP archive.
        format: A format of `kgraph.types.InputFormat`; None recognises it from the content of each
            file.
        columns: What columns of tables and JSON are called: `{"abstract": "Notes"}`.
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
    items = iter_papers(*inputs, format=format, columns=columns, max_chars=max_chars)
    reading = collect(items)
    names = ", ".join(map(str, inputs))
    return check(reading, names, strict=strict)


def collect(items: Iterable[Item]) -> Reading:
    """Return the papers without duplicates, and all problems, of what reading yields."""
    records: list[Paper] = []
    problems: list[Problem] = []
    files: list[InputFile] = []
    for item in items:
        if isinstance(item, Paper):
            records.append(item)
        elif isinstance(item, Problem):
            problems.append(item)
        else:
            files.append(item)
    papers, duplicates = merge_papers(records)
    found = Records(sorted((*problems, *duplicates)))
    return Reading(Records(papers), found, Records(files))


def read_inputs(inputs: Iterable[str | Path], settings: ReadSettings) -> Reading:
    """Read the papers of files and folders as the section `[read]` of the settings says.

    Raises:
        InputError: As for `read_papers`.
    """
    return read_papers(
        *inputs,
        format=settings.format,
        columns=settings.columns,
        max_chars=settings.max_chars,
    )


def iter_papers(
    *inputs: str | Path,
    format: InputFormat | None = None,
    columns: Mapping[str, str] = _NO_COLUMNS,
    max_chars: int = 100_000,
) -> Iterator[Item]:
    """Yield the records of files and folders one by one, without merging them.

    The memory that this takes does not grow with the files, except for listings, tables, and
    objects or arrays of JSON that take more than a line.

    Args:
        inputs: As for `read_papers`.
        format: As for `read_papers`.
        columns: As for `read_papers`.
        max_chars: As for `read_papers`.

    Yields:
        Papers and problems in the order of the files, and what was read of each file after it.

    Raises:
        InputError: An input does not exist or cannot be opened, or the format is unknown.
    """
    if format is not None and format not in FORMATS:
        formats = ", ".join(FORMATS)
        raise InputError(f"'{format}' is not a format that kgraph reads. Choose one of: {formats}.")
    found, problems = find_inputs(inputs)
    yield from problems
    for entry in found:
        for file in open_input(entry.name, entry.path, Columns(columns)):
            kind = format or find_format(file, is_named=entry.is_named)
            level: Level = "error" if entry.is_named else "problem"
            if isinstance(kind, Problem):
                yield replace(kind, level=level)
            else:
                yield from _iter_file(file, kind, max_chars, level)


def _iter_file(
    file: InputText, format: InputFormat, max_chars: int, level: Level
) -> Iterator[Item]:
    """Yield the papers and problems of a file; `level` is that of a file without any."""
    papers = problems = 0
    for item in iter_records(_iter_rows(file, format), file.columns, max_chars):
        papers += isinstance(item, Paper)
        problems += isinstance(item, Problem)
        yield item
    yield from file.problems.values()
    if not papers + problems and not file.problems:
        detail, decision = f"the file contains no paper, read as {format}", "the file was skipped"
        yield Problem(file.source(), level, "no-papers", detail, decision)
    yield InputFile(file.name, file.sha256, format, papers)


def _iter_rows(file: InputText, format: InputFormat) -> Iterator[Row | Problem]:
    try:
        yield from FORMATS[format].read(file)
    except DAMAGE as error:
        detail, decision = describe_damage(error)
        yield Problem(file.source(), "error", "broken-file", detail, decision)


def check(reading: Reading, names: str, *, strict: bool = False) -> Reading:
    """Return a reading of inputs of these names if it has papers and is as strict as wanted.

    Raises:
        InputError: There are no papers.
        StrictError: `strict` is set and there is a problem.
    """
    problems = [problem for problem in reading.problems if problem.level != "note"]
    if strict and problems:
        raise StrictError(
            f"{problems[0]} ({len(problems)} problems in all). Fix the input, or unset strict."
        )
    if not reading.papers:
        reasons = "".join(f"\n  {problem}" for problem in problems[:5])
        raise InputError(
            f"{names}: no paper was found. Give files of papers with titles; "
            f"docs/formats.md lists the formats.{reasons}"
        )
    return reading

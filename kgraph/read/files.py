"""Find the files that inputs name, and decode their bytes to lines of text."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kgraph.errors import InputError
from kgraph.read.signatures import find_binary_format, find_other_format
from kgraph.types import InputFormat, Problem, Source

STDIN = "-"
SUFFIXES: Mapping[str, InputFormat | None] = {
    **dict.fromkeys(("", ".txt", ".text", ".list")),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
}
"""Suffixes of the files that are read in folders, with their formats (None: from the content)."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A file is binary if more than this share of its first bytes is neither UTF-8 nor printable.
_BINARY_SHARE = 0.3
_BINARY_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class TextFile:
    """The lines of a file, without line breaks: `lines[0]` is line 1."""

    name: str
    sha256: str
    lines: tuple[str, ...]

    def source(self, line: int = 1) -> Source:
        """Return the source of a record that starts at a line (from 1)."""
        return Source(self.name, line)


# -- finding files


def find_inputs(
    inputs: Iterable[str | Path],
) -> tuple[list[tuple[str, Path | None]], list[Problem]]:
    """Find the files that the inputs name; each file is read once.

    A file name starts with the input itself, so that it does not depend on where the input is. If
    two files would have the same name, parent folders are added to both until the names differ.

    Args:
        inputs: Files, folders, or '-' for standard input.

    Returns:
        Name and path (None for standard input) of each file, sorted by name; and a problem or note
        for each part of a folder that is not read.

    Raises:
        InputError: An input does not exist.
    """
    depths: dict[Path, int] = {}
    problems: set[Problem] = set()
    files: dict[str, Path | None] = {}
    for item in inputs:
        if str(item) == STDIN:
            files["stdin"] = None
            continue
        for entry in _expand(item):
            if isinstance(entry, Problem):
                problems.add(entry)
            else:
                path, depth = entry
                depths[path] = max(depth, depths.get(path, 0))
    files.update(_choose_names(depths, set(files)))
    return sorted(files.items()), sorted(problems)


def check_output(output: Path, inputs: Iterable[str | Path]) -> None:
    """Check that a file can be written without overwriting an input.

    Raises:
        InputError: The output is a folder, its folder does not exist, or it is one of the inputs.
    """
    if output.is_dir() or not output.parent.is_dir():
        reason = "is a folder" if output.is_dir() else f"folder {output.parent} does not exist"
        raise InputError(f"{output}: cannot be written ({reason}). Give another file with -o.")
    files, _ = find_inputs(inputs)
    if output.exists() and any(path is not None and output.samefile(path) for _, path in files):
        raise InputError(
            f"{output}: is one of the inputs and would be overwritten. Give another file with -o."
        )


def _expand(item: str | Path) -> Iterator[tuple[Path, int] | Problem]:
    """Yield the files of an input, each with the number of parts of its name, and problems."""
    path = Path(item)
    if path.is_dir():
        yield from _scan(path.resolve())
    elif path.exists():
        # Resolve the folder only: a link keeps its own name and suffix.
        yield path.parent.resolve() / path.name, 1
    else:
        raise InputError(
            f"{item}: no such file or folder. Name a file, a folder, or - for standard input."
        )


def _choose_names(depths: dict[Path, int], taken: set[str]) -> dict[str, Path]:
    """Name each file by the last `depth` parts of its path, or by more parts if names collide."""
    while True:
        paths_of: dict[str, list[Path]] = {}
        for path, depth in depths.items():
            paths_of.setdefault("/".join(path.parts[-depth:]), []).append(path)
        colliding = [
            path
            for name, paths in paths_of.items()
            if len(paths) > 1 or name in taken
            for path in paths
        ]
        if not colliding:
            return {name: paths[0] for name, paths in paths_of.items()}
        for path in colliding:
            depths[path] += 1


def _scan(root: Path) -> Iterator[tuple[Path, int] | Problem]:
    errors: list[OSError] = []
    for parent, folders, names in os.walk(root, onerror=errors.append):
        folder = Path(parent)
        if _is_build(folder):
            yield _skip_build(root, folder)
            folders.clear()
            continue
        # Assigning to the slice keeps os.walk out of hidden folders.
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (folder / name for name in names if not name.startswith(".")):
            if problem := _check_file(path, _source(root, path)):
                yield problem
            else:
                yield path, len(path.relative_to(root).parts) + 1
    for error in errors:
        detail = f"the folder cannot be read ({error.strerror})"
        source = _source(root, Path(error.filename))
        yield Problem(source, "problem", "unreadable", detail, "it was skipped")


def _source(root: Path, path: Path) -> Source:
    return Source((Path(root.name) / path.relative_to(root)).as_posix(), 1)


def _is_build(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and "kgraph" in manifest


def _skip_build(root: Path, folder: Path) -> Problem:
    # A build inside a folder of papers is normal; as an input itself it is a mistake.
    level: Literal["note", "problem"] = "problem" if folder == root else "note"
    detail = "the folder is a build of kgraph"
    return Problem(_source(root, folder), level, "skipped", detail, "it was not read")


def _check_file(path: Path, source: Source) -> Problem | None:
    """Return why a file of a folder is not read, or None."""
    if not path.is_file():
        detail, decision = "this is not a regular file", "it was skipped"
        return Problem(source, "problem", "unknown-format", detail, decision)
    suffix = path.suffix.casefold()
    if suffix in SUFFIXES:
        return None
    file, problems = decode(source.file, _read_head(path))
    if not file.lines:
        return problems[0]
    if other := find_other_format(file.lines):
        return other.problem(source)
    detail = f"'{suffix}' is not a suffix of a listing, JSONL or CSV"
    decision = "the file was skipped; name it on the command line to read it"
    return Problem(source, "problem", "unknown-format", detail, decision)


def _read_head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_BINARY_SAMPLE)
    except OSError:
        return b""


# -- decoding files


def read_bytes(name: str, path: Path | None) -> bytes:
    """Return the bytes of a file, or of standard input if `path` is None.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        return sys.stdin.buffer.read() if path is None else path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path or name}: cannot be read ({error.strerror}). Check the path and permissions."
        ) from error


def decode(name: str, data: bytes) -> tuple[TextFile, list[Problem]]:
    """Decode the bytes of a file to lines, with a problem for whatever is not UTF-8.

    A byte-order mark selects UTF-8 or UTF-16. Otherwise a line that is not UTF-8 is read as
    Windows-1252 and reported. A binary file has no lines and one problem.
    """
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_UTF16) and not data.startswith(_UTF32):
        text = data.decode("utf-16", "replace").removeprefix("\ufeff")
        lines = tuple(re.split(r"\r\n|\n|\r", text))
        problems = [
            _not_utf16(name, number) for number, line in enumerate(lines, 1) if "\ufffd" in line
        ]
        return TextFile(name, digest, lines), problems
    if _is_binary(data):
        return TextFile(name, digest, ()), [_binary_file(name, data)]
    return _decode_lines(name, digest, data)


def _decode_lines(name: str, digest: str, data: bytes) -> tuple[TextFile, list[Problem]]:
    lines, problems = [], []
    for number, raw in enumerate(_LINE_END.split(data.removeprefix(codecs.BOM_UTF8)), 1):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            lines.append(raw.decode("cp1252", "replace"))
            detail = f"byte {error.start + 1} of the line is not UTF-8"
            decision = "the line was read as Windows-1252"
            source = Source(name, number)
            problems.append(Problem(source, "problem", "wrong-encoding", detail, decision))
    return TextFile(name, digest, tuple(lines)), problems


def _not_utf16(name: str, line: int) -> Problem:
    detail = "the line contains invalid UTF-16, or a replacement character"
    decision = "invalid bytes were read as replacement characters"
    return Problem(Source(name, line), "problem", "wrong-encoding", detail, decision)


def _binary_file(name: str, data: bytes) -> Problem:
    detail, decision = "this is not a text file", "the file was skipped"
    if other := find_binary_format(data):
        detail, decision = f"this is {other.name}, not text", f"{decision}; {other.remedy}"
    return Problem(Source(name, 1), "problem", "binary-file", detail, decision)


def _is_binary(data: bytes) -> bool:
    if data.startswith(_UTF32) or find_binary_format(data):
        return True
    sample = data[:_BINARY_SAMPLE]
    invalid = sample.decode("utf-8", "replace").count("\ufffd") + len(_CONTROL.findall(sample))
    return invalid > _BINARY_SHARE * len(sample)

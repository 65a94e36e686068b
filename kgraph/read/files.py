"""Paths in, lines out: which files an input names, and their bytes as text, whatever the encoding."""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kgraph.errors import InputError
from kgraph.types import InputFormat, Problem, Source

STDIN = "-"
SUFFIXES: Mapping[str, InputFormat | None] = {
    **dict.fromkeys(("", ".txt", ".text", ".list")),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "jsonl"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
}
"""The suffixes of files that are read in folders, with their format (None: the content tells)."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A file is taken for binary when this share of its first bytes is neither text in UTF-8 nor in
# Latin letters.
_BINARY_SHARE = 0.3
_BINARY_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as numbered lines without their ends: `lines[0]` is line 1."""

    name: str
    sha256: str
    lines: tuple[str, ...]

    def source(self, line: int = 1) -> Source:
        """Return the place of a line, counted from 1."""
        return Source(self.name, line)


def find_inputs(
    inputs: Iterable[str | Path],
) -> tuple[list[tuple[str, Path | None]], list[Problem]]:
    """Return a name and a path (None for standard input) for each file the inputs name, sorted by name.

    Names start at the input itself, so that they are the same wherever the input lies; where two
    files would have one name, both get as many of their parent folders as tell them apart. A file
    is read once.

    Returns:
        The files, and a problem or note for each thing in a folder that is not read.

    Raises:
        InputError: An input does not exist.
    """
    depths: dict[Path, int] = {}
    problems: list[Problem] = []
    stdin: list[tuple[str, Path | None]] = []
    for given in inputs:
        path = Path(given)
        if str(given) == STDIN:
            stdin = [("stdin", None)]
        elif path.is_dir():
            found, skipped = _scan(path.resolve())
            problems += skipped
            for file, depth in found:
                depths[file] = max(depth, depths.get(file, 0))
        elif path.exists():
            depths.setdefault(path.parent.resolve() / path.name, 1)
        else:
            raise InputError(
                f"{given}: no such file or folder. Name a file, a folder, or - for standard input."
            )
    names = _name_apart(depths, {name for name, _ in stdin})
    return sorted([*stdin, *names.items()], key=lambda item: item[0]), sorted(set(problems))


def _name_apart(depths: dict[Path, int], taken: set[str]) -> dict[str, Path]:
    """Name each file by the last parts of its path, as many as its depth says and more where names collide."""
    while True:
        names: dict[str, list[Path]] = {}
        for path, depth in depths.items():
            names.setdefault("/".join(path.parts[-depth:]), []).append(path)
        clashing = [
            path
            for name, paths in names.items()
            if len(paths) > 1 or name in taken
            for path in paths
        ]
        if not clashing:
            return {name: paths[0] for name, paths in names.items()}
        for path in clashing:
            depths[path] += 1


def _scan(root: Path) -> tuple[list[tuple[Path, int]], list[Problem]]:
    """Return the files of a folder that are read, each with the length of its name in parts, and what is not read."""
    found: list[tuple[Path, int]] = []
    problems: list[Problem] = []
    for parent, folders, files in os.walk(
        root, onerror=lambda error: problems.append(_unreadable(root, error))
    ):
        folder = Path(parent)
        if _is_build(folder):
            level: Literal["note", "problem"] = "problem" if folder == root else "note"
            detail, decision = "the folder holds what kgraph built", "it was not read"
            problems.append(
                Problem(Source(_name(root, folder), 1), level, "skipped", detail, decision)
            )
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (folder / name for name in files if not name.startswith(".")):
            if reason := _why_not(path):
                decision = "the file was skipped; name it on the command line to read it"
                problems.append(
                    Problem(
                        Source(_name(root, path), 1), "problem", "unknown-format", reason, decision
                    )
                )
            else:
                found.append((path, len(path.relative_to(root).parts) + 1))
    return found, problems


def _name(root: Path, path: Path) -> str:
    return (Path(root.name) / path.relative_to(root)).as_posix()


def _why_not(path: Path) -> str:
    if not path.is_file():
        return "this is no regular file"
    suffix = path.suffix.casefold()
    return "" if suffix in SUFFIXES else f"'{suffix}' is no suffix of a listing, JSONL or CSV"


def _is_build(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and "kgraph" in manifest


def _unreadable(root: Path, error: OSError) -> Problem:
    detail = f"the folder cannot be read ({error.strerror})"
    return Problem(
        Source(_name(root, Path(error.filename)), 1),
        "problem",
        "unreadable",
        detail,
        "it was skipped",
    )


def read_bytes(name: str, path: Path | None) -> bytes:
    """Return the bytes of a file, or of standard input where `path` is None.

    Raises:
        InputError: The file cannot be opened.
    """
    try:
        return sys.stdin.buffer.read() if path is None else path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path or name}: cannot be read ({error.strerror}). Check the path and its rights."
        ) from error


def decode(name: str, data: bytes) -> tuple[TextFile, list[Problem]]:
    """Turn the bytes of a file into lines, and report what was not plain UTF-8.

    UTF-8 and UTF-16 with a byte-order mark are read as such; a line that is not UTF-8 is read as
    Windows-1252 and reported; a file that is mostly not text gives no lines and a problem.
    """
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_UTF16) and not data.startswith(_UTF32):
        text = data.decode("utf-16", "replace").removeprefix("\ufeff")
        lines = tuple(re.split(r"\r\n|\n|\r", text))
        lost = [_replaced(name, number) for number, line in enumerate(lines, 1) if "\ufffd" in line]
        return TextFile(name, digest, lines), lost
    if _is_binary(data):
        problem = Problem(
            Source(name, 1),
            "problem",
            "binary-file",
            "this is not a text file",
            "the file was skipped",
        )
        return TextFile(name, digest, ()), [problem]
    return _decode_lines(name, digest, data)


def _decode_lines(name: str, digest: str, data: bytes) -> tuple[TextFile, list[Problem]]:
    lines, problems = [], []
    for number, raw in enumerate(_LINE_END.split(data.removeprefix(codecs.BOM_UTF8)), 1):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            lines.append(raw.decode("cp1252", "replace"))
            detail = f"byte {error.start + 1} of the line is not UTF-8"
            problems.append(
                Problem(
                    Source(name, number),
                    "problem",
                    "wrong-encoding",
                    detail,
                    "the line was read as Windows-1252",
                )
            )
    return TextFile(name, digest, tuple(lines)), problems


def _replaced(name: str, line: int) -> Problem:
    detail = "the line holds what is not UTF-16, or a replacement character"
    return Problem(
        Source(name, line),
        "problem",
        "wrong-encoding",
        detail,
        "it was read as a replacement character",
    )


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"%PDF", *_UTF32)):
        return True
    sample = data[:_BINARY_SAMPLE]
    if not sample:
        return False
    foreign = sample.decode("utf-8", "replace").count("\ufffd") + len(_CONTROL.findall(sample))
    return foreign > _BINARY_SHARE * len(sample)

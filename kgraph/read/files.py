"""Find the files that inputs name."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from kgraph.errors import InputError
from kgraph.types import Problem, Source

STDIN = "-"


class FoundFile(NamedTuple):
    """A file to read: its name, its path (None for standard input), whether the user named it."""

    name: str
    path: Path | None
    is_named: bool


def find_inputs(inputs: Iterable[str | Path]) -> tuple[list[FoundFile], list[Problem]]:
    """Find the files that the inputs name; each file is read once.

    A file name starts with the input itself, so that it does not depend on where the input is. If
    two files would have the same name, parent folders are added to both until the names differ.

    Args:
        inputs: Files, folders, or '-' for standard input.

    Returns:
        The files, sorted by name; and a problem or note for each part of a folder that is not
        read.

    Raises:
        InputError: An input does not exist.
    """
    depths: dict[Path, int] = {}
    problems: set[Problem] = set()
    files: list[FoundFile] = []
    named: set[Path] = set()
    for item in inputs:
        if str(item) == STDIN:
            files = [FoundFile("stdin", None, True)]
            continue
        for entry in _expand(item):
            if isinstance(entry, Problem):
                problems.add(entry)
            else:
                path, depth = entry
                depths[path] = max(depth, depths.get(path, 0))
                if not Path(item).is_dir():
                    named.add(path)
    names = _choose_names(depths, {file.name for file in files})
    files += [FoundFile(name, path, path in named) for name, path in names.items()]
    return sorted(files, key=lambda file: file.name), sorted(problems)


def check_output(output: Path, inputs: Iterable[str | Path]) -> None:
    """Check that a file can be written without overwriting an input.

    Raises:
        InputError: The output is a folder, its folder does not exist, or it is one of the inputs.
    """
    if output.is_dir() or not output.parent.is_dir():
        reason = "is a folder" if output.is_dir() else f"folder {output.parent} does not exist"
        raise InputError(f"{output}: cannot be written ({reason}). Give another file with -o.")
    files, _ = find_inputs(inputs)
    if output.exists() and any(
        file.path is not None and output.samefile(file.path) for file in files
    ):
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
    if path.is_file():
        return None
    detail, decision = "this is not a regular file", "it was skipped"
    return Problem(source, "problem", "unknown-format", detail, decision)

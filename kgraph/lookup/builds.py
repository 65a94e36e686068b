"""Find the file of a build that a command reads: one of its tables, its page or its RDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kgraph.errors import BuildError

EXPORTS: Final = ("graph.nt", "graph.ttl", "graph.jsonld")
"""The files that hold a build's RDF, the same triples in each; the first loads fastest."""

_SUFFIXES = tuple(Path(name).suffix for name in EXPORTS)


def find_export(source: str | Path) -> Path:
    """Find the RDF of a build.

    Args:
        source: A build's folder, or a `.nt`, `.ttl` or `.jsonld` file of any name.

    Returns:
        The file.

    Raises:
        BuildError: The source has no RDF.
    """
    source = Path(source)
    is_export = source.suffix in _SUFFIXES and not source.is_dir()
    if is_export and not source.is_file():
        raise BuildError(f"{source}: no such file. {_remedy(source.parent, 'rdf')}")
    if source.is_file() and not is_export:
        raise BuildError(
            f"{source} is not an export: give a build's folder, or a .nt, .ttl or .jsonld file."
        )
    return source if is_export else find_file(source, EXPORTS, "rdf")


def find_file(folder: str | Path, names: Sequence[str], output: str) -> Path:
    """Find the first of some files in a build.

    Args:
        folder: The build.
        names: The files that will do, best first.
        output: The output that they belong to, as `--only` names it.

    Returns:
        The file.

    Raises:
        BuildError: The folder has none of the files, or is not a folder.
    """
    folder = Path(folder)
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise BuildError(
        f"{folder}: no build here ({_reason(folder, names)}). {_remedy(folder, output)}"
    )


def _reason(folder: Path, names: Sequence[str]) -> str:
    if folder.is_dir():
        return f"it has no {' or '.join(names)}"
    return "it is a file" if folder.exists() else "no such folder"


def _remedy(folder: Path, output: str) -> str:
    where = "FOLDER" if folder.is_file() else folder
    return f"Write one with `kgraph build INPUT -o {where}`, with {output} among its outputs."

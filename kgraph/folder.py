"""A build on disk: every output and the manifest in one folder, which is replaced atomically."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kgraph._version import __version__
from kgraph.analyse.view import View
from kgraph.config import Settings
from kgraph.errors import BuildError
from kgraph.explorer.page import write_html
from kgraph.export.graphml import write_graphml
from kgraph.export.report import to_report
from kgraph.export.tables import COLUMNS, write_parquet, write_tables
from kgraph.export.vosviewer import write_vosviewer
from kgraph.rdf.vocabulary import RdfOptions
from kgraph.rdf.write import write_rdf
from kgraph.types import InputFile, KnowledgeGraph, Output, RdfFormat, Reading

MANIFEST = "manifest.json"
_RDF_FILES: Mapping[str, RdfFormat] = {
    "graph.nt": "ntriples",
    "graph.ttl": "turtle",
    "graph.jsonld": "jsonld",
}
OUTPUT_NAMES = frozenset(
    {
        *("graph.html", "graph.graphml", "report.md", MANIFEST),
        *("vosviewer-entities.json", "vosviewer-papers.json"),
        *_RDF_FILES,
        *(f"{table}.{suffix}" for table in COLUMNS for suffix in ("csv", "parquet")),
    }
)
"""The name of every file that a build may write."""


def write_folder(
    kg: KnowledgeGraph, folder: str | Path, *, reading: Reading, settings: Settings
) -> View:
    """Write the outputs that the settings name, and the manifest, to a folder.

    They are written to a new folder next to it, which then replaces it, so that a build that dies
    leaves the old one.

    Returns:
        The view that the outputs were written from, with what they needed already computed.

    Raises:
        BuildError: The folder cannot be written, or holds files that are not from a build.
    """
    view = View(kg, seed=settings.export.seed)
    with _replacing(check_folder(folder)) as new:
        _write_outputs(view, new, reading, settings)
        _write_manifest(kg, new, reading, settings)
    return view


# -- Outputs


def _write_outputs(view: View, folder: Path, reading: Reading, settings: Settings) -> None:
    for output in settings.export.only:
        _WRITERS[output](view, folder, reading, settings)


def _write_html(view: View, folder: Path, reading: Reading, settings: Settings) -> None:
    names = {Path(file.name.split("/")[0]).stem for file in reading.files}
    title = ", ".join(sorted(names)) or "kgraph"
    base_iri = settings.export.base_iri
    write_html(view.kg, folder / "graph.html", title=title, view=view, base_iri=base_iri)


def _write_rdf(view: View, folder: Path, _reading: Reading, settings: Settings) -> None:
    export = settings.export
    options = RdfOptions(export.base_iri, export.abstracts, export.evidence)
    for name, rdf_format in _RDF_FILES.items():
        write_rdf(view.kg, folder / name, format=rdf_format, view=view, options=options)


def _write_report(view: View, folder: Path, reading: Reading, _settings: Settings) -> None:
    _write_text(folder / "report.md", to_report(view.kg, reading, view=view))


_WRITERS: Mapping[Output, Callable[[View, Path, Reading, Settings], None]] = {
    "html": _write_html,
    "rdf": _write_rdf,
    "graphml": lambda view, folder, *_: write_graphml(view.kg, folder / "graph.graphml", view=view),
    "vosviewer": lambda view, folder, *_: write_vosviewer(view.kg, folder, view=view),
    "tables": lambda view, folder, *_: write_tables(view.kg, folder),
    "parquet": lambda view, folder, *_: write_parquet(view.kg, folder),
    "report": _write_report,
}


# -- Manifest


def _write_manifest(kg: KnowledgeGraph, folder: Path, reading: Reading, settings: Settings) -> None:
    """Describe a build by its inputs, settings and outputs, without times, paths or the machine."""
    manifest = {
        "kgraph": __version__,
        "inputs": [_input(file) for file in reading.files],
        "counts": _counts(kg, reading),
        "settings": _settings(settings),
        "outputs": {path.name: _sha256(path) for path in sorted(folder.iterdir())},
    }
    _write_text(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def _input(file: InputFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": file.sha256,
        "format": file.format,
        "records": file.records,
    }


def _counts(kg: KnowledgeGraph, reading: Reading) -> dict[str, Any]:
    labels = [entity.label for entity in kg.entities.values()]
    return {
        "papers": len(kg.papers),
        "mentions": len(kg.mentions),
        "entities": {label.name: labels.count(label.name) for label in kg.labels},
        "statements": len(kg.statements),
        "links": len(kg.links),
        "problems": len(reading.problems) + len(kg.problems),
    }


def _settings(settings: Settings) -> dict[str, Any]:
    """Return the settings with each file by its name and content: its folder changes nothing."""
    plain = settings.model_dump(mode="json")
    plain["resolve"]["aliases"] = _file(settings.resolve.aliases)
    plain["statements"]["edits"] = _file(settings.statements.edits)
    for component in plain["components"].values():
        if "path" in component:
            component["path"] = _file(component["path"])
        if "extra" in component:
            component["extra"] = [_file(path) for path in component["extra"]]
    return plain


def _file(path: str | None) -> dict[str, str] | str | None:
    if path is None or not Path(path).is_file():  # a model may be a folder
        return path and Path(path).name
    return {"name": Path(path).name, "sha256": _sha256(Path(path))}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


# -- The folder


def check_folder(folder: str | Path) -> Path:
    """Check that a build can be written to a folder without losing other files; change nothing.

    Args:
        folder: A folder that is missing, empty, or holds a build and no other file; or a link to
            one.

    Returns:
        The path of the folder itself, with every link followed.

    Raises:
        BuildError: The folder, or one that a build needs next to it, holds files that would be
            lost.
    """
    try:
        path = Path(folder).resolve()
        if path == path.parent:
            raise BuildError(f"{folder}: is the root of the disk. Give a folder below it with -o.")
        _check_parent(path)
        _check_replaceable(path)
        _check_spare(_old(path), None)
        _check_spare(_new(path), OUTPUT_NAMES)
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError before Python 3.13
        raise BuildError(
            f"{folder}: cannot be read ({error}). Give another folder with -o."
        ) from error
    return path


def _check_parent(folder: Path) -> None:
    parent = next(parent for parent in folder.parents if parent.exists())
    reason = ""
    if not parent.is_dir():
        reason = f"{parent} is a file"
    elif not os.access(parent, os.W_OK | os.X_OK):
        reason = f"no right to write to {parent}"
    if reason:
        raise BuildError(f"{folder}: cannot be written ({reason}). Give another folder with -o.")


def _check_replaceable(folder: Path) -> None:
    if not folder.exists() or _is_build(folder):
        return
    if not folder.is_dir():
        raise BuildError(f"{folder}: is a file. Give a folder with -o.")
    names = _manifest_names(folder)
    if not names:
        raise BuildError(
            f"{folder}: holds files that are not from a build and would be lost. "
            "Give another folder with -o."
        )
    foreign = ", ".join(sorted(path.name for path in folder.iterdir() if path.name not in names))
    raise BuildError(
        f"{folder}: holds, next to a build, files that would be lost ({foreign}). "
        "Move them away, or give another folder with -o."
    )


def _check_spare(folder: Path, names: Collection[str] | None) -> None:
    if folder.exists() and not _is_build(folder, names):
        raise BuildError(
            f"{folder}: is needed to write the build, but holds other files. Move it away."
        )


def _is_build(folder: Path, names: Collection[str] | None = None) -> bool:
    """Return whether a folder holds only files with the given names, by default its manifest's."""
    if not folder.is_dir() or folder.is_symlink():
        return False
    allowed = _manifest_names(folder) if names is None else names
    return all(path.name in allowed and path.is_file() for path in folder.iterdir())


def _manifest_names(folder: Path) -> set[str]:
    """Return the names of a build's files by its manifest, none if the manifest is not kgraph's."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return {MANIFEST, *manifest["outputs"]} if "kgraph" in manifest else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that replaces a folder if the block succeeds."""
    new = _new(folder)
    try:
        _recover(folder)
        new.mkdir(parents=True)
        yield new
        if folder.exists():
            folder.rename(_old(folder))
        new.rename(folder)
    except OSError as error:
        raise BuildError(
            f"{folder}: cannot be written ({error.strerror}). Give another folder with -o."
        ) from error
    finally:
        _recover(folder)


def _recover(folder: Path) -> None:
    """Remove what an earlier build left, and restore the folder if the build died replacing it."""
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for leftover in (old, _new(folder)):
        _remove(leftover)


def _remove(folder: Path) -> None:
    """Remove a build's folder.

    The manifest goes last: if this is interrupted, the rest is still recognised as a build.
    """
    if folder.exists():
        for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST):
            path.unlink()
        folder.rmdir()


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _new(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")

"""A build on disk: every output and the manifest in one folder, which is there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from kgraph._version import __version__
from kgraph.analyse.view import View
from kgraph.config import Settings
from kgraph.errors import BuildError
from kgraph.explorer.page import write_html
from kgraph.export.graphml import write_graphml
from kgraph.export.parquet import write_parquet
from kgraph.export.report import to_report
from kgraph.export.tables import COLUMNS, write_tables
from kgraph.export.vosviewer import write_vosviewer
from kgraph.rdf.vocabulary import RdfOptions
from kgraph.rdf.write import write_rdf
from kgraph.types import LABELS, KnowledgeGraph, Output, RdfFormat, Reading

MANIFEST = "manifest.json"
OUTPUT_NAMES = frozenset(
    {
        *(
            "graph.html",
            "graph.nt",
            "graph.ttl",
            "graph.jsonld",
            "graph.graphml",
            "report.md",
            MANIFEST,
        ),
        *("vosviewer-entities.json", "vosviewer-papers.json"),
        *(f"{table}.{form}" for table in COLUMNS for form in ("csv", "parquet")),
    }
)
"""Every name that a build may write."""


def check_folder(folder: str | Path) -> Path:
    """Check that a build can be written to a folder without a loss, and change nothing.

    Args: folder: A folder that is missing, empty, or holds a build and nothing else; or a link to
        one.

    Returns:
        The folder's own path, with every link followed.

    Raises: BuildError: The folder, or one that a build needs beside it, holds something that would
        be lost.
    """
    try:
        path = Path(folder).resolve()
        if path == path.parent:
            raise BuildError(f"{folder}: is the root of the disk. Give a folder below it with -o.")
        _check_parent(path)
        _check_replaceable(path)
        for other, names in ((_old(path), None), (_new(path), OUTPUT_NAMES)):
            if other.exists() and not _is_ours(other, names):
                raise BuildError(
                    f"{other}: is needed while {path.name} is written, but holds other files. Move it away."
                )
    except (
        OSError,
        RuntimeError,
    ) as error:  # Python 3.11 and 3.12 report a loop of links as RuntimeError
        raise BuildError(
            f"{folder}: cannot be read ({error}). Give another folder with -o."
        ) from error
    return path


def write_folder(
    kg: KnowledgeGraph, folder: str | Path, *, reading: Reading, settings: Settings
) -> None:
    """Write the outputs that the settings name, and the manifest, to a folder.

    They are written beside it and then put in its place, so that a build which dies leaves the old
    one.

    Raises:
        BuildError: The folder holds something that is no build, or cannot be written.
    """
    folder = check_folder(folder)
    new = _new(folder)
    try:
        _finish(folder)
        new.mkdir(parents=True)
        _write_outputs(kg, new, reading, settings)
        if folder.exists():
            folder.rename(_old(folder))
        new.rename(folder)
    except OSError as error:
        raise BuildError(
            f"{folder}: cannot be written ({error.strerror}). Give another folder with -o."
        ) from error
    finally:
        _finish(folder)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _new(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _finish(folder: Path) -> None:
    """Remove what a build leaves beside a folder; if it died while it replaced the folder, put the old one back."""
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for leftover in (old, _new(folder)):
        _remove(leftover)


def _remove(folder: Path) -> None:
    """Remove a folder of ours, the manifest last: what is left of it, if this dies, is still known as ours."""
    if folder.exists():
        for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST):
            path.unlink()
        folder.rmdir()


def _check_parent(folder: Path) -> None:
    parent = next(parent for parent in folder.parents if parent.exists())
    if not parent.is_dir():
        raise BuildError(
            f"{folder}: cannot be written ({parent} is a file). Give another folder with -o."
        )
    if not os.access(parent, os.W_OK | os.X_OK):
        raise BuildError(
            f"{folder}: cannot be written (no right to write to {parent}). Give another folder with -o."
        )


def _check_replaceable(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BuildError(f"{folder}: is a file. Give a folder with -o.")
    if _is_ours(folder):
        return
    if not _manifest_names(folder):
        raise BuildError(
            f"{folder}: holds files that are no build and would be lost. Give another folder with -o."
        )
    foreign = ", ".join(
        sorted(path.name for path in folder.iterdir() if path.name not in _manifest_names(folder))
    )
    remedy = "Move them away, or give another folder with -o."
    raise BuildError(
        f"{folder}: holds, beside a build, files that would be lost ({foreign}). {remedy}"
    )


def _is_ours(folder: Path, names: Collection[str] | None = None) -> bool:
    """Tell whether a folder holds only files that a build wrote: those with the names, else those of its manifest."""
    if not folder.is_dir() or folder.is_symlink():
        return False
    known = _manifest_names(folder) if names is None else names
    return all(path.name in known and path.is_file() for path in folder.iterdir())


def _manifest_names(folder: Path) -> set[str]:
    """Return the names of a build's files, by its manifest; none where there is no manifest of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return {MANIFEST, *manifest["outputs"]} if "kgraph" in manifest else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _write_outputs(kg: KnowledgeGraph, folder: Path, reading: Reading, settings: Settings) -> None:
    """Write the outputs that the settings name, then the manifest, which has their hashes."""
    view = View(kg, seed=settings.export.seed)
    for output in settings.export.only:
        _WRITERS[output](view, folder, reading, settings)
    manifest = json.dumps(_manifest(kg, folder, reading, settings), indent=2, ensure_ascii=False)
    _write_text(folder / MANIFEST, manifest + "\n")


def _write_html(view: View, folder: Path, reading: Reading, settings: Settings) -> None:
    title = ", ".join(sorted({Path(file.name.split("/")[0]).stem for file in reading.files}))
    base_iri = settings.export.base_iri
    write_html(view.kg, folder / "graph.html", title=title, view=view, base_iri=base_iri)


def _write_rdf(view: View, folder: Path, _reading: Reading, settings: Settings) -> None:
    export = settings.export
    options = RdfOptions(export.base_iri, export.abstracts, export.evidence)
    for suffix, format_ in _RDF_FORMATS.items():
        path = folder / f"graph.{suffix}"
        write_rdf(view.kg, path, format=format_, view=view, options=options)


def _write_report(view: View, folder: Path, reading: Reading, _settings: Settings) -> None:
    _write_text(folder / "report.md", to_report(view.kg, reading, view=view))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


_RDF_FORMATS: Mapping[str, RdfFormat] = {"nt": "ntriples", "ttl": "turtle", "jsonld": "jsonld"}

_WRITERS: Mapping[Output, Callable[[View, Path, Reading, Settings], None]] = {
    "html": _write_html,
    "rdf": _write_rdf,
    "graphml": lambda view, folder, *_: write_graphml(view.kg, folder / "graph.graphml", view=view),
    "vosviewer": lambda view, folder, *_: write_vosviewer(view.kg, folder, view=view),
    "tables": lambda view, folder, *_: write_tables(view.kg, folder),
    "parquet": lambda view, folder, *_: write_parquet(view.kg, folder),
    "report": _write_report,
}


def _manifest(
    kg: KnowledgeGraph, folder: Path, reading: Reading, settings: Settings
) -> dict[str, object]:
    """Describe a build by what it was made of and what came of it: no time, no path, no machine."""
    labels = {
        label: sum(entity.label == label for entity in kg.entities.values()) for label in LABELS
    }
    return {
        "kgraph": __version__,
        "inputs": [
            {
                "name": file.name,
                "sha256": file.sha256,
                "format": file.format,
                "records": file.records,
            }
            for file in reading.files
        ],
        "counts": {
            "papers": len(kg.papers),
            "mentions": len(kg.mentions),
            "entities": labels,
            "links": len(kg.links),
            "odd_records": len(reading.problems),
        },
        "settings": _settings(settings),
        "outputs": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir())
        },
    }


def _settings(settings: Settings) -> dict[str, Any]:
    """Return the settings with each file by its name and content: where it lies changes nothing."""
    plain = settings.model_dump(mode="json")
    plain["resolve"]["aliases"] = _file(settings.resolve.aliases)
    for component in plain["components"].values():
        if "path" in component:
            component["path"] = _file(component["path"])
        if "extra" in component:
            component["extra"] = [_file(path) for path in component["extra"]]
    return plain


def _file(path: str | None) -> dict[str, str] | str | None:
    if path is None or not Path(path).is_file():  # a model may be a folder
        return path and Path(path).name
    return {"name": Path(path).name, "sha256": hashlib.sha256(Path(path).read_bytes()).hexdigest()}

"""Check that the other files of a build agree with its RDF: manifest, Turtle and tables."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgraph.folder import MANIFEST, OUTPUT_NAMES
from kgraph.rdf import VOCABULARIES
from kgraph.sparql.result import plain
from kgraph.sparql.store import read_classes
from kgraph.validate.faults import Collector, Fault
from kgraph.validate.reading import load

_TABLES = {
    "papers.csv": "papers",
    "authors.csv": "authors",
    "venues.csv": "venues",
    "entities.csv": "entities",
    "mentions.csv": "mentions",
    "links.csv": "links",
    "near.csv": "near pairs",
    "statements.csv": "statements",
}
_COUNTED = ("papers", "mentions", "statements", "links")
_UNCOUNTED = ("authors", "venues", "entities", "near pairs")


def check_folder(folder: Path, rdf: Path, store: ox.Store, collector: Collector) -> None:
    """Check the other files of a build against its manifest and its RDF.

    Args:
        folder: The folder of the build.
        rdf: The file that the store was read from.
        store: The export, without the ontology.
        collector: Receives the faults of the checks `counts`, `manifest`, `output`, `tables` and
            `turtle`.

    Raises:
        BuildError: `graph.ttl` is not Turtle.
    """
    counts = count_resources(store)
    manifest, faults = _read_manifest(folder)
    collector.add("manifest", faults)
    collector.add("output", _check_outputs(folder, manifest.get("outputs", {})))
    collector.add("counts", _check_counts(manifest.get("counts", {}), counts) if manifest else ())
    collector.add("tables", _check_tables(folder, counts))
    turtle = folder / "graph.ttl"
    collector.add(
        "turtle", _check_turtle(store, turtle) if turtle.is_file() and turtle != rdf else ()
    )


def count_resources(store: ox.Store) -> dict[str, int]:
    """Count the resources of an export that are rows of tables, and the entities per label."""
    kinds = {
        "papers": "Paper",
        "authors": "Author",
        "venues": "Venue",
        "mentions": "Mention",
        "links": "PaperLink",
        "near pairs": "NearPair",
        "statements": "Statement",
    }
    counts = {name: _count(store, VOCABULARIES["kg"] + local) for name, local in kinds.items()}
    labels = {label: _count(store, kind) for label, kind in read_classes(store).items()}
    return {**counts, "entities": sum(labels.values()), **labels}


def _count(store: ox.Store, iri: str) -> int:
    kind = ox.NamedNode(VOCABULARIES["rdf"] + "type")
    return sum(1 for _ in store.quads_for_pattern(None, kind, ox.NamedNode(iri)))


# -- the manifest


def _read_manifest(folder: Path) -> tuple[Mapping[str, Any], list[Fault]]:
    """Return the manifest, or {} if it is invalid, and its faults."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        return {}, [Fault("manifest", MANIFEST, str(error), "is missing or cannot be read")]
    parts = ("counts", "outputs")
    if not isinstance(manifest, dict) or not all(
        isinstance(manifest.get(part), dict) for part in parts
    ):
        message = "does not list the counts and the outputs of a build"
        return {}, [Fault("manifest", MANIFEST, "", message)]
    listed = manifest["outputs"]
    unlisted = sorted(
        path.name for path in folder.iterdir() if path.name in OUTPUT_NAMES - {MANIFEST, *listed}
    )
    faults = [
        Fault("manifest", name, "", "is an output that the manifest does not list")
        for name in unlisted
    ]
    return manifest, faults


def _check_outputs(folder: Path, outputs: Mapping[str, object]) -> Iterator[Fault]:
    """Yield the outputs that are missing or changed; only names of outputs are opened."""
    for name, expected in sorted(outputs.items()):
        path = folder / name
        if name not in OUTPUT_NAMES:
            yield Fault(
                "output", name, "", "is listed in the manifest, but is not an output of kgraph"
            )
        elif not path.is_file():
            yield Fault("output", name, "", "is missing")
        elif (actual := _hash(path)) != expected:
            yield Fault(
                "output", name, actual, "has changed: its SHA-256 is not that of the manifest"
            )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_counts(expected: Mapping[str, object], counts: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the counts of the manifest that differ from the RDF."""
    entities = expected.get("entities")
    of_label = entities if isinstance(entities, dict) else {}
    for name in (*_COUNTED, *sorted({*of_label, *counts} - {*_COUNTED, *_UNCOUNTED})):
        value = expected.get(name, 0) if name in _COUNTED else of_label.get(name, 0)
        if value != counts.get(name, 0):
            number = counts.get(name, 0)
            message = f"has a number of {name} that differs from the RDF, which has {number}"
            yield Fault("counts", MANIFEST, str(value), message)


# -- tables and Turtle


def _check_tables(folder: Path, counts: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the tables that cannot be read or whose number of rows differs from the RDF."""
    for name, kind in _TABLES.items():
        path = folder / name
        if not path.is_file():
            continue
        rows = _count_rows(path)
        if isinstance(rows, str):
            yield Fault("tables", name, rows, "cannot be read")
        elif rows != counts[kind]:
            message = f"has a number of rows that differs from the number of {kind} in the RDF"
            yield Fault("tables", name, str(rows), message)


def _count_rows(path: Path) -> int | str:
    """Return the number of rows without the header, or the reason why it cannot be counted."""
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return max(0, sum(1 for _ in csv.reader(file)) - 1)
    except (OSError, ValueError, csv.Error) as error:
        return str(error)


def _check_turtle(store: ox.Store, path: Path) -> Iterator[Fault]:
    """Yield the triples that only one of the two files has."""
    noted: list[Fault] = []
    turtle = load(path, noted.append)
    for fault in noted:
        yield Fault("turtle", fault.subject, fault.value, f"{fault.message} (graph.ttl)")
    yield from _missing(store, turtle, "a triple of graph.nt is missing in graph.ttl")
    yield from _missing(turtle, store, "a triple of graph.ttl is missing in graph.nt")


def _missing(source: ox.Store, target: ox.Store, message: str) -> Iterator[Fault]:
    for quad in source:
        if quad not in target:
            yield Fault("turtle", plain(quad.subject) or "", str(quad.triple), message)

"""The files of a build beside its RDF: the manifest's hashes and counts, the Turtle, and the tables."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgraph.folder import MANIFEST, OUTPUT_NAMES
from kgraph.rdf import VOCABULARIES
from kgraph.types import LABELS
from kgraph.validate.faults import Collector, Fault
from kgraph.validate.queries import plain
from kgraph.validate.reading import load

_TABLES = {
    "papers.csv": "papers",
    "entities.csv": "entities",
    "mentions.csv": "mentions",
    "links.csv": "links",
}


def check_folder(folder: Path, rdf: Path, store: ox.Store, found: Collector) -> None:
    """Check the other files of a build against its manifest and its RDF.

    Args: folder: The build. rdf: The file that the store was read from. store: The export, without
        the ontology. found: What takes the faults of the checks `counts`, `manifest`, `output`,
        `tables` and `turtle`.

    Raises:
        BuildError: `graph.ttl` is no Turtle.
    """
    counts = count_resources(store)
    manifest, faults = _read_manifest(folder)
    found.add("manifest", faults)
    found.add("output", _check_outputs(folder, manifest.get("outputs", {})))
    found.add("counts", _check_counts(manifest.get("counts", {}), counts) if manifest else ())
    found.add("tables", _check_tables(folder, counts))
    turtle = folder / "graph.ttl"
    found.add("turtle", _check_turtle(store, turtle) if turtle.is_file() and turtle != rdf else ())


def count_resources(store: ox.Store) -> dict[str, int]:
    """Count the papers, mentions and links of an export, its entities, and the entities with each label."""
    classes = {"papers": "Paper", "mentions": "Mention", "links": "PaperLink"} | {
        label: label for label in LABELS
    }
    counts = {
        name: _count(store, f"{VOCABULARIES['kg']}{local}") for name, local in classes.items()
    }
    return {**counts, "entities": sum(counts[label] for label in LABELS)}


def _count(store: ox.Store, iri: str) -> int:
    kind = ox.NamedNode(VOCABULARIES["rdf"] + "type")
    return sum(1 for _ in store.quads_for_pattern(None, kind, ox.NamedNode(iri)))


# -- the manifest
# ------------------------------------------------------------------------------------------------


def _read_manifest(folder: Path) -> tuple[Mapping[str, Any], list[Fault]]:
    """Return what the manifest says, as far as it has the form of one, and what is wrong with it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        return {}, [Fault("manifest", MANIFEST, str(error), "is missing or cannot be read")]
    parts = ("counts", "outputs")
    if not isinstance(manifest, dict) or not all(
        isinstance(manifest.get(part), dict) for part in parts
    ):
        return {}, [
            Fault("manifest", MANIFEST, "", "does not list the counts and the outputs of a build")
        ]
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
    """Yield the outputs that are missing or whose bytes changed; no name leads outside the folder."""
    for name, expected in sorted(outputs.items()):
        path = folder / name
        if name not in OUTPUT_NAMES:
            yield Fault("output", name, "", "is listed in the manifest, and no build writes it")
        elif not path.is_file():
            yield Fault("output", name, "", "is missing")
        elif (actual := _hash(path)) != expected:
            yield Fault("output", name, actual, "was changed: its SHA-256 is not the manifest's")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_counts(said: Mapping[str, object], counts: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the counts of the manifest that are not those of the RDF."""
    entities = said.get("entities")
    of_label = entities if isinstance(entities, dict) else {}
    for name in ("papers", "mentions", "links", *LABELS):
        value = of_label.get(name, 0) if name in LABELS else said.get(name)
        if value != counts[name]:
            message = f"says another number of {name} than the RDF, which has {counts[name]}"
            yield Fault("counts", MANIFEST, str(value), message)


# -- the other forms of the graph
# --------------------------------------------------------------------------------


def _check_tables(folder: Path, counts: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the tables that cannot be read, or have another number of rows than the RDF has resources."""
    for name, what in _TABLES.items():
        path = folder / name
        if path.is_file():
            rows = _count_rows(path)
            if isinstance(rows, str):
                yield Fault("tables", name, rows, "cannot be read")
            elif rows != counts[what]:
                yield Fault(
                    "tables", name, str(rows), f"has another number of rows than the RDF has {what}"
                )


def _count_rows(path: Path) -> int | str:
    """Return how many rows a table has below its head, or why that cannot be known."""
    csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return max(0, sum(1 for _ in csv.reader(file)) - 1)
    except (OSError, ValueError, csv.Error) as error:
        return str(error)


def _check_turtle(store: ox.Store, path: Path) -> Iterator[Fault]:
    """Yield the triples that stand in only one of the two files."""
    noted: list[Fault] = []
    other = load(path, noted.append)
    yield from (
        Fault("turtle", fault.subject, fault.value, f"{fault.message} (graph.ttl)")
        for fault in noted
    )
    sides: tuple[tuple[ox.Store, Callable[[ox.Quad], bool], str], ...] = (
        (store, lambda quad: quad not in other, "a triple of graph.nt is missing in graph.ttl"),
        (other, lambda quad: quad not in store, "a triple of graph.ttl is missing in graph.nt"),
    )
    yield from chain.from_iterable(
        (
            Fault("turtle", plain(quad.subject), str(quad.triple), message)
            for quad in side
            if missing(quad)
        )
        for side, missing, message in sides
    )

"""Validate an export: run all checks, one after another."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kgraph.lookup.builds import find_export
from kgraph.track import Track, untracked
from kgraph.validate.build import check_folder
from kgraph.validate.faults import Collector, Fault, Validation
from kgraph.validate.queries import add_ontology, find_faults, load_checks
from kgraph.validate.reading import load

DEFAULT_MOST: Final = 20
"""Maximum number of listed faults per check."""


def validate(
    source: str | Path, *, most: int = DEFAULT_MOST, shacl: int = 0, track: Track = untracked
) -> Validation:
    """Check an export against the ontology and its shapes, and the files of a build for agreement.

    Every check covers the whole export. The files themselves (hashes, Turtle, tables) are checked
    if `source` is a folder.

    Args:
        source: The folder of a build, or a `.nt`, `.ttl` or `.jsonld` file.
        most: Maximum number of listed faults per check; all are counted.
        shacl: Number of papers to check with pySHACL and `ontology/shapes.ttl` as well.
        track: Wraps the iteration over the checks.

    Returns:
        The faults, sorted, and the number of faults per check.

    Raises:
        BuildError: `source` has no export, or the export is invalid RDF; the message names the file
            and the line.
        KgraphError: `shacl` is set and pySHACL is not installed.
    """
    path = find_export(source)
    collector = Collector(most)
    # The store normalises literals and drops the order of lines: both are checked while reading.
    noted: dict[str, list[Fault]] = {"literal": [], "sorted": []}
    store = load(path, lambda fault: noted[fault.check].append(fault))
    triples = len(store)
    for name, faults in noted.items():
        collector.add(name, faults)
    if Path(source).is_dir():
        check_folder(Path(source), path, store, collector)
    add_ontology(store)
    checks = load_checks()
    for check in track(checks, len(checks), "Checking"):
        collector.add(check.name, find_faults(store, check, path.name))
    if shacl:
        from kgraph.validate.sample import check_sample

        collector.add("shacl", check_sample(store, shacl))
    return collector.finish(triples)

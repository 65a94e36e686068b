"""The validation of a whole export: every check, one after another."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kgraph.lookup.builds import find_export
from kgraph.validate.faults import Collector, Fault, Validation
from kgraph.validate.folder import check_folder
from kgraph.validate.queries import add_ontology, find_faults, load_checks
from kgraph.validate.reading import load

DEFAULT_MOST: Final = 20
"""How many faults of one check are listed."""


def validate(source: str | Path, *, most: int = DEFAULT_MOST, shacl: int = 0) -> Validation:
    """Check that an export says what the shapes demand, and that a build's files agree with each other.

    Every check sees the whole export. The files themselves (hashes, the Turtle, the tables) are
    checked where `source` is a folder.

    Args: source: A build's folder, or a `.nt` or `.ttl` file. most: How many faults of one check to
        list; all are counted. shacl: How many papers, with all that they refer to, to check with
        pySHACL and `ontology/shapes.ttl` too.

    Returns:
        The faults, sorted, and how many each check found.

    Raises: BuildError: There is no export at `source`, or it is no RDF; the message names the file
        and the line. KgraphError: pySHACL is asked for and not installed.
    """
    path = find_export(source)
    found = Collector(most)
    noted: dict[str, list[Fault]] = {"literal": [], "sorted": []}
    store = load(path, lambda fault: noted[fault.check].append(fault))
    triples = len(store)
    for name, faults in noted.items():
        found.add(name, faults)
    if Path(source).is_dir():
        check_folder(Path(source), path, store, found)
    add_ontology(store)
    for check in load_checks():
        found.add(check.name, find_faults(store, check, path.name))
    if shacl:
        from kgraph.validate.sample import check_sample

        found.add("shacl", check_sample(store, shacl))
    return found.finish(triples)

"""Checks in SPARQL: each file in `checks/` is a query whose rows are faults."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import pyoxigraph as ox

from kgraph.errors import KgraphError
from kgraph.rdf import ONTOLOGY, VOCABULARIES
from kgraph.sparql.result import plain
from kgraph.validate.faults import Fault

_FUNCTIONS: Final = f"{ONTOLOGY}/function#"
_PREFIXES: Final = {**VOCABULARIES, "fn": _FUNCTIONS}
_OWL_CLASS: Final = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
_HEADER = re.compile(r"# fault: (?P<fault>[^\n]+)\n")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, the message of its faults, and the SELECT query that finds them.

    The query returns `?subject`, unbound if the whole export is at fault, and optionally `?value`.
    Its default graph is the export, and `<https://w3id.org/kgraph/ontology>` is the ontology with
    the classes that the export declares. The prefixes of the export are declared, and
    `fn:idf(?papers, ?count)` is ln((1 + papers) / count) to six decimals.
    """

    name: str
    fault: str
    query: str


@cache
def load_checks() -> tuple[Check, ...]:
    """Return the checks in `checks/`, sorted by name."""
    folder = files("kgraph") / "validate" / "checks"
    texts = {
        path.name.removesuffix(".rq"): path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name.endswith(".rq")
    }
    return tuple(_read_check(name, text) for name, text in sorted(texts.items()))


def _read_check(name: str, text: str) -> Check:
    header = _HEADER.match(text)
    if header is None:
        raise ValueError(f"{name}.rq: the first line is not '# fault: ...'")
    return Check(name, header["fault"], text)


def read_ontology(name: Literal["kgraph.ttl", "shapes.ttl"]) -> bytes:
    """Read a file of the ontology from the installed package or from the checkout.

    Args:
        name: `kgraph.ttl`, the terms, or `shapes.ttl`, the SHACL shapes of an export.

    Raises:
        KgraphError: The file is missing in the installation.
    """
    package = files("kgraph")
    for path in (package / "data" / "ontology" / name, package / ".." / "ontology" / name):
        if path.is_file():
            return path.read_bytes()
    raise KgraphError(f"ontology/{name}: is missing. Install kgraph again.")


def add_ontology(store: ox.Store) -> None:
    """Add the ontology to a store as a named graph, in which checks look up terms.

    The graph gets the classes that the export declares as well.
    """
    graph = ox.NamedNode(ONTOLOGY)
    declared = tuple(store.quads_for_pattern(None, None, _OWL_CLASS, ox.DefaultGraph()))
    store.load(read_ontology("kgraph.ttl"), format=ox.RdfFormat.TURTLE, to_graph=graph)
    for declaration in declared:
        for quad in store.quads_for_pattern(declaration.subject, None, None, ox.DefaultGraph()):
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph))


def find_faults(store: ox.Store, check: Check, whole: str) -> Iterator[Fault]:
    """Yield the faults that a check finds, in arbitrary order.

    Args:
        store: The export, with the ontology.
        check: The check.
        whole: The subject of the faults of the whole export.
    """
    rows = store.query(
        check.query, prefixes=_PREFIXES, custom_functions={ox.NamedNode(f"{_FUNCTIONS}idf"): _idf}
    )
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError(f"{check.name}.rq: is not a SELECT query")
    has_value = "value" in {variable.value for variable in rows.variables}
    for row in rows:
        value = plain(row["value"]) or "" if has_value else ""
        yield Fault(check.name, plain(row["subject"]) or whole, value, check.fault)


def _idf(papers: object, count: object) -> ox.Literal | None:
    """Return the specificity of an entity, or None, which SPARQL treats as an error."""
    try:
        value = math.log((1 + int(plain(papers) or "")) / int(plain(count) or ""))
    except (ValueError, ZeroDivisionError):
        return None
    return ox.Literal(f"{value:.6f}", datatype=ox.NamedNode(VOCABULARIES["xsd"] + "decimal"))

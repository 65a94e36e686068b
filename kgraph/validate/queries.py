"""The checks that are SPARQL: one file each in `checks/`, whose rows are the faults."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import pyoxigraph as ox

from kgraph.rdf import ONTOLOGY, VOCABULARIES
from kgraph.validate.faults import Fault
from kgraph.validate.ontology import read_ontology

_FUNCTIONS: Final = f"{ONTOLOGY}/function#"
_PREFIXES: Final = {**VOCABULARIES, "fn": _FUNCTIONS}
_HEADER = re.compile(r"# fault: (?P<fault>[^\n]+)\n")


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its name, what is wrong with a subject that breaks it, and the SELECT that finds those subjects.

    The query gives `?subject`, unbound where the export as a whole is at fault, and perhaps
    `?value`. The export is its default graph; the ontology is the graph
    `<https://w3id.org/kgraph/ontology>`. The prefixes of an export are declared, and
    `fn:idf(?papers, ?count)` is ln((1 + papers) / count) to six decimals.
    """

    name: str
    fault: str
    query: str


@cache
def load_checks() -> tuple[Check, ...]:
    """Return the checks in `checks/`, sorted by name."""
    folder = files("kgraph") / "validate" / "checks"
    paths = sorted(
        (path for path in folder.iterdir() if path.name.endswith(".rq")), key=lambda path: path.name
    )
    return tuple(
        _read_check(path.name.removesuffix(".rq"), path.read_text(encoding="utf-8"))
        for path in paths
    )


def _read_check(name: str, text: str) -> Check:
    header = _HEADER.match(text)
    if header is None:
        raise ValueError(f"{name}.rq: the first line is not '# fault: ...'")
    return Check(name, header["fault"], text)


def add_ontology(store: ox.Store) -> None:
    """Put the ontology beside an export, as the named graph in which checks look terms up."""
    store.load(
        read_ontology("kgraph.ttl"), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY)
    )


def find_faults(store: ox.Store, check: Check, whole: str) -> Iterator[Fault]:
    """Yield what a check finds, in no order.

    Args:
        store: The export, with the ontology.
        check: The check.
        whole: The subject of a fault of the export as a whole.
    """
    rows = store.query(
        check.query, prefixes=_PREFIXES, custom_functions={ox.NamedNode(f"{_FUNCTIONS}idf"): _idf}
    )
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError(f"{check.name}.rq is no SELECT")
    has_value = "value" in {variable.value for variable in rows.variables}
    for row in rows:
        value = plain(row["value"]) if has_value else ""
        yield Fault(check.name, plain(row["subject"]) or whole, value, check.fault)


def plain(term: object) -> str:
    """Return the text of an IRI or a literal; any other term as N-Triples writes it; nothing for an unbound one."""
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)


def _idf(papers: object, count: object) -> ox.Literal | None:
    """Return an entity's specificity; None, which is an error in SPARQL, where there is none."""
    try:
        value = math.log((1 + int(plain(papers))) / int(plain(count)))
    except (ValueError, ZeroDivisionError):
        return None
    return ox.Literal(f"{value:.6f}", datatype=ox.NamedNode(VOCABULARIES["xsd"] + "decimal"))

"""Check a sample of an export with pySHACL against `ontology/shapes.ttl`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kgraph.extras import needs
from kgraph.rdf import VOCABULARIES
from kgraph.validate.faults import Fault
from kgraph.validate.queries import read_ontology

if TYPE_CHECKING:
    import rdflib

_PARTS: Final = (
    *("kg:mentions", "kg:ofEntity", "kg:sharedEntity", "kg:nearPair"),
    *("skos:inScheme", "kg:inCommunity"),
    *("prov:wasGeneratedBy", "prov:wasAssociatedWith"),
    *("oa:hasTarget", "oa:hasSelector", "dcat:distribution"),
)
"""Properties from a paper, mention, link or export to the resources that are checked with it."""


def check_sample(store: ox.Store, papers: int) -> Iterator[Fault]:
    """Yield the SHACL violations of some papers, with their mentions, entities and links.

    The papers are evenly spaced in the order of their IRIs. The data graph also describes
    everything that these resources refer to, and has every `kg:mentions` and `kg:nearEntity` of
    their entities.

    Args:
        store: The export.
        papers: Number of papers.

    Raises:
        MissingExtra: pySHACL is not installed.
    """
    with needs("shacl", "validation with SHACL"):
        import pyshacl
    focus = find_focus(store, papers)
    if not focus:
        return
    data = _to_rdflib(close(store, focus))
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=_parse(read_ontology("shapes.ttl")),
        ont_graph=_parse(read_ontology("kgraph.ttl")),
        focus_nodes=[node.value for node in sorted(focus, key=str)],
    )
    yield from _read_report(report)


def find_focus(store: ox.Store, papers: int) -> set[ox.NamedNode]:
    """Return some papers, the resources that are checked with them, and the export itself."""
    chosen = _spread(_subjects(store, "rdf:type", _name("kg:Paper")), papers)
    if not chosen:
        return set()
    parts = {
        part
        for paper in chosen
        for role in ("kg:inPaper", "kg:linksPaper")
        for part in _subjects(store, role, paper)
    }
    new = {*chosen, *parts, *_subjects(store, "rdf:type", _name("void:Dataset"))}
    focus: set[ox.NamedNode] = set()
    while new:
        focus |= new
        new = {
            value for node in new for role in _PARTS for value in _objects(store, node, role)
        } - focus
    return focus


def close(store: ox.Store, focus: Iterable[ox.NamedNode]) -> set[ox.Triple]:
    """Return the triples that describe the focus nodes and the nodes that they refer to.

    They include the papers that mention a focus node, the statements of it, and the near pairs of
    all nodes.
    """
    focus = set(focus)
    described = focus | {part for node in focus for part in _subjects(store, "rdf:subject", node)}
    values = {quad.object for node in described for quad in _about(store, node)}
    reached = described | {value for value in values if isinstance(value, ox.NamedNode)}
    triples = {quad.triple for node in reached for quad in _about(store, node)}
    for role, nodes in (("kg:mentions", described), ("kg:nearEntity", reached)):
        for node in nodes:
            quads = store.quads_for_pattern(None, _name(role), node, _DEFAULT)
            triples |= {quad.triple for quad in quads}
    return triples


_DEFAULT = ox.DefaultGraph()


def _name(prefixed: str) -> ox.NamedNode:
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(VOCABULARIES[prefix] + local)


def _about(store: ox.Store, node: ox.NamedNode) -> Iterator[ox.Quad]:
    return iter(store.quads_for_pattern(node, None, None, _DEFAULT))


def _subjects(store: ox.Store, role: str, value: ox.NamedNode) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(None, _name(role), value, _DEFAULT)
    return [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]


def _objects(store: ox.Store, node: ox.NamedNode, role: str) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(node, _name(role), None, _DEFAULT)
    return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)]


def _spread(nodes: Iterable[ox.NamedNode], count: int) -> list[ox.NamedNode]:
    """Return `count` nodes, evenly spaced in their order."""
    ordered = sorted(nodes, key=str)
    count = min(count, len(ordered))
    return [ordered[index * len(ordered) // count] for index in range(count)]


def _to_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    return _parse(ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.N_TRIPLES) or b"")


def _parse(turtle: bytes) -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(data=turtle, format="turtle")


def _read_report(report: rdflib.Graph) -> Iterator[Fault]:
    """Yield the results of a SHACL report, with the invalid value or otherwise the property."""
    from rdflib.namespace import RDF, SH

    for result in report.subjects(RDF.type, SH.ValidationResult):
        value = report.value(result, SH.value) or report.value(result, SH.resultPath) or ""
        messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
        yield Fault(
            "shacl", str(report.value(result, SH.focusNode)), str(value), " ".join(messages)
        )

"""An export loaded into the query engine, its prefixes, and the names of its nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import BuildError, ConfigError
from kgraph.rdf import VOCABULARIES, prefixes
from kgraph.types import LABELS, Entity, Label, Paper

if TYPE_CHECKING:
    import pyoxigraph as ox

_KG = VOCABULARIES["kg"]
_RDFS_LABEL, _SUBCLASS = (VOCABULARIES["rdfs"] + name for name in ("label", "subClassOf"))
_TYPE = VOCABULARIES["rdf"] + "type"
_TITLE = VOCABULARIES["dct"] + "title"
_ARXIV_ID = VOCABULARIES["fabio"] + "hasArXivId"
_DOI = VOCABULARIES["bibo"] + "doi"
_URL = VOCABULARIES["schema"] + "url"
_RECORD_ID = VOCABULARIES["dc"] + "identifier"
_NAME = VOCABULARIES["skos"] + "prefLabel"
_ALIAS = VOCABULARIES["skos"] + "altLabel"


@dataclass(frozen=True, repr=False)
class Export:
    """A loaded export, and the prefixes that its queries need not declare.

    `classes` has the IRI of the class of each label, as `read_classes` finds them. `papers` and
    `entities` have only what identifies them: see `kgraph.lookup.nodes`.
    """

    store: ox.Store
    classes: Mapping[Label, str]
    prefixes: Mapping[str, str]

    @property
    def base(self) -> str:
        """The IRI with which the IRIs of all papers and entities begin."""
        return self.prefixes["paper"].removesuffix("paper/")

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """The papers by id, with titles and identifiers only."""
        titles, addresses = self._first_values(_TITLE), self._first_values(_URL)
        arxiv_ids, dois = self._first_values(_ARXIV_ID), self._first_values(_DOI)
        record_ids = self._first_values(_RECORD_ID)
        papers = (
            Paper(
                iri.removeprefix(self.base + "paper/"),
                titles.get(iri) or iri,
                url=addresses.get(iri, ""),
                arxiv_id=arxiv_ids.get(iri, ""),
                doi=dois.get(iri, ""),
                record_id=record_ids.get(iri, ""),
            )
            for iri in _instances(self.store, _KG + "Paper")
        )
        return {paper.id: paper for paper in papers}

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """The entities by id, with names, labels and aliases only."""
        names, aliases = self._first_values(_NAME), _values(self.store, _ALIAS)
        entities = (
            Entity(
                iri.removeprefix(self.base + "entity/"),
                names.get(iri, ""),
                label,
                tuple(aliases.get(iri, ())),
            )
            for label, kind in self.classes.items()
            for iri in _instances(self.store, kind)
        )
        return {entity.id: entity for entity in entities}

    def iri(self, node: Paper | Entity) -> str:
        """Return the IRI of a paper or an entity of the export."""
        kind = "paper" if isinstance(node, Paper) else "entity"
        return node.id if "://" in node.id else f"{self.base}{kind}/{node.id}"

    def _first_values(self, predicate: str) -> Mapping[str, str]:
        return {subject: texts[0] for subject, texts in _values(self.store, predicate).items()}


def open_export(path: Path) -> Export:
    """Load an export.

    Args:
        path: A `.nt`, `.ttl` or `.jsonld` file.

    Raises:
        BuildError: The file cannot be read, or is not RDF.
    """
    import pyoxigraph as ox

    store = ox.Store()
    try:
        store.bulk_load(path=str(path), format=read_format(path))
    except (OSError, SyntaxError, ValueError) as error:
        raise BuildError(f"{path} cannot be read as RDF: {error}") from error
    classes = read_classes(store)
    return Export(store, classes, _declared_prefixes(store, tuple(classes)))


def read_classes(store: ox.Store) -> dict[Label, str]:
    """Return the IRI of the class of each label of an export.

    They are the classes that the export declares, sorted, after those of the five labels of kgraph
    that have an entity; if it declares none, the five.
    """
    five = {label: _KG + label for label in LABELS}
    names = _values(store, _RDFS_LABEL)
    declared = {
        name: kind
        for kind in _subjects(store, _SUBCLASS, _KG + "Entity")
        for name in names.get(kind, ())
    }
    if not declared:
        return five
    used = {label: kind for label, kind in five.items() if _instances(store, kind)}
    return used | declared


def _instances(store: ox.Store, kind: str) -> list[str]:
    """Return the IRIs of the instances of a class, sorted."""
    return _subjects(store, _TYPE, kind)


def _subjects(store: ox.Store, predicate: str, value: str) -> list[str]:
    """Return the IRIs of the subjects that have a resource for a property, sorted."""
    import pyoxigraph as ox

    quads = store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value))
    return sorted(quad.subject.value for quad in quads if not isinstance(quad.subject, ox.Triple))


def _values(store: ox.Store, predicate: str) -> Mapping[str, list[str]]:
    """Return the texts of a property's values by subject, sorted."""
    import pyoxigraph as ox

    values: defaultdict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            values[str(quad.subject).strip("<>")].append(quad.object.value)
    return {subject: sorted(texts) for subject, texts in values.items()}


def read_format(path: Path) -> ox.RdfFormat:
    """Return the format that a file's suffix declares."""
    import pyoxigraph as ox

    return {
        ".nt": ox.RdfFormat.N_TRIPLES,
        ".ttl": ox.RdfFormat.TURTLE,
        ".jsonld": ox.RdfFormat.JSON_LD,
    }[path.suffix]


def _declared_prefixes(store: ox.Store, labels: Sequence[Label]) -> Mapping[str, str]:
    """Return the prefixes for the base that the export declares, otherwise for the default base."""
    import pyoxigraph as ox

    own_base = ox.NamedNode(VOCABULARIES["void"] + "uriSpace")
    for quad in store.quads_for_pattern(None, own_base, None):
        try:
            base_iri = quad.object.value if isinstance(quad.object, ox.Literal) else ""
            return prefixes(base_iri, labels)
        except ConfigError:
            continue
    return prefixes()

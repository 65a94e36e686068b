"""An export loaded into the query engine, its prefixes, and the names of its nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.errors import BuildError, ConfigError
from kgraph.rdf import VOCABULARIES, prefixes
from kgraph.types import LABELS, Entity, Paper

if TYPE_CHECKING:
    import pyoxigraph as ox

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
    """A loaded export and the prefixes that its queries need not declare.

    `papers` and `entities` have only what identifies them: see `kgraph.lookup.nodes`.
    """

    store: ox.Store
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
                titles.get(iri, ""),
                url=addresses.get(iri, ""),
                arxiv_id=arxiv_ids.get(iri, ""),
                doi=dois.get(iri, ""),
                record_id=record_ids.get(iri, ""),
            )
            for iri in self._instances("Paper")
        )
        return {paper.id: paper for paper in papers}

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """The entities by id, with names, labels and aliases only."""
        names, aliases = self._first_values(_NAME), self._values(_ALIAS)
        entities = (
            Entity(
                iri.removeprefix(self.base + "entity/"),
                names.get(iri, ""),
                label,
                tuple(aliases.get(iri, ())),
            )
            for label in LABELS
            for iri in self._instances(label)
        )
        return {entity.id: entity for entity in entities}

    def iri(self, node: Paper | Entity) -> str:
        """Return the IRI of a paper or an entity of the export."""
        kind = "paper" if isinstance(node, Paper) else "entity"
        return node.id if "://" in node.id else f"{self.base}{kind}/{node.id}"

    def _instances(self, name: str) -> list[str]:
        """Return the IRIs of the instances of a class of the ontology, sorted."""
        import pyoxigraph as ox

        kind = ox.NamedNode(VOCABULARIES["kg"] + name)
        quads = self.store.quads_for_pattern(None, ox.NamedNode(_TYPE), kind)
        return sorted(
            quad.subject.value for quad in quads if not isinstance(quad.subject, ox.Triple)
        )

    def _first_values(self, predicate: str) -> Mapping[str, str]:
        return {subject: texts[0] for subject, texts in self._values(predicate).items()}

    def _values(self, predicate: str) -> Mapping[str, list[str]]:
        """Return the texts of a property's values by subject, sorted."""
        import pyoxigraph as ox

        values: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                values[str(quad.subject).strip("<>")].append(quad.object.value)
        return {subject: sorted(texts) for subject, texts in values.items()}


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
    return Export(store, _declared_prefixes(store))


def read_format(path: Path) -> ox.RdfFormat:
    """Return the format that a file's suffix declares."""
    import pyoxigraph as ox

    return {
        ".nt": ox.RdfFormat.N_TRIPLES,
        ".ttl": ox.RdfFormat.TURTLE,
        ".jsonld": ox.RdfFormat.JSON_LD,
    }[path.suffix]


def _declared_prefixes(store: ox.Store) -> Mapping[str, str]:
    """Return the prefixes for the base that the export declares, otherwise for the default base."""
    import pyoxigraph as ox

    own_base = ox.NamedNode(VOCABULARIES["void"] + "uriSpace")
    for quad in store.quads_for_pattern(None, own_base, None):
        try:
            return prefixes(quad.object.value if isinstance(quad.object, ox.Literal) else "")
        except ConfigError:
            continue
    return prefixes()

"""The vocabularies of an export, the base of its own IRIs, and what else a user may choose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, get_args

from kgraph.errors import BuildError, ConfigError
from kgraph.rdf.kg_terms import TERMS
from kgraph.types import LABEL_PATTERN, LABEL_RULE, LABELS, EvidenceForm, Label

DEFAULT_BASE: Final = "https://w3id.org/kgraph/"
"""The default base of the IRIs of papers, entities, mentions and links."""

ONTOLOGY: Final = "https://w3id.org/kgraph/ontology"
"""The IRI of `ontology/kgraph.ttl`."""

VOCABULARIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bibo": "http://purl.org/ontology/bibo/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "fabio": "http://purl.org/spar/fabio/",
        "kg": f"{ONTOLOGY}#",
        "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
        "oa": "http://www.w3.org/ns/oa#",
        "prism": "http://prismstandard.org/namespaces/basic/2.0/",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Prefix and namespace of every vocabulary that an export may use."""

BASE: Final = re.compile(
    r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/([A-Za-z0-9._~-]+/)*([A-Za-z0-9._~-]+#)?"
)
"""The pattern of a base IRI."""

_RESOURCES = (
    "author", "community", "export", "extractor", "link", "mention", "near", "paper", "run",
    "statement", "venue",
)  # fmt: skip
_TAKEN = frozenset({*VOCABULARIES, *_RESOURCES, "class"})


def prefixes(base_iri: str = DEFAULT_BASE, labels: Sequence[Label] = LABELS) -> dict[str, str]:
    """Return the prefixes of an export.

    Args:
        base_iri: The base of the data's own IRIs.
        labels: The names of the labels of its entities.

    Returns:
        Namespace by prefix: the vocabularies, then one prefix for each label and each kind of
        resource under the base, and `class` if there are other labels than the five of kgraph.

    Raises:
        ConfigError: The base is not an absolute http(s) IRI that ends in `/` or `#`, or a label has
            the prefix of something else.
    """
    if not BASE.fullmatch(base_iri):
        raise ConfigError(
            f"base_iri = {base_iri!r} cannot be a base: "
            f"give an http(s) address that ends in / or #, as {DEFAULT_BASE}"
        )
    kinds = _RESOURCES if set(labels) <= set(LABELS) else (*_RESOURCES, "class")
    return {
        **VOCABULARIES,
        **{label: f"{base_iri}entity/{label}/" for label in _label_prefixes(labels)},
        **{kind: f"{base_iri}{kind}/" for kind in kinds},
    }


def _label_prefixes(labels: Sequence[Label]) -> Iterator[str]:
    """Yield the prefix of the entities of each label: its name in lower case."""
    taken = set(_TAKEN)
    for label in labels:
        if not re.fullmatch(LABEL_PATTERN, label):
            raise ConfigError(f"labels.{label}: {LABEL_RULE}.")
        if label.lower() in taken:
            raise ConfigError(
                f"labels.{label}: {label.lower()!r} begins other names in the RDF. "
                "Give the label another name."
            )
        taken.add(label.lower())
        yield label.lower()


@dataclass(frozen=True, slots=True)
class RdfOptions:
    """What a user may choose about an export.

    Args:
        base_iri: The base of the data's own IRIs: an http(s) address that ends in `/` or `#`.
        abstracts: Whether the abstracts are part of the export. Mentions in them stay either way,
            with their quotations.
        evidence: `nif` for flat mentions, or `oa` to describe each as a Web Annotation as well.

    Raises:
        ConfigError: An option has a value that does not fit.
    """

    base_iri: str = DEFAULT_BASE
    abstracts: bool = True
    evidence: EvidenceForm = "nif"

    def __post_init__(self) -> None:
        prefixes(self.base_iri)
        if self.evidence not in get_args(EvidenceForm):
            raise ConfigError(
                f"evidence = {self.evidence!r} is not a form of evidence: give 'nif' or 'oa'"
            )
        if not isinstance(self.abstracts, bool):
            raise ConfigError(f"abstracts = {self.abstracts!r} must be true or false")


def check_term(prefixed: str) -> str:
    """Return the prefixed name of a vocabulary's term unchanged.

    Raises:
        BuildError: The prefix is unknown, or `kg:` does not have the term.
    """
    prefix, _, local = prefixed.partition(":")
    if prefix not in VOCABULARIES:
        raise BuildError(
            f"{prefixed}: no vocabulary has the prefix {prefix!r}. Add it to VOCABULARIES."
        )
    if prefix == "kg" and local not in TERMS:
        raise BuildError(
            f"{prefixed} is not a term of the ontology. "
            "Define it in ontology/kgraph.ttl and run ontology/generate.py."
        )
    return prefixed

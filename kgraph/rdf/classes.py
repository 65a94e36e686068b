"""The class of each label: one of the ontology, or one that an export declares itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kgraph.errors import ConfigError
from kgraph.rdf.names import is_iri
from kgraph.rdf.vocabulary import VOCABULARIES, prefixes
from kgraph.types import LABELS, LabelDefinition


def class_iri(label: LabelDefinition, base_iri: str) -> str:
    """Return the IRI of a label's class.

    It is the label's own; otherwise `kg:NAME` for the five labels of kgraph, and `class/NAME` under
    the base for any other.
    """
    own = label.name not in LABELS
    return label.ontology_class or (f"{base_iri}class/" if own else VOCABULARIES["kg"]) + label.name


def is_declared(label: LabelDefinition) -> bool:
    """Return whether an export declares the class of a label, which the ontology does not have."""
    return bool(label.ontology_class) or label.name not in LABELS


def check_labels(labels: Iterable[LabelDefinition], base_iri: str) -> None:
    """Check that each label has a prefix and a class of its own.

    Raises:
        ConfigError: A label is called like a vocabulary, a kind of resource or, in other case,
            another label; or its class is not an http(s) IRI, is under the base or in the ontology
            of kgraph, or is that of another label.
    """
    labels = tuple(labels)
    prefixes(base_iri, [label.name for label in labels])
    uses = Counter(label.ontology_class for label in labels)
    for label in labels:
        iri = label.ontology_class
        if iri and (problem := _problem(iri, base_iri, uses[iri])):
            raise ConfigError(
                f"labels.{label.name}.ontology_class = {iri!r}: {problem}. Give another, or null."
            )


def _problem(iri: str, base_iri: str, uses: int) -> str:
    if not is_iri(iri):
        return "is not an http(s) IRI"
    if iri.startswith((base_iri, VOCABULARIES["kg"])):
        return "is an IRI that kgraph gives itself"
    return "is the class of another label as well" if uses > 1 else ""

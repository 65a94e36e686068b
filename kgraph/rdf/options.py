"""What a user may choose about an export, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from kgraph.errors import ConfigError
from kgraph.rdf.vocabulary import DEFAULT_BASE, prefixes
from kgraph.types import EvidenceForm


@dataclass(frozen=True, slots=True)
class Options:
    """Where the data's IRIs begin, if abstracts are part of it, and the form of the evidence."""

    base_iri: str = DEFAULT_BASE
    abstracts: bool = True
    evidence: EvidenceForm = "nif"

    def __post_init__(self) -> None:
        prefixes(self.base_iri)
        if self.evidence not in get_args(EvidenceForm):
            raise ConfigError(
                f"evidence = {self.evidence!r} is no form of evidence: give 'nif' or 'oa'"
            )
        if not isinstance(self.abstracts, bool):
            raise ConfigError(f"abstracts = {self.abstracts!r} must be true or false")

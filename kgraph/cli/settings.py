"""Options of commands as settings of a build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgraph.types import EvidenceForm, InputFormat

if TYPE_CHECKING:
    from kgraph.config import Settings


def to_settings(
    config: Path | None,
    *,
    format: InputFormat | None = None,
    strict: bool | None = None,
    workers: int | None = None,
    min_score: float | None = None,
    aliases: Path | None = None,
    lexicon: Sequence[Path] | None = None,
    only: str | None = None,
    base_iri: str | None = None,
    abstracts: bool | None = None,
    evidence: EvidenceForm | None = None,
) -> Settings:
    """Return the defaults changed by a file and by the options that are given."""
    from kgraph.config import load_settings

    options: dict[str, dict[str, object]] = {
        "read": {"format": format, "strict": strict},
        "extract": {"workers": workers, "min_score": min_score},
        "resolve": {"aliases": aliases and str(aliases)},
        "export": {
            "only": only and [name.strip() for name in only.split(",")],
            "base_iri": base_iri,
            "abstracts": abstracts,
            "evidence": evidence,
        },
        "components": {"lexicon": {"extra": [str(path) for path in lexicon]} if lexicon else None},
    }
    return load_settings(config, options)

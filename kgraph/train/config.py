"""The config file that a trained model needs."""

from __future__ import annotations

import json
from pathlib import Path

from kgraph.extract.model import MentionModel
from kgraph.types import LABELS

# The lexicon and the patterns only know the labels that come with kgraph.
_PIPELINE = ("sentences", "model", "abbreviations", "mentions")


def to_config(model: MentionModel, folder: Path) -> str:
    """Return the lines of a config file with which a build uses a model and its labels.

    Args:
        model: The model.
        folder: Its folder.
    """
    sections = [
        *_label_sections(model),
        f"[components.model]\npath = {json.dumps(str(folder), ensure_ascii=False)}",
        f"[components.mentions]\nthreshold = {model.config['threshold']}",
    ]
    return "\n\n".join(sections)


def _label_sections(model: MentionModel) -> list[str]:
    if set(LABELS) <= set(model.labels):
        return [f"[labels.{label}]" for label in model.labels if label not in LABELS]
    return [
        "[labels]\ndefaults = false",
        *(f"[labels.{label}]" for label in model.labels),
        f"[nlp]\npipeline = {json.dumps(_PIPELINE)}",
    ]

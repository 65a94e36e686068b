"""The terms of ontology/kgraph.ttl, written by ontology/generate.py: edit them there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TERMS: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "Community": ("class", False),
        "Concept": ("class", False),
        "Dataset": ("class", False),
        "Entity": ("class", False),
        "ExtractionRun": ("class", False),
        "Mention": ("class", False),
        "Method": ("class", False),
        "Metric": ("class", False),
        "NearPair": ("class", False),
        "Node": ("class", False),
        "Paper": ("class", False),
        "PaperLink": ("class", False),
        "Task": ("class", False),
        "TextProperty": ("class", False),
        "abbreviation": ("english", True),
        "authorList": ("string", False),
        "closeness": ("decimal", False),
        "confidence": ("decimal", False),
        "contextSimilarity": ("decimal", False),
        "entitySimilarity": ("decimal", False),
        "hub": ("boolean", False),
        "idf": ("decimal", False),
        "inCommunity": ("iri", False),
        "inPaper": ("iri", False),
        "inProperty": ("iri", False),
        "linksPaper": ("iri", True),
        "mentionedBy": ("iri", True),
        "mentions": ("iri", True),
        "namedBy": ("iri", True),
        "nearEntity": ("iri", True),
        "nearPair": ("iri", True),
        "nearTo": ("iri", True),
        "ofEntity": ("iri", False),
        "omits": ("iri", True),
        "paperCount": ("integer", False),
        "position": ("integer", False),
        "relatedTo": ("iri", True),
        "sentenceBegin": ("integer", False),
        "sentenceEnd": ("integer", False),
        "sharedEntity": ("iri", True),
        "weak": ("boolean", False),
        "weight": ("decimal", False),
        "wordSimilarity": ("decimal", False),
    }
)
"""For each term of `kg:`, the kind of its values and whether it may have several.

The kind of a class is `class`.
"""

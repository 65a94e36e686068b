"""The terms of ontology/kgraph.ttl, written by ontology/generate.py: edit them there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TERMS: Final[Mapping[str, tuple[str, bool]]] = MappingProxyType(
    {
        "Author": ("class", False),
        "Community": ("class", False),
        "Concept": ("class", False),
        "Dataset": ("class", False),
        "Entity": ("class", False),
        "Extraction": ("class", False),
        "ExtractionRun": ("class", False),
        "Mention": ("class", False),
        "Method": ("class", False),
        "Metric": ("class", False),
        "NearPair": ("class", False),
        "Node": ("class", False),
        "Paper": ("class", False),
        "PaperLink": ("class", False),
        "Predicate": ("class", False),
        "Statement": ("class", False),
        "Task": ("class", False),
        "TextProperty": ("class", False),
        "Venue": ("class", False),
        "abbreviation": ("english", True),
        "addresses": ("iri", True),
        "affects": ("iri", True),
        "authorList": ("string", False),
        "basedOn": ("iri", True),
        "closeness": ("decimal", False),
        "comparesWith": ("iri", True),
        "confidence": ("decimal", False),
        "contextSimilarity": ("decimal", False),
        "entitySimilarity": ("decimal", False),
        "evaluatedOn": ("iri", True),
        "evaluatesOn": ("iri", True),
        "hub": ("boolean", False),
        "idf": ("decimal", False),
        "improvesOver": ("iri", True),
        "inCommunity": ("iri", False),
        "inPaper": ("iri", False),
        "inProperty": ("iri", False),
        "inVenue": ("iri", False),
        "isA": ("iri", True),
        "linksPaper": ("iri", True),
        "measuresBy": ("iri", True),
        "mentionedBy": ("iri", True),
        "mentions": ("iri", True),
        "namedBy": ("iri", True),
        "nearEntity": ("iri", True),
        "nearPair": ("iri", True),
        "nearTo": ("iri", True),
        "ofEntity": ("iri", False),
        "omits": ("iri", True),
        "paperCount": ("integer", False),
        "partOf": ("iri", True),
        "position": ("integer", False),
        "proposes": ("iri", True),
        "relatedTo": ("iri", True),
        "rule": ("string", False),
        "sentence": ("string", False),
        "sentenceBegin": ("integer", False),
        "sentenceEnd": ("integer", False),
        "sharedEntity": ("iri", True),
        "studies": ("iri", True),
        "tentative": ("boolean", False),
        "usedFor": ("iri", True),
        "uses": ("iri", True),
        "weak": ("boolean", False),
        "weight": ("decimal", False),
        "wordSimilarity": ("decimal", False),
        "writtenBy": ("iri", True),
    }
)
"""For each term of `kg:`, the kind of its values and whether it may have several.

The kind of a class is `class`.
"""

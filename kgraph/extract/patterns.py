"""Names that the words around them give away: "we propose X", "X: a new method for", "on the X dataset"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.occurrences import find_occurrences
from kgraph.types import Label

SOURCE = "pattern"

# A word that looks like a name wherever it stands: a capital after its first letter, or a capital
# and a digit.
_WORD = r"(?:[A-Za-z][a-z0-9]*[A-Z]\w*|[A-Z][a-z]*\d\w*)"
_NAME = rf"(?<![\w-])(?P<name>{_WORD}(?:[-+](?:[A-Z]\w*|\d[\w.]*\w|\d))*)(?![\w-])"
_TITLE_CASE = r"(?P<name>[A-Z][\w-]*(?: [A-Z][\w-]*){0,4})"
_INTRODUCED = (
    r"\b(?:propos|introduc|present|develop|dubb|nam|term|call)(?:e|ed|es|ing|s)? (?:it |a |the )?"
)
_METHOD_HEAD = r" (?:algorithm|architecture|framework|method|model|network|optimi[sz]er)s?\b"
_DATASET_HEAD = r" (?:data ?sets?|benchmarks?|corpus|corpora|database)\b"

_RULES: tuple[tuple[Label, re.Pattern[str]], ...] = (
    ("Dataset", re.compile(rf"{_NAME}{_DATASET_HEAD}")),
    ("Dataset", re.compile(rf"\bthe {_TITLE_CASE}{_DATASET_HEAD}")),
    ("Dataset", re.compile(rf"\A{_NAME}: [^\n]*(?:dataset|benchmark|corpus)", re.IGNORECASE)),
    ("Method", re.compile(rf"\A{_NAME}: ")),
    ("Method", re.compile(rf"{_INTRODUCED}{_NAME}")),
    ("Method", re.compile(rf"{_NAME}{_METHOD_HEAD}")),
)


class PatternFinder:
    """Propose names found by their context, and every other place of the text where they stand."""

    def __init__(self, *, score: float) -> None:
        self._score = score

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each place of each name found, and return the Doc."""
        return add_candidates(doc, list(self._find(doc)))

    def _find(self, doc: Doc) -> Iterator[Candidate]:
        names = {}
        for (start, end), label in find_names(doc.text).items():
            span = doc.char_span(start, end)
            if span is not None:
                names[tuple(token.text for token in span)] = label
        for start, end, label in find_occurrences(doc, names):
            if not _is_part(doc, start, end):
                yield Candidate(start, end, label, doc[start:end].text, self._score, SOURCE)


def _is_part(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a hyphen joins the tokens to more: FooNet in FooNet-2."""
    return (start > 0 and doc[start - 1].text == "-") or (end < len(doc) and doc[end].text == "-")


def find_names(text: str) -> dict[tuple[int, int], Label]:
    """Find names by their context: one place of each (half-open characters), and the label of the first rule for it."""
    names: dict[str, tuple[tuple[int, int], Label]] = {}
    for label, rule in _RULES:
        for match in rule.finditer(text):
            names.setdefault(match["name"], (match.span("name"), label))
    return dict(names.values())

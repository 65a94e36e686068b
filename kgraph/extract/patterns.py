"""Names that the words around them reveal: "we propose X", "X: a new method", "the X dataset"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.tokens import Tokens, find_occurrences, read_tokens
from kgraph.types import Label

SOURCE = "pattern"

# A word that looks like a name anywhere: a capital after its first letter, or a capital and a
# digit.
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
    """Propose each occurrence of a name that its context reveals at least once."""

    labels = tuple(dict.fromkeys(label for label, _ in _RULES))
    """The labels that the rules give."""

    def __init__(self, *, score: float) -> None:
        self._score = score

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each occurrence of each name, and return the Doc."""
        return add_candidates(doc, self._find(read_tokens(doc)))

    def _find(self, tokens: Tokens) -> Iterator[Candidate]:
        labels = {}
        for (start, end), label in find_names(tokens.text).items():
            bounds = tokens.find(start, end)
            if bounds is not None:
                labels[tuple(tokens.words[slice(*bounds)])] = label
        for start, end, label in find_occurrences(tokens.words, labels):
            if not _is_part(tokens.words, start, end):
                yield Candidate(start, end, label, tokens.slice(start, end), self._score, SOURCE)


def _is_part(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether a hyphen joins the tokens to another word: FooNet in FooNet-2."""
    return (start > 0 and words[start - 1] == "-") or (end < len(words) and words[end] == "-")


def find_names(text: str) -> dict[tuple[int, int], Label]:
    """Return one occurrence of each name that its context reveals, with the name's label.

    An occurrence is half-open characters of the text; the label is that of the first rule that
    finds the name.
    """
    names: dict[str, tuple[tuple[int, int], Label]] = {}
    for label, rule in _RULES:
        for match in rule.finditer(text):
            names.setdefault(match["name"], (match.span("name"), label))
    return dict(names.values())

"""Names that the words around them reveal: "we propose X", "X: a new method", "the X dataset"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates, read_candidates
from kgraph.extract.component import Component
from kgraph.extract.tokens import Tokens, find_occurrences, read_tokens
from kgraph.types import Label

SOURCE = "pattern"

Bounds = tuple[int, int]

# A word that looks like a name anywhere: a capital after its first letter, or a capital and a
# digit.
_WORD = r"(?:[A-Za-z][a-z0-9]*[A-Z]\w*|[A-Z][a-z]*\d\w*)"
_NAME = rf"(?<![\w-])(?P<name>{_WORD}(?:[-+](?:[A-Z]\w*|\d[\w.]*\w|\d))*)(?![\w-])"
_TITLE_CASE = r"(?P<name>[A-Z][\w-]*(?: [A-Z][\w-]*){0,4})"
_DATASET_HEAD = r" (?:data ?sets?|benchmarks?|corpus|corpora|database)\b"

_name = re.compile(_NAME)
_is_name_like = lru_cache(maxsize=1 << 17)(re.compile(_WORD).match)
_dataset_follows = re.compile(_DATASET_HEAD).match
_method_follows = re.compile(
    r" (?:algorithm|architecture|framework|method|model|network|optimi[sz]er)s?\b"
).match
_introduced = re.compile(
    r"\b(?:propos|introduc|present|develop|dubb|nam|term|call)(?:e|ed|es|ing|s)? (?:it |a |the )?\Z"
).search
_LONGEST_INTRODUCTION = len("introducing the ")
# Literals at the beginning make the search quick.
_TITLE_CASE_DATASET = re.compile(rf"the (?<=\bthe ){_TITLE_CASE}{_DATASET_HEAD}")
_DATASET_TITLE = re.compile(rf"{_NAME}: [^\n]*(?:dataset|benchmark|corpus)", re.IGNORECASE)


class PatternFinder(Component):
    """Propose each occurrence of a name that its context reveals at least once."""

    labels = ("Dataset", "Method")
    """The labels that the rules give."""

    def __init__(self, *, score: float) -> None:
        self._score = score

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each occurrence of each name, and return the Doc."""
        tokens = read_tokens(doc)
        names = find_names(tokens)
        return add_candidates(doc, self._find(doc, tokens, names)) if names else doc

    def _find(self, doc: Doc, tokens: Tokens, names: Mapping[Bounds, Label]) -> Iterator[Candidate]:
        no_datasets = _known_otherwise(doc)
        labels = {}
        for (start, end), label in names.items():
            bounds = tokens.find(start, end)
            # An NER dataset is not called NER; but a title "MCTS: A Dataset" gives a new meaning.
            if bounds is not None and not (start and label == "Dataset" and bounds in no_datasets):
                labels[tuple(tokens.words[slice(*bounds)])] = label
        for start, end, label in find_occurrences(tokens.words, labels):
            if not _is_part(tokens.words, start, end):
                yield Candidate(start, end, label, tokens.slice(start, end), self._score, SOURCE)


def _known_otherwise(doc: Doc) -> Collection[Bounds]:
    """Return the bounds of the names that the lexicon has under other labels than Dataset."""
    named = [c for c in read_candidates(doc) if c.named_by == "lexicon"]
    datasets = {(c.start, c.end) for c in named if c.label == "Dataset"}
    return {(c.start, c.end) for c in named} - datasets


def _is_part(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether a hyphen joins the tokens to another word: FooNet in FooNet-2."""
    return (start > 0 and words[start - 1] == "-") or (end < len(words) and words[end] == "-")


def find_names(tokens: Tokens) -> dict[Bounds, Label]:
    """Return one occurrence of each name that its context reveals, with the name's label.

    An occurrence is half-open characters of the text; the label is that of the first rule that
    finds the name.
    """
    text = tokens.text
    like_names = list(_iter_like_names(tokens))
    names: dict[str, tuple[Bounds, Label]] = {}
    for start, end in _iter_datasets(text, like_names):
        names.setdefault(text[start:end], ((start, end), "Dataset"))
    for start, end in _iter_methods(text, like_names):
        names.setdefault(text[start:end], ((start, end), "Method"))
    return dict(names.values())


def _iter_like_names(tokens: Tokens) -> Iterator[Bounds]:
    """Yield everything that looks like a name."""
    free = 0
    places = zip(tokens.words, tokens.starts, strict=True)
    # Most words are in small letters, which is quicker to see than to look up.
    starts = [start for word, start in places if not word.islower() and _is_name_like(word)]
    for start in starts:
        if start >= free and (name := _name.match(tokens.text, start)):
            yield name.span()
            free = name.end()


def _iter_datasets(text: str, like_names: Sequence[Bounds]) -> Iterator[Bounds]:
    yield from (bounds for bounds in like_names if _dataset_follows(text, bounds[1]))
    yield from (match.span("name") for match in _TITLE_CASE_DATASET.finditer(text))
    if title := _DATASET_TITLE.match(text):
        yield title.span("name")


def _iter_methods(text: str, like_names: Sequence[Bounds]) -> Iterator[Bounds]:
    for start, end in like_names:
        if start == 0 and text.startswith(": ", end):
            yield start, end
    for start, end in like_names:
        if _introduced(text, max(0, start - _LONGEST_INTRODUCTION), start):
            yield start, end
    yield from (bounds for bounds in like_names if _method_follows(text, bounds[1]))

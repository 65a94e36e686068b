"""The choice among candidates: no two mentions overlap, and their scores are highest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

from spacy.language import Language
from spacy.tokens import Doc, Span

from kgraph.extract.candidates import Candidate, find_names, read_candidates
from kgraph.extract.component import Component
from kgraph.extract.tokens import Tokens, forget_tokens, read_tokens
from kgraph.names.datasets import is_no_dataset
from kgraph.types import LABELS, Label

_GUESSES = ("model", "pattern")
_BEFORE_TEAM_NAME = {",", ":"}
_DEPTH = dict.fromkeys("([{", 1) | dict.fromkeys(")]}", -1)


def cover(candidates: Iterable[Candidate], threshold: float) -> list[Candidate]:
    """Return the candidates without overlap whose sum of (score - threshold) is largest, in order.

    If the scores are calibrated, this is the choice with the best expected F1 at a threshold near
    half of that F1. Weighted interval scheduling by dynamic programming (Kleinberg and Tardos,
    Algorithm Design, 2005, section 6.1).
    """
    kept = sorted(
        (c for c in candidates if c.score > threshold), key=lambda c: (c.end, c.start, c.label)
    )
    ends = [candidate.end for candidate in kept]
    # For each candidate, how many end before it starts.
    before = [bisect_right(ends, candidate.start, 0, i) for i, candidate in enumerate(kept)]
    best = [0.0]
    for i, candidate in enumerate(kept):
        best.append(max(best[i], best[before[i]] + candidate.score - threshold))
    chosen = []
    i = len(kept)
    while i:
        if best[i] > best[i - 1]:
            chosen.append(kept[i - 1])
            i = before[i - 1]
        else:
            i -= 1
    return chosen[::-1]


class MentionChooser(Component):
    """Choose the mentions among the candidates: the cover with the highest scores.

    A mention has the name that the text or the lexicon gives to its exact bounds, whichever
    extractor found it.

    Args:
        threshold: Only candidates with a higher score can be chosen.
        guessed: The labels that the model and the patterns can give. What the lexicon has under any
            other label is not theirs to guess.
    """

    def __init__(self, *, threshold: float, guessed: Collection[Label] = LABELS) -> None:
        self._threshold = threshold
        self._guessed = guessed

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents` and `doc._.kgraph_mentions`, and return the Doc."""
        tokens = read_tokens(doc)
        candidates = _without_cut_brackets(tokens.words, read_candidates(doc))
        candidates = _without_teams(tokens.words, candidates)
        candidates = [c for c in candidates if not _is_no_dataset(tokens, c)]
        candidates = _without_guesses(candidates, self._guessed)
        names = find_names(candidates)
        mentions = tuple(
            _named(candidate, names.get((candidate.start, candidate.end)))
            for candidate in cover(_likeliest(candidates), self._threshold)
        )
        doc._.kgraph_mentions = mentions
        doc.set_ents(
            [
                Span(doc, m.start, m.end, label=m.label, kb_id=m.name, span_id=m.source)
                for m in mentions
            ]
        )
        forget_tokens(doc)
        return doc


def guessed_labels(nlp: Language) -> frozenset[Label]:
    """Return the labels that the model and the patterns of a pipeline can give."""
    return frozenset(
        label
        for name, labels in nlp.pipe_labels.items()
        if nlp.get_pipe_meta(name).factory in ("kgraph_model", "kgraph_patterns")
        for label in labels
    )


def _without_guesses(
    candidates: Sequence[Candidate], guessed: Collection[Label]
) -> Sequence[Candidate]:
    """Leave out guesses about names that the lexicon has under a label that cannot be guessed."""
    known = {
        (c.start, c.end) for c in candidates if c.named_by == "lexicon" and c.label not in guessed
    }
    if not known:
        return candidates
    return [c for c in candidates if c.source not in _GUESSES or (c.start, c.end) not in known]


def _likeliest(candidates: Iterable[Candidate]) -> Iterable[Candidate]:
    """Return the candidate with the highest score for each bounds and label.

    Of equal ones it is that of the first component: the model, if it proposes the span at all.
    """
    likeliest: dict[tuple[int, int, Label], Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: -c.score):
        likeliest.setdefault((candidate.start, candidate.end, candidate.label), candidate)
    return likeliest.values()


def _named(candidate: Candidate, naming: Candidate | None) -> Candidate:
    if naming is None or naming is candidate:
        return candidate
    return candidate._replace(name=naming.name, named_by=naming.named_by)


def _is_no_dataset(tokens: Tokens, candidate: Candidate) -> bool:
    return candidate.label == "Dataset" and is_no_dataset(
        tokens.slice(candidate.start, candidate.end)
    )


def _without_teams(words: Sequence[str], candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Leave out the names of teams, wherever they are: "our team, FooBar, took part"."""
    teams = {tuple(words[c.start : c.end]) for c in candidates if _names_team(words, c.start)}
    if not teams:
        return candidates
    return [c for c in candidates if tuple(words[c.start : c.end]) not in teams]


def _names_team(words: Sequence[str], start: int) -> bool:
    before = start - 2 if words[max(0, start - 1)] in _BEFORE_TEAM_NAME else start - 1
    return before >= 0 and words[before].lower() == "team" and words[start] != words[start].lower()


def _without_cut_brackets(
    words: Sequence[str], candidates: Sequence[Candidate]
) -> Sequence[Candidate]:
    """Leave out candidates that begin or end inside a bracket: "NTK) theory"."""
    return [c for c in candidates if not _cuts_bracket(words[c.start : c.end])]


def _cuts_bracket(words: Sequence[str]) -> bool:
    if _DEPTH.keys().isdisjoint(words):
        return False
    depth = list(accumulate(_DEPTH.get(word, 0) for word in words))
    return min(depth) < 0 or depth[-1] > 0

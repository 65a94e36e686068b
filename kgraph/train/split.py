"""The split of annotated papers into those to train on and those held out to measure on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kgraph.errors import ConfigError, InputError
from kgraph.identity import title_key
from kgraph.quality.gold import AnnotatedPaper, read_annotated
from kgraph.rdf.vocabulary import prefixes
from kgraph.types import Label

FEWEST = 10
"""Papers without which training is refused."""


class Split(NamedTuple):
    """The papers to train on, and the papers to measure and calibrate on."""

    train: tuple[AnnotatedPaper, ...]
    held_out: tuple[AnnotatedPaper, ...]


def read_split(gold: Path, dev: Path | None, share: float) -> Split:
    """Read annotated papers with any labels, and hold some out.

    Args:
        gold: A file as for `read_annotated`.
        dev: Another, whose papers are held out; None holds out a share of the first.
        share: The share, 0 to 1.

    Raises:
        InputError: A file is invalid, a label cannot be configured, a paper is in both files, or
            there is too little to train on.
    """
    papers = read_annotated(gold, labels=None)
    if dev is None:
        parts = split(papers, share)
    else:
        parts = Split(papers, read_annotated(dev, labels=None))
        _check_apart(parts, gold)
    _check_labels([*parts.train, *parts.held_out])
    _check_enough(parts.train, gold)
    return parts


def _check_labels(papers: Iterable[AnnotatedPaper]) -> None:
    """Refuse labels with which no graph could be built, before hours of training for nothing."""
    labels: dict[Label, None] = {}
    for paper in papers:
        labels |= dict.fromkeys(annotation.label for annotation in paper.annotations)
        try:
            prefixes(labels=[*labels])
        except ConfigError as error:
            raise InputError(f"{paper.source}: {error}") from error


def _check_apart(parts: Split, gold: Path) -> None:
    keys = {_key(paper) for paper in parts.train}
    for paper in parts.held_out:
        if _key(paper) in keys:
            raise InputError(
                f"{paper.source}: '{paper.title}' is in {gold} as well. "
                "Take it out of one of the files."
            )


def _check_enough(papers: Sequence[AnnotatedPaper], gold: Path) -> None:
    if len(papers) < FEWEST:
        raise InputError(
            f"{gold}: too few papers to train on: {len(papers)}, without those held out. "
            f"Annotate at least {FEWEST}; a hundred make a useful model."
        )
    if not any(paper.annotations for paper in papers):
        raise InputError(f"{gold}: the papers to train on have no mentions. Annotate some.")


def split(papers: Sequence[AnnotatedPaper], share: float) -> Split:
    """Hold out a share of the papers, at least one if the share is above 0.

    Which papers are held out depends on their titles alone, not on the order of the file or a seed.
    Papers with the same title stay together.
    """
    ranked = sorted({_key(paper) for paper in papers}, key=_hash)
    count = max(1, round(share * len(ranked))) if share else 0
    held_out = set(ranked[:count])
    return Split(
        tuple(paper for paper in papers if _key(paper) not in held_out),
        tuple(paper for paper in papers if _key(paper) in held_out),
    )


def _key(paper: AnnotatedPaper) -> str:
    return title_key(paper.title or paper.abstract)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

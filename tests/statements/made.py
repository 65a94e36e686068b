"""Papers of a few sentences, with the mentions of Adam, SGD and images in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kgraph.types import Entity, Field, KnowledgeGraph, Mention, Paper, Statement

ADAM, SGD, IMAGES = "method/adam", "method/sgd", "dataset/images"
ENTITIES = {
    id_: Entity(id_, name, label, paper_count=1, idf=1.0)
    for id_, name, label in (
        (IMAGES, "images", "Dataset"), (ADAM, "Adam", "Method"), (SGD, "SGD", "Method"),
    )
}  # fmt: skip
P = Paper("p", "On Adam", "We study Adam and SGD. Adam outperforms SGD. It is fast on images.")
Q = Paper("q", "SGD revisited", "Results on images are surprising.")
PAPERS = {paper.id: paper for paper in (P, Q)}
FIRST, SECOND, THIRD = (0, 22), (23, 44), (45, 66)
"""The bounds of the sentences in the abstract of P."""

STUDIES = Statement("p", "", "studies", ADAM, "title", 0, 7, 0.7, "mention")
USES = Statement("p", "", "uses", SGD, "abstract", *FIRST, 0.6, "mention")
BETTER = Statement("p", ADAM, "improves-over", SGD, "abstract", *SECOND, 0.8, "sentence")
FOUND = (STUDIES, USES, BETTER)


def iter_mentions(paper: Paper) -> Iterator[Mention]:
    """Yield the mentions of a paper in reading order."""
    fields: tuple[Field, Field] = ("title", "abstract")
    for field in fields:
        for sentence in re.finditer(r"\S[^.]*\.?", paper.text(field)):
            for match in re.finditer("Adam|SGD|images", sentence[0]):
                start = sentence.start() + match.start()
                entity = next(e for e in ENTITIES.values() if e.name == match[0])
                yield Mention(
                    paper.id, field, start, start + len(match[0]), match[0], entity.label,
                    entity.id, 0.9, "model", *sentence.span(),
                )  # fmt: skip


MENTIONS = tuple(mention for paper in PAPERS.values() for mention in iter_mentions(paper))


def graph_of(statements: Iterable[Statement]) -> KnowledgeGraph:
    """Return the graph of the papers with statements."""
    return KnowledgeGraph(PAPERS, ENTITIES, MENTIONS, (), statements=tuple(sorted(statements)))

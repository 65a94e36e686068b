"""A small graph made by hand, with characters beyond 16 bits, and a graph of hostile texts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from types import MappingProxyType

from kgraph.graph.reasons import Reasons
from kgraph.types import (
    Author,
    Entity,
    Field,
    KnowledgeGraph,
    Label,
    Mention,
    Near,
    Paper,
    PaperLink,
    Predicate,
    Statement,
)
from tests.graph.made import about_titles

Names = dict[str, tuple[str, Label, tuple[str, ...]]]
"""An entity's id to its name, its label and its other surfaces."""

NAMES: Names = {
    "concept/grokking": ("grokking", "Concept", ()),
    "concept/neural-tangent-kernel": ("neural tangent kernel", "Concept", ("NTK",)),
    "dataset/cifar-10": ("CIFAR-10", "Dataset", ()),
    "method/weight-decay": ("weight decay", "Method", ()),
    "task/image-classification": ("image classification", "Task", ()),
}

PAPERS = (
    Paper(
        "p1",
        "Grokking and the kernel",
        "We study grokking. The NTK explains it. Weight decay helps.",
        2023,
        (Author("Ada Weaver", "0000-0002-1825-0097"), Author("Bo Spindler")),
        "ICML 2023",
        keywords=("grokking", "kernel methods"),
    ),
    Paper(
        "p2",
        "Weight decay 😀 revisited",
        "😀 Here weight decay matters for grokking on CIFAR-10.",
        2024,
        (Author("Zoë Ångström"), Author("ada weaver")),
        "Workshop on Looms",
    ),
    Paper(
        "p3",
        "Lazy training",
        "A neural tangent kernel is lazy. So is image classification on CIFAR-10.",
        2021,
        (Author("Bo Spindler"),),
        "Proceedings of the 38th International Conference on Machine Learning",
    ),
    Paper("p4", "Nothing to see", "", None),
)


Stated = tuple[str, str, Predicate, str]
"""The paper, the subject or nothing, the predicate and the object of a statement, by their ids."""

STATED: tuple[Stated, ...] = (
    ("p1", "", "studies", "concept/grokking"),
    ("p1", "method/weight-decay", "improves-over", "concept/neural-tangent-kernel"),
    ("p1", "method/weight-decay", "used-for", "concept/grokking"),
    ("p2", "", "evaluates-on", "dataset/cifar-10"),
    ("p2", "", "studies", "concept/grokking"),
    ("p2", "", "studies", "method/weight-decay"),
    ("p2", "method/weight-decay", "used-for", "concept/grokking"),
    ("p3", "", "evaluates-on", "dataset/cifar-10"),
    ("p3", "", "evaluates-on", "task/image-classification"),
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    first = text.rfind(". ", 0, start)
    last = text.find(". ", end)
    return (first + 2 if first >= 0 else 0), (last + 1 if last >= 0 else len(text))


def find_mentions(paper: Paper, names: Names) -> Iterator[Mention]:
    fields: tuple[Field, ...] = ("title", "abstract")
    for field in fields:
        text = paper.text(field)
        found = []
        for id_, (name, label, others) in names.items():
            for surface in (name, *others):
                found += [
                    (match, id_, label)
                    for match in re.finditer(re.escape(surface), text, re.IGNORECASE)
                ]
        for match, id_, label in sorted(found, key=lambda hit: hit[0].span()):
            bounds = sentence_around(text, *match.span())
            yield Mention(
                paper.id, field, *match.span(), match[0], label, id_, 1.0, "test", *bounds
            )


def make_graph(
    papers: tuple[Paper, ...], names: Names, near: tuple[Near, ...] = ()
) -> KnowledgeGraph:
    """Make the graph of papers that mention names; `near` are pairs of the names' ids.

    Papers are about what their titles mention. Those that share an entity are linked, and those
    that have near ones, by a weak link.
    """
    mentions = tuple(mention for paper in papers for mention in find_mentions(paper, names))
    uses = {id_: sorted({m.paper for m in mentions if m.entity == id_}) for id_ in names}
    idf = {
        id_: round(math.log((1 + len(papers)) / len(used)), 6) for id_, used in uses.items() if used
    }
    entities = {
        id_: Entity(id_, name, label, others, others, len(uses[id_]), idf[id_])
        for id_, (name, label, others) in sorted(names.items())
        if id_ in idf
    }
    by_id = {paper.id: paper for paper in papers}
    tables = (MappingProxyType(by_id), MappingProxyType(entities), mentions, ())
    kg = KnowledgeGraph(*tables, near=near, about=about_titles(mentions))
    reasons = Reasons(kg)
    pairs = combinations([paper.id for paper in papers], 2)
    links = (make_link(a, b, reasons.shared(a, b), reasons.near(a, b)) for a, b in pairs)
    return replace(kg, links=tuple(link for link in links if link.shared or link.near))


def make_link(
    a: str, b: str, shared: tuple[str, ...], near: tuple[tuple[str, str], ...]
) -> PaperLink:
    """Make a link of weight 0.4 for one shared entity and 0.5 for two; near ones make it weak."""
    weight = round(0.3 + len(shared) / 10, 1) if shared else 0.2
    return PaperLink(a, b, weight, shared, near, 0.7, 0.3, 0.6, weak=not shared)


def state(kg: KnowledgeGraph, stated: tuple[Stated, ...] = STATED) -> KnowledgeGraph:
    """Add statements to a graph, each in the last sentence of its paper that names the object."""
    statements = []
    for paper, subject, predicate, object_ in stated:
        mention = [m for m in kg.mentions_of(paper) if m.entity == object_][-1]
        sentence = (mention.field, mention.sentence_start, mention.sentence_end)
        statements.append(Statement(paper, subject, predicate, object_, *sentence, 0.9, "sentence"))
    return replace(kg, statements=tuple(sorted(statements)))


RUN = "window.hacked=1;alert(1)"
HOSTILE = (
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror='{RUN}'>",
    f'href="javascript:{RUN}" <a href=x>',
    f"\u2028{RUN}\u2029<!--<script>",
    "{{ 7*7 }}{% raw %}</title><base href=https://evil.example/>",
    f"__proto__ ]]> &lt;svg/onload={RUN}&gt; \x00 \r\n 'quoted\"",
)


def hostile_graph() -> KnowledgeGraph:
    names: Names = {f"concept/{text}": (text, "Concept", (f"alias {text}",)) for text in HOSTILE}
    papers = tuple(
        Paper(
            f"p{number}{text}",
            text,
            f"{text}. More {text}. {HOSTILE[0]}",
            2020,
            (text,),
            text,
            f"javascript:{RUN}",
        )
        for number, text in enumerate(HOSTILE)
    )
    ids = tuple(names)
    return state(
        make_graph(papers, names),
        tuple(
            (paper.id, subject, predicate, ids[0])
            for paper in papers
            for subject, predicate in (("", "uses"), (ids[1], "affects"))
        ),
    )

"""Mentions as JSON Lines: one paper a line with everything found in it, the format that gold is compared with."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kgraph.types import KnowledgeGraph, Mention


def iter_mention_lines(kg: KnowledgeGraph) -> Iterator[str]:
    """Yield one JSON object a paper, without a line break, in the order of paper ids.

    Its keys are id (the input's own where it gave one), title, abstract and mentions; a mention's
    keys are field, start, end (half-open Unicode code points of the field), text, label, entity,
    canonical, score, source.
    """
    for paper in kg.papers.values():
        row = {
            "id": paper.record_id or paper.id,
            "title": paper.title,
            "abstract": paper.abstract,
            "mentions": [_mention(kg, mention) for mention in kg.mentions_of(paper.id)],
        }
        yield json.dumps(row, ensure_ascii=False)


def _mention(kg: KnowledgeGraph, mention: Mention) -> dict[str, object]:
    return {
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "label": mention.label,
        "entity": mention.entity,
        "canonical": kg.entities[mention.entity].name,
        "score": mention.score,
        "source": mention.source,
    }

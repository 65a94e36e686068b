"""Names with several senses: alignment of models with people, and alignment of features."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path

import pytest

from kgraph.config import load_settings
from kgraph.names.heads import entity_key
from kgraph.names.spelling import name_key
from kgraph.resolve.entities import Resolution, resolve
from kgraph.resolve.senses import SENSES, read_senses
from kgraph.types import LABELS, Span

PEOPLE = ("human preference", "RLHF", "reward model", "large language model")
FEATURES = ("domain adaptation", "point cloud", "text-image retrieval", "CLIP")
NEITHER = ("accuracy", "efficiency")
LLM = "concept/alignment-language-model"
FEATURE = "concept/alignment-feature"


def iter_paper(paper: str, name: str, others: Sequence[str], mentions: int = 2) -> Iterator[Span]:
    """Yield mentions of a name, and one of each other name, in the abstract of a paper."""
    for start, text in enumerate((name,) * mentions + tuple(others)):
        yield Span(
            paper, "abstract", 99 * start, 99 * start + len(text), text, "Concept", text, 0.9,
            "model", 0, 9999,
        )  # fmt: skip


def corpus(name: str, people: int, features: int, mentions: int = 2) -> list[Span]:
    """Return the spans of papers that use a name with people, with features, and with neither."""
    kinds = [PEOPLE] * people + [FEATURES] * features + [NEITHER]
    return [
        span
        for number, others in enumerate(kinds)
        for span in iter_paper(f"p{number}", name, others, mentions)
    ]


def resolved(spans: Sequence[Span], edits: Path | None = None) -> Resolution:
    options = {"resolve": {"aliases": str(edits)}} if edits else {}
    return resolve(spans, len({span.paper for span in spans}), load_settings(options=options))


def papers(resolution: Resolution, surface: str) -> dict[str, set[str]]:
    """Return the papers with a surface, by the entity that it is resolved to."""
    rows = sorted((m.entity, m.paper) for m in resolution.mentions if m.text == surface)
    return {id_: {paper for _, paper in same} for id_, same in groupby(rows, lambda row: row[0])}


def test_two_senses_are_two_entities_and_unclear_mentions_keep_the_name() -> None:
    resolution = resolved(corpus("alignment", 3, 3))
    assert papers(resolution, "alignment") == {
        LLM: {"p0", "p1", "p2"},
        FEATURE: {"p3", "p4", "p5"},
        "concept/alignment": {"p6"},
    }
    names = {entity.id: entity.name for entity in resolution.entities}
    assert names[LLM] == "alignment (language models)"
    assert {row.entity: row.rule for row in resolution.aliases if row.surface == "alignment"} == {
        LLM: "sense",
        FEATURE: "sense",
        "concept/alignment": "text",
    }


@pytest.mark.parametrize(
    ("name", "people", "features", "mentions"),
    [
        ("alignment", 9, 0, 2),
        ("alignment", 9, 2, 3),
        ("alignment", 4, 4, 1),
        ("robustness", 5, 5, 2),
    ],
    ids=["one sense", "a sense in two papers", "four mentions each", "no senses in the table"],
)
def test_anything_less_stays_one_entity(
    name: str, people: int, features: int, mentions: int
) -> None:
    resolution = resolved(corpus(name, people, features, mentions))
    assert set(papers(resolution, name)) == {f"concept/{name}"}


def test_the_words_of_the_name_itself_say_nothing() -> None:
    plain = corpus("alignment", 3, 3)
    odd = [*plain, *iter_paper("p9", "alignment", ("alignment of models", "alignments"))]
    assert papers(resolved(odd), "alignment")["concept/alignment"] == {"p6", "p9"}


def test_the_order_of_the_spans_does_not_matter() -> None:
    spans = corpus("alignment", 4, 3)
    assert resolved(spans[::-1]) == resolved(spans)


def test_a_split_is_undone_by_an_edit_and_kept_without(tmp_path: Path) -> None:
    spans = corpus("alignment", 3, 3)
    first = resolved(spans)

    def build(edit: str) -> Resolution:
        path = tmp_path / "aliases.csv"
        rows = [
            asdict(replace(row, edit=edit if row.rule == "sense" else ""))  # type: ignore[arg-type]
            for row in first.aliases
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return resolved(spans, path)

    assert build("") == first
    undone = build("forbid")
    assert set(papers(undone, "alignment")) == {"concept/alignment"}
    # The next build reads its own alias table, and stays as it is.
    assert [row.entity for row in undone.aliases] == [row.entity for row in first.aliases]


def test_each_name_in_the_table_is_a_key_with_two_distinct_senses_or_more() -> None:
    with SENSES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == sorted(rows, key=lambda row: (row["name"], row["sense"]))
    for key, senses in read_senses().items():
        assert len(senses) >= 2
        for label in LABELS:
            keys = {entity_key(label, sense.name) for sense in senses}
            assert len(keys) == len(senses), (label, keys)
            assert entity_key(label, key) == key
            assert key not in keys
        for sense in senses:
            assert key not in name_key(sense.context).split(), sense

"""Values become data frames, and are shown short, in notebooks as tables and cards."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest

import kgraph
from kgraph.records import Records, RecordsById, to_columns
from kgraph.types import KnowledgeGraph
from tests.graph.made import graph_of_uses

PAPERS = {"p": ("Adam", "SGD"), "q": ("Adam",)}


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return kgraph.build(
        [
            {
                "title": "<b>Wide</b> & Small Networks: A Long Title about the Tangent Kernel",
                "abstract": "We study the neural tangent kernel (NTK). " * 9,
                "authors": ["Ada Lovelace", {"name": "J. Doe", "orcid": "0000-0002-1825-0097"}],
                "year": 2018,
                "venue": "ICML",
            },
            {"title": "Narrow Networks", "abstract": "We use the NTK on CIFAR-10."},
        ]
    )


def test_every_table_of_a_graph_becomes_a_data_frame(kg: KnowledgeGraph) -> None:
    papers = kg.papers.to_pandas()
    assert list(papers["id"]) == list(kg.papers)
    wide = papers.set_index("venue").loc["ICML"]
    assert (wide["year"], wide["authors"]) == (2018, ["Ada Lovelace", "J. Doe"])
    for records in (kg.entities, kg.mentions, kg.about, kg.links, kg.authors, kg.venues):
        assert len(records.to_pandas()) == len(records.to_polars()) == len(records) > 0
    assert kg.mentions.to_polars().columns == list(kg.mentions.to_pandas().columns)
    assert set(kg.mentions.to_pandas()["text"]) >= {"NTK", "CIFAR-10"}


def test_results_become_data_frames_with_names_and_ids(kg: KnowledgeGraph) -> None:
    top = kgraph.top_entities(kg, min_papers=1)
    frame = top.to_pandas()
    assert list(frame.columns) == ["entity", "entity_id", "score"]
    assert list(frame["entity"]) == [item.entity.name for item in top]
    assert list(top[:1].to_pandas()["entity_id"]) == [top[0].entity.id]
    similar = kgraph.similar_papers(kg, next(iter(kg.papers))).to_pandas()
    assert similar["paper_id"][0] == list(kg.papers)[1]
    assert isinstance(kgraph.find_trends(kg).to_pandas(), pd.DataFrame)


def test_values_are_shown_short(kg: KnowledgeGraph) -> None:
    shown = {repr(kg), repr(kg.papers), repr(kg.mentions), repr(kgraph.sample())}
    assert all(len(text) < 500 for text in shown), shown
    assert repr(kg.papers).startswith("<2 Paper: <Paper t-")
    assert "Wide" in repr(next(iter(kg.papers.values()))) or "Narrow" in repr(kg.papers)
    assert repr(Records()) == "()"


def test_a_notebook_shows_tables_and_cards_with_escaped_text(kg: KnowledgeGraph) -> None:
    wide = next(paper for paper in kg.papers.values() if paper.year)
    for value in (kg, kg.papers, kg.mentions, wide, kgraph.top_entities(kg), kgraph.sample()):
        html = value._repr_html_()
        assert html.startswith("<table")
        assert html.endswith("</table>")
        assert len(html) < 20_000
    card = wide._repr_html_()
    assert "Wide &amp; Small" in card or "&lt;b&gt;Wide" in card
    assert "<b>" not in card
    assert "J. Doe" in card
    assert "…" in card


def test_tables_cannot_be_changed_and_survive_pickling(kg: KnowledgeGraph) -> None:
    with pytest.raises(TypeError):
        kg.papers["p"] = None  # type: ignore[index]
    copy = pickle.loads(pickle.dumps(kg))
    assert (copy.papers, copy.mentions) == (kg.papers, kg.mentions)
    assert isinstance(copy.papers, RecordsById)
    assert dict(kg.papers) == kg.papers
    assert "nowhere" not in kg.papers
    assert kg.papers.get("nowhere") is None


def test_values_of_several_kinds_have_their_own_columns() -> None:
    assert to_columns([]) == {}
    assert Records([1, 2])._repr_html_().count("<td") == 0
    used = graph_of_uses([("p", "x"), ("q", "x")])
    assert to_columns(used.entities.values())["paper_count"] == [2]

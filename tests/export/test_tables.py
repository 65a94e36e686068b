"""Tables are read back without loss, and every export has the same ids."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

import networkx as nx
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from kgraph.analyse.view import View
from kgraph.errors import BuildError, KgraphError
from kgraph.export.graphml import write_graphml
from kgraph.export.tables import (
    COLUMNS,
    iter_mention_lines,
    read_tables,
    to_rows,
    write_parquet,
    write_tables,
)
from kgraph.export.vosviewer import write_vosviewer
from kgraph.graph.networks import entity_graph
from kgraph.types import Author, Entity, KnowledgeGraph, Mention, Paper, PaperLink, Source

# What reading lets through: no surrogate, no carriage return.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=12)
NAMES = st.tuples(TEXT.filter(bool), TEXT.filter(bool))


@given(TEXT, NAMES, NAMES, st.none() | st.integers(1800, 2099), st.floats(0, 1))
def test_what_is_written_is_read_back(
    text: str, names: tuple[str, str], aliases: tuple[str, str], year: int | None, score: float
) -> None:
    papers = {
        name: Paper(
            *(name, f"T{text}", text, year, (*names, Author(names[0], "0000-0002-1825-009X"))),
            *(text, text, text, text, text, (Source(f"a:{text}", 7),), names),
        )
        for name in ("p1", "p2")
    }
    entity = Entity("method/x", text, "Method", aliases, aliases[:1], 2, score)
    mentions = tuple(
        Mention(p, "title", 0, 1, text, "Method", entity.id, score, "lexicon", 0, 9) for p in papers
    )
    links = (PaperLink("p1", "p2", score, (entity.id,)),)
    kg = KnowledgeGraph(
        MappingProxyType(papers), MappingProxyType({entity.id: entity}), mentions, links
    )
    with tempfile.TemporaryDirectory() as folder:
        write_tables(kg, folder)
        assert read_tables(folder) == kg


def test_the_sample_is_read_back(sample: KnowledgeGraph, tmp_path: Path) -> None:
    write_tables(sample, tmp_path)
    assert read_tables(tmp_path) == sample


def test_missing_and_damaged_tables_are_named(sample: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(
        BuildError, match=r"no build here \(it has no papers\.csv\)\. Write one with"
    ):
        read_tables(tmp_path)
    write_tables(sample, tmp_path)
    links = tmp_path / "links.csv"
    lines = links.read_text().splitlines()
    links.write_text("\n".join([*lines[:2], "a,b,heavy,method/x"]))
    with pytest.raises(BuildError, match=r"links\.csv:3: does not fit"):
        read_tables(tmp_path)
    links.write_text("one,two\n")
    with pytest.raises(BuildError, match="the columns are not a, b, weight, shared"):
        read_tables(tmp_path)
    entities = tmp_path / "entities.csv"
    entities.write_text(entities.read_text().replace(",false,", ",perhaps,", 1))
    with pytest.raises(
        BuildError, match=r"entities\.csv:2: does not fit \('perhaps' is neither true nor false\)"
    ):
        read_tables(tmp_path)


def test_parquet_holds_the_same_rows_with_types(sample: KnowledgeGraph, tmp_path: Path) -> None:
    write_parquet(sample, tmp_path)
    for name, rows in to_rows(sample).items():
        table = parquet.read_table(tmp_path / f"{name}.parquet")
        assert tuple(table.column_names) == COLUMNS[name]
        expected = [[getattr(row, column) for column in COLUMNS[name]] for row in rows]
        plain = [
            [
                ["~".join(i) if isinstance(i, tuple) else str(i) for i in cell]
                if isinstance(cell, tuple)
                else cell
                for cell in row
            ]
            for row in expected
        ]
        assert [list(row.values()) for row in table.to_pylist()] == plain


def test_parquet_of_an_empty_graph_keeps_its_types(tmp_path: Path) -> None:
    write_parquet(KnowledgeGraph({}, {}, (), ()), tmp_path)
    schema = parquet.read_schema(tmp_path / "papers.parquet")
    assert [schema.field(name).type for name in ("id", "year", "authors")] == [
        *(pyarrow.string(), pyarrow.int64(), pyarrow.list_(pyarrow.string()))
    ]


def test_parquet_without_pyarrow_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(KgraphError, match=r"pip install 'kgraph\[parquet\]'"):
        write_parquet(KnowledgeGraph({}, {}, (), ()), tmp_path)


def test_graphml_is_read_by_networkx(sample: KnowledgeGraph, tmp_path: Path) -> None:
    write_graphml(sample, tmp_path / "graph.graphml")
    graph = nx.read_graphml(tmp_path / "graph.graphml")
    assert set(graph) == {*sample.papers, *sample.entities}
    assert graph.number_of_edges() == len(sample.links) + len(
        {(m.paper, m.entity) for m in sample.mentions}
    )
    for link in sample.links:
        assert graph.edges[link.a, link.b]["weight"] == link.weight
        assert graph.edges[link.a, link.b]["shared"].split() == list(link.shared)
    homes = {node.split("/", 1)[1] for group in View(sample).communities for node in group.members}
    for node, data in graph.nodes(data=True):
        named = sample.papers.get(node) or sample.entities[node]
        assert data["label"] == (named.title if isinstance(named, Paper) else named.name)
        assert data["type"] == ("Paper" if isinstance(named, Paper) else named.label)
        assert ("community" in data) == (node in homes)


def test_graphml_has_the_typed_attributes_that_gephi_looks_for(
    sample: KnowledgeGraph, tmp_path: Path
) -> None:
    write_graphml(sample, tmp_path / "graph.graphml")
    root = ElementTree.parse(tmp_path / "graph.graphml").getroot()
    space = "{http://graphml.graphdrawing.org/xmlns}"
    types = {
        (key.get("for"), key.get("attr.name")): key.get("attr.type")
        for key in root.iter(f"{space}key")
    }
    assert len(types) == len(list(root.iter(f"{space}key")))  # no attribute has two types
    assert types["node", "label"] == "string"
    assert types["edge", "weight"] == "double"
    assert types["node", "community"] in ("int", "long")


def test_the_maps_for_vosviewer_have_its_form_and_our_ids(
    sample: KnowledgeGraph, tmp_path: Path
) -> None:
    view = View(sample)
    communities = view.communities
    write_vosviewer(sample, tmp_path, view=view)
    entities, papers = (
        json.loads((tmp_path / name).read_text("utf-8"))["network"]
        for name in ("vosviewer-entities.json", "vosviewer-papers.json")
    )
    assert [item["id"] for item in papers["items"]] == list(sample.papers)
    links = {(link["source_id"], link["target_id"]): link["strength"] for link in papers["links"]}
    assert links == {(link.a, link.b): link.weight for link in sample.links}
    graph = entity_graph(sample)
    for item in entities["items"]:
        entity = sample.entities[item["id"]]
        assert (item["label"], item["weights"]) == (entity.name, {"Papers": entity.paper_count})
        home = communities[item["cluster"] - 1].members if "cluster" in item else ()
        assert entity.hub or f"entity/{entity.id}" in home
    for link in entities["links"]:
        assert link["strength"] == graph.edges[link["source_id"], link["target_id"]]["weight"]
    assert {cluster["cluster"] for cluster in entities["clusters"]} == set(
        range(1, len(communities) + 1)
    )
    assert 1900 < papers["items"][0]["scores"]["Year"] < 2100
    assert papers["items"][0]["url"].startswith("https://")


def test_mention_lines_quote_the_text_exactly(sample: KnowledgeGraph) -> None:
    rows = [json.loads(line) for line in iter_mention_lines(sample)]
    assert len(rows) == len(sample.papers)
    mentions = [(row, mention) for row in rows for mention in row["mentions"]]
    assert len(mentions) == len(sample.mentions)
    for row, mention in mentions:
        assert row[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
        assert sample.entities[mention["entity"]].name == mention["canonical"]

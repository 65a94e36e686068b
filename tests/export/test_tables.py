"""The tables give the graph back as it was, and GraphML and mention lines carry the same ids."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from types import MappingProxyType

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import BuildError
from kgraph.export.graphml import write_graphml
from kgraph.export.mentions import iter_mention_lines
from kgraph.export.tables import read_tables, write_tables
from kgraph.types import Entity, KnowledgeGraph, Mention, Paper, PaperLink, Source

# What reading lets through: no surrogate, no carriage return.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=12)
NAMES = st.tuples(TEXT.filter(bool), TEXT.filter(bool))


@given(TEXT, NAMES, NAMES, st.none() | st.integers(1800, 2099), st.floats(0, 1))
def test_what_is_written_is_read_back(
    text: str, names: tuple[str, str], aliases: tuple[str, str], year: int | None, score: float
) -> None:
    papers = {
        name: Paper(name, text, text, year, names, text, text, text, text, text, (Source(f"a:{text}", 7),))
        for name in ("p1", "p2")
    }
    entity = Entity("method/x", text, "Method", aliases, aliases[:1], 2, score)
    mentions = tuple(Mention(p, "title", 0, 1, text, "Method", entity.id, score, "lexicon", 0, 9) for p in papers)
    links = (PaperLink("p1", "p2", score, (entity.id,)),)
    kg = KnowledgeGraph(MappingProxyType(papers), MappingProxyType({entity.id: entity}), mentions, links)
    with tempfile.TemporaryDirectory() as folder:
        write_tables(kg, folder)
        assert read_tables(folder) == kg


def test_the_sample_is_read_back(sample: KnowledgeGraph, tmp_path: Path) -> None:
    write_tables(sample, tmp_path)
    assert read_tables(tmp_path) == sample


def test_missing_and_damaged_tables_are_named(sample: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"papers\.csv: cannot be read"):
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


def test_graphml_is_read_by_networkx(sample: KnowledgeGraph, tmp_path: Path) -> None:
    write_graphml(sample, tmp_path / "graph.graphml")
    graph = nx.read_graphml(tmp_path / "graph.graphml")
    assert set(graph) == {*sample.papers, *sample.entities}
    link = sample.links[0]
    assert graph.edges[link.a, link.b]["weight"] == link.weight
    assert graph.edges[link.a, link.b]["shared"].split() == list(link.shared)


def test_mention_lines_quote_the_text_exactly(sample: KnowledgeGraph) -> None:
    rows = [json.loads(line) for line in iter_mention_lines(sample)]
    assert len(rows) == len(sample.papers)
    mentions = [(row, mention) for row in rows for mention in row["mentions"]]
    assert len(mentions) == len(sample.mentions)
    for row, mention in mentions:
        assert row[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
        assert sample.entities[mention["entity"]].name == mention["canonical"]

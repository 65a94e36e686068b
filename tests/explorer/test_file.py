"""The HTML page as a file: the same each time, with a strict policy, and all text as data."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kgraph.analyse.view import View
from kgraph.explorer.data import to_columns, utf16_offsets
from kgraph.explorer.page import to_html, write_html
from kgraph.types import KnowledgeGraph, Paper
from tests.explorer.made import NAMES, PAPERS, hostile_graph, make_graph


def test_the_same_graph_gives_the_same_page(kg: KnowledgeGraph) -> None:
    assert to_html(kg, title="t", view=View(kg, seed=3)) == to_html(
        kg, title="t", view=View(kg, seed=3)
    )


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_page_does_not_depend_on_the_hash_seed(kg: KnowledgeGraph, hash_seed: str) -> None:
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]; from tests.explorer import made; "
        "from kgraph.explorer.page import to_html; "
        "page = to_html(made.make_graph(made.PAPERS, made.NAMES)); "
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parents[2])]
    run = subprocess.run(
        command,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(to_html(kg).encode()).hexdigest()


def test_the_policy_allows_our_scripts_and_style_by_hash_and_nothing_else(
    kg: KnowledgeGraph,
) -> None:
    page = to_html(kg, title="t")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = policy[1].replace("&#39;", "'")
    assert rules.startswith("default-src 'none'; ")
    assert "unsafe" not in rules
    allowed = {b64decode(digest) for digest in re.findall(r"'sha256-([^']*)'", rules)}
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL)
    assert {hashlib.sha256(source.encode()).digest() for source in inline} == allowed
    assert len(inline) == 3


def test_the_page_names_its_language_its_title_and_no_address_to_load(kg: KnowledgeGraph) -> None:
    page = to_html(kg, title="A & B")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>A &amp; B</title>" in page
    assert not re.search(
        r"<(?:link|img|iframe|base)\b|<script[^>]*\bsrc=", page.split("<script>")[0]
    )
    assert "sourceMappingURL" not in page


def test_the_file_is_utf_8_in_any_locale(kg: KnowledgeGraph, tmp_path: Path) -> None:
    lone = make_graph(
        (Paper("p1", "lone \ud800 surrogate", "😀 grokking \u2028 here", 2020),), NAMES
    )
    write_html(lone, tmp_path / "graph.html", title="é😀")
    text = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert "lone \ufffd surrogate" in text
    assert "<title>é😀</title>" in text
    assert "\u2028" not in text


def test_an_empty_graph_gives_a_page() -> None:
    assert "<!doctype html>" in to_html(KnowledgeGraph({}, {}, (), ()))


def test_offsets_count_utf_16_units() -> None:
    offset = utf16_offsets("a😀b😀")
    assert [offset(place) for place in range(5)] == [0, 1, 3, 4, 6]


def test_columns_cut_the_mentions_where_a_browser_does(kg: KnowledgeGraph) -> None:
    columns: dict[str, Any] = to_columns(View(kg), ())
    mentions = columns["mentions"]
    row = 0
    for number, paper in enumerate(kg.papers.values()):
        units = f"{paper.title}\n{paper.abstract}".encode("utf-16-le")
        start = 0
        for mention in (mention for mention in kg.mentions if mention.paper == paper.id):
            start += mentions["start"][row]
            end = start + mentions["length"][row]
            assert units[2 * start : 2 * end].decode("utf-16-le") == mention.text
            sentence = units[
                2 * (start - mentions["before"][row]) : 2 * (end + mentions["after"][row])
            ]
            expected = paper.text(mention.field)[mention.sentence_start : mention.sentence_end]
            assert sentence.decode("utf-16-le") == expected
            row += 1
        assert mentions["count"][number] == sum(
            mention.paper == paper.id for mention in kg.mentions
        )


def test_columns_give_the_sentence_of_a_statement_by_a_mention_in_it(
    stated: KnowledgeGraph,
) -> None:
    columns: dict[str, Any] = to_columns(View(stated), ())
    table, names = columns["statements"], ("subject", "predicate", "object", "mention")
    entities = [*stated.entities, ""]
    rows = zip(*(table[name] for name in names), strict=True)
    for id_, count in zip(stated.papers, table["count"], strict=True):
        found = set()
        for subject, predicate, object_, number in islice(rows, count):
            mention = stated.mentions_of(id_)[number]
            sentence = (mention.field, mention.sentence_start, mention.sentence_end)
            predicate_name = columns["predicates"][predicate]
            found.add((entities[subject], predicate_name, entities[object_], *sentence))
        assert found == {
            (s.subject, s.predicate, s.object, s.field, s.sentence_start, s.sentence_end)
            for s in stated.statements_of(id_)
        }


def test_columns_say_what_is_tentative_only_if_something_is(stated: KnowledgeGraph) -> None:
    def column(kg: KnowledgeGraph) -> object:
        return to_columns(View(kg), ())["statements"].get("tentative")

    assert column(stated) is None
    first, *others = stated.statements
    kg = replace(stated, statements=(replace(first, tentative=True), *others))
    assert column(kg) == [1, *[0] * len(others)]


@pytest.mark.parametrize(
    ("paper", "known"),
    [
        (Paper("p", "t", url="https://example.org/a"), {"Source": "https://example.org/a"}),
        (Paper("p", "t", url="javascript:alert(1)"), {}),
        (
            Paper("p", "t", url="JavaScript:alert(1)", doi="10.1/x"),
            {"DOI": "https://doi.org/10.1/x"},
        ),
        (
            Paper("p", "t", url="data:text/html,x", arxiv_id="2001.00001"),
            {"arXiv": "https://arxiv.org/abs/2001.00001"},
        ),
        (
            Paper("p", "t", url="https://arxiv.org/abs/1", arxiv_id="1"),
            {"arXiv": "https://arxiv.org/abs/1"},
        ),
        (Paper("p", "t", url="http://[broken"), {}),
        (
            Paper("p", "t", doi='10.1/"><script>'),
            {"DOI": "https://doi.org/10.1/%22%3E%3Cscript%3E"},
        ),
    ],
)
def test_only_web_addresses_are_linked(paper: Paper, known: dict[str, str]) -> None:
    assert paper.addresses == known


def test_an_id_that_follows_from_the_name_is_left_out() -> None:
    columns: dict[str, Any] = to_columns(
        View(make_graph(PAPERS, {**NAMES, "concept/odd": ("lazy", "Concept", ())})), ()
    )
    assert columns["entities"]["id"] == ["", "", "concept/odd", "", "", ""]


def test_hostile_text_leaves_the_data_whole() -> None:
    kg = hostile_graph()
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', to_html(kg), re.DOTALL
    )
    assert found is not None
    data = json.loads(found[1])
    assert data["papers"]["title"] == [paper.title for paper in kg.papers.values()]
    assert data["entities"]["name"] == [entity.name for entity in kg.entities.values()]

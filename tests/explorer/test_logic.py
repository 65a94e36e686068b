"""The logic of the page, function by function, compared with Python on the same graph."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from io import StringIO
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest

from kgraph.analyse.bibliography import count_authors, count_subjects, count_venues
from kgraph.analyse.communities import find_communities
from kgraph.analyse.path import find_path
from kgraph.analyse.similar import similar_papers
from kgraph.analyse.why import why
from kgraph.errors import NotFoundError
from kgraph.types import About, Entity, KnowledgeGraph, Paper, PaperLink

Run = Callable[..., Any]


def test_paths_are_as_short_as_those_of_the_library(run_on: Run, sample: KnowledgeGraph) -> None:
    ids = list(sample.papers)
    pairs = [(ids[i], ids[-1 - i]) for i in range(0, len(ids) // 2, 3)]
    code = """(model, pairs) => pairs.map(([a, b]) => {
        const path = findPath(model.byId.paper.get(a), model.byId.paper.get(b));
        return path && path.slice(1).reduce((sum, node, i) => (
            sum + 1 / (node.kind === ENTITY ? node : path[i]).idf), 0);
    })"""
    for (a, b), length in zip(pairs, run_on(sample, code, pairs), strict=True):
        try:
            assert length == pytest.approx(find_path(sample, a, b).length, rel=2e-3)
        except NotFoundError:
            assert length is None


def test_similar_papers_are_those_of_the_library(run_on: Run, sample: KnowledgeGraph) -> None:
    ids = list(sample.papers)[::9]
    code = """(model, ids) => ids.map((id) => model.byId.paper.get(id).links
        .map(({ paper, link }) => [paper.id, link.weight, link.weak]))"""
    for id_, rows in zip(ids, run_on(sample, code, ids), strict=True):
        found = {paper: (weight, weak) for paper, weight, weak in rows}
        expected = {item.paper.id: item for item in similar_papers(sample, id_, 100)}
        assert found.keys() == expected.keys()
        weights = [weight for weight, _ in found.values()]
        assert weights == sorted(weights, reverse=True)
        for paper, item in expected.items():
            assert found[paper] == (pytest.approx(item.weight, abs=1e-4), item.weak)


EXPLAIN = """(model, pairs) => pairs.map(([a, b]) => {
    const papers = [a, b].map((id) => model.byId.paper.get(id));
    const { link, shared, near, common } = explainLink(...papers);
    return [
        link && [link.entities, link.words, link.context],
        shared.map(({ id }) => id), near.map((pair) => pair.map(({ id }) => id)),
        common.map(({ id }) => id),
    ];
})"""


def test_authors_and_venues_have_what_the_library_counts(
    run_on: Run, sample: KnowledgeGraph
) -> None:
    code = """(model) => model.origins.map((origin) => [
        [...countSubjects(origin)].map(([{ id }, count]) => [id, count]),
        [...countOrigins(origin, AUTHOR)].map(([{ id }, count]) => [`author/${id}`, count]),
        [...countOrigins(origin, VENUE)].map(([{ id }, count]) => [`venue/${id}`, count]),
    ])"""
    nodes = [*sample.authors.values(), *sample.venues.values()]
    for node, (subjects, authors, venues) in zip(nodes, run_on(sample, code), strict=True):
        assert subjects == ids_of(count_subjects(sample, node.papers))
        assert dict(authors) == dict(ids_of(count_authors(sample, node.papers), without=node.id))
        assert dict(venues) == dict(ids_of(count_venues(sample, node.papers), without=node.id))


def ids_of(counts: Iterable[tuple[Any, int]], without: str = "") -> list[list[Any]]:
    return [[node.id, count] for node, count in counts if node.id != without]


def test_a_link_has_the_reasons_of_the_library(run_on: Run, sample: KnowledgeGraph) -> None:
    pairs = [pair for link in sample.links for pair in ((link.a, link.b), (link.b, link.a))][::3]
    assert any(link.near for link in sample.links)
    for (a, b), (parts, shared, near, common) in zip(
        pairs, run_on(sample, EXPLAIN, pairs), strict=True
    ):
        found = why(sample, a, b)
        assert found.link is not None
        assert parts == pytest.approx(
            [found.link.entities, found.link.words, found.link.context], abs=0.0051
        )
        ids = [item.entity.id for item in found.shared]
        assert shared == ids[: len(shared)]
        assert sorted(common) == ids[len(shared) :]
        assert {tuple(pair) for pair in near} == {(pair.a.id, pair.b.id) for pair in found.near}
        assert near == [list(pair) for pair in link_pairs(found.link, a)]


def link_pairs(link: PaperLink, first: str) -> list[tuple[str, str]]:
    return [pair if link.a == first else (pair[1], pair[0]) for pair in link.near]


def test_papers_that_are_not_linked_have_what_both_mention(
    run_on: Run, sample: KnowledgeGraph
) -> None:
    all_pairs = combinations(list(sample.papers)[::7], 2)
    pairs = [pair for pair in all_pairs if not sample.link_between(*pair)]
    for (a, b), (parts, shared, near, common) in zip(
        pairs, run_on(sample, EXPLAIN, pairs), strict=True
    ):
        assert (parts, near) == (None, [])
        assert {*shared, *common} == {item.entity.id for item in why(sample, a, b).shared}
        assert set(common) <= sample.hubs


def test_communities_have_the_captions_and_parts_of_the_library(
    run_on: Run, sample: KnowledgeGraph
) -> None:
    code = """(model) => model.communities.map(({ name, coverage, isMixed, parts }) =>
        [name, coverage, isMixed, parts.map(({ name, count }) => [name, count])])"""
    communities = find_communities(sample)
    assert any(community.parts for community in communities)
    assert run_on(sample, code) == [
        [
            community.caption(sample),
            round(community.coverage, 2),
            community.mixed,
            [[part.caption(sample), len(part.papers)] for part in community.parts],
        ]
        for community in communities
    ]


def test_a_mixed_community_says_so_wherever_it_is_named(run_on: Run) -> None:
    papers = {id_: Paper(id_, id_) for id_ in "abcdepqrst"}
    links = tuple(PaperLink(a, b, 1.0, ()) for a, b in combinations("abcde", 2))
    entities = {"x": Entity("x", "grokking", "Concept")}
    about = (About("a", "x", 0.9), About("b", "x", 0.9))
    code = """(model) => {
        const [community] = model.communities;
        const column = columnsOf(model, PAPER).find(({ name }) => name === "Community");
        return [community.name, community.coverage, column.value(community.papers[0])];
    }"""
    found = run_on(KnowledgeGraph(papers, entities, (), links, about=about), code)
    assert found == ["mixed: grokking", 0.4, "mixed: grokking"]


def test_papers_size_entities_by_their_papers_and_prominence_by_the_layout(
    run_on: Run, sample: KnowledgeGraph
) -> None:
    code = """(model) => {
        const network = { size: model.nodes.map(({ size }) => size) };
        const sizes = (measure) => {
            setSizes(model, network, measure);
            return [model.papers, model.entities].map((nodes) => nodes.map(({ size }) => size));
        };
        return [network.size, sizes("papers"), sizes("prominence").flat()];
    }"""
    of_layout, (of_papers, of_entities), again = run_on(sample, code)
    assert again == of_layout
    assert set(of_papers) == {6}
    counts = [entity.paper_count for entity in sample.entities.values()]
    assert [size for _, size in sorted(zip(counts, of_entities, strict=True))] == sorted(
        of_entities
    )
    assert max(of_entities) == 26


def test_every_entity_has_its_own_id(run_on: Run, sample: KnowledgeGraph) -> None:
    assert run_on(sample, "(model) => model.entities.map((entity) => entity.id)") == list(
        sample.entities
    )


def test_a_state_comes_back_from_its_address(run_on: Run, stated: KnowledgeGraph) -> None:
    code = """(model) => {
        const start = startState(model);
        const [a, b] = [model.papers[0], model.entities[0]];
        const changes = [
            {}, { view: "list", table: PAPER }, { selection: selectNode(a) },
            { selection: selectWhy(a, model.papers[1]) },
            { selection: selectPath(a, b), view: "entities", size: "pagerank", colour: "label" },
            { size: "papers" }, { selection: selectCommunity(model.communities[0]) },
            { filter: { hidden: new Set(["Task", PAPER]), support: 2, years: [2021, 2023],
                weight: 0.45,
                community: model.communities[0], predicates: new Set(["used-for", "studies"]) } },
        ];
        return changes.map((change) => {
            const hash = formatHash({ ...start, ...change }, start);
            return [hash, formatHash(parseHash(hash, model, start), start)];
        });
    }"""
    found = run_on(stated, code)
    assert [hash_ for hash_, _ in found] == [again for _, again in found]
    assert found[0][0] == "#"
    assert found[-1][0] == (
        "#hide=Task,paper&min=2&weight=0.45&years=2021-2023&in=1&states=studies,used-for"
    )


@pytest.mark.parametrize(
    "hash_",
    ["#min=x&weight=-1&years=a-b&in=99&view=nowhere&size=no&c=0", "#&&==&p=%E0%A4%A", "#path=,"],
)
def test_an_address_that_makes_no_sense_changes_nothing(
    run_on: Run, kg: KnowledgeGraph, hash_: str
) -> None:
    code = """(model, hash) => {
        const start = startState(model);
        return formatHash(parseHash(hash, model, start), start);
    }"""
    assert run_on(kg, code, hash_) == "#"


def test_a_large_graph_starts_with_its_rare_entities_hidden(run: Run) -> None:
    code = """() => {
        const paper = { kind: PAPER };
        const entity = (n) => ({ kind: ENTITY, papers: Array(1 + (n % 9)).fill(paper) });
        const papers = Array(1000).fill(paper);
        const entities = Array.from({ length: 9000 }, (_, n) => entity(n));
        return startFilter({ papers, entities, nodes: [...papers, ...entities] }).support;
    }"""
    assert run(code) == 8


def test_names_that_would_cover_each_other_are_left_out(run: Run) -> None:
    code = """() => {
        const box = (x, y) => boxAt(x, y, 40, 10, 0);
        const texts = [[box(50, 0)], [box(60, 5), box(60, 20)], [box(50, 0)]];
        return declutter(texts, 9, []).map(({ top }) => top);
    }"""
    assert run(code) == [0, 20]


def test_a_cell_of_csv_comes_back_whole(run: Run) -> None:
    cells = ["plain", 'a "quoted", word', "two\r\nlines", "é😀"]
    written = run("(cells) => cells.map(csvCell).join(',')", cells)
    assert next(csv.reader(StringIO(written, newline=""))) == cells


def test_svg_holds_any_text_and_restores_what_was_saved(run: Run) -> None:
    code = """(text) => {
        const context = new SvgContext(10, 20, document.createElement("canvas").getContext("2d"));
        context.save();
        context.globalAlpha = 0.5;
        context.setTransform(2, 0, 0, 2, 1, 1);
        context.fillText(text, 1, 2);
        context.restore();
        context.fillRect(0, 0, 10, 20);
        return context.toString();
    }"""
    text, rectangle = ElementTree.fromstring(run(code, 'a <b> & "c"\x00'))
    assert text.text == 'a <b> & "c"\ufffd'
    assert text.attrib["opacity"] == "0.5"
    assert text.attrib["transform"] == "matrix(2 0 0 2 1 1)"
    assert not {"opacity", "transform"} & rectangle.attrib.keys()


SEARCH = """(text) => {
    const node = (name, number, aliases = []) => (
        { kind: ENTITY, name, aliases, number, count: number });
    const named = ["Gauß–Newton", "newton", "quasi-Newton"].map((name, i) => node(name, i + 1));
    const paper = { kind: PAPER, name: "On solving", number: 9,
        abstract: "Steps by Newton, Müller in trust region." };
    const nodes = [
        ...named, node("x", 4, ["Newton method"]), node("trust-region method", 5), paper];
    const communities = [
        { papers: [1, 2], names: ["trust-region method", "line search"], name: "trust, search" }];
    const origins = [{ kind: AUTHOR, id: "zoe-angstrom", name: "Zoë Ångström", papers: [1] },
        { kind: VENUE, id: "icml", name: "Conference on Learning", papers: [1, 2] }];
    return search(buildIndex({ nodes, communities, origins }), text, 9)
        .map((hit) => (hit.isClose ? "~" : "") + (hit.node ?? hit.community ?? hit.origin).name);
}"""


def test_search_ranks_exact_names_first_and_folds_accents_and_dashes(run: Run) -> None:
    assert run(SEARCH, "néwton") == ["newton", "x", "quasi-Newton", "Gauß–Newton", "On solving"]
    assert run(SEARCH, "gauß-newton") == ["Gauß–Newton"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("method newton", ["newton", "x", "quasi-Newton", "Gauß–Newton", "On solving"]),
        ("solving with the steps", ["On solving"]),
        ("methods of trust", ["trust-region method", "trust, search", "On solving"]),
        ("trust-region dataset", ["trust-region method", "trust, search"]),
        ("trust-region methods", ["trust-region method", "trust, search"]),
        ("line search", ["trust, search"]),
        ("region steps", ["On solving"]),
        ("muller", ["On solving"]),
        ("/line", ["trust, search"]),
        ("trustregion", ["trust-region method", "trust, search"]),
        ("new ton", ["x", "newton"]),
        ("wt", []),
        ("  ", []),
    ],
)
def test_search_takes_words_in_any_order_and_number(run: Run, text: str, found: list[str]) -> None:
    assert [name for name in run(SEARCH, text) if not name.startswith("~")] == found


def test_search_for_what_there_is_not_gives_what_has_some_of_its_words(run: Run) -> None:
    assert set(run(SEARCH, "newton zzzz")) == {"~newton", "~x", "~quasi-Newton", "~Gauß–Newton"}


def test_search_for_what_there_is_not_gives_what_is_spelt_alike(run: Run) -> None:
    assert run(SEARCH, "newtn")[0] == "~newton"
    assert run(SEARCH, "trustregoin method")[0] == "~trust-region method"
    assert run(SEARCH, "zzzz") == []


@pytest.mark.parametrize(
    ("keyword", "id_"),
    [
        ("Grokking", "concept/grokking"),
        ("NTKs", "concept/neural-tangent-kernel"),
        ("Neural Tangent Kernels", "concept/neural-tangent-kernel"),
        ("kernel methods", None),
    ],
)
def test_a_keyword_names_an_entity_in_any_case_and_number(
    run_on: Run, kg: KnowledgeGraph, keyword: str, id_: str | None
) -> None:
    code = "({ entities }, keyword) => findNamed(entities, keyword)?.id ?? null"
    assert run_on(kg, code, keyword) == id_


THING = """([x, y, scale, focused]) => {
    const node = (name, x, y) => ({ name, x, y, size: 5 });
    const [a, b, c] = [node("a", 0, 0), node("b", 100, 0), node("c", 0, 100)];
    const box = (thing, left) => ({ left, right: left + 40, top: 200, bottom: 212, ...thing });
    const state = { shown: [a, b, c], lines: [[a, b], [a, c]],
        focus: new Set(focused ? [a, c] : []), focusLines: [[a, c]],
        labels: [box({ node: b }, 0), box({ community: { name: "group" } }, 50)] };
    const disc = { name: "disc", members: [a, b, c], x: 400, y: 400, radius: 60 };
    const view = { scale, left: 0, top: 0, width: 900, height: 900 };
    const target = targetAt(view, { ...state, discs: [disc] }, { x, y });
    return target && (target.node?.name ?? target.community?.name
        ?? target.line.map(({ name }) => name).join("-"));
}"""


@pytest.mark.parametrize(
    ("place", "thing"),
    [
        ((4, 4, 1, False), "a"),
        ((20, 205, 1, False), "b"),
        ((3, 206, 1, False), "b"),
        ((60, 205, 1, False), "group"),
        ((50, 2, 1, False), "a-b"),
        ((50, 8, 1, False), None),
        ((25, 1, 0.5, False), None),
        ((50, 2, 1, True), None),
        ((2, 25, 0.5, True), "a-c"),
        ((430, 430, 1, False), "disc"),
        ((430, 430, 1, True), None),
        ((450, 450, 1, False), None),
        ((8000, 8000, 20, False), None),
    ],
)
def test_what_lies_under_the_pointer(run: Run, place: tuple[float, ...], thing: str | None) -> None:
    assert run(THING, list(place)) == thing


def test_a_name_that_must_be_seen_takes_the_place_that_is_clear(run: Run) -> None:
    code = """() => {
        const box = (x, y) => ({ ...boxAt(x, y, 40, 10, 0), need: REQUIRED });
        const texts = [[box(50, 0)], [box(60, 5), box(60, 20)], [box(50, 0)]];
        return declutter(texts, 9, [boxAt(60, 20, 9, 9, 0)]).map(({ top }) => top);
    }"""
    assert run(code) == [0, 20, 0]


def test_rows_without_a_value_come_last_either_way(run: Run) -> None:
    code = """(direction) => {
        const column = TABLES.entity.find(({ name }) => name === "Also called");
        const items = ["b", "", "a"].map((alias, number) => (
            { name: `n${number}`, aliases: alias ? [alias] : [] }));
        return sortRows(items, column, direction).map(({ name }) => name);
    }"""
    assert run(code, 1) == ["n2", "n0", "n1"]
    assert run(code, -1) == ["n0", "n2", "n1"]


@pytest.mark.parametrize(
    ("year", "names"), [(2020, ["Title", "Year"]), (None, ["Title", "Entities"])]
)
def test_a_table_has_years_where_papers_have_them(
    run: Run, year: int | None, names: list[str]
) -> None:
    code = "(year) => columnsOf({ papers: [{ year }] }, PAPER).slice(0, 2).map(({ name }) => name)"
    assert run(code, year) == names


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcd"), "a, b and 2 more"),
    ],
)
def test_names_in_a_row(run: Run, names: list[str], text: str) -> None:
    assert run("enumerate", names) == text


@pytest.mark.parametrize(("scale", "kept"), [(0.001, 0.1), (0.3, 0.3), (99, 3)])
def test_a_map_is_zoomed_within_bounds(run: Run, scale: float, kept: float) -> None:
    code = """(scale) => {
        const network = { body: { container: { clientWidth: 400, clientHeight: 300 } } };
        const extent = extentOf([{ x: 0, y: 0 }, { x: 2000 - MARGIN, y: 100 }]);
        return clampScale(network, extent, scale);
    }"""
    assert run(code, scale) == kept


def test_what_is_under_the_pointer_stays_there_when_the_map_is_zoomed(run: Run) -> None:
    code = """() => {
        const seen = { scale: 0.5, position: { x: 10, y: 20 } };
        const rectangle = { left: 100, top: 50, width: 400, height: 300 };
        const container = { clientWidth: 400, clientHeight: 300,
            getBoundingClientRect: () => rectangle };
        const network = { body: { container }, getScale: () => seen.scale,
            getViewPosition: () => seen.position,
            moveTo: (to) => Object.assign(seen, to) };
        const under = () => [
            (370 - 300) / seen.scale + seen.position.x, (90 - 200) / seen.scale + seen.position.y];
        const before = under();
        const extent = extentOf([{ x: -900, y: -900 }, { x: 900, y: 900 }]);
        zoomAt(network, extent, 1.5, { clientX: 370, clientY: 90 });
        return [seen.scale, ...before, ...under()];
    }"""
    scale, *places = run(code)
    assert scale == pytest.approx(0.75)
    assert places[:2] == pytest.approx(places[2:])


@pytest.mark.parametrize("number", [0, 7, 999, 1000, 12345, 1234567])
def test_thousands_are_parted(run: Run, number: int) -> None:
    assert run("thousands", number) == f"{number:,}"


def test_a_name_that_is_wanted_covers_as_few_nodes_as_it_can(run: Run) -> None:
    code = """() => {
        const box = (x, y) => ({ ...boxAt(x, y, 40, 10, 0), need: WANTED });
        const nodes = [boxAt(50, 0, 9, 9, 0), boxAt(60, 0, 9, 9, 0), boxAt(50, 30, 9, 9, 0)];
        const texts = [[box(50, 0), box(50, 30)], [box(50, 30)]];
        return declutter(texts, 9, nodes).map(({ top }) => top);
    }"""
    assert run(code) == [30]


def test_a_colour_is_the_one_that_the_browser_makes_of_it(run: Run) -> None:
    code = """() => {
        const ctx = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const pairs = [];
        for (let i = 0; i < 12; i += 1) {
            const [lightness, chroma, hue] = [0.4 + i / 25, 0.08, i * 31];
            ctx.fillStyle = `oklch(${lightness} ${chroma} ${hue})`;
            ctx.fillRect(0, 0, 1, 1);
            const own = toHex(lightness, chroma, hue).slice(1).match(/../gu)
                .map((pair) => parseInt(pair, 16));
            pairs.push([own, [...ctx.getImageData(0, 0, 1, 1).data].slice(0, 3)]);
        }
        return pairs;
    }"""
    for own, browsers in run(code):
        assert own == pytest.approx(browsers, abs=1)


def test_a_map_that_is_dragged_away_comes_back(run: Run) -> None:
    code = "(at) => clampPosition(extentOf([{ x: 0, y: 0 }, { x: 100, y: 50 }]), at)"
    assert run(code, {"x": -70, "y": 20}) == {"x": 0, "y": 20}
    assert run(code, {"x": 900, "y": 90}) == {"x": 100, "y": 50}


def test_a_name_is_not_put_on_the_disc_of_others(run: Run) -> None:
    code = """() => {
        const [own, other] = [{ x: 0, y: 0, radius: 40 }, { x: 0, y: 60, radius: 30 }];
        const node = { kind: ENTITY, name: "name", x: 0, y: 34, size: 4, community: own };
        const ctx = document.createElement("canvas").getContext("2d");
        const state = { focus: new Set(), discs: [own, other], sides: new Map(), widths: new Map(),
            theme: { textScale: 1, sans: "sans-serif", serif: "serif" } };
        const view = { scale: 1, left: 200, top: 200, width: 400, height: 400 };
        const boxes = nameBoxes(ctx, view, state, node, 0);
        return boxes.map(({ side }) => side).sort();
    }"""
    assert run(code) == [1, 2, 3]

"""The page in a browser: what an address, a search and a selection show."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pyoxigraph
import pytest

from kgraph.analyse.view import View
from kgraph.rdf.write import write_rdf
from kgraph.types import KnowledgeGraph, Near, Paper
from tests.explorer.conftest import Open
from tests.explorer.made import HOSTILE, NAMES, hostile_graph, make_graph
from tests.explorer.pages import HOME, await_heading, marked, painted


def test_the_map_is_painted_in_both_themes(open_page: Open, kg: KnowledgeGraph) -> None:
    for dark in (False, True):
        page = open_page(kg, dark=dark)
        page.wait_for_timeout(200)
        assert painted(page) > 1000


def test_counts_and_title(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, title="My papers")
    assert page.inner_text("h1") == "My papers"
    assert page.inner_text("#counts") == "4 papers · 5 entities · 3 links between papers"
    assert page.inner_text("#notice") == "Showing all 9 nodes"


def test_search_finds_an_alias_and_opens_its_evidence(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.keyboard.press("/")
    page.keyboard.type("ntk")
    assert page.get_attribute("#search", "aria-expanded") == "true"
    page.keyboard.press("Enter")
    await_heading(page, "neural tangent kernel")
    assert marked(page, ".evidence") == ["NTK", "neural tangent kernel"]
    assert page.locator(".evidence .quote").first.inner_text() == "The NTK explains it."


def test_search_finds_authors_and_venues(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    for text, name in (
        ("angstrom", "Zoë Ångström"),
        ("icml", "International Conference on Machine Learning"),
    ):
        page.fill("#search", text)
        page.keyboard.press("Enter")
        await_heading(page, name)


@pytest.mark.parametrize("dark", [False, True])
def test_a_paper_leads_to_its_authors_and_its_venue(
    open_page: Open, kg: KnowledgeGraph, dark: bool
) -> None:
    page = open_page(kg, "#p=p1", dark=dark)
    assert page.locator("#panel .names").all_inner_texts() == [
        "Ada Weaver, Bo Spindler · ICML 2023",
        "Keywords: grokking, kernel methods",
    ]
    assert page.get_attribute("#panel .names a >> text=grokking", "href") == "#e=concept/grokking"
    page.click(".origin-link >> text=Ada Weaver")
    await_heading(page, "Ada Weaver")
    assert page.url.endswith("#a=0000-0002-1825-0097")
    assert page.inner_text("#panel .kicker") == "Author · 2 papers · 2023–2024"
    assert page.get_attribute(".out a", "href") == "https://orcid.org/0000-0002-1825-0097"
    assert page.locator(".titles .paper-link").all_inner_texts() == [
        "Weight decay 😀 revisited2024",
        "Grokking and the kernel2023",
    ]
    assert page.locator("#panel h3").all_inner_texts() == [
        *("Papers, the newest first", "What the papers are about", "Coauthors", "Venues"),
    ]
    page.click(".origin-link >> text=International Conference on Machine Learning")
    page.wait_for_selector(".kicker >> text=Venue · 2 papers · 2021–2023")
    assert page.locator(".origin-link").all_inner_texts() == ["Bo Spindler", "Ada Weaver"]
    page.go_back()
    await_heading(page, "Ada Weaver")


def test_the_map_shows_the_papers_of_an_author_without_lines(
    open_page: Open, kg: KnowledgeGraph, run_on: Open
) -> None:
    code = """(model) => {
        const selection = parseSelection(new Map([["a", "bo-spindler"]]), model);
        return ["map", "entities"].map((view) =>
            neighbours(selection, view, startFilter(model), 9).map(({ id }) => id));
    }"""
    papers, subjects = run_on(kg, code)
    assert papers == ["p1", "p3"]
    assert set(subjects) == {id_ for paper in papers for id_ in kg.subjects_of(paper)}


def test_sentences_with_characters_beyond_16_bits_are_cut_right(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p2")
    assert marked(page, ".abstract") == ["weight decay", "grokking", "CIFAR-10"]
    page.click(".abstract a >> nth=0")
    await_heading(page, "weight decay")
    assert (
        "😀 Here weight decay matters for grokking on CIFAR-10."
        in page.locator(".evidence").inner_text()
    )


def test_why_shows_both_sentences_and_ranks_what_is_shared(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#p=p1")
    page.click(".linked li:has-text('Weight decay') .why")
    await_heading(page, "Both name grokking and weight decay")
    assert page.evaluate("location.hash") == "#why=p1,p2"
    assert page.locator(".shared .node-link").all_inner_texts() == ["grokking", "weight decay"]
    assert page.locator(".pair .paper-link").count() == 2
    first = page.locator(".shared").first
    assert first.locator(".side > div > .quote").all_inner_texts() == [
        "We study grokking.",
        "😀 Here weight decay matters for grokking on CIFAR-10.",
    ]
    weights = page.locator(".weight dd").all_inner_texts()
    assert [text.split()[0] for text in weights] == ["0.50", "0.70", "0.30", "0.60"]
    assert "weak" not in page.inner_text("#panel").lower()


def test_a_shared_entity_says_which_paper_is_about_it(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#why=p2,p1")
    assert page.locator(".shared h3 .named").all_inner_texts() == [
        "grokking\n2 is about it",
        "weight decay\n1 is about it",
    ]


def test_a_weak_link_is_explained_by_near_entities(open_page: Open) -> None:
    papers = (Paper("a", "A", "We meet grokking."), Paper("b", "B", "Weight decay is here."))
    near = (Near("concept/grokking", "method/weight-decay", 0.5),)
    page = open_page(make_graph(papers, NAMES, near), "#p=b")
    assert page.inner_text(".because") == "weak weight decay ~ grokking\nWhy?"
    page.click(".why")
    await_heading(page, "One names weight decay, the other grokking")
    assert page.inner_text(".kicker") == "Why weakly linked"
    assert "Weak link: among the nearest that one of the two papers has." in page.inner_text(
        ".weight"
    )
    assert page.locator(".near .node-link").all_inner_texts() == ["weight decay", "grokking"]
    assert page.locator(".near .quote").all_inner_texts() == [
        "Weight decay is here.",
        "We meet grokking.",
    ]


def test_three_pairs_of_near_entities_are_shown_at_first(open_page: Open) -> None:
    papers = (
        Paper("a", "A", "We meet grokking and weight decay."),
        Paper("b", "B", "CIFAR-10 is image classification."),
    )
    near = tuple(
        Near(min(pair), max(pair), 0.5)
        for pair in product(
            ("concept/grokking", "method/weight-decay"),
            ("dataset/cifar-10", "task/image-classification"),
        )
    )
    page = open_page(make_graph(papers, NAMES, near), "#why=a,b")
    assert page.locator(".near > li").count() == 3
    page.click("button:text-is('Show 1 more')")
    assert page.locator(".near > li").count() == 4


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("#e=concept/neural-tangent-kernel", "neural tangent kernel"),
        ("#p=p3", "Lazy training"),
        ("#why=p1,p3", "Both name neural tangent kernel"),
        ("#why=p1,p4", "Both name nothing that counts"),
        ("#path=e:concept/grokking,e:method/weight-decay", "Named in one paper"),
        ("#why=p1,p1", "Grokking and the kernel"),
        ("#view=list&e=dataset/cifar-10", "CIFAR-10"),
        ("#a=bo-spindler", "Bo Spindler"),
        ("#view=entities&v=icml", "International Conference on Machine Learning"),
        ("#a=nobody", HOME),
        ("#e=no/such", HOME),
        ("#p=%E0%A4%A", HOME),
    ],
)
def test_an_address_opens_what_it_names(
    open_page: Open, kg: KnowledgeGraph, address: str, title: str
) -> None:
    page = open_page(kg, address)
    await_heading(page, title)
    assert page.is_visible("#list-view") == ("view=list" in address)


def test_an_address_that_names_nothing_here_says_so(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#why=p1,p9")
    assert (
        page.inner_text("[role=alert]")
        == "The link that you followed names something that is not in this graph."
    )
    page.click(".starts a >> nth=0")
    await_heading(page, "grokking")
    page.keyboard.press("Escape")
    await_heading(page, HOME)
    assert page.locator("[role=alert]").count() == 0


def test_an_address_means_the_same_to_everybody(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("[data-group=Task]")
    page.evaluate("location.hash = '#e=concept/grokking'")
    await_heading(page, "grokking")
    assert page.get_attribute("[data-group=Task]", "aria-pressed") == "true"
    page.click("[data-group=Task]")
    page.click(".evidence .paper-link >> nth=0")
    page.wait_for_function("document.querySelector('#panel h2').innerText !== 'grokking'")
    assert page.get_attribute("[data-group=Task]", "aria-pressed") == "false"


def test_a_community_says_how_many_of_its_papers_its_names_fit_and_lists_its_parts(
    open_page: Open, sample: KnowledgeGraph
) -> None:
    page = open_page(sample, "#c=1")
    community = View(sample, seed=1).communities[0]
    assert f"{community.coverage:.0%}".replace("%", " %") in page.inner_text("#panel .names")
    parts = page.locator("#panel .part:has-text('Its parts') li").all_inner_texts()
    assert [part.split("\n")[0] for part in parts] == [
        part.caption(sample) for part in community.parts
    ]
    assert len(parts) > 1


def test_the_tab_says_what_is_shown(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking", title="My papers")
    assert page.title() == "grokking · My papers"
    page.keyboard.press("Escape")
    await_heading(page, HOME)
    assert page.title() == "My papers"


def test_the_back_button_goes_back(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking")
    page.click(".evidence .paper-link:has-text('Grokking')")
    await_heading(page, "Grokking and the kernel")
    page.click("#view-list")
    page.wait_for_selector("#list-view")
    assert page.evaluate("location.hash") == "#view=list&p=p1"
    page.go_back()
    page.wait_for_selector("#map-view")
    await_heading(page, "Grokking and the kernel")
    page.go_back()
    await_heading(page, "grokking")
    page.keyboard.press("Escape")
    await_heading(page, HOME)


def test_filters_hide_and_the_page_says_so(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg)
    page.click("[data-group=Concept]")
    assert page.inner_text("#notice") == "Showing 7 of 9 · 2 switched off above"
    assert page.get_attribute("[data-group=Concept]", "aria-pressed") == "false"
    page.fill("#support", "2")
    assert page.inner_text("#notice").startswith("Showing 6 of 9 · 1 rare entity hidden")
    page.click("[data-group=Concept]")
    assert page.inner_text("#notice") == "Showing 8 of 9 · 1 rare entity hidden"
    page.click("#show-rare")
    assert page.inner_text("#notice") == "Showing all 9 nodes"
    assert page.is_hidden("#show-rare")


def test_a_sentence_that_names_two_shared_entities_is_shown_once(open_page: Open) -> None:
    papers = (
        Paper("a", "A", "We meet grokking and weight decay."),
        Paper("b", "B", "Weight decay is not grokking."),
    )
    page = open_page(make_graph((*papers, Paper("c", "C", "")), NAMES), "#why=a,b")
    assert page.locator(".shared").count() == 1
    assert page.locator(".shared .node-link").all_inner_texts() == ["grokking", "weight decay"]
    assert marked(page, ".shared") == ["grokking", "weight decay", "Weight decay", "grokking"]


def test_the_list_reaches_everything_and_sorts(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#view=list")
    assert page.locator("tbody th").count() == len(kg.entities)
    page.click("thead button:has-text('Name')")
    assert page.get_attribute("thead th >> nth=0", "aria-sort") == "ascending"
    assert page.locator("tbody th").first.inner_text() == "CIFAR-10"
    page.click("[data-kind=paper]")
    assert page.locator("tbody th").count() == len(kg.papers)
    page.fill(".narrow", "quux")
    assert "None has the words “quux”." in page.inner_text(".table-body")
    page.keyboard.press("Escape")
    assert page.locator("tbody th").count() == len(kg.papers)
    page.fill(".narrow", "training lazy")
    assert page.locator("tbody th").all_inner_texts() == ["Lazy training"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    await_heading(page, "Lazy training")
    assert page.evaluate("location.hash") == "#view=list&table=paper&words=training%20lazy&p=p3"
    again = open_page(kg, "#view=list&table=paper&words=training%20lazy&sort=-title")
    assert again.input_value(".narrow") == "training lazy"
    assert again.get_attribute("thead th >> nth=0", "aria-sort") == "descending"


def test_the_iri_is_copied(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#e=concept/grokking")
    assert (
        page.get_attribute("button:has-text('Copy IRI')", "title")
        == "https://w3id.org/kgraph/entity/concept/grokking"
    )
    page.click("summary:has-text('Data')")
    page.click("button:has-text('Copy IRI')")
    page.wait_for_selector("#toast:text-is('IRI copied')")
    assert page.inner_text("#live") == "IRI copied"


def test_a_path_is_asked_for_by_key_and_shown_with_its_sentences(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    page = open_page(kg, "#e=concept/grokking")
    page.keyboard.press("p")
    assert page.inner_text("#path-hint").startswith("Path from “grokking”")
    page.keyboard.type("image classif")
    page.keyboard.press("Enter")
    await_heading(page, "Joined by neural tangent kernel")
    assert page.evaluate("location.hash") == "#path=e:concept/grokking,e:task/image-classification"
    names = [
        "grokking",
        "Grokking and the kernel",
        "neural tangent kernel",
        "Lazy training",
        "image classification",
    ]
    assert page.locator(".path .node-link").all_inner_texts() == names
    assert page.locator(".path .step").count() == 4
    assert page.is_hidden("#path-hint")


def test_no_path_is_said(open_page: Open, kg: KnowledgeGraph) -> None:
    page = open_page(kg, "#path=p:p1,p:p4")
    await_heading(page, "Nothing joins them")


def test_broader_and_narrower_entities_lead_to_each_other(
    open_page: Open, kg: KnowledgeGraph
) -> None:
    entities = dict(kg.entities)
    wide, narrow = "task/image-classification", "dataset/cifar-10"
    entities[narrow] = replace(
        entities[narrow], broader=(wide,), close_matches=("https://example.org/x", "javascript:1")
    )
    page = open_page(replace(kg, entities=entities), f"#e={narrow}")
    assert page.locator(".part:has-text('Elsewhere') a").all_inner_texts() == [
        "https://example.org/x ↗"
    ]
    page.click(".part:has(h3:text-is('Broader')) a")
    await_heading(page, "image classification")
    page.click(".part:has(h3:text-is('Narrower')) a")
    await_heading(page, "CIFAR-10")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("#e=concept/grokking", {("p1",), ("p2",)}),
        ("#p=p4", set()),
        ("#why=p1,p2", {("concept/grokking",), ("method/weight-decay",)}),
    ],
)
def test_the_query_that_is_copied_gives_what_is_shown(
    open_page: Open, kg: KnowledgeGraph, tmp_path: Path, address: str, expected: set[tuple[str]]
) -> None:
    page = open_page(kg, address)
    query = page.get_attribute("button:has-text('Copy SPARQL')", "title")
    write_rdf(kg, tmp_path / "graph.nt", format="ntriples")
    store = pyoxigraph.Store()
    store.bulk_load(path=tmp_path / "graph.nt")
    found = {(re.sub(".*kgraph/(paper|entity)/", "", row[0].value),) for row in store.query(query)}
    assert found == expected


def test_an_empty_graph_opens(open_page: Open) -> None:
    page = open_page(KnowledgeGraph({}, {}, (), ()))
    assert page.inner_text("#counts") == "0 papers · 0 entities · 0 links between papers"
    page.click("#view-list")
    page.wait_for_selector(".table-count")
    assert page.inner_text(".table-count") == "All 0 entities"


def test_hostile_text_runs_nothing_anywhere(open_page: Open) -> None:
    kg = hostile_graph()
    page = open_page(kg, title=HOSTILE[0])
    assert page.inner_text("h1") == HOSTILE[0]
    for id_ in (*kg.papers, *kg.entities):
        kind = "e" if id_ in kg.entities else "p"
        page.evaluate(
            "([kind, id]) => { location.hash = `#${kind}=${encodeURIComponent(id)}`; }", [kind, id_]
        )
        page.wait_for_function("document.body.classList.contains('has-selection')")
        assert (
            page.locator("#panel script, #panel img, #panel svg[onload], #panel base").count() == 0
        )
    for id_ in (*kg.authors, *kg.venues):
        kind, _, local = id_.partition("/")
        page.evaluate("(hash) => { location.hash = hash; }", f"#{kind[0]}={local}")
        page.wait_for_function(  # HTML has no NUL, and changes white space
            "name => document.querySelector('#panel h2').textContent.replace(/\\W+/g, '') === name",
            arg=re.sub(r"\W+", "", (kg.authors.get(id_) or kg.venues[id_]).name, flags=re.ASCII),
            timeout=5000,
        )
    for link in kg.links:
        ids = [link.a, link.b]
        page.evaluate(
            "(ids) => { location.hash = `#why=${ids.map(encodeURIComponent).join()}`; }", ids
        )
    page.evaluate("location.hash = '#view=list'")
    for text in HOSTILE:
        page.fill("#search", text[:20])
    page.keyboard.press("Enter")
    page.evaluate("(text) => { location.hash = text; }", HOSTILE[1])
    page.goto(page.url.split("#")[0])
    page.wait_for_timeout(200)
    box = page.locator("#map").bounding_box()
    for step in range(1, 12):
        page.mouse.move(
            box["x"] + box["width"] * step / 12, box["y"] + box["height"] * step / 12, steps=4
        )
    assert page.evaluate("window.hacked") is None
    assert not page.evaluate(
        "[...document.querySelectorAll('a[href]')].some((a) => a.protocol === 'javascript:')"
    )

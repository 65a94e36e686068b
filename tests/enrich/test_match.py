"""Records match papers by id, title or nearly the same title; what is not certain is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakSet

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph.enrich.enrichment import FILLED_FIELDS, Enrichment, enrich_papers, find_missing
from kgraph.enrich.match import PaperIndex, PaperMatch
from kgraph.types import Paper, Problem, Source

TITLE = "Wide Networks Learn Slow Features First"


def match(paper: Paper, record: Paper) -> PaperMatch | None:
    matches = PaperIndex([paper]).find(record)
    return matches[0] if matches else None


@pytest.mark.parametrize(
    ("paper", "record", "rule", "doubt"),
    [
        ({"doi": "10.1000/a"}, {"doi": "10.1000/a", "arxiv_id": "2001.00001"}, "doi", ""),
        ({"arxiv_id": "2001.00001"}, {"arxiv_id": "2001.00001"}, "arxiv", ""),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/a", "title": "Bees"}, "doi", "the titles differ"),
        ({}, {"title": "WIDE NETWORKS: learn slow features first."}, "title", ""),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/b"}, "title", "the DOIs differ"),
        ({"doi": "10.48550/arxiv.2001.00001"}, {"doi": "10.1000/b"}, "title", ""),
        ({"arxiv_id": "2001.00001"}, {"arxiv_id": "2001.2"}, "title", "the arXiv ids differ"),
        ({"year": 2020}, {"year": 2022}, "title", ""),
        ({"year": 2020}, {"year": 2023}, "title", "the years are far apart"),
        ({"authors": ["Ada Lovelace"]}, {"authors": ["A. Lovelace", "Z. Doe"]}, "title", ""),
        ({"authors": ["Zoë Ångström"]}, {"authors": ["Angstrom Z"]}, "title", ""),
        ({"authors": ["A. Doe"]}, {"authors": ["A. Roe"]}, "title", "no author is the same"),
        ({"title": "Editorial"}, {"title": "Editorial"}, "title", "the title is short"),
        ({}, {"title": "Wide Networks Learn Slow Faetures First"}, "near-title", ""),
        ({}, {"title": "Wide Network Learns Slow Features First"}, "near-title", ""),
        (
            {"authors": ["A. Doe"]},
            {"title": "Wide Network Learns Slow Features First", "authors": ["A. Roe"]},
            "near-title",
            "no author is the same",
        ),
        ({}, {"title": f"2 {TITLE}"}, "near-title", "the titles have other numbers"),
        ({}, {"title": f"Fast {TITLE}"}, "near-title", "the titles have other words"),
        ({}, {"title": TITLE.replace("Slow", "Fast")}, "near-title", "other words"),
    ],
)  # fmt: skip
def test_each_rule_and_each_doubt(
    paper: dict[str, object], record: dict[str, object], rule: str, doubt: str
) -> None:
    values = {"title": TITLE}
    found = match(Paper(**{**values, **paper}), Paper(**{**values, **record}))
    assert found is not None
    assert found.rule == rule
    assert bool(found.doubt) == bool(doubt)
    assert doubt in found.doubt


@pytest.mark.parametrize("title", ["Deep Maps", "Narrow Networks Forget Fast", ""])
def test_other_titles_do_not_match(title: str) -> None:
    assert match(Paper(title=TITLE), Paper(title=title or "?")) is None


@given(st.integers(0, len(TITLE) - 2), st.sampled_from("xyzq"))
def test_a_title_with_a_wrong_letter_is_found(at: int, letter: str) -> None:
    found = match(Paper(title=TITLE), Paper(title=TITLE[:at] + letter + TITLE[at + 1 :]))
    assert found is not None


def test_what_a_paper_has_is_kept_and_the_rest_is_filled_from_the_surest_record() -> None:
    paper = Paper(title=TITLE, doi="10.1000/a", venue="Looms")
    by_title = Paper(title=TITLE, year=2019, venue="Other", keywords=["yarn"])
    by_doi = Paper(title=TITLE, doi="10.1000/a", year=2020, authors=["Ada Lovelace"])
    result = enrich_papers([paper], [by_title, by_doi])
    [filled] = result.papers
    assert (filled.venue, filled.year, filled.doi) == ("Looms", 2020, "10.1000/a")
    assert [author.name for author in filled.authors] == ["Ada Lovelace"]
    assert filled.keywords == ("yarn",)
    assert result.matched == {"doi": 1}
    assert result.missing == {"url": 1, "arxiv_id": 1}
    assert not result.doubtful


def test_a_filled_id_gives_the_paper_its_id() -> None:
    [paper] = enrich_papers(
        [Paper(title=TITLE)], [Paper(title=TITLE, arxiv_id="2001.00001")]
    ).papers
    assert paper.id == "arxiv-2001.00001"


def doubts(result: Enrichment) -> list[tuple[str, str]]:
    return [(match.found.id, match.doubt) for match in result.doubtful]


def test_two_papers_that_match_one_record_are_doubtful() -> None:
    papers = [Paper(title=f"{TITLE} in Theories"), Paper(title=f"{TITLE} in Theoriex")]
    record = Paper(title=f"{TITLE} in Theorie", year=2020)
    result = enrich_papers(papers, [record])
    assert not result.certain
    assert [doubt for _, doubt in doubts(result)] == [
        "the record matches another paper as well"
    ] * 2
    result = enrich_papers(papers, [Paper(title=papers[0].title, year=2020)])
    assert [match.paper.id for match in result.certain] == [papers[0].id]
    assert [match.paper.id for match in result.doubtful] == [papers[1].id]


def test_records_that_disagree_are_doubtful() -> None:
    paper = Paper(title=TITLE)
    first, second = Paper(title=TITLE, doi="10.1000/a"), Paper(title=TITLE, doi="10.1000/b")
    result = enrich_papers([paper], [first, second])
    assert result.papers == (paper,)
    assert [found for found, _ in doubts(result)] == [first.id, second.id]
    assert doubts(result)[0][1] == f"{second.id} disagrees: the DOIs differ"


def test_only_the_record_that_disagrees_with_a_surer_record_is_doubtful() -> None:
    paper = Paper(title=TITLE, arxiv_id="2001.00001")
    sure = Paper(title="Wide Networks Learn", arxiv_id="2001.00001", year=2020)
    other = Paper(title=TITLE, year=2010, venue="Looms")
    result = enrich_papers([paper], [other, sure])
    assert result.papers[0].year == 2020
    assert result.papers[0].venue == ""
    assert [match.found for match in result.doubtful] == [other]


def test_accepted_matches_fill_and_come_first() -> None:
    paper, record = Paper(title="Editorial"), Paper(title="Editorial", year=2020)
    [doubtful] = enrich_papers([paper], [record]).doubtful
    result = enrich_papers([paper], [record], accepted={doubtful.key})
    assert result.papers[0].year == 2020
    assert result.accepted == result.doubtful == (doubtful,)


def test_records_on_one_line_are_different_records() -> None:
    papers = [Paper(title=TITLE), Paper(title="Deep Maps of the Narrow Sea")]
    source = (Source("answer.json", 1),)
    records = [Paper(title=paper.title, year=2020, sources=source) for paper in papers]
    assert [paper.year for paper in enrich_papers(papers, records).papers] == [2020, 2020]


def test_the_sample_gets_back_what_is_removed_from_it() -> None:
    sample = kgraph.sample().papers
    bare = [Paper(title=paper.title, abstract=paper.abstract) for paper in sample]
    result = enrich_papers(bare, sample)
    doubtful = {match.paper.title for match in result.doubtful}
    assert {"Fast R-CNN", "HyperNetworks"} < doubtful
    assert result.matched == {"title": len(sample) - len(doubtful)}
    for paper, whole in zip(result.papers, sample, strict=True):
        assert find_missing(paper) == find_missing(whole) or paper.title in doubtful


class Watched(Paper):
    """A paper that shows whether it is still in memory."""

    __slots__ = ("__weakref__",)


def test_only_the_records_that_match_are_kept() -> None:
    alive: WeakSet[Watched] = WeakSet()
    most = 0

    def iter_records() -> Iterator[Paper | Problem]:
        nonlocal most
        for number in range(1000):
            record = Watched(title=f"{TITLE} of the {number} Kingdoms of the Sea", year=2019)
            alive.add(record)
            most = max(most, len(alive))
            yield record
            del record
        yield Problem(Source("a", 1), "problem", "broken-json", "detail", "decision")
        yield Problem(Source("a", 1), "problem", "no-abstract", "detail", "decision")
        yield Paper(title=TITLE, year=2020)

    result = enrich_papers([Paper(title=TITLE)], iter_records())
    assert [match.found.year for match in result.certain] == [2020]
    assert [problem.code for problem in result.problems] == ["broken-json"]
    assert most < 5


def test_all_filled_fields_are_fields_of_papers() -> None:
    assert set(FILLED_FIELDS) <= set(Paper.__dataclass_fields__)

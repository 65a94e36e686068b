"""Venues are joined over years, ordinals, volumes and, if they are well known, abbreviations."""

from __future__ import annotations

import csv

import pytest

from kgraph.bibliography.venues import find_venue
from kgraph.types import KnowledgeGraph, Paper
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("id_", "names"),
    [
        (
            "icml",
            [
                "ICML 2021",
                "Proceedings of the 38th International Conference on Machine Learning",
                "38th International Conference on Machine Learning, ICML 2021, Virtual Event",
                "International Conference on Machine Learning (ICML 2019)",
            ],
        ),
        ("neurips", ["NIPS'17", "Advances in Neural Information Processing Systems 33"]),
        ("aaai", ["Thirty-Eighth AAAI Conference on Artificial Intelligence"]),
        ("arxiv", ["arXiv.org", "CoRR abs/1806.07572", "arXiv preprint arXiv:1806.07572"]),
        ("jmlr", ["J. Mach. Learn. Res. 12", "Journal of Machine Learning Research, vol. 3"]),
        ("facct", ["Fairness, Accountability and Transparency", "FAccT '21"]),
        (
            "findings-of-acl",
            ["Findings of the Association for Computational Linguistics: EMNLP 2021"],
        ),
        ("neurips-workshop-on-looms", ["NeurIPS 2020 Workshop on Looms"]),
        (
            "workshop-on-looms",
            ["1st Workshop on Looms", "Proc. of the First Workshop on Looms, 2019"],
        ),
        ("journal-of-looms-and-yarn", ["The Journal of Looms & Yarn", "Journal of looms and yarn"]),
        ("proceedings-of-the-ieee", ["Proceedings of the IEEE"]),
        ("ieee", ["IEEE"]),
        ("first-monday", ["First Monday"]),
        ("2021", ["2021"]),
    ],
)
def test_venues_are_joined(id_: str, names: list[str]) -> None:
    assert {name: find_venue(name).id for name in names} == dict.fromkeys(names, f"venue/{id_}")


def test_every_name_of_the_list_finds_its_venue() -> None:
    with (ROOT / "kgraph" / "data" / "venues.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        names = filter(None, [row["abbreviation"], *row["aliases"].split("|")])
        venue = find_venue(row["name"])
        assert {find_venue(name) for name in names} == {venue}, row
    assert len({find_venue(row["name"]) for row in rows}) == len(rows)


def test_a_graph_has_its_venues_with_their_papers() -> None:
    names = ["2nd Workshop on Looms", "Workshop on looms 2020", "Third Workshop on Looms", ""]
    papers = [Paper(id_, id_, venue=name) for id_, name in zip("abcd", names, strict=True)]
    papers[1] = Paper("b", "b", venue=names[1], year=2020)
    kg = KnowledgeGraph({paper.id: paper for paper in papers}, {}, (), ())
    (venue,) = kg.venues.values()
    assert venue.name == "Workshop on Looms"
    assert (venue.papers, venue.first_year, venue.last_year) == (("a", "b", "c"), 2020, 2020)
    assert [kg.venue_of(id_) for id_ in "ad"] == [venue.id, ""]

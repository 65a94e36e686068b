"""Authors are joined by ORCID and name, never by initials, in whatever order papers come."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.bibliography.authors import Byline, author_ids
from kgraph.errors import InputError
from kgraph.types import Author, KnowledgeGraph, Paper

ADA, BEA = "0000-0002-1825-0097", "0000-0001-5109-3700"


@pytest.mark.parametrize(
    ("bylines", "ids"),
    [
        ([[("Ada Lovelace", "")], [("LOVELACE, ada", "")]], ["ada-lovelace", "lovelace-ada"]),
        ([[("José Núñez-Łoś", "")], [("Jose Nunez Los", "")]], ["jose-nunez-los"] * 2),
        ([[("J. P. O'Neill", "")], [("JP ONeill", "")]], ["j-p-oneill", "jp-oneill"]),
        ([[("Ada Lovelace", ADA)], [("Ada Lovelace", "")]], [ADA, ADA]),
        ([[("Ada Lovelace", ADA)], [("A. Lovelace", ADA)], [("A. Lovelace", "")]], [ADA] * 3),
        ([[("Ada Lovelace", ADA)], [("A. Lovelace", "")]], [ADA, "a-lovelace"]),
        (
            [[("Wei Li", ADA)], [("Wei Li", BEA)], [("Wei Li", "")]],
            [ADA, BEA, "wei-li"],
        ),
        ([[("Wei Li", ADA), ("Wei Li", "")]], [ADA, "wei-li"]),
        ([[("王伟", "")], [("***", "")]], ["0c6e5fe8", "596f4162"]),
    ],
)
def test_authors_are_joined_by_orcid_and_name(bylines: Sequence[Byline], ids: list[str]) -> None:
    found = author_ids(bylines)
    authors = [author for byline in bylines for author in byline]
    assert [found[author].removeprefix("author/") for author in authors] == ids


@given(st.permutations([[("Wei Li", ADA)], [("wei li", "")], [("Wei Lí", "")], [("Bo", BEA)]]))
def test_the_order_of_papers_changes_nothing(bylines: list[Byline]) -> None:
    ids = author_ids(bylines)
    assert sorted(set(ids.values())) == [f"author/{BEA}", f"author/{ADA}"]


def test_a_graph_has_its_authors_with_their_papers() -> None:
    papers = (
        Paper("a", "A", authors=(Author("Ada Lovelace", ADA), Author("Bo"))),
        Paper("b", "B", authors=(Author("ada lovelace"), Author("Ada Lovelace"))),
        Paper("c", "C"),
    )
    kg = KnowledgeGraph({paper.id: paper for paper in papers}, {}, (), ())
    assert list(kg.authors) == [f"author/{ADA}", "author/bo"]
    ada = kg.authors[f"author/{ADA}"]
    assert (ada.name, ada.orcid, ada.paper_count, ada.papers) == (
        "Ada Lovelace",
        ADA,
        2,
        ("a", "b"),
    )
    assert kg.authors["author/bo"].orcid == ""
    assert [kg.authors_of(id_) for id_ in "abc"] == [(ada.id, "author/bo"), (ada.id, ada.id), ()]


def test_what_is_no_orcid_is_refused() -> None:
    with pytest.raises(InputError, match="'1234' is not an ORCID"):
        Author("Ada Lovelace", "1234")

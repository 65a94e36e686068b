"""An author or a venue is found by id, name or a part of it, and never guessed."""

from __future__ import annotations

import re

import pytest

from kgraph.errors import NotFoundError
from kgraph.lookup.bibliography import find_author, find_venue
from kgraph.types import Author, KnowledgeGraph, Paper

ORCID = "0000-0002-1825-0097"


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    papers = (
        Paper(
            "a",
            "A",
            authors=(Author("Ada K. Weaver", ORCID), "Zoë Ångström"),
            venue="NeurIPS 2020",
        ),
        Paper("b", "B", authors=("Ada Spindler", "Bo Weaver-Loom"), venue="Workshop on Looms"),
        Paper("c", "C", authors=("Bo Weaver-Loom", "Bo"), venue="Journal of Looms"),
    )
    return KnowledgeGraph({paper.id: paper for paper in papers}, {}, (), ())


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        (f"author/{ORCID}", ORCID),
        (f"https://orcid.org/{ORCID}", ORCID),
        (f"https://example.org/graph#author/{ORCID}", ORCID),
        ("ada k weaver", ORCID),
        ("Weaver, Ada", ORCID),
        ("Weaver, A. K.", ORCID),
        ("ångstrom", "zoe-angstrom"),
        ("zoe-angstrom", "zoe-angstrom"),
        ("bo", "bo"),
        ("loom", "bo-weaver-loom"),
        ("spind", "ada-spindler"),
    ],
)
def test_an_author_is_found_by_id_orcid_and_parts_of_the_name(
    kg: KnowledgeGraph, query: str, id_: str
) -> None:
    assert find_author(kg, query).id == f"author/{id_}"


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("venue/neurips", "neurips"),
        ("NIPS", "neurips"),
        ("34th Conference on Neural Information Processing Systems", "neurips"),
        ("neural information", "neurips"),
        ("2nd workshop on looms", "workshop-on-looms"),
        ("journal", "journal-of-looms"),
    ],
)
def test_a_venue_is_found_by_id_abbreviation_and_parts_of_the_name(
    kg: KnowledgeGraph, query: str, id_: str
) -> None:
    assert find_venue(kg, query).id == f"venue/{id_}"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "weaver",
            "'weaver' matches 2 authors. Give an id or more of the name:\n"
            f"  author/bo-weaver-loom  Bo Weaver-Loom\n  author/{ORCID}  Ada K. Weaver",
        ),
        (
            "Zoe Angstrum",
            "no author matches 'Zoe Angstrum'. Give a name or a part of it, an ORCID, or an id as "
            "author/ada-lovelace. The closest:\n  author/zoe-angstrom  Zoë Ångström",
        ),
        (
            " ",
            "no author matches ' '. Give a name or a part of it, an ORCID, or an id as "
            "author/ada-lovelace.",
        ),
    ],
)
def test_the_error_lists_several_authors_or_close_ones(
    kg: KnowledgeGraph, query: str, message: str
) -> None:
    with pytest.raises(NotFoundError, match=f"^{re.escape(message)}$"):
        find_author(kg, query)


def test_the_error_says_that_papers_name_no_venue() -> None:
    bare = KnowledgeGraph({"p": Paper("p", "P")}, {}, (), ())
    with pytest.raises(NotFoundError, match="No paper of this graph names its venue"):
        find_venue(bare, "ICML")

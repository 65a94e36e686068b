"""Which paper a record is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.identity import find_arxiv_id, find_doi, paper_id, title_key


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1806.07572", "1806.07572"),
        ("arXiv:1806.07572v4", "1806.07572"),
        ("https://arxiv.org/abs/1806.07572v2", "1806.07572"),
        ("https://arxiv.org/pdf/1806.07572.pdf", "1806.07572"),
        ("https://huggingface.co/papers/1806.07572", "1806.07572"),
        ("10.48550/arXiv.1806.07572", "1806.07572"),
        ("cs.LG/0309136", "cs.lg/0309136"),
        ("HEP-TH/9901001", "hep-th/9901001"),
        ("https://doi.org/10.48550/arXiv.HEP-TH/9901001", "hep-th/9901001"),
        ("arXiv:1806.07572v3 [cs.LG]", "1806.07572"),
        ("https://arxiv.org/abs/1806.07573?context=cs", "1806.07573"),
        ("2013.00010", ""),
        ("hep-th/9900001", ""),
        ("p001", ""),
        ("", ""),
    ],
)
def test_arxiv_ids_are_found_without_version(value: str, expected: str) -> None:
    assert find_arxiv_id(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://doi.org/10.1145/ABC", "10.1145/abc"),
        ("doi:10.1000/x", "10.1000/x"),
        ("no doi", ""),
    ],
)
def test_dois_are_found_in_lower_case(value: str, expected: str) -> None:
    assert find_doi(value) == expected


def test_the_arxiv_id_comes_before_the_doi_and_the_doi_before_the_title() -> None:
    assert paper_id("T", "1806.07572", "10.1/x") == "arxiv-1806.07572"
    assert paper_id("T", "", "10.1000/x").startswith("doi-10.1000.x-")
    assert re.fullmatch("t-[0-9a-f]{16}", paper_id("T"))


def test_titles_that_differ_in_case_and_marks_are_one() -> None:
    assert paper_id("Deep Learning: A Survey") == paper_id("deep learning - a survey.")
    assert title_key("???") != title_key("!!!")


@given(st.text(), st.text(min_size=1))
def test_every_id_can_end_an_iri(title: str, doi: str) -> None:
    for identity in (paper_id(title), paper_id(title, "", doi), paper_id(title, "cs.LG/0309136")):
        assert re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?", identity)

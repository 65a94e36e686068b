"""Bibliographic text is recognised by its content, whatever its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgraph.read.papers import read_papers
from kgraph.read.recognition import FORMATS

BIBTEX = "@article{wide18,\n  title = {Wide Networks},\n  year = 2018\n}\n"
STARTS = {
    "bibtex": [
        BIBTEX,
        f"\ufeff\n\n% my papers\n%% from 2018\n{BIBTEX}",
        f"@comment{{kept by hand}}\n{BIBTEX}",
        f"This file was created with a reference manager.\nEncoding: UTF-8\n\n{BIBTEX}",
        f'@STRING{{icml = "Proceedings"}}\n{BIBTEX}',
        "@InProceedings {wide18, title={Wide Networks}, year={2018}}\n",
    ],
    "ris": [
        "TY  - CONF\nTI  - Wide Networks\nPY  - 2018\nER  - \n",
        "Provider: A Press\nContent: text/plain\n\nTY  - JOUR\nTI  - Wide Networks\n",
    ],
    "medline": ["\nPMID- 123\nOWN - NLM\nTI  - Wide Networks\n"],
    "wos": [
        "\ufeffFN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Doe, J\nTI Wide Networks\n",
        "PT J\nAU Doe, J\nTI Wide Networks\n",
        "PT\tAU\tTI\tAB\nJ\tDoe, J\tWide Networks\tText.\n",
    ],
    "endnote": ["%0 Journal Article\n%T Wide Networks\n%A Doe, J.\n"],
}


@pytest.mark.parametrize(
    ("format", "text"), [(name, text) for name, texts in STARTS.items() for text in texts]
)
@pytest.mark.parametrize("suffix", [".txt", ".ref", ".csv", ""])
def test_a_format_is_recognised_whatever_the_suffix(
    tmp_path: Path, format: str, text: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(text, encoding="utf-8")
    for given in (path, tmp_path):
        reading = read_papers(given)
        assert [paper.title for paper in reading] == ["Wide Networks"]
        assert [file.format for file in reading.files] == [format]


def test_the_formats_are_documented_in_the_order_in_which_they_are_tried() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert re.findall(r"^\|[^|]*\| `([a-z][a-z-]*)` \|", text, re.MULTILINE) == list(FORMATS)

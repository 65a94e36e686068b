"""Read the XML of the ACL Anthology."""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.read.formats.xml import Element, attribute_of, iter_elements, text_of
from kgraph.read.latex import latex_to_text
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_ADDRESS = "https://aclanthology.org/"


def iter_acl(file: InputText) -> Iterator[Row | Problem]:
    """Yield the papers, with the year and the title of the volume that they are in."""
    venue = year = ""
    for found in iter_elements(file, ("meta", "paper")):
        if isinstance(found, Problem):
            yield found
            continue
        line, element = found
        if element.tag == "meta":
            venue, year = text_of(element, "booktitle"), text_of(element, "year")
        else:
            yield file.source(line), {"venue": venue, "year": year, **_to_row(element)}


def _to_row(paper: Element) -> dict[str, object]:
    for formula in paper.iter("tex-math"):
        formula.text = latex_to_text(f"${formula.text}$")
    address = text_of(paper, "url")
    return {
        "title": text_of(paper, "title"),
        "abstract": text_of(paper, "abstract"),
        "id": text_of(paper, "bibkey"),
        "doi": text_of(paper, "doi"),
        "arxiv_id": address if "arxiv.org/" in address else "",
        "authors": [
            {
                "given": text_of(author, "first"),
                "family": text_of(author, "last"),
                "orcid": attribute_of(author, "orcid"),
            }
            for author in paper.findall("author")
        ],
        "url": address if "/" in address or not address else _ADDRESS + address,
    }

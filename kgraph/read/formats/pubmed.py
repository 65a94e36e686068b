"""Read the XML of PubMed."""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.identity import find_arxiv_id
from kgraph.read.formats.medline import plain_title
from kgraph.read.formats.xml import Element, attribute_of, iter_rows, text_of, texts_of
from kgraph.read.record import Row
from kgraph.read.text import InputText
from kgraph.types import Problem

_RECORDS = ("PubmedArticle", "PubmedBookArticle")


def iter_pubmed(file: InputText) -> Iterator[Row | Problem]:
    """Return the articles and the chapters of books."""
    return iter_rows(file, _RECORDS, _to_row)


def _to_row(record: Element) -> dict[str, object]:
    title = text_of(record, ".//ArticleTitle") or text_of(record, ".//VernacularTitle")
    return {
        "title": plain_title(title or text_of(record, ".//BookTitle")),
        "abstract": _read_abstract(record),
        "id": text_of(record, ".//PMID"),
        "doi": text_of(record, ".//ELocationID[@EIdType='doi']")
        or text_of(record, "PubmedData/ArticleIdList/ArticleId[@IdType='doi']"),
        "arxiv_id": find_arxiv_id(*texts_of(record, ".//ELocationID")),
        "year": text_of(record, ".//PubDate/Year") or text_of(record, ".//PubDate/MedlineDate"),
        "authors": [_read_author(author) for author in record.findall(".//AuthorList/Author")],
        "venue": text_of(record, ".//Journal/Title") or text_of(record, ".//Book/BookTitle"),
        "keywords": texts_of(record, ".//KeywordList/Keyword")
        or texts_of(record, ".//MeshHeadingList/MeshHeading/DescriptorName"),
    }


def _read_abstract(record: Element) -> str:
    """Return the parts of the first abstract, each after its label."""
    abstract = record.find(".//Abstract")
    abstract = record.find(".//OtherAbstract") if abstract is None else abstract
    parts = [] if abstract is None else abstract.findall("AbstractText")
    labels = (attribute_of(part, "Label") for part in parts)
    texts = zip(labels, map(text_of, parts), strict=True)
    return " ".join(f"{label}: {text}" if label else text for label, text in texts if text)


def _read_author(author: Element) -> dict[str, str]:
    """Return an author; the name of a group is one."""
    if name := text_of(author, "CollectiveName"):
        return {"name": name}
    return {
        "given": text_of(author, "ForeName") or text_of(author, "Initials"),
        "family": " ".join((*texts_of(author, "LastName"), *texts_of(author, "Suffix"))),
        "orcid": text_of(author, "Identifier[@Source='ORCID']"),
    }

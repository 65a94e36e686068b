"""Write papers as JSON Lines that kgraph reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kgraph.types import Author, Paper


def iter_lines(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a JSON object for each paper, with the columns that `kgraph.read.columns` names.

    Example:
        >>> next(iter_lines([Paper(title="Wide Networks", year=2020, authors=["Ada Lovelace"])]))
        '{"title": "Wide Networks", "abstract": "", "year": 2020, "authors": ["Ada Lovelace"]}'
    """
    for paper in papers:
        yield json.dumps(_to_record(paper), ensure_ascii=False)


def _to_record(paper: Paper) -> dict[str, object]:
    values: dict[str, object] = {
        "id": paper.record_id,
        "year": paper.year,
        "authors": [_to_author(author) for author in paper.authors],
        "venue": paper.venue,
        "doi": paper.doi,
        "arxiv_id": paper.arxiv_id,
        "url": paper.url,
        "keywords": list(paper.keywords),
    }
    filled = {name: value for name, value in values.items() if value}
    return {"title": paper.title, "abstract": paper.abstract, **filled}


def _to_author(author: Author) -> object:
    return {"name": author.name, "orcid": author.orcid} if author.orcid else author.name

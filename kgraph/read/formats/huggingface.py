"""Read papers of Hugging Face: the daily papers, one paper, or the answer to a search."""

from __future__ import annotations

from kgraph.read.formats.json import Object, objects

_MARKS = frozenset({"ai_keywords", "ai_summary", "submittedOnDailyAt", "upvotes"})


def matches(record: Object) -> bool:
    """Return whether a record is a paper of Hugging Face, or one of the daily papers."""
    paper = _paper(record)
    return "summary" in paper and (paper is not record or not _MARKS.isdisjoint(paper))


def to_row(record: Object) -> Object:
    """Return the row of a paper. Authors are kept if they hide the paper from their profiles."""
    paper = _paper(record)
    key = paper.get("id")
    return {
        "title": paper.get("title") or record.get("title"),
        "abstract": paper.get("summary") or record.get("summary"),
        "id": key,
        "year": paper.get("publishedAt") or record.get("publishedAt"),
        "authors": objects(paper.get("authors")),
        "keywords": paper.get("ai_keywords"),
        "url": f"https://huggingface.co/papers/{key}" if key else None,
    }


def _paper(record: Object) -> Object:
    """Return the paper of an entry of the daily papers, or the record itself."""
    paper = record.get("paper")
    return paper if isinstance(paper, dict) else record

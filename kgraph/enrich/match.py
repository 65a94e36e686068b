"""Match records with papers: by id, by title, by nearly the same title; certain or doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar, get_args

from kgraph.bibliography.authors import person_key
from kgraph.enrich.titles import Title, TitleIndex
from kgraph.types import Author, Paper

T = TypeVar("T")

MatchRule = Literal["doi", "arxiv", "title", "near-title"]
"""What matches a record with a paper, the surest first."""

MATCH_RULES: tuple[MatchRule, ...] = get_args(MatchRule)

# benchmarks/notes/matching.md has the measurements behind the first three.
NEAR = 0.95
"""The likeness from which two titles can be the same, spelled differently."""

RESIDUE = 0.8
"""How alike the words must be that only one of two titles has, if the titles are the same."""

DOUBTFUL = 0.88
"""The likeness from which titles are shown to a person."""

# With the same id, titles that are less alike show that the id is wrong in one of the two.
_SAME_PAPER = 0.5
# A title with fewer letters, such as "Introduction", can be that of several papers.
_SHORT = 15
# A paper rarely appears later after its preprint.
_YEARS = 2
_ARXIV_DOI = "10.48550/"


class MatchKey(NamedTuple):
    """What identifies a match: the paper, where the record was read, and the id of the record."""

    paper: str
    source: str
    found: str


@dataclass(frozen=True, slots=True)
class PaperMatch:
    """A record that may be of a paper.

    `score` is how alike the titles are, from 0 to 1. `doubt` is why a person must decide, or ''.
    """

    paper: Paper
    found: Paper
    rule: MatchRule
    score: float
    doubt: str = ""

    @property
    def rank(self) -> tuple[int, float]:
        """The order of matches, the surest first."""
        return MATCH_RULES.index(self.rule), -self.score

    @property
    def source(self) -> str:
        """Where the record was read, as `FILE:LINE`, otherwise its id."""
        return str(next(iter(self.found.sources), self.found.id))

    @property
    def key(self) -> MatchKey:
        """What identifies the match in the review file."""
        return MatchKey(self.paper.id, self.source, self.found.id)


class PaperIndex:
    """Papers by what records are matched with.

    Example:
        >>> index = PaperIndex([Paper(title="Wide Networks and Their Limits")])
        >>> [match] = index.find(Paper(title="Wide networks and their limit", year=2020))
        >>> match.rule, match.doubt
        ('near-title', '')
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._titles = [Title(paper.title) for paper in papers]
        self._by_doi = _index(papers, lambda paper: paper.doi)
        self._by_arxiv = _index(papers, lambda paper: paper.arxiv_id)
        self._by_title = _index(self._titles, lambda title: title.key)
        self._near = TitleIndex(self._titles)

    def find(self, found: Paper) -> list[PaperMatch]:
        """Return the matches of a record with papers, each paper once, by the surest rule."""
        title = Title(found.title)
        matches: dict[int, PaperMatch] = {}
        for rule, row in self._rows(found, title):
            score = title.likeness(self._titles[row], DOUBTFUL if rule == "near-title" else 0)
            if row not in matches and (score or rule != "near-title"):
                paper = self._papers[row]
                doubt = _find_doubt(PaperMatch(paper, found, rule, score), self._titles[row], title)
                matches[row] = PaperMatch(paper, found, rule, score, doubt)
        return list(matches.values())

    def _rows(self, found: Paper, title: Title) -> Iterator[tuple[MatchRule, int]]:
        """Yield the papers that a record may be of, with the rule, the surest first."""
        yield from (("doi", row) for row in self._by_doi.get(found.doi, ()))
        yield from (("arxiv", row) for row in self._by_arxiv.get(found.arxiv_id, ()))
        yield from (("title", row) for row in self._by_title.get(title.key, ()))
        yield from (("near-title", row) for row in self._near.find(title))


def _index(items: Sequence[T], key: Callable[[T], str]) -> dict[str, list[int]]:
    """Return the positions of items by a key, without those that do not have it."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        if value := key(item):
            rows[value].append(row)
    return rows


def _find_doubt(match: PaperMatch, title: Title, found: Title) -> str:
    """Return why a match is not certain, or ''."""
    if match.rule in ("doi", "arxiv"):
        return "the titles differ" if match.score < _SAME_PAPER else ""
    if conflict := find_conflict(match.paper, match.found):
        return conflict
    if match.rule == "near-title":
        return _find_title_doubt(match.score, title, found)
    if len(title.key) < _SHORT and not (match.paper.authors and match.found.authors):
        return "the title is short, and authors are unknown"
    return ""


def _find_title_doubt(score: float, title: Title, found: Title) -> str:
    if title.numbers != found.numbers:
        return "the titles have other numbers"
    if score < NEAR or title.residue_likeness(found) < RESIDUE:
        return "the titles have other words"
    return ""


def find_conflict(first: Paper, second: Paper) -> str:
    """Return why two records are probably not of the same paper, or ''.

    A preprint and its publication may have two DOIs, and years that are near each other.
    """
    if _differ(first.arxiv_id, second.arxiv_id):
        return "the arXiv ids differ"
    if _differ(*(("" if doi.startswith(_ARXIV_DOI) else doi) for doi in (first.doi, second.doi))):
        return "the DOIs differ"
    surnames = [{_surname(author) for author in paper.authors} for paper in (first, second)]
    if all(surnames) and surnames[0].isdisjoint(surnames[1]):
        return "no author is the same"
    if first.year and second.year and abs(first.year - second.year) > _YEARS:
        return "the years are far apart"
    return ""


def _differ(first: str, second: str) -> bool:
    return bool(first and second and first != second)


def _surname(author: Author) -> str:
    """Return the last word of a name that is not an initial."""
    words = person_key(author.name).split()
    return next((word for word in reversed(words) if len(word) > 1), words[-1])

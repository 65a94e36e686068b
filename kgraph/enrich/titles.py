"""How alike two titles are, and titles that can be alike."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.fuzz import ratio

from kgraph.identity import title_key

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
# A title is found by its rarest words, so that most titles need not be compared. Titles that are
# nearly the same differ in one word or two.
_RAREST = 4


class Title:
    """A title, normalised for comparison: its letters and digits, its words and its numbers.

    Example:
        >>> Title("Grokking: a Study").likeness(Title("GROKKING -- A STUDY"))
        1.0
    """

    def __init__(self, text: str) -> None:
        self.key = title_key(text)
        self.words = Counter(_WORD.findall(text.casefold()))

    @property
    def numbers(self) -> list[str]:
        """The numbers, which distinguish parts and versions."""
        return _NUMBER.findall(self.key)

    def likeness(self, other: Title, least: float = 0.0) -> float:
        """Return how alike the titles are, from 0 to 1; 0 if it is less than `least`.

        It is the share of letters and digits that both have in the same order.
        """
        return ratio(self.key, other.key, score_cutoff=100 * least) / 100

    def residue_likeness(self, other: Title) -> float:
        """Return how alike the words are that only one of the titles has, from 0 to 1.

        It is high if these are spellings of the same words, and low if one title has another word.

        Example:
            >>> Title("Wide Netwroks").residue_likeness(Title("Wide Networks"))
            0.875
            >>> Title("Fast Wide Networks").residue_likeness(Title("Wide Networks"))
            0.0
        """
        return ratio(_join(self.words - other.words), _join(other.words - self.words)) / 100


def _join(words: Counter[str]) -> str:
    return "".join(sorted(words.elements()))


class TitleIndex:
    """Titles by their rarest words; a title is given and returned by its position.

    Example:
        >>> list(TitleIndex([Title("Wide Networks"), Title("Deep Maps")]).find(Title("Wide Nets")))
        [0]
    """

    def __init__(self, titles: Sequence[Title]) -> None:
        self._by_word: dict[str, list[int]] = defaultdict(list)
        counts = Counter(word for title in titles for word in title.words)
        for row, title in enumerate(titles):
            rarest = sorted(title.words, key=lambda word: (counts[word], -len(word), word))
            for word in rarest[:_RAREST]:
                self._by_word[word].append(row)

    def find(self, title: Title) -> Iterator[int]:
        """Yield the positions of the titles that share a rare word with a title, in order."""
        yield from sorted({row for word in title.words for row in self._by_word.get(word, ())})

r"""Count in how many abstracts each name occurs, by year, for kgraph/data/background.txt.gz.

    python training/background.py --shared ../shared --work work \
        --out kgraph/data/background.txt.gz

The names are those that kgraph finds in a random sample of the abstracts, and the lexicon's. They
are then looked up in all abstracts, without the titles that must not be used in training.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus import SOURCES, banned, title_key

import kgraph.components  # noqa: F401
from kgraph.background.counts import FEWEST, FEWEST_BY_YEAR
from kgraph.background.keys import count_key, entity_keys
from kgraph.config import load_settings
from kgraph.extract.lexicon import read_lexicon
from kgraph.extract.spans import extract
from kgraph.names.spelling import fold, join_parts, name_parts, singular
from kgraph.types import Paper

# What no name crosses: a comma, a bracket, a dash, the end of a sentence.
_BREAK = re.compile(r"""[,;:()\[\]{}"“”?!\n]|\.(?!\w)|\s[-–—]+\s|—""")
_CAPITALS = re.compile(r"[^\W\d_]*[A-Z][^\W\d_]*[A-Z][^\W\d_]*")
_LONGEST = 6  # words of a name

Counts = Mapping[str, Mapping[int, int]]
"""The number of abstracts with a key, by year."""


def papers(shared: Path) -> Iterator[Paper]:
    """Yield all distinct papers that may be used."""
    seen = banned(shared)
    for source in SOURCES:
        with gzip.open(shared / f"corpora/{source}.jsonl.gz", "rt", encoding="utf8") as lines:
            for row in map(json.loads, lines):
                key = title_key(row["title"])
                if key not in seen:
                    seen.add(key)
                    yield Paper(key, row["title"], row["abstract"], int(row["year"]))


def sample(shared: Path, size: int) -> list[Paper]:
    """Return a random sample of the papers: those whose titles have the smallest hashes."""
    return sorted(papers(shared), key=lambda paper: hashlib.sha256(paper.id.encode()).digest())[
        :size
    ]


def names_of(found: Iterable[Paper]) -> set[str]:
    """Return the keys of all names that kgraph finds in papers, and of those in the lexicon."""
    keys: set[str] = set()
    for extraction in extract(found, load_settings()):
        for span in extraction.spans:
            keys.update(entity_keys(span.label, span.name, [span.text]))
    for entry in read_lexicon():
        keys.update(entity_keys(entry.label, entry.name, entry.aliases))
    return {key for key in keys if key and len(key.split(" ")) <= _LONGEST}


class Names(NamedTuple):
    """The keys to look up, and what their first words can be."""

    keys: frozenset[str]
    beginnings: frozenset[str]

    @classmethod
    def of(cls, keys: Collection[str]) -> Names:
        """Index some keys."""
        words = [key.split(" ") for key in keys]
        return cls(
            frozenset(keys),
            frozenset(" ".join(some[:n]) for some in words for n in range(1, len(some))),
        )

    def find(self, text: str) -> set[str]:
        """Return the keys of all names in a text."""
        # In a title in capitals, capitals say nothing.
        found = set() if text.isupper() else set(map(count_key, _CAPITALS.findall(text)))
        found &= self.keys
        for part in _BREAK.split(text):
            words = list(map(fold, join_parts(name_parts(part)).texts))
            for start in range(len(words)):
                found.update(self._find(words[start : start + _LONGEST]))
        return found

    def _find(self, words: list[str]) -> Iterator[str]:
        """Yield the keys that these words begin with."""
        beginning = ""
        for word in words:
            if (key := beginning + fold(singular(word))) in self.keys:
                yield key
            if (beginning := beginning + word) not in self.beginnings:
                return
            beginning += " "


def count(names: Names, found: Iterable[Paper]) -> Counts:
    """Count the papers with each name, by year; the key '' has the number of all papers."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for paper in found:
        if paper.year is None:
            raise ValueError(f"{paper.title!r} has no year.")
        for key in {""} | names.find(paper.title) | names.find(paper.abstract):
            counts[key][paper.year] += 1
    return counts


def row(key: str, years: Mapping[int, int]) -> str:
    """Return a line of the file: a key, and the number of papers, by year if there are enough."""
    total = sum(years.values())
    if total < FEWEST_BY_YEAR:
        return f"{key}\t{total}\n"
    first, last = min(years), max(years)
    return f"{key}\t{first}\t{' '.join(str(years.get(y, 0)) for y in range(first, last + 1))}\n"


def write(counts: Counts, out: Path) -> None:
    """Write the names that are in enough papers, sorted; the same counts give the same bytes."""
    kept = sorted(key for key, years in counts.items() if sum(years.values()) >= FEWEST)
    text = "".join(row(key, counts[key]) for key in kept)
    out.write_bytes(gzip.compress(text.encode(), mtime=0))


def main() -> None:
    """Make the background."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="keeps the names between runs")
    parser.add_argument("--sample", type=int, default=12_000, help="papers to take names from")
    options = parser.parse_args()
    kept = options.work / f"names-{options.sample}.txt"
    if not kept.exists():
        keys = names_of(sample(options.shared, options.sample))
        options.work.mkdir(parents=True, exist_ok=True)
        kept.write_text("\n".join(sorted(keys)), encoding="utf8")
    names = Names.of(kept.read_text("utf8").split("\n"))
    write(count(names, papers(options.shared)), options.out)


if __name__ == "__main__":
    main()

"""Measure which titles `kgraph enrich` takes for the same: of other papers, and misprinted ones.

    python benchmarks/title_matching.py LISTING... --among TITLES.jsonl...

Prints, for each pair of thresholds, how many titles of LISTING have a title of another paper in the
files of --among that would be taken; and what becomes of titles that are changed at random.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product
from random import Random

from kgraph.enrich.match import DOUBTFUL, NEAR, RESIDUE
from kgraph.enrich.titles import Title, TitleIndex
from kgraph.read.papers import iter_papers
from kgraph.types import Paper

_RANDOM = Random(1)  # noqa: S311 - not for secrets


def read_titles(paths: Iterable[str]) -> list[str]:
    """Return the titles of files, each once."""
    papers = (item for item in iter_papers(*paths) if isinstance(item, Paper))
    return list({Title(paper.title).key: paper.title for paper in papers}.values())


def print_other_titles(titles: list[str], among: list[str]) -> None:
    """Print the pairs of different titles with equal numbers, and how many each threshold takes."""
    known = [Title(title) for title in titles]
    index = TitleIndex(known)
    pairs = [
        (known[row].likeness(title), known[row].residue_likeness(title), titles[row], text)
        for text, title in ((text, Title(text)) for text in among)
        for row in index.find(title)
        if known[row].likeness(title, DOUBTFUL) and known[row].key != title.key
        if known[row].numbers == title.numbers
    ]
    for near, residue in product((0.9, 0.92, 0.95, 0.97), (0.0, 0.7, 0.75, 0.8, 0.85)):
        count = sum(pair[0] >= near and pair[1] >= residue for pair in pairs)
        print(f"near {near:.2f}, residue {residue:.2f}: {count} of {len(titles):,}")
    for likeness, residue, title, other in sorted(pairs, reverse=True):
        if likeness >= NEAR or residue >= RESIDUE:
            print(f"  {likeness:.3f} {residue:.2f} | {title} | {other}")


def misprint(title: str) -> str:
    """Swap, drop, double or replace a letter."""
    places = [at for at in range(len(title) - 1) if title[at : at + 2].isalpha()]
    at = _RANDOM.choice(places)
    first, second = title[at : at + 2]
    new = _RANDOM.choice([second + first, second, first + first + second, _RANDOM.choice("aest")])
    return title[:at] + new + title[at + 2 :]


CHANGES: dict[str, Callable[[str], str]] = {
    "1 misprint": misprint,
    "2 misprints": lambda title: misprint(misprint(title)),
    "3 misprints": lambda title: misprint(misprint(misprint(title))),
    "plural": lambda title: title.removesuffix("s") if title.endswith("s") else title + "s",
    "hyphens": lambda title: title.replace("-", " "),
    "article": lambda title: re.sub(r"\b(a|an|the) ", "", title, count=1, flags=re.IGNORECASE),
    "subtitle": lambda title: title.split(":")[0],
    "word dropped": lambda title: " ".join(title.split()[1:]) or title,
    "word added": lambda title: f"Fast {title}",
    "number": lambda title: re.sub(r"[0-8]", "9", title, count=1),
}


def print_changes(titles: list[str]) -> None:
    """Print what becomes of titles that are changed."""
    index = TitleIndex([Title(title) for title in titles])
    for name, change in CHANGES.items():
        changed = ((row, change(title)) for row, title in enumerate(titles))
        fates = Counter(
            _fate(index, row, titles, new) for row, new in changed if new != titles[row]
        )
        print(f"{name}: {', '.join(f'{fate} {count}' for fate, count in sorted(fates.items()))}")


def _fate(index: TitleIndex, row: int, titles: list[str], text: str) -> str:
    title, changed = Title(titles[row]), Title(text)
    if title.key == changed.key:
        return "the same"
    likeness = title.likeness(changed)
    if row not in index.find(changed) or likeness < DOUBTFUL:
        return "not found"
    is_same = likeness >= NEAR and title.residue_likeness(changed) >= RESIDUE
    return "certain" if is_same and title.numbers == changed.numbers else "doubtful"


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("listings", nargs="+")
    parser.add_argument("--among", nargs="*", default=[])
    arguments = parser.parse_args(sys.argv[1:])
    titles = read_titles(arguments.listings)
    print_changes(titles)
    if arguments.among:
        print_other_titles(titles, read_titles(arguments.among))


if __name__ == "__main__":
    main()

"""Measure how fast files of each format are read, and that memory does not grow with them.

A file of the tests, with three papers, is repeated up to a size. Each format is read in a process
of its own, twice: at the size, and at a quarter of it.

Run: python benchmarks/reading.py [FORMAT...] [--megabytes 20]
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from kgraph.read.papers import iter_papers
from kgraph.types import Paper

FILES = Path(__file__).parents[1] / "tests" / "read" / "formats" / "files"
# By name: the file, and a pattern for what is repeated; otherwise all of it is.
CASES: Mapping[str, tuple[str, str]] = {
    "bibtex": ("papers.bib", ""),
    "ris": ("papers.ris", ""),
    "medline": ("papers.nbib", ""),
    "arxiv-json": ("arxiv.jsonl", ""),
    "openalex": ("openalex.jsonl", ""),
    "semantic-scholar": ("semantic-scholar.jsonl", ""),
    "arxiv-atom": ("arxiv.atom", r"  <entry>.*</entry>\n"),
    "pubmed": ("pubmed.xml", r"<PubmedArticle>.*</PubmedArticle>\n"),
    "dblp": ("dblp.xml", r"<www .*</inproceedings>\n"),
}


def write_file(path: Path, name: str, size: int) -> None:
    """Write a file of a format that has about this many bytes."""
    file, pattern = CASES[name]
    text = (FILES / file).read_text(encoding="utf-8")
    found = re.search(pattern, text, re.DOTALL) if pattern else None
    start, end = found.span() if found else (0, len(text))
    body = text[start:end] if found else text.rstrip("\n") + "\n\n"
    with path.open("w", encoding="utf-8") as output:
        output.write(text[:start])
        for _ in range(size // len(body.encode())):
            output.write(body)
        output.write(text[end:])


def measure(path: Path) -> tuple[int, float, float]:
    """Return the number of papers, the seconds, and the most memory of the process in MB."""
    start = time.perf_counter()
    papers = sum(isinstance(item, Paper) for item in iter_papers(path))
    seconds = time.perf_counter() - start
    return papers, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print papers per second and memory of each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=list(CASES))
    parser.add_argument("--megabytes", type=int, default=20)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    print("format            papers/s    MB/s  peak MB  at a quarter")
    for name in options.formats:
        peaks = []
        with TemporaryDirectory() as folder:
            for size in (options.megabytes << 18, options.megabytes << 20):
                path = Path(folder) / CASES[name][0]
                write_file(path, name, size)
                with context.Pool(1) as pool:
                    papers, seconds, peak = pool.apply(measure, (path,))
                peaks.append(peak)
        speed, rate = papers / seconds, size / 2**20 / seconds
        print(f"{name:16}  {speed:8,.0f}  {rate:6.1f}  {peaks[1]:7.0f}  {peaks[0]:12.0f}")


if __name__ == "__main__":
    main()

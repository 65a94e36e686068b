"""Assemble the lexicon from the annotated papers and the hand-kept tables."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import spacy
from spacy.tokenizer import Tokenizer

from kgraph.extract.segmentation import build_tokenizer
from kgraph.names.spelling import name_key

HERE = Path(__file__).resolve().parent
TABLES = HERE / "lexicon"
TARGET = HERE.parent / "kgraph" / "data" / "lexicon.csv"
COLUMNS = ("label", "name", "aliases", "source", "ids", "broader")
TOPICS = "https://cso.kmi.open.ac.uk/topics/"

MAX_WORDS_OF_A_PROPER_NAME = 4
MIN_SEEN = 3
MIN_PRECISION = 0.5
MIN_SEEN_ELSEWHERE = 2
LONGEST_NAME = 7
ROUNDS = 4

Span = tuple[int, int]
Paper = dict[str, Any]

_ACRONYM_BEHIND = re.compile(r" \([^ ]+\)$")
_JOINER = re.compile(r"[\s\-\u2010-\u2015]+")
_NOT_A_NAME = re.compile(r"[$\\{}\"`“”()|;,:]")
_BRITISH = (
    (r"iz(ation|ed|ing|er|e)(?=s?\b)", r"is\1"),
    (r"model(ing|ed|er)\b", r"modell\1"),
    (r"label(ing|ed)\b", r"labell\1"),
    (r"behavior", "behaviour"),
    (r"neighbor", "neighbour"),
    (r"color", "colour"),
    (r"\bcenter", "centre"),
)
_KEEPS_Z = re.compile(r"\b(size|sized|resize\w*|prize\w*)\b", re.IGNORECASE)
_PLURALS = (
    (r"([^aeiou])y$", r"\1ies"),
    (r"sis$", "ses"),
    (r"trix$", "trices"),
    (r"(ss|x|ch|sh)$", r"\1es"),
    (r"optimum$", "optima"),
    (r"minimum$", "minima"),
)


@dataclass
class Entry:
    """An entry of the lexicon."""

    label: str
    name: str
    source: str
    aliases: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    broader: list[str] = field(default_factory=list)

    @property
    def surfaces(self) -> list[str]:
        """The name and the aliases."""
        return [self.name, *self.aliases]


@dataclass
class Seen:
    """How often a surface occurs in the annotated papers, and how it is annotated there."""

    total: int = 0
    exact: Counter[str] = field(default_factory=Counter)
    papers: set[str] = field(default_factory=set)
    marked_papers: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Hit:
    """An occurrence of a surface."""

    start: int
    end: int
    key: str


@dataclass(frozen=True)
class Field:
    """A title or an abstract with its tokens and annotations."""

    paper: str
    text: str
    tokens: list[Span]
    marked: dict[Span, str]


def is_cased(surface: str) -> bool:
    """Return whether a surface is matched as written."""
    return len(surface) <= 5 and surface != surface.lower()


def fold(surface: str) -> str:
    """Return one key for all the forms of a surface that the matcher derives by itself."""
    joined = _drop_plural(_JOINER.sub("", surface))
    return joined if is_cased(joined) else joined.casefold()


def _drop_plural(word: str) -> str:
    return word[:-1] if re.search(r"(?:...[^s]|[A-Z]{2})s$", word) else word


def read_table(path: Path, source: str = "") -> list[Entry]:
    """Read a hand-kept table; `source` is the default if it has no column of this name."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Entry(
            row["label"],
            row["name"],
            row.get("source", source),
            [alias for alias in row["aliases"].split("|") if alias],
        )
        for row in rows
    ]


def read_stops(path: Path) -> set[str]:
    """Read the surfaces that are never matched."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["surface"].casefold() for row in csv.DictReader(lines)}


def read_papers(path: Path) -> list[Paper]:
    """Read the annotated papers."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def collect_marked(papers: Iterable[Paper]) -> list[Entry]:
    """Return an entry for every canonical name, with its most frequent label and its surfaces."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    owners: dict[str, Counter[str]] = defaultdict(Counter)
    seen_in: dict[str, set[str]] = defaultdict(set)
    for paper in papers:
        for mention in paper["mentions"]:
            key = fold(mention["canonical"].casefold())
            names[key][mention["canonical"]] += 1
            labels[key][mention["label"]] += 1
            owners[mention["text"]][key] += 1
            seen_in[key].add(paper["id"])
    surfaces: dict[str, list[str]] = defaultdict(list)
    for surface, keys in owners.items():
        surfaces[_commonest(keys)].append(surface)
    return [
        Entry(
            _commonest(labels[key]),
            _commonest(names[key]),
            "annotations",
            sorted(surface for surface in surfaces[key] if not is_fragment(surface)),
        )
        for key in names
        if len(seen_in[key]) > 1 or is_worth_keeping(_commonest(names[key]))
    ]


def is_worth_keeping(name: str) -> bool:
    """Return whether a name annotated in one paper may occur elsewhere.

    Proper names may, and names of two common words.
    """
    if name != name.lower():
        return len(name.split()) <= MAX_WORDS_OF_A_PROPER_NAME
    return len(name.split()) == 2


def is_fragment(surface: str) -> bool:
    """Return whether a surface is a single common word and therefore not an alias."""
    return surface.isalpha() and len(surface) > 1 and surface[1:] == surface[1:].lower()


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda value: (-counts[value], value))


def spell(surface: str) -> Iterator[str]:
    """Yield the British spelling and the irregular plural of a surface."""
    british = surface
    if not _KEEPS_Z.search(surface):
        for pattern, replacement in _BRITISH:
            british = re.sub(pattern, replacement, british)
    for form in dict.fromkeys((surface, british)):
        if form != surface:
            yield form
        for pattern, replacement in _PLURALS:
            if re.search(pattern, form) and len(form) > 5:
                yield re.sub(pattern, replacement, form)
                break


def merge(tables: Iterable[Iterable[Entry]], stops: set[str]) -> list[Entry]:
    """Merge the tables.

    A surface belongs to the first entry that has it, and to a name before any alias.
    """
    entries: dict[str, Entry] = {}
    pending: list[tuple[Entry, str]] = []
    for table in tables:
        claimed = {fold(alias.casefold()): target for target, alias in pending}
        for entry in table:
            key = fold(entry.name.casefold())
            target = entries.get(key) or claimed.get(key)
            if target is None:
                target = entries[key] = Entry(entry.label, entry.name, entry.source)
            pending.extend((target, alias) for alias in entry.surfaces)
    _add_aliases(entries, pending, stops)
    return [entry for entry in entries.values() if entry.name.casefold() not in stops]


def _add_aliases(
    entries: dict[str, Entry], pending: list[tuple[Entry, str]], stops: set[str]
) -> None:
    taken = set(entries)
    for target, alias in pending:
        for form in (alias, *spell(alias)):
            key = fold(form.casefold())
            if key in taken or form.casefold() in stops or not _is_name(form):
                continue
            taken.add(key)
            target.aliases.append(form)


def _is_name(surface: str) -> bool:
    words = surface.split()
    return len(surface) > 1 and 0 < len(words) <= LONGEST_NAME and not _NOT_A_NAME.search(surface)


class Index:
    """The keys of all surfaces, for longest matches from the left."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.keys = {fold(surface): entry for entry in entries for surface in entry.surfaces}
        lowered = {key.casefold() for key in self.keys}
        self._beginnings = {key[:end] for key in lowered for end in range(1, len(key) + 1)}

    def find(self, text: str, tokens: list[Span]) -> list[Hit]:
        """Find the surfaces in a text, always the longest one from the left."""
        hits: list[Hit] = []
        at = 0
        while at < len(tokens):
            end, hit = at, None
            for upto in range(at, len(tokens)):
                joined = _JOINER.sub("", text[tokens[at][0] : tokens[upto][1]])
                key = self._match(joined)
                if key is not None:
                    end, hit = upto, Hit(tokens[at][0], tokens[upto][1], key)
                if joined.casefold() not in self._beginnings:
                    break
            if hit is not None:
                hits.append(hit)
            at = end + 1
        return hits

    def _match(self, joined: str) -> str | None:
        single = _drop_plural(joined)
        for key in (single if is_cased(single) else "", single.casefold()):
            if key in self.keys:
                return key
        return None


def tokenize(text: str, tokenizer: Tokenizer) -> list[Span]:
    """Return the offsets of every token."""
    return [(token.idx, token.idx + len(token)) for token in tokenizer(text)]


def read_fields(papers: Iterable[Paper]) -> list[Field]:
    """Tokenize the titles and abstracts."""
    tokenizer = build_tokenizer(spacy.blank("en"))
    return [
        Field(
            paper["id"],
            paper[where],
            tokenize(paper[where], tokenizer),
            {(m["start"], m["end"]): m["label"] for m in paper["mentions"] if m["field"] == where},
        )
        for paper in papers
        for where in ("title", "abstract")
    ]


def measure(fields: Iterable[Field], known: Index) -> dict[str, Seen]:
    """Count for every surface how often it occurs, and how often exactly that span is annotated."""
    seen: dict[str, Seen] = defaultdict(Seen)
    for each in fields:
        for hit in known.find(each.text, each.tokens):
            count = seen[hit.key]
            count.total += 1
            count.papers.add(each.paper)
            label = each.marked.get((hit.start, hit.end))
            if label is not None:
                count.exact[label] += 1
                count.marked_papers.add(each.paper)
    return seen


def is_unreliable(seen: Seen) -> bool:
    """Return whether most occurrences of a surface are not annotated, or only in its own paper."""
    exact = sum(seen.exact.values())
    if seen.total >= MIN_SEEN and exact < MIN_PRECISION * seen.total:
        return True
    return (
        len(seen.marked_papers) == 1 and len(seen.papers - seen.marked_papers) >= MIN_SEEN_ELSEWHERE
    )


def prune(entries: list[Entry], seen: dict[str, Seen]) -> list[Entry]:
    """Drop the unreliable surfaces; an entry whose name is unreliable is dropped."""
    bad = {key for key, count in seen.items() if is_unreliable(count)}
    return [
        Entry(
            entry.label,
            entry.name,
            entry.source,
            [alias for alias in entry.aliases if fold(alias) not in bad],
        )
        for entry in entries
        if fold(entry.name) not in bad
    ]


def relabel(entries: list[Entry], seen: dict[str, Seen]) -> None:
    """Give every entry the label of most of its annotated mentions."""
    for entry in entries:
        counts: Counter[str] = Counter()
        for surface in entry.surfaces:
            if fold(surface) in seen:
                counts.update(seen[fold(surface)].exact)
        if counts and counts[entry.label] * 2 < sum(counts.values()):
            entry.label = _commonest(counts)


def read_topics(path: Path) -> dict[str, list[str]]:
    """Read the names of the topics of the Computer Science Ontology, by the end of their IRIs.

    The own name of a topic comes first.
    """
    topics = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        term = json.loads(line)
        iri = term.get("ids", {}).get("cso", "")
        if iri.startswith(TOPICS):
            topics[iri.removeprefix(TOPICS)] = [
                _ACRONYM_BEHIND.sub("", term["name"]),
                *term.get("aliases", []),
            ]
    return topics


def read_not_close(path: Path) -> set[tuple[str, str]]:
    """Read the pairs of names and ids that mean different things."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["name"], row["id"]) for row in csv.DictReader(lines)}


def match_topics(
    entries: Iterable[Entry], topics: Mapping[str, Sequence[str]], not_close: set[tuple[str, str]]
) -> None:
    """Give entries the id of the only topic with their name, otherwise with one of their aliases.

    Only the own name of a topic counts, because its aliases mean the same only loosely, and an
    acronym alone does not count. If several entries match a topic, it goes to the only entry that
    matches by its name, otherwise to no entry.
    """
    of_key: dict[str, set[str]] = defaultdict(set)
    for topic, names in topics.items():
        of_key[name_key(names[0])].add(topic)
    claims: dict[str, dict[bool, list[Entry]]] = defaultdict(lambda: {True: [], False: []})
    for entry in entries:
        by_name = of_key.get(name_key(entry.name), set())
        found = by_name or set().union(
            *(of_key.get(name_key(a), ()) for a in entry.aliases if not is_cased(a))
        )
        found = {topic for topic in found if (entry.name, f"cso:{topic}") not in not_close}
        if len(found) == 1:
            claims[found.pop()][bool(by_name)].append(entry)
    for topic, claim in claims.items():
        for claimed in (claim[True] or claim[False],):
            if len(claimed) == 1:
                claimed[0].ids.append(f"cso:{topic}")


def add_broader(entries: Iterable[Entry], path: Path) -> None:
    """Add the hand-kept pairs: a name, and the name of its directly broader entry.

    Raises:
        SystemExit: A pair names what is not in the lexicon.
    """
    known = {(entry.label, entry.name): entry for entry in entries}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wrong = []
    for row in rows:
        label = row["broader_label"] or row["label"]
        entry = known.get((row["label"], row["name"]))
        if entry is None or (label, row["broader"]) not in known:
            wrong.append(f"{row['label']} {row['name']} < {label} {row['broader']}")
        else:
            entry.broader.append(
                row["broader"] if label == row["label"] else f"{label}:{row['broader']}"
            )
    if wrong:
        raise SystemExit(
            f"{path}: not in the lexicon, correct or remove these pairs:\n" + "\n".join(wrong)
        )


def write(entries: list[Entry], path: Path) -> None:
    """Write the lexicon, sorted by label and name."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for entry in sorted(entries, key=lambda e: (e.label, e.name.casefold(), e.name)):
            lists = (
                "|".join(values)
                for values in (entry.aliases, sorted(entry.ids), sorted(entry.broader))
            )
            aliases, ids, broader = lists
            writer.writerow((entry.label, entry.name, aliases, entry.source, ids, broader))


def build(papers: list[Paper], topics: Mapping[str, Sequence[str]]) -> list[Entry]:
    """Build the lexicon.

    First the hand table, then the adopted terms, then the annotated papers, ids and hierarchy.
    """
    tables = (
        read_table(TABLES / "hand.csv", "hand"),
        read_table(TABLES / "terms.csv"),
        collect_marked(papers),
    )
    entries = merge(tables, read_stops(TABLES / "stop.csv"))
    fields = read_fields(papers)
    for _ in range(ROUNDS):
        entries = prune(entries, measure(fields, Index(entries)))
    relabel(entries, measure(fields, Index(entries)))
    match_topics(entries, topics, read_not_close(TABLES / "not_close.csv"))
    add_broader(entries, TABLES / "broader.csv")
    return entries


def main() -> None:
    """Write the lexicon and print the number of entries of each label."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shared",
        type=Path,
        required=True,
        help="folder that holds annotations/train.jsonl and terms/",
    )
    parser.add_argument("--out", type=Path, default=TARGET, help="where to write the lexicon")
    options = parser.parse_args()
    papers = read_papers(options.shared / "annotations" / "train.jsonl")
    entries = build(papers, read_topics(options.shared / "terms" / "terms.jsonl"))
    write(entries, options.out)
    counts = Counter(entry.label for entry in entries)
    sys.stdout.write("".join(f"{label}: {count}\n" for label, count in sorted(counts.items())))


if __name__ == "__main__":
    main()

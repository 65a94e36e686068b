"""The glossary holds everywhere: plain English, and no name in two senses.

Print what is left to rewrite in some paths: python -m tests.test_glossary PATH...
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT


class Banned(NamedTuple):
    """A turn of phrase that a native maintainer would not write."""

    pattern: str
    example: str
    instead: str


BANNED = [
    Banned(r"\b(tells?|says?) whether\b", "Tell whether it fits", "Return whether it fits"),
    Banned(
        r"\bst(ands?|ood|anding) (in|for|at|under|above|before|among|alone|there|so|between)\b",
        "a word that stands in the title",
        "a word that occurs in the title",
    ),
    Banned(r"\b(is|are|was|were) (?-i:none)\b", "if there is none", "if it is missing"),
    Banned(
        r"(?<!there )\b(is|are|was|were) no\b(?! longer| more)", "that is no name", "is not a name"
    ),
    Banned(r"\bnor (is|are|have|has|does|do) (it|they|one|there)\b", "nor is it", "and it is not"),
    Banned(r"\bat the (most|least)\b", "at the most three", "at most three"),
    Banned(r"\bso many\b", "in so many papers", "in this many papers"),
    Banned(r"\bas many\b(?! as)", "as many columns", "the same number of columns"),
    Banned(r"\bsuch an?\b", "such a name", "this name"),
    Banned(r"\b(such|the|those|these|other) ones\b", "the ones", "the papers"),
    Banned(r"\bbeside\b", "beside the map", "next to the map, besides, in addition to"),
    Banned(r"\bbut for\b", "all but for hubs", "all except hubs"),
    Banned(r"\b(whole|entire) or not at all\b", "whole or not at all", "atomically"),
    Banned(
        r"\bh(o|e)lds? (it|them|this|these) to\b", "hold it to its limits", "enforce its limits"
    ),
    Banned(r"\b(whereof|thereof|whereby|whereupon|thereto)\b", "whereof one", "in a new sentence"),
    Banned(r"\bhangs? together\b", "how they hang together", "how they are connected"),
    Banned(r"\b(tells?|telling|told) (\w+ ){1,4}apart\b", "tells them apart", "distinguishes"),
    Banned(r"\bmend(s|ed|ing)?\b", "mend it", "fix it"),
    Banned(r"\bodd\b(?! number)", "an odd record", "an unusual record, an invalid value"),
    Banned(r"\bbears?\b", "bears a name", "has a name"),
    Banned(
        r"\b(for ever|to and fro|anew|sought|heed(ed|s)?|whoever|nobody)\b",
        "drawn anew",
        "drawn again, back and forth, searched, obeyed, no paper",
    ),
    Banned(r"\bparted by\b", "parted by commas", "separated by commas"),
    Banned(r", too\b", "and papers, too", "and also papers"),
    Banned(r"([;,(] ?)else\b(?!if| \{)", "the DOI, else the title", "the DOI, otherwise the title"),
    Banned(r"\bof (ours|theirs|yours|the user's)\b", "a file of ours", "our file"),
    Banned(r"\bas [\w()'` ]{1,30} (has|have) it\b", "as the text has it", "as in the text"),
    Banned(r"\bfor want of\b", "for want of time", "because there was no time"),
    Banned(r"\bledger\b", "the merge ledger", "the alias table"),
    Banned(r"\blone\b", "a lone entity", "a single entity"),
    Banned(r"\blie[sd]? (in|at|under|on)\b", "what lies under it", "what is under it"),
    Banned(r"\bcame to its (limit|end)\b", "came to its limit", "reached its limit"),
    Banned(r"\b(turned around|put to)\b", "a name turned around", "a reversed name"),
    Banned(
        r"^\s+(Args|Returns|Raises|Yields|References|Example): \S",
        "    Args: x: A number.",
        "    Args:",
    ),
]

GENUINE = re.compile(r"\bstands? for\b|# parameter: .+, else ")
"""A short form stands for its long form; `else` gives a parameter its default."""

VARIABLES = {"one", "lone_about"}
"""Variables that do not say what they hold."""

KINDS = {".py", ".md", ".cfg", ".rq", ".js", ".css", ".html", ".ttl", ".ipynb"}
FILES = sorted(
    path
    for pattern in ("*.md", "docs/**/*", "kgraph/**/*", "ontology/*", "notebooks/*",
                    "benchmarks/**/*", "training/**/*", "tests/**/*")
    for path in ROOT.glob(pattern)
    if path.suffix in KINDS and path != Path(__file__)
)  # fmt: skip


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def python_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield comments and strings; of a test only docstrings, because its other strings are data."""
    source = path.read_text(encoding="utf-8")
    is_test = path.is_relative_to(ROOT / "tests")
    strings = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_doc = token.string.startswith('"""')
        if token.type == tokenize.COMMENT or (token.type in strings and (is_doc or not is_test)):
            yield from enumerate(token.string.splitlines(), token.start[0])


def notebook_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the prose and the comments of each cell, with the number of the cell."""
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
        for line in "".join(cell["source"]).splitlines():
            yield number, line if cell["cell_type"] == "markdown" else line.partition("#")[2]


def texts(path: Path) -> Iterator[tuple[int, str]]:
    if path.suffix == ".py":
        return python_texts(path)
    if path.suffix == ".ipynb":
        return notebook_texts(path)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":  # what is quoted as code is checked in the code
        text = re.sub(r"`[^`\n]*`", "``", text)
    return iter(enumerate(text.splitlines(), 1))


def find_dialect(path: Path) -> list[str]:
    return [
        f"{relative(path)}:{number}: {match[0]!r}; as in {banned.example!r}: {banned.instead}"
        for number, line in texts(path)
        for banned in BANNED
        for match in re.finditer(banned.pattern, GENUINE.sub("", line), re.IGNORECASE)
    ]


def find_variables(path: Path) -> list[str]:
    source = path.read_text(encoding="utf-8") if path.suffix == ".py" else ""
    return [
        f"{relative(path)}:{node.lineno}: {name}"
        for node in ast.walk(ast.parse(source))
        for name in (getattr(node, "arg", None), getattr(node, "id", None))
        if name in VARIABLES and not isinstance(getattr(node, "ctx", None), ast.Load)
    ]


def find_classes() -> dict[str, set[str]]:
    homes = defaultdict(set)
    for path in FILES:
        if path.suffix == ".py" and path.is_relative_to(ROOT / "kgraph"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    homes[node.name].add(relative(path))
    return homes


@pytest.mark.parametrize("banned", BANNED, ids=lambda banned: banned.example)
def test_a_pattern_finds_its_example_and_not_what_to_write_instead(banned: Banned) -> None:
    assert re.search(banned.pattern, banned.example, re.IGNORECASE)
    assert not re.search(banned.pattern, banned.instead, re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_texts_are_in_plain_english(path: Path) -> None:
    assert find_dialect(path) == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_variables_say_what_they_hold(path: Path) -> None:
    assert find_variables(path) == []


def test_no_two_classes_share_a_name() -> None:
    shared = {name: homes for name, homes in find_classes().items() if len(homes) > 1}
    assert shared == {}


def test_the_glossary_gives_each_term_once_and_in_one_sentence() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!term|---)(.+?) \| (.+) \|$", glossary, re.MULTILINE)
    assert len({term for term, _ in rows}) == len(rows) > 50
    for term, meaning in rows:
        assert re.fullmatch(r"([^.]|\.(?=\S))+\.", meaning), term


if __name__ == "__main__":
    paths = [Path(argument).resolve() for argument in sys.argv[1:]]
    for file in FILES:
        if any(file.is_relative_to(path) for path in paths):
            sys.stdout.writelines(f"{line}\n" for line in find_dialect(file) + find_variables(file))

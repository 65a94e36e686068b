"""Questions that come with kgraph, or that a user keeps in a file: SPARQL with a title and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kgraph.errors import QueryError
from kgraph.sparql.request import Binding

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "an entity": "a name or alias in any case, or an id as concept/grokking",
        "a paper": "an id, an arXiv id, a DOI, or a part of the title that fits no other",
        "a label": "Method, Dataset, Task, Metric or Concept",
        "a year": "four digits",
        "a number": "a whole number",
        "a score": "a number between 0 and 1",
        "a text": "any text",
    }
)
"""What a parameter can be, and how it is written."""

_FOLDER: Final = Path(__file__).parent / "questions"
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_TITLE = re.compile(r"^# title: (.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"^# parameter: (\w+) — (.+?), (as|else) (.+)$", re.MULTILINE)
_SLOT = re.compile(r"VALUES\s*\?(\w+)\s*\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question leaves open: of which kind it is, an example, and whether the example holds unless given."""

    name: str
    kind: str
    example: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A query with a name, a title and parameters; `text` is SPARQL that runs as it is, with the examples."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, values: Mapping[str, object]) -> list[Binding]:
        """Give each parameter a value.

        Args:
            values: Value by parameter.

        Returns:
            All parameters, those left out with what holds then.

        Raises:
            QueryError: A parameter is unknown, or one that is needed is missing.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise QueryError(f"{self.name} has no parameter {name!r}. {self._usage()}")
        for parameter in self.parameters:
            if parameter.name not in values and not parameter.optional:
                raise QueryError(
                    f"{self.name} needs {parameter.name}, {parameter.kind}. {self._usage()}"
                )
        return [
            Binding(
                parameter.name, parameter.kind, str(values.get(parameter.name, parameter.example))
            )
            for parameter in self.parameters
        ]

    def _usage(self) -> str:
        if not self.parameters:
            return "It has none."
        examples = " ".join(
            f"{parameter.name}={quote(parameter.example)}" for parameter in self.parameters
        )
        return f"For example: {self.name} {examples}"


def quote(value: str) -> str:
    """Return a value as a shell takes it for one word, with quotes only where they are needed."""
    return value if re.fullmatch(r"[\w./:-]+", value) else f"'{value}'"


def list_questions() -> tuple[Question, ...]:
    """Return the questions that come with kgraph, by name."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.rq")))


def find_question(question: str) -> Question:
    """Return the question that a name or a text means.

    Args: question: The name of a question that comes with kgraph, or SPARQL, whose comments may
        declare parameters.

    Returns:
        The question; one that is given as a text has the name `the query`.

    Raises:
        QueryError: There is no question of that name, or the text declares a parameter wrongly.
    """
    if not _NAME.fullmatch(question.strip()):
        return read_question("the query", question)
    path = _FOLDER / f"{question.strip()}.rq"
    if not path.is_file():
        names = [path.stem for path in sorted(_FOLDER.glob("*.rq"))]
        near = get_close_matches(question, names, n=3)
        listed = (
            f"Is one of these meant: {', '.join(near)}?"
            if near
            else f"There are: {', '.join(names)}."
        )
        raise QueryError(f"no question is called {question.strip()!r}. {listed}")
    return _read(path)


def read_question(name: str, text: str) -> Question:
    """Read the title and the parameters in the comments of a query.

    Raises:
        QueryError: A parameter is of no kind that there is, or the query has no `VALUES` for it.
    """
    title = _TITLE.search(text)
    parameters = tuple(
        Parameter(name, kind, example.strip(), word == "else")
        for name, kind, word, example in _PARAMETER.findall(text)
    )
    slots = set(_SLOT.findall(text))
    for parameter in parameters:
        if parameter.kind not in KINDS:
            raise QueryError(
                f"parameter {parameter.name} is {parameter.kind!r}: let it be one of {', '.join(KINDS)}"
            )
        if parameter.name not in slots:
            raise QueryError(
                f"parameter {parameter.name} needs its place in the query: VALUES ?{parameter.name} {{ }}"
            )
    return Question(name, title[1].strip() if title else "", parameters, text)


def fill(text: str, terms: Mapping[str, Sequence[object]]) -> str:
    """Put terms in place of those in `VALUES ?parameter { … }`.

    The text is read once, so nothing in a value can be taken for another parameter's place.

    Args: text: The query. terms: For each parameter the engine's terms, which render themselves as
        SPARQL, escapes included.

    Returns:
        The query with the terms.
    """

    def replace(slot: re.Match[str]) -> str:
        if slot[1] not in terms:
            return slot[0]
        return f"VALUES ?{slot[1]} {{ {' '.join(str(term) for term in terms[slot[1]])} }}"

    return _SLOT.sub(replace, text)


def _read(path: Path) -> Question:
    return read_question(path.stem, path.read_text("utf-8"))

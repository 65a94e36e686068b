"""Questions: SPARQL with parameters, which comes with kgraph or from a file of the user."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kgraph.errors import QueryError
from kgraph.lookup.nodes import ENTITY_FORMS, PAPER_FORMS

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "an entity": ENTITY_FORMS,
        "a paper": PAPER_FORMS,
        "a label": "a label of the build, as Method",
        "a year": "four digits",
        "a number": "a whole number",
        "a score": "a number between 0 and 1",
        "a text": "any text",
    }
)
"""How a parameter is written, by kind."""

_FOLDER: Final = Path(__file__).parent / "questions"
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_TITLE = re.compile(r"^# title: (.+)$", re.MULTILINE)
_PARAMETER = re.compile(r"^# parameter: (\w+) — (.+?), (as|else) (.+)$", re.MULTILINE)
_SLOT = re.compile(r"VALUES\s*\?(\w+)\s*\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its name, its kind, and an example.

    The example is the default of an `optional` parameter.
    """

    name: str
    kind: str
    example: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """The value of a parameter, as a user writes it, and the parameter's kind."""

    parameter: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """SPARQL with a name, a title and parameters; `text` runs as it is, with the examples."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, values: Mapping[str, str]) -> list[Binding]:
        """Give each parameter a value.

        Args:
            values: Value by parameter; those of optional parameters can be left out.

        Returns:
            All parameters.

        Raises:
            QueryError: A parameter is unknown, or a required parameter is missing.
        """
        names = {parameter.name for parameter in self.parameters}
        for name in values:
            if name not in names:
                raise QueryError(f"{self.name} has no parameter {name!r}. {self._usage()}")
        for parameter in self.parameters:
            if parameter.name not in values and not parameter.optional:
                raise QueryError(
                    f"{self.name} needs {parameter.name}, {parameter.kind}. {self._usage()}"
                )
        return [
            Binding(parameter.name, parameter.kind, values.get(parameter.name, parameter.example))
            for parameter in self.parameters
        ]

    def _usage(self) -> str:
        if not self.parameters:
            return "It has no parameters."
        examples = " ".join(
            f"{parameter.name}={quote(parameter.example)}" for parameter in self.parameters
        )
        return f"For example: {self.name} {examples}"


def quote(value: str) -> str:
    """Return a value as a shell takes it for one word, with quotes only if it needs them."""
    return value if re.fullmatch(r"[\w./:-]+", value) else f"'{value}'"


def list_questions() -> tuple[Question, ...]:
    """Return the questions that come with kgraph, by name."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.rq")))


def find_question(question: str) -> Question:
    """Find a question by its name, or read the text of a query.

    Args:
        question: The name of a question that comes with kgraph, or SPARQL, perhaps with comments
            that declare parameters.

    Returns:
        The question; the text of a query gets the name `the query`.

    Raises:
        QueryError: No question has the name, or the text declares a parameter wrongly.
    """
    name = question.strip()
    if not _NAME.fullmatch(name):
        return read_question("the query", question)
    path = _FOLDER / f"{name}.rq"
    if path.is_file():
        return _read(path)
    names = [path.stem for path in sorted(_FOLDER.glob("*.rq"))]
    near = get_close_matches(name, names, n=3)
    listed = f"The closest: {', '.join(near)}." if near else f"There are: {', '.join(names)}."
    raise QueryError(f"no question has the name {name!r}. {listed}")


def read_question(name: str, text: str) -> Question:
    """Read the title and the parameters in the comments of a query.

    Raises:
        QueryError: A parameter's kind is unknown, or the query has no `VALUES` for it.
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
                f"parameter {parameter.name} is {parameter.kind!r}: "
                f"let it be one of {', '.join(KINDS)}"
            )
        if parameter.name not in slots:
            raise QueryError(
                f"parameter {parameter.name} does not occur in the query: "
                f"write VALUES ?{parameter.name} {{ }} there"
            )
    return Question(name, title[1].strip() if title else "", parameters, text)


def fill(text: str, terms: Mapping[str, Sequence[object]]) -> str:
    """Replace the terms in `VALUES ?parameter { … }`.

    The text is read once, so a value that looks like `VALUES ?parameter { }` is not replaced.

    Args:
        text: The query.
        terms: For each parameter the engine's terms, whose `str` is SPARQL, with escapes.

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

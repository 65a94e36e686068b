"""The user's edits of statements: a copy of statements.csv with a column `edit`, and `value`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, cast, get_args

from kgraph.errors import ConfigError
from kgraph.resolve.edits import iter_rows
from kgraph.types import (
    ENTITY_PREDICATES,
    OWN_PREDICATES,
    PREDICATES,
    Field,
    Mention,
    Paper,
    Predicate,
    Problem,
    Source,
    Statement,
)

StatementEditKind = Literal["confirm", "reject", "predicate", "reverse"]
"""The edits that a user can make in a copy of the table of statements."""

Key: TypeAlias = tuple[str, str, Predicate, str]
"""The paper, subject, predicate and object of a statement, of which a graph has only one."""

Sentence: TypeAlias = tuple[Field, int, int]

_KINDS: tuple[StatementEditKind, ...] = get_args(StatementEditKind)
_COLUMNS = ("paper", "subject", "predicate", "object", "edit")


class StatementEdit(NamedTuple):
    """A row with an edit of the statement `key`; `source` is its file and line.

    `result` is what the paper states by this edit, None if the statement is rejected. `words` are
    some of the sentence that states it, if the user gave them.
    """

    key: Key
    edit: StatementEditKind
    result: Key | None
    words: str
    source: Source


class EditedStatements(NamedTuple):
    """The statements after the user's edits, sorted, and a problem for each edit that fits none."""

    statements: tuple[Statement, ...]
    unknown: tuple[Problem, ...]


def read_statement_edits(path: str | Path) -> tuple[StatementEdit, ...]:
    """Read a copy of statements.csv with a column `edit`; rows without an edit are ignored.

    Args:
        path: The copy. Of its columns, paper, subject, predicate, object, edit and, if there is
            one, value are read.

    Raises:
        ConfigError: The file cannot be read, a column or a cell is missing, an edit or a predicate
            is unknown, or two lines contradict each other.
    """
    rows = iter_rows(path, _COLUMNS, "statements.csv")
    edits = tuple(filter(None, (_read_edit(row, path, line) for line, row in rows)))
    _check_consistent(edits, path)
    return edits


def _read_edit(row: Mapping[str, str], path: str | Path, line: int) -> StatementEdit | None:
    paper, subject, predicate, object_, edit = (row[column].strip() for column in _COLUMNS)
    value = row.get("value", "").strip()
    if not edit and not value:
        return None
    if fault := _find_fault(subject, predicate, object_, edit, value):
        raise ConfigError(f"{path}:{line}: {fault}")
    key = (paper, subject, cast("Predicate", predicate), object_)
    result: Mapping[str, Key] = {
        "confirm": key,
        "predicate": (paper, subject, cast("Predicate", value), object_),
        "reverse": (paper, object_, key[2], subject),
    }
    return StatementEdit(
        key=key,
        edit=cast("StatementEditKind", edit),
        result=result.get(edit),
        words=value if edit == "confirm" else "",
        source=Source(Path(path).name, line),
    )


def _find_fault(subject: str, predicate: str, object_: str, edit: str, value: str) -> str:
    """Return why a row cannot be meant, and the remedy; '' if it can."""
    own = predicate in OWN_PREDICATES
    others = [p for p in (OWN_PREDICATES if own else ENTITY_PREDICATES) if p != predicate]
    if edit not in _KINDS:
        return f"the edit '{edit}' is unknown. Edits: {', '.join(_KINDS)}."
    if predicate not in PREDICATES:
        return f"the predicate '{predicate}' is unknown. Predicates: {', '.join(PREDICATES)}."
    if own and (subject or edit == "reverse"):
        return f"{predicate} is stated of the paper itself. Leave the subject empty."
    if not object_ or (not own and subject in ("", object_)):
        return f"{predicate} needs {'an object' if own else 'two entities'}. Give each by its id."
    if edit == "predicate" and value not in others:
        return f"predicate needs a value: one of {', '.join(others)} (got '{value}')."
    return ""


def _check_consistent(edits: Iterable[StatementEdit], path: str | Path) -> None:
    """Refuse two edits of one statement, and two of which one denies what the other results in."""
    of_key: dict[Key, StatementEdit] = {}
    for edit in edits:
        other = of_key.setdefault(edit.key, edit)
        if edit[:-1] != other[:-1]:
            raise _contradiction(edit, other, path)
    for edit in edits:
        denial = of_key.get(edit.result) if edit.result else None
        if denial and denial.result != edit.result:
            raise _contradiction(edit, denial, path)


def _contradiction(a: StatementEdit, b: StatementEdit, path: str | Path) -> ConfigError:
    first, second = sorted((a.source.line, b.source.line))
    return ConfigError(
        f"{path}:{second}: contradicts line {first} on '{_describe(b.key)}'. Keep one of the lines."
    )


def _describe(key: Key) -> str:
    return " ".join(filter(None, key))


def edit_statements(
    statements: Iterable[Statement],
    edits: Iterable[StatementEdit],
    papers: Mapping[str, Paper],
    mentions: Iterable[Mention],
) -> EditedStatements:
    """Apply the user's edits to statements, in an order that does not depend on that of the lines.

    What an edit confirms or changes gets the score 1 and the rule "edit", and is not tentative.

    Args:
        statements: The statements that were found.
        edits: The edits.
        papers: The papers, by id.
        mentions: The mentions of all papers, in the order of `KnowledgeGraph`.
    """
    of_key = {statement.key: statement for statement in statements}
    # What is confirmed comes first: its sentence is preferred to that of a changed statement.
    ordered = sorted(edits, key=lambda edit: (edit.edit != "confirm", edit))
    edited_papers = {edit.key[0] for edit in ordered}
    mentions_of: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.paper in edited_papers:
            mentions_of[mention.paper].append(mention)
    stated: dict[Key, Statement] = {}
    unknown = []
    for edit in ordered:
        paper, result = edit.key[0], edit.result or edit.key
        found = of_key.get(edit.key) or of_key.get(result)
        sentence = _find_sentence(edit, found, papers.get(paper), mentions_of[paper])
        if isinstance(sentence, str):
            unknown.append(_to_problem(edit, sentence))
        elif edit.result and sentence:
            stated.setdefault(result, Statement(*result, *sentence, 1.0, "edit"))
    denied = {edit.key for edit in ordered if edit.result != edit.key}
    kept = {key: statement for key, statement in of_key.items() if key not in denied}
    return EditedStatements(tuple(sorted((kept | stated).values())), tuple(sorted(unknown)))


def _find_sentence(
    edit: StatementEdit, found: Statement | None, paper: Paper | None, mentions: Sequence[Mention]
) -> Sentence | str | None:
    """Return the sentence that states what an edit results in, or why the edit fits nothing.

    What is rejected needs no sentence: it may have a lower score than the statements of the build.
    """
    if found and not edit.words:
        return (found.field, found.sentence_start, found.sentence_end)
    if paper is None:
        return "no paper has this id"
    entities_of: dict[Sentence, set[str]] = defaultdict(set)
    for m in mentions:
        entities_of[m.field, m.sentence_start, m.sentence_end].add(m.entity)
    named = {edit.key[1], edit.key[3]} - {""}
    if missing := named.difference(*entities_of.values()):
        return f"the paper does not mention {' or '.join(sorted(missing))}"
    if edit.result is None:
        return None
    if edit.words:
        fitting = [s for s in entities_of if _fold(edit.words) in _fold(_text(paper, s))]
        count = len(fitting) or "none"
        return fitting[0] if len(fitting) == 1 else f"{count} of its sentences have these words"
    fitting = [sentence for sentence, entities in entities_of.items() if named <= entities]
    return fitting[0] if fitting else "no sentence mentions both: confirm it with words of one"


def _text(paper: Paper, sentence: Sentence) -> str:
    field, start, end = sentence
    return paper.text(field)[start:end]


def _fold(text: str) -> str:
    """Return a text in lower case, with single spaces."""
    return " ".join(text.casefold().split())


def _to_problem(edit: StatementEdit, reason: str) -> Problem:
    detail = f"{edit.edit} of '{_describe(edit.key)}': {reason}"
    return Problem(edit.source, "problem", "unknown-edit", detail, "edit ignored")

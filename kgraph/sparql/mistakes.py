"""A syntax error as the engine reports it, made readable."""

from __future__ import annotations

import re

_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:The [a-z ]*SELECT|The SELECT|IRI|Prefix) [a-z][a-z ]+")


def explain(message: str, query: str) -> str:
    """Turn the engine's syntax error into the line, what is wrong there, and the line itself with a mark below."""
    found = _SYNTAX_ERROR.match(message)
    if not found:
        return f"the query is not SPARQL: {message}"
    line, column = int(found[1]), int(found[2])
    text = [*query.split("\n"), ""][line - 1]
    sentence = _SENTENCE.search(found[3])
    fault = sentence[0] if sentence else "not SPARQL from here on, or just before"
    if fault.startswith("Prefix"):
        used = re.search(r"([\w.-]*:)[\w.-]*\s*$", text[: column - 1])
        fault = f"prefix {used[1] if used else ''} is not declared"
    return f"line {line}, column {column}: {fault}\n  {text}\n  {' ' * (column - 1)}^"

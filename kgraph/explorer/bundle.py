"""Bundle: ES modules joined into one script that defines no global name.

The page is one file that requests nothing, and a script in the page cannot import another. The
tools that join modules need Node.js, which users should not need to build a graph.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from kgraph.errors import BuildError

_IMPORT = re.compile(r'^import \{((?:\s*[\w$]+,)*\s*[\w$]+,?\s*)\} from "( *)";', re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?=(?:async function|function\*?|class|const) ([\w$]+))", re.MULTILINE
)
_MODULE_WORD = re.compile(r"(?<![\w$.])(?:import|export)(?![\w$])")
_SUPPORTED = (
    'write `import { name } from "./file.js";` or `export` before a function, a class or a '
    "constant, at the start of a line"
)

_TOKEN = re.compile(
    r"""
    (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<literal> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
    | (?P<regex> /(?:\\. | \[(?:\\.|[^\]\\\n])*\] | [^/\\\[\n])+/[a-z]* )
    | (?P<template> ` )
    | (?P<code> [^"'`/]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"[ \t]*\n(?:[ \t]*\n)*")
_TEMPLATE_TEXT = re.compile(r"(?:\\.|\$(?!\{)|[^\\`$])*(?:`|\$\{|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_LAST_WORD = re.compile(r"[\w$]*\Z")
_PREFIX_WORDS = {
    "return",
    "typeof",
    "case",
    "of",
    "in",
    "void",
    "delete",
    "throw",
    "yield",
    "await",
}
"""Words after which a slash begins a regular expression; after any other word it divides."""


class _Piece(NamedTuple):
    """A part of a script."""

    kind: Literal["comment", "literal", "code"]
    start: int
    end: int


class _Import(NamedTuple):
    line: int
    path: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Module:
    """A module; `body` is its source without comments, imports and the word `export`."""

    path: str
    imports: tuple[_Import, ...]
    exports: tuple[str, ...]
    body: str


def bundle(entry: Path) -> str:
    """Join a module and everything it imports into one script, without comments.

    A module may contain `import { name } from "./file.js";` and `export` before a function, a class
    or a constant, each at the start of a line. In the script, each module is a function of what it
    imports that returns what it exports; modules can therefore use the same names for other things.

    Args:
        entry: The module to start from; the others are in its folder or in folders of it.

    Returns:
        The script. Modules are ordered by their imports, so the same files give the same script.

    Raises:
        BuildError: A module is missing, does not export what another imports, imports itself by way
            of others, or contains an unsupported form. The message gives the file and the line.
    """
    modules = _order(entry.parent, entry.name)
    numbers = {module.path: number for number, module in enumerate(modules)}
    parts = [f"// {module.path}\n{_wrap(module, numbers)}" for module in modules]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();"


def _wrap(module: _Module, numbers: dict[str, int]) -> str:
    """Return the constant that holds what a module exports."""
    parameters = ", ".join(f"{{ {', '.join(names)} }}" for _, _, names in module.imports)
    arguments = ", ".join(f"m{numbers[path]}" for _, path, _ in module.imports)
    exports = ", ".join(module.exports)
    return (
        f"const m{numbers[module.path]} = (({parameters}) => {{\n{module.body.strip()}\n"
        f"return {{ {exports} }};\n}})({arguments});"
    )


def _order(folder: Path, entry: str) -> list[_Module]:
    """Return the modules that an entry needs, each after those it imports."""
    done: dict[str, _Module] = {}

    def visit(path: str, importers: tuple[str, ...]) -> None:
        module = _read(folder, path)
        chain = (*importers, path)
        for needed in module.imports:
            where = f"{path}:{needed.line}"
            if needed.path in chain:
                circle = " > ".join((*chain[chain.index(needed.path) :], needed.path))
                raise BuildError(f"{where}: modules import each other in a circle: {circle}")
            if not (folder / needed.path).is_file():
                raise BuildError(f"{where}: there is no module {needed.path} in {folder}")
            if needed.path not in done:
                visit(needed.path, chain)
            _check_names(needed, done[needed.path], where)
        done[path] = module

    visit(entry, ())
    return list(done.values())


def _check_names(needed: _Import, module: _Module, where: str) -> None:
    """Raise an error if a module does not export an imported name."""
    missing = [name for name in needed.names if name not in module.exports]
    if missing:
        raise BuildError(f"{where}: {module.path} does not export {', '.join(missing)}")


def _read(folder: Path, path: str) -> _Module:
    """Parse what a module imports and exports."""
    source = (folder / path).read_text(encoding="utf-8")
    code = _blank(source)
    imports, exports = list(_IMPORT.finditer(code)), list(_EXPORT.finditer(code))
    supported = {match.start() for match in (*imports, *exports)}
    for word in _MODULE_WORD.finditer(code):
        if word.start() not in supported:
            where = f"{path}:{_line(source, word.start())}"
            raise BuildError(f"{where}: this form of `{word[0]}` is not supported: {_SUPPORTED}")
    needed = [
        _Import(
            _line(source, match.start()),
            posixpath.normpath(
                posixpath.join(posixpath.dirname(path), source[slice(*match.span(2))])
            ),
            tuple(re.findall(r"[\w$]+", match[1])),
        )
        for match in imports
    ]
    body = _strip(_cut(source, [match.span() for match in (*imports, *exports)]))
    return _Module(path, tuple(needed), tuple(match[1] for match in exports), body)


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def _cut(source: str, spans: list[tuple[int, int]]) -> str:
    """Return a script without the text of some spans."""
    for start, end in sorted(spans, reverse=True):
        source = source[:start] + source[end:]
    return source


def _split(source: str, position: int = 0) -> Iterator[_Piece]:
    """Split a script into comments, literals (also templates and regular expressions) and code."""
    before = ""
    while position < len(source):
        token = _TOKEN.match(source, position)
        assert token is not None  # noqa: S101 - the last alternative matches anything
        piece = _piece(token, before)
        yield piece
        position = piece.end
        text = source[piece.start : position].rstrip()
        before = before if piece.kind == "comment" or not text else text


def _piece(token: re.Match[str], before: str) -> _Piece:
    """Return the piece that begins with a token; `before` is the code or literal before it."""
    start, end = token.span()
    match token.lastgroup:
        case "comment":
            return _Piece("comment", start, end)
        case "template":
            return _Piece("literal", start, _template_end(token.string, end))
        case "regex" if _ends_value(before):
            return _Piece("code", start, start + 1)
        case "code":
            return _Piece("code", start, end)
    return _Piece("literal", start, end)


def _ends_value(code: str) -> bool:
    """Return whether code ends with a value, so that a slash after it divides."""
    word = _LAST_WORD.search(code[-12:])
    if word is not None and word[0]:
        return word[0] not in _PREFIX_WORDS
    return code.endswith((")", "]", '"', "'", "`"))


def _template_end(source: str, position: int) -> int:
    """Return the end of a template whose first backtick is before a position."""
    while True:
        text = _TEMPLATE_TEXT.match(source, position)
        assert text is not None  # noqa: S101 - it also matches nothing
        if not text[0].endswith("${"):
            return text.end()
        position = _expression_end(source, text.end())


def _expression_end(source: str, position: int) -> int:
    """Return the position after the brace that closes an expression in a template."""
    depth = 1
    for kind, start, end in _split(source, position):
        for brace in _BRACE.finditer(source, start, end) if kind == "code" else ():
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return brace.end()
    return len(source)


def _blank(source: str) -> str:
    """Return a script of the same length, its comments and the insides of literals blank."""
    parts = []
    for kind, start, end in _split(source):
        text = source[start:end]
        if kind == "comment":
            text = _to_spaces(text)
        elif kind == "literal":
            text = text[0] + _to_spaces(text[1:-1]) + text[-1]
        parts.append(text)
    return "".join(parts)


def _to_spaces(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _strip(source: str) -> str:
    """Return a script without comments, blank lines and spaces at the ends of lines."""
    code, parts = "", []
    for kind, start, end in _split(source):
        text = source[start:end]
        if kind == "literal":
            parts += [_squeeze(code), text]
            code = ""
        elif kind == "comment":
            code += "\n" if "\n" in text else " "
        else:
            code += text
    return "".join((*parts, _squeeze(code)))


def _squeeze(code: str) -> str:
    return _LINE_END.sub("\n", code)
